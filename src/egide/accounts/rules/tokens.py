"""What a token is, and how long it lives."""

PREFIX = "egide_"  # so that a search for lost secrets knows it
LIVES = (7, 30, 90, 365)
MOST = 20
