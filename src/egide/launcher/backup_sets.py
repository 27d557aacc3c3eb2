"""Backups of the whole society: the database, the documents, and what proves them to be whole.

A backup is a folder named by its instant: a dump, and a manifest with the hash of the dump, the
documents, and how many rows each table holds with a hash of all they say, read in the very snapshot
of the dump; where the log of the server is received, a base too, from which the log goes on.
Documents are named by their hash, so all backups of one folder share them, and the next backup only
adds what is new. The keys are never there: see « Keys » in docs/running.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from egide.kernel import kills
from egide.launcher import backups, bases, migrating, places
from egide.launcher.addresses import Address
from egide.launcher.archive import Archive
from egide.launcher.bases import BASE, Base
from egide.launcher.outcomes import Failure
from egide.launcher.provisioning import Access

DUMP = "database.dump"
MANIFEST = "manifest.json"
DOCUMENTS = "documents"
LOCK = ".lock"
UNFINISHED = ".unfinished-"
INSTANT = "%Y-%m-%dT%H.%M.%SZ"
# An instant at which nothing is half written comes soon, even on a busy site.
TRIES, PAUSE_SECONDS = 200, 0.005
# Made again by whoever restores.
NOT_SAVED = "kernel_identitykey"
TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND relname <> %s
 ORDER BY relname
"""
# The rows in any order: a sum of hashes, so that nothing needs to be sorted.
CONTENT = """
SELECT count(*), coalesce(sum(('x' || md5(whole_row::text))::bit(64)::bigint::numeric), 0)::text
  FROM {} AS whole_row
"""
# Who may do what, and which rows are shown to whom: what a dump could lose without a row missing.
DOORS = """
SELECT relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity
  FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
   AND relname <> %(left)s
UNION ALL
SELECT relname || ' ' || coalesce(grantee::regrole::text, '') || ' ' || privilege_type
  FROM pg_class, aclexplode(relacl)
 WHERE relnamespace = 'public'::regnamespace AND relname <> %(left)s
UNION ALL
SELECT polrelid::regclass || ' ' || polname || ' ' || polcmd::text || ' ' || polpermissive || ' '
       || coalesce(pg_get_expr(polqual, polrelid), '')
       || coalesce(pg_get_expr(polwithcheck, polrelid), '')
  FROM pg_policy
UNION ALL
SELECT proname || ' ' || prosecdef || ' ' || md5(prosrc) FROM pg_proc
 WHERE pronamespace = 'public'::regnamespace AND prolang <> 13
UNION ALL
SELECT tgrelid::regclass || ' ' || tgname || ' ' || tgenabled::text FROM pg_trigger
 WHERE NOT tgisinternal
"""


@dataclass(frozen=True)
class Content:
    """What a database holds: rows and their hash, table by table, and a hash of its doors."""

    tables: dict[str, tuple[int, str]]
    doors: str

    @property
    def rows(self) -> int:
        return sum(count for count, _hash in self.tables.values())

    def differences(self, other: Content) -> list[str]:
        """Return what another content has that this one has not, in sentences."""
        found = [
            f"{table}: {self.tables.get(table)} there, {other.tables.get(table)} here"
            for table in sorted({*self.tables, *other.tables})
            if self.tables.get(table) != other.tables.get(table)
        ]
        if self.doors != other.doors:
            found.append("rights, policies, functions or triggers are not the same")
        return found


