"""Why a whole file cannot be read, in words."""

from egide.kernel.errors import Refused


class FileUnreadable(Refused):
    """The file is empty, of another kind than it says, too large, or a trap."""
