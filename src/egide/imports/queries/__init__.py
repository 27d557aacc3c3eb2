"""Questions about files that come in."""
