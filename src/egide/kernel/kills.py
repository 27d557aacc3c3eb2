"""Points where the process may be killed by a test, as a power cut would do it (G10).

A point is named after the act it stands in and how far that act went. Nothing happens there, unless
the environment names it; ``tests/test_kill_points.py`` finds all of them and dies at each.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "EGIDE_KILL_AT"


def point(name: str) -> None:
    """Die here at once, if the environment names this point."""
    if os.environ.get(VARIABLE) == name:
        os.kill(os.getpid(), signal.SIGKILL)
