"""The interface for programs: what the site shows, read and done through tokens (``/api/v1/``).

A module lists its operations in its ``api.py`` and names that file in ``Module.api``; it is loaded
with the addresses of the site, so that a command does not pay for what only the web needs. Each
operation goes through the same rights, questions and verbs as the pages.
"""

from egide.kernel.api.operations import Operations
from egide.kernel.api.paging import Page, Window, keyset
from egide.kernel.api.values import Answer, Asked, Key, Name, Text

__all__ = ["Answer", "Asked", "Key", "Name", "Operations", "Page", "Text", "Window", "keyset"]