@dataclass(frozen=True)
class Backup:
    """One backup of a folder of backups."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def made_at(self) -> datetime:
        return datetime.strptime(self.name, INSTANT).replace(tzinfo=UTC)

    @property
    def dump(self) -> Path:
        return self.folder / DUMP

    @property
    def documents(self) -> Path:
        return self.folder.parent / DOCUMENTS

    @property
    def content(self) -> Content:
        tables = {name: (count, said) for name, (count, said) in self.manifest["tables"].items()}
        return Content(tables, self.manifest["doors"])

    @property
    def missing(self) -> list[str]:
        """Return the documents that the database names, and that were not copied in time."""
        return [
            digest
            for digest in self.manifest.get("missing", ())
            if not (places.state() / DOCUMENTS / digest[:2] / digest).is_file()
        ]

    @property
    def base(self) -> Base | None:
        return bases.of(self.manifest)

    def problems(self) -> Iterator[str]:
        """Yield what is missing or altered: every byte of the backup is read again."""
        if self.base:
            yield from bases.problems(self.folder / BASE, self.base)
        if not self.dump.is_file() or hash_of(self.dump) != self.manifest["dump"]:
            yield f"{self.dump} is missing or was altered"
        for digest in self.manifest["documents"]:
            place = self.documents / digest[:2] / digest
            if not place.is_file() or hash_of(place) != digest:
                yield f"{place} is missing or was altered"


def make(access: Access, folder: Path, *, kept: Archive | None = None) -> Backup:
    """Save the society into a folder of backups; a backup is there whole or not at all.

    Where the log is ``kept``, with a base from which it goes on.
    """
    if not access.backup:
        raise Failure(
            "A backup needs the backup role, which reads past row-level security: set "
            "EGIDE_DB_BACKUP."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _unfinished(folder) as place:
        base = None
        if kept:
            base = bases.make(access, kept, place / BASE, _last_full(folder, kept))
        manifest, made_at = _write_dump(access, place)
        if base and kept:
            base = bases.marked(base, access, kept)
        # After the snapshot: a document is written before its row.
        documents = (places.state() / DOCUMENTS).glob("??/*")
        manifest["documents"] = save_documents(documents, folder / DOCUMENTS)
        return _finish(place, manifest | bases.as_manifest(base), made_at)


def extract(access: Access, folder: Path, documents: Path, made_at: datetime) -> Backup:
    """Write what a recovered database holds, with the documents that it names, like a backup."""
    with _unfinished(folder) as place:
        (folder / DOCUMENTS).symlink_to(documents)
        manifest, _now = _write_dump(access, place, quick=True)
        with psycopg.connect(access.owner.url()) as connection:
            named = connection.execute("SELECT DISTINCT sha256 FROM kernel_document").fetchall()
        whole = sorted(digest for (digest,) in named)
        there = [digest for digest in whole if (documents / digest[:2] / digest).is_file()]
        manifest |= {"documents": there, "missing": sorted({*whole} - {*there})}
        return _finish(place, manifest, made_at)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """Give a place that is gone at the end, unless it got a name; one backup at a time."""
    with places.locked(folder / LOCK):
        _forget_unfinished(folder)
        place = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
        try:
            yield place
        except OSError as error:
            raise Failure(f"The backup cannot be written: {error.strerror}.") from None
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _write_dump(
    access: Access, place: Path, *, quick: bool = False
) -> tuple[dict[str, Any], datetime]:
    """Write the dump, and what it holds; return the manifest so far, and the instant."""
    assert access.backup
    noted = migrating.notes(access)
    with psycopg.connect(access.backup.url(), connect_timeout=10) as connection:
        snapshot, made_at, lsn = _quiet_snapshot(connection)
        squeeze = ["--compress=0"] if quick else []
        backups.write_dump(access, place / DUMP, f"--snapshot={snapshot}", *squeeze)
        content = content_of(connection)
    kills.point("backups.dumped")
    return {
        "dump": hash_of(place / DUMP),
        "lsn": lsn,
        "tables": content.tables,
        "doors": content.doors,
        "field_key": noted.get("field_key", ""),
        "migrations": noted.get("migrations", ""),
    }, made_at


def _quiet_snapshot(connection: psycopg.Connection[Any]) -> tuple[str, datetime, str]:
    """Open a snapshot; return its name, its instant, and its exact place in the log.

    It has one when nobody was writing as it was taken: nothing in progress, nothing added around
    it. Then the log up to that place holds exactly what the snapshot shows; else it says nothing.
    """
    for left in reversed(range(TRIES)):
        before = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
        connection.rollback()
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute(
            "SELECT pg_export_snapshot(), clock_timestamp(), pg_current_wal_insert_lsn()::text,"
            " pg_snapshot_xmin(pg_current_snapshot()) = pg_snapshot_xmax(pg_current_snapshot())"
        ).fetchone()
        assert before
        assert row
        snapshot, made_at, lsn, nobody = row
        if nobody and before == (lsn,):
            return snapshot, made_at, lsn
        if left:
            connection.rollback()
            time.sleep(PAUSE_SECONDS)
    return snapshot, made_at, ""


def _finish(place: Path, manifest: dict[str, Any], made_at: datetime) -> Backup:
    """Give the backup its name, under which it is whole."""
    places.write_whole(place / MANIFEST, json.dumps(manifest, indent=1))
    made = place.parent / made_at.astimezone(UTC).strftime(INSTANT)
    if made.exists():
        raise Failure(f"{made} is there already: one backup a second is enough.")
    kills.point("backups.before_rename")
    place.rename(made)
    return read(made)


def _last_full(folder: Path, kept: Archive) -> tuple[str, Path] | None:
    """Return the full base on which the next one may build."""
    now = datetime.now(UTC)
    for made in reversed(all_in(folder)):
        if made.base and bases.may_build_on(made.base, kept, now):
            return made.name, made.folder / BASE
    return None


def _forget_unfinished(folder: Path) -> None:
    """Remove what killed backups left; we hold the lock, nobody else is making one."""
    for left in folder.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)
    for left in (folder / DOCUMENTS).glob(f"??/{UNFINISHED}*"):
        left.unlink(missing_ok=True)


def read(folder: Path) -> Backup:
    """Return the backup of a folder.

    :raises Failure: if it is none, or its manifest is damaged.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        found = Backup(folder, manifest)
        assert found.content.tables
        assert found.made_at
        assert isinstance(manifest["dump"], str)
        assert isinstance(manifest["documents"], list)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError):
        raise Failure(f"{folder} is not a whole backup: its manifest cannot be read.") from None
    return found


