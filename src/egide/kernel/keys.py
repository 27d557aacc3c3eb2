"""The file of the keys that open encrypted columns: outside the database, readable by us alone.

Each key has a name, which every value that it sealed carries, and says by which algorithm it
seals: another algorithm is another key, and a change of keys takes all values over. The newest one
writes, all of them read, so that a change needs no pause and a value of last year still opens.
Whoever has the database, or a dump of it, and not this file, reads nothing. Nothing here needs the
settings.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

LENGTH = 32
# Both authenticate what they seal, under a key of 256 bits, a nonce of 96 and a tag of 128.
AES, CHACHA = "AES-256-GCM", "CHACHA20-POLY1305"
ALGORITHMS = (AES, CHACHA)


class KeysUnusable(Exception):  # noqa: N818 - it is read as a sentence
    """The file of keys is not there, or is not one; the message is for the operator."""


@dataclass(frozen=True)
class FieldKey:
    """One key: its name, the day on which it was drawn, and by what it seals."""

    name: str
    made_on: date
    secret: bytes
    algorithm: str = AES


@dataclass(frozen=True)
class KeyRing:
    """All keys, oldest first, and the one of the blind indexes, which never changes."""

    keys: tuple[FieldKey, ...]
    index_secret: bytes

    @property
    def newest(self) -> FieldKey:
        """The key that writes."""
        return self.keys[-1]

    def find(self, name: str) -> FieldKey | None:
        """Return the key of that name, if it is ours."""
        return next((key for key in self.keys if key.name == name), None)


def read(place: Path) -> KeyRing:
    """Return the keys of a file.

    :raises KeysUnusable: if it is missing or damaged.
    """
    try:
        found = json.loads(place.read_text(encoding="utf-8"))
        keys = tuple(map(_key, found["keys"]))
        ring = KeyRing(keys, _secret(found["index_secret"]))
    except OSError as error:
        raise KeysUnusable(
            f"The field keys {place} cannot be read ({error.strerror}): put the file back from "
            "its escrow, or set EGIDE_FIELD_KEYS."
        ) from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysUnusable(
            f"The field keys {place} are damaged: put the file back from its escrow."
        ) from None
    if not keys:
        raise KeysUnusable(f"The field keys {place} hold no key: put the file back.")
    return ring


def make(place: Path, *, on: date) -> KeyRing:
    """Draw the first key of a society, unless the file is there; return what it holds."""
    with _locked(place):
        if not place.exists():
            _write(place, KeyRing((_draw(on, (), AES),), secrets.token_bytes(LENGTH)))
        return read(place)


def add(place: Path, *, on: date, algorithm: str = "") -> KeyRing:
    """Draw one more key, which writes from now on; the others still read.

    Without an ``algorithm``, it seals as the newest one does.
    """
    with _locked(place):
        ring = read(place)
        drawn = _draw(on, ring.keys, algorithm or ring.newest.algorithm)
        added = replace(ring, keys=(*ring.keys, drawn))
        _write(place, added)
        return added


def forget(place: Path, name: str) -> KeyRing:
    """Take an old key out of the file; what it sealed can be opened nowhere else.

    :raises KeysUnusable: if it is unknown, or is the one that writes.
    """
    with _locked(place):
        ring = read(place)
        if ring.find(name) is None:
            raise KeysUnusable(f"There is no field key {name!r} in {place}.")
        if ring.newest.name == name:
            raise KeysUnusable(f"The field key {name!r} is the one that writes; rotate first.")
        left = replace(ring, keys=tuple(key for key in ring.keys if key.name != name))
        _write(place, left)
        return left


def _draw(on: date, others: tuple[FieldKey, ...], algorithm: str) -> FieldKey:
    """Draw a key whose name says its day, and that no other file is likely to use."""
    while True:
        name = f"{on:%Y%m%d}-{secrets.token_hex(3)}"
        if name not in {key.name for key in others}:
            return FieldKey(name, on, secrets.token_bytes(LENGTH), algorithm)


def _key(line: dict[str, str]) -> FieldKey:
    # A file of before keys said it: they all sealed by that one.
    algorithm = line.get("algorithm", AES)
    if algorithm not in ALGORITHMS:
        raise KeysUnusable(
            f"The field key {line['name']} seals by {algorithm}, which this version of Égide does "
            "not know: run the version that drew it."
        )
    made_on = date.fromisoformat(line["made_on"])
    return FieldKey(line["name"], made_on, _secret(line["secret"]), algorithm)


def _secret(text: str) -> bytes:
    try:
        found = base64.b64decode(text, validate=True)
    except binascii.Error:
        found = b""
    if len(found) != LENGTH:
        raise ValueError("a key has 32 bytes")
    return found


def _write(place: Path, ring: KeyRing) -> None:
    """Write beside, flush to the disk, then rename: the keys are there whole, at every moment."""
    lines = [
        {
            "name": key.name,
            "made_on": key.made_on.isoformat(),
            "secret": base64.b64encode(key.secret).decode("ascii"),
            "algorithm": key.algorithm,
        }
        for key in ring.keys
    ]
    index = base64.b64encode(ring.index_secret).decode("ascii")
    # Drawn with mode 0600.
    handle, draft = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({"keys": lines, "index_secret": index}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


@contextmanager
def _locked(place: Path) -> Iterator[None]:
    """Let one process at a time change the file; a killed one lets go by itself."""
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
