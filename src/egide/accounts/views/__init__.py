"""The doors: signing in, one's own account, and who a request comes from."""
