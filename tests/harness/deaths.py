"""Acts that die at a kill point, as in a power cut."""

from __future__ import annotations

import os
import signal
import time
import traceback
from collections.abc import Callable
from typing import Any

from egide.kernel import kills
from tests.harness.databases import close_connections

PATIENCE = 120


def die_at(point: str, act: Callable[[], Any]) -> None:
    """Run an act in a child that is killed at a point; an act that lives on fails the test."""
    close_connections()
    child = os.fork()
    if not child:
        try:
            os.environ[kills.VARIABLE] = point
            act()
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(1)
    deadline = time.monotonic() + PATIENCE
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGTERM)
        time.sleep(0.02)
    status = ended[1]
    assert os.WIFSIGNALED(status), f"{point} was not reached"
    assert os.WTERMSIG(status) == signal.SIGKILL, f"{point} was not reached in time"
