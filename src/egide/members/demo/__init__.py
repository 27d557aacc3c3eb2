"""The registry's part of the reference society."""
