"""Questions about letters: whom they reach, what they say, how far they are."""
