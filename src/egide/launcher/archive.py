"""The changes kept as they happen: PostgreSQL's log (WAL), received into the folder of backups.

``pg_receivewal`` asks the server for its log under a slot, so that nothing is thrown away before it
is written, and flushes each piece to the disk: what was committed is there a moment later. Each
time that the receiving begins anew (another folder, another server, a slot that was lost) it does
so in a folder of its own, and nothing is ever written over.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from egide.launcher import database, places, provisioning
from egide.launcher.addresses import Address
from egide.launcher.children import die_with_parent
from egide.launcher.outcomes import Failure

WAL = "wal"
NOTE = "archive.json"
SERVER = "EGIDE_WAL_SERVER"
PACKED, PARTIAL = ".gz", ".partial"
# Rights on functions belong to one database; a restore replaces the site's, never this one.
COMMON = "postgres"
# How long the receiver may need to write what was just committed.
PATIENCE_SECONDS = 30
GZIP = 31
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Archive:
    """Where the log of one server is received: a folder of backups, and a run of receiving."""

    backups: str
    run: str
    system: str

    @property
    def folder(self) -> Path:
        return Path(self.backups) / WAL / self.run


class SegmentDamaged(Failure):
    """A piece of the log cannot be read whole."""


def slot() -> str:
    """Return the name under which the server keeps its log for us."""
    return f"{provisioning.role_prefix()}_wal"


def noted() -> Archive | None:
    """Return where the log of this site goes; nowhere before its first backup."""
    with suppress(OSError, ValueError, TypeError):
        return Archive(**json.loads((places.state() / NOTE).read_text(encoding="utf-8")))
    return None


def keep(admin: Address, backups: Path) -> Archive:
    """Let the log be received into a folder of backups from now on, if it is not already."""
    with database.administrator(admin.at(COMMON)) as connection:
        _refuse_too_weak_a_role(connection)
        system = system_of(connection)
        found = noted()
        if (
            found
            and (found.backups, found.system) == (str(backups), system)
            and found.folder.is_dir()
            and _slot_holds(connection)
        ):
            return found
        run = f"{system}-{datetime.now(UTC):%Y-%m-%dT%H.%M.%S.%fZ}"
        anew = Archive(str(backups), run, system)
        for folder in (backups, backups / WAL, anew.folder):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Before the slot: whoever still receives for the former place must not take the new one.
        places.write_whole(places.state() / NOTE, json.dumps(asdict(anew)))
        _make_slot(connection)
    return anew


def _refuse_too_weak_a_role(connection: psycopg.Connection) -> None:
    """Refuse before anything is noted what the role of a server of one's own may not do."""
    row = connection.execute(
        "SELECT rolname, rolsuper OR rolreplication,"
        "       has_function_privilege('pg_switch_wal()', 'EXECUTE')"
        "  FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    assert row
    role, replicates, switches = row
    missing = [] if replicates else [f"ALTER ROLE {role} REPLICATION;"]
    if not switches:
        missing.append(f"GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {role};")
    if missing:
        raise Failure(
            f"The role {role} of DATABASE_URL may not receive the log. A superuser must run, in "
            f"the database {COMMON}: {' '.join(missing)}"
        )


def is_kept_in(admin: Address, backups: Path) -> Archive | None:
    """Return where the log of this very server is received, if it is into that folder."""
    found = noted()
    if found is None or found.backups != str(backups):
        return None
    with database.administrator(admin) as connection:
        return found if found.system == system_of(connection) else None


def system_of(connection: psycopg.Connection) -> str:
    """Return what tells one PostgreSQL, and the copies of it, from all others."""
    row = connection.execute("SELECT system_identifier::text FROM pg_control_system()").fetchone()
    assert row
    return str(row[0])


def _slot_holds(connection: psycopg.Connection) -> bool:
    row = connection.execute(
        "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s", [slot()]
    ).fetchone()
    return row is not None and row[0] in {"reserved", "extended", "unreserved"}


def stop(admin: Address) -> None:
    """Let the log be received no more."""
    (places.state() / NOTE).unlink(missing_ok=True)
    with database.administrator(admin) as connection:
        _drop_slot(connection)


def _make_slot(connection: psycopg.Connection) -> None:
    """Make the slot anew; what was received under the former one lies in a folder of its own."""
    _drop_slot(connection)
    connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [slot()])


def _drop_slot(connection: psycopg.Connection) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        connection.execute(
            "SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots"
            " WHERE slot_name = %s AND active_pid IS NOT NULL",
            [slot()],
        )
        try:
            connection.execute(
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots"
                " WHERE slot_name = %s",
                [slot()],
            )
            return
        except psycopg.errors.ObjectInUse:
            if time.monotonic() > deadline:
                raise Failure(f"The replication slot {slot()} is used by somebody else.") from None
            time.sleep(0.05)


