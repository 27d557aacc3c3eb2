"""Égide runs a whole alumni society, and writes its annual report from its own records."""

__version__ = "0.1.0"