def all_in(folder: Path) -> list[Backup]:
    """Return the backups of a folder, oldest first."""
    if not folder.is_dir():
        raise Failure(f"{folder} is not there.")
    names = sorted(path.name for path in folder.iterdir() if _is_instant(path.name))
    return [read(folder / name) for name in names]


def last_before(folder: Path, instant: datetime | None) -> Backup:
    """Return the last backup that was made by an instant, or the last of all.

    :raises Failure: if there is none.
    """
    found = [made for made in all_in(folder) if instant is None or made.made_at <= instant]
    if not found:
        when = "" if instant is None else f" made by {instant.isoformat()}"
        raise Failure(f"There is no backup{when} in {folder}.")
    return found[-1]


def content_of(connection: psycopg.Connection[Any]) -> Content:
    """Read what a database holds, in the transaction of the connection."""
    connection.execute("SET LOCAL TimeZone = 'UTC'")
    connection.execute("SET LOCAL statement_timeout = 0")
    tables: dict[str, tuple[int, str]] = {}
    for (name,) in connection.execute(TABLES, [NOT_SAVED]).fetchall():
        row = connection.execute(sql.SQL(CONTENT).format(sql.Identifier(name))).fetchone()
        assert row
        tables[name] = (row[0], row[1])
    doors = connection.execute(DOORS, {"left": NOT_SAVED}).fetchall()
    said = "\n".join(sorted(door for (door,) in doors))
    return Content(tables, hashlib.sha256(said.encode()).hexdigest())


def content_at(address: Address) -> Content:
    """Read what the database of an address holds."""
    with psycopg.connect(address.url(), connect_timeout=10) as connection:
        return content_of(connection)


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, however large."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_instant(name: str) -> bool:
    try:
        datetime.strptime(name, INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def save_documents(documents: Iterable[Path], target: Path) -> list[str]:
    """Copy the documents that the backups do not have yet; return the names of all."""
    target.mkdir(mode=0o700, exist_ok=True)
    found = {path.name: path for path in documents if _is_digest(path.name)}
    for digest, source in sorted(found.items()):
        copy_document(source, target / digest[:2] / digest)
    return sorted(found)


def copy_document(source: Path, target: Path) -> None:
    """Copy a document under its name, whole or not at all, unless it is there."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=UNFINISHED, dir=target.parent)
    os.close(handle)
    try:
        shutil.copyfile(source, draft)
        kills.point("backups.document_copied")
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _is_digest(name: str) -> bool:
    return len(name) == 64 and not set(name) - set("0123456789abcdef")
