"""What may be written, how it looks, and when an address is dead."""
