"""Who may come in, how often one may try, and what a good password is."""
