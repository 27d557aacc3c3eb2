"""The journal kept apart from the database: what must be done again after a restore.

A backup brings back what was erased since. So each act that a restore would undo against the
right of a person writes a line here as soon as it holds, in a file that neither the database nor
its dumps hold; ``egide restore`` reads it and does these acts again. A line says numbers and
hashes, never a name. The nightly job adds what a killed process could not write.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings

from egide.kernel import kills, registry
from egide.kernel.access import CLOCK, Actor
from egide.kernel.events import once_held
from egide.kernel.identity import acting
from egide.kernel.models import RegisterLine

log = logging.getLogger("egide.journal")


@dataclass(frozen=True)
class Replay:
    """What a replay did: lines read, acts done again, lines that nobody understands."""

    lines: int
    done: int
    unknown: int


def note(line: dict[str, Any]) -> None:
    """Write a line once the transaction holds; a disk that refuses is logged, the act holds."""
    once_held(write, [line])


def write(lines: Iterable[dict[str, Any]], *, place: Path | None = None) -> None:
    """Add lines, flushed to the disk, whole even when several processes write."""
    place = place or Path(settings.JOURNAL)
    text = "".join(f"{json.dumps(line, sort_keys=True)}\n" for line in lines)
    if not text:
        return
    kills.point("journal.before_write")
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)


def read(place: Path | None = None) -> Iterator[dict[str, Any]]:
    """Yield the lines, oldest first; one that a full disk cut short is left aside, and said."""
    place = place or Path(settings.JOURNAL)
    if not place.exists():
        return
    for number, text in enumerate(place.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            line = json.loads(text)
            kind = line["kind"]
        except (ValueError, KeyError, TypeError):
            log.error("line %s of the journal cannot be read", number)
            continue
        if isinstance(kind, str):
            yield line


def complete(*, by: Actor) -> int:
    """Add the lines that the database knows of and the journal lacks; say how many.

    A process killed right after its commit could not write them.
    """
    with acting(by):
        told = [line for kind in registry.redone().values() for line in kind.told()]
    known = {json.dumps(line, sort_keys=True) for line in read()}
    missing = [line for line in told if json.dumps(line, sort_keys=True) not in known]
    write(missing)
    return len(missing)


def merge(place: Path) -> int:
    """Add the lines of another copy of the journal, kept with the backups; say how many."""
    known = {json.dumps(line, sort_keys=True) for line in read()}
    missing = [line for line in read(place) if json.dumps(line, sort_keys=True) not in known]
    write(missing)
    return len(missing)


def is_known(action: str, subject: str, facts: Mapping[str, Any]) -> bool:
    """Tell whether the register has an act: then the backup holds it, and whatever came after."""
    lines = RegisterLine.objects.filter(action=action, subject=subject, facts__contains=facts)
    return lines.exists()


def complete_every_night(*, on: date, **_: Any) -> None:
    """Complete the journal, as the clock asks."""
    complete(by=CLOCK)


def replay(*, by: Actor) -> Replay:
    """Do again what the journal says, in its order."""
    kinds = registry.redone()
    lines = done = unknown = 0
    for line in read():
        lines += 1
        redone = kinds.get(line["kind"])
        if redone is None:
            unknown += 1
            log.error("nobody knows the kind %r of the journal", line["kind"])
        elif redone.again(line, by):
            done += 1
    return Replay(lines=lines, done=done, unknown=unknown)
