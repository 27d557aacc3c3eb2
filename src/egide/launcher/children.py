"""Child processes that never outlive us."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """Return what a new child runs first, so that the kernel ends it when we are killed (Linux)."""
    parent = os.getpid()
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None

    def prepare() -> None:
        if libc is None:
            return
        libc.prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:
            # We were killed between the fork and this line.
            os._exit(1)

    return prepare
