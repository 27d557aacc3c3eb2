"""Pages of the files that come in."""
