"""One folder a test process, gone with it; what killed runs left behind is swept at the start."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from egide.launcher import places

PREFIX = "egide-test-"
# Not always where TMPDIR says: the path of a socket must stay short.
ROOT = Path("/tmp")  # noqa: S108 - a folder of ours is made inside under a name drawn by chance
LOCK = "alive.lock"
# A folder that was made a moment ago and has no lock yet is somebody's who is about to take it.
UNLOCKED_SECONDS = 3_600


@cache
def of_this_process() -> Path:
    """Return our folder, made the first time; others may enter it: a database runs inside."""
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=ROOT))
    folder.chmod(0o755)
    # Held until we end, however that happens; never closed.
    places.try_lock(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600))
    atexit.register(_remove, os.getpid(), folder)
    return folder


@contextmanager
def folder(kind: str) -> Iterator[Path]:
    """Give a folder of its own inside ours, and remove it."""
    made = Path(tempfile.mkdtemp(prefix=f"{kind}-", dir=of_this_process()))
    made.chmod(0o755)
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of runs that were killed: nobody holds their lock any more."""
    for left in ROOT.glob(f"{PREFIX}*"):
        try:
            found = left.lstat()
        except OSError:
            continue
        if found.st_uid == os.geteuid() and left.is_dir() and not left.is_symlink():
            if (left / LOCK).exists():
                abandoned = not places.is_held(left / LOCK)
            else:
                abandoned = time.time() - found.st_mtime > UNLOCKED_SECONDS
            if abandoned:
                shutil.rmtree(left, ignore_errors=True)


def _remove(owner: int, made: Path) -> None:
    # A forked child must not remove its parent's folder.
    if os.getpid() == owner:
        shutil.rmtree(made, ignore_errors=True)
