"""``python -m egide``, and the ``egide`` program of an installed package."""

from __future__ import annotations

import sys

from egide.launcher.command_line import main

__all__ = ["main"]

if __name__ == "__main__":
    sys.exit(main())
