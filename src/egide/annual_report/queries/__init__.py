"""Questions about figures, editions and what they print."""
