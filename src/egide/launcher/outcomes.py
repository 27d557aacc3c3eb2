"""How a command ends: the exit codes that a script can trust, and what is printed on the way."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

DONE = 0
FAILED = 1
USAGE = 2
MISSING = 3


class Failure(Exception):  # noqa: N818 - it is read as a sentence
    """The command could not do its work; the message is a sentence for whoever typed it."""

    code = FAILED


class WrongUse(Failure):
    """The command was called with something that it does not understand."""

    code = USAGE


class Missing(Failure):
    """Something that the machine must have is not there; the message says how to get it."""

    code = MISSING


def say(sentence: str) -> None:
    """Tell the reader where we are; results go to standard output, progress never does."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


@contextmanager
def step(label: str) -> Iterator[None]:
    """Print one step of a longer work, and how long it took."""
    started = time.monotonic()
    say(f"→ {label}")
    yield
    say(f"  {label}: {time.monotonic() - started:.1f} s")