def catch_up(admin: Address, kept: Archive) -> str:
    """Commit a mark, and wait until the receiver has written it; return its place in the log.

    :raises Failure: if nobody receives: what is committed now would be lost with this machine.
    """
    with database.administrator(admin.at(COMMON)) as connection:
        connection.execute("SELECT pg_current_xact_id()")
        row = connection.execute("SELECT pg_switch_wal()::text").fetchone()
        assert row
        mark = str(row[0])
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            reached = connection.execute(
                "SELECT restart_lsn >= %s FROM pg_replication_slots WHERE slot_name = %s",
                [mark, slot()],
            ).fetchone()
            if reached and reached[0]:
                return mark
            time.sleep(0.05)
    raise Failure(
        f"The changes of the database are not being written into {kept.folder}: {last_words()}"
    )


def last_words() -> str:
    """Return the last line that the receiver wrote, for whoever must mend it."""
    with suppress(OSError):
        lines = log().read_text(encoding="utf-8", errors="replace").splitlines()
        return lines[-1] if lines else "nobody receives them"
    return "nobody receives them"


def log() -> Path:
    """Return the file of what the receiver says."""
    return places.state() / "receiver.log"


def start_receiver(server: Address) -> subprocess.Popen[bytes]:
    """Start what receives, beside the server that we keep."""
    with log().open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "egide.launcher.receiver"],
            env=os.environ | {SERVER: server.url(), "PYTHONPATH": str(places.PACKAGE.parent)},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            preexec_fn=die_with_parent(),
        )


def last_change(backups: Path, system: str) -> datetime | None:
    """Return when something was received last."""
    times = [path.stat().st_mtime for path in _files(backups, system)]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def segments(backups: Path, system: str) -> dict[str, Path]:
    """Return the pieces of the log of a server, by name: whole ones before unfinished ones."""
    found: dict[str, Path] = {}
    for path in sorted(_files(backups, system), key=_how_much, reverse=True):
        found.setdefault(path.name[:24], path)
    return found


def _how_much(path: Path) -> tuple[bool, int]:
    return PARTIAL not in path.suffixes, path.stat().st_size


def _files(backups: Path, system: str) -> list[Path]:
    return [path for path in (backups / WAL).glob(f"{system}-*/*") if is_segment(path.name[:24])]


def is_segment(name: str) -> bool:
    """Tell whether a name is the one of a piece of the log."""
    return len(name) == 24 and not set(name) - set("0123456789ABCDEF")


def position(lsn: str) -> int:
    """Return a place in the log as a number."""
    high, _slash, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def segment_at(lsn: str, timeline: int, size: int) -> str:
    """Return the name of the piece that holds a place of the log."""
    return _named(timeline, position(lsn) // size, size)


def names_from(first: str, size: int) -> Iterator[str]:
    """Yield the names of a piece and of all that follow it."""
    a_log = (1 << 32) // size
    number = int(first[8:16], 16) * a_log + int(first[16:], 16)
    while True:
        yield _named(int(first[:8], 16), number, size)
        number += 1


def _named(timeline: int, number: int, size: int) -> str:
    a_log = (1 << 32) // size
    return f"{timeline:08X}{number // a_log:08X}{number % a_log:08X}"


def unpack(source: Path, target: Path, size: int) -> None:
    """Write a piece of the log as the server reads it; the end of an unfinished one is empty.

    :raises SegmentDamaged: if a whole piece cannot be read to its end.
    """
    unfinished = PARTIAL in source.suffixes
    written, reader = 0, zlib.decompressobj(GZIP)
    try:
        with source.open("rb") as packed, target.open("wb") as plain:
            while chunk := packed.read(CHUNK_BYTES):
                content = reader.decompress(chunk) if PACKED in source.suffixes else chunk
                written += len(content)
                # Most of a quiet hour is nothing: it takes no room on the disk.
                if content.strip(b"\0"):
                    plain.write(content)
                else:
                    plain.seek(len(content), 1)
            plain.truncate(size)
    except zlib.error:
        if not unfinished:
            raise SegmentDamaged(f"{source} is damaged") from None
        with target.open("r+b") as plain:
            plain.truncate(size)
    if not unfinished and (written != size or (PACKED in source.suffixes and not reader.eof)):
        raise SegmentDamaged(f"{source} is damaged")


def forget_before(backups: Path, system: str, first: str) -> None:
    """Remove the pieces that no backup of the folder needs any more."""
    for path in _files(backups, system):
        if path.name[8:24] < first[8:]:
            path.unlink(missing_ok=True)
