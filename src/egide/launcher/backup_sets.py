"""Backups of the whole society: the database, the documents, and what proves them to be whole.

A backup is a folder named by its instant: a dump, and a manifest with the hash of the dump, the
documents, and how many rows each table holds with a hash of all they say, read in the very snapshot
of the dump. Documents are named by their hash, so all backups of one folder share them, and the
next backup only adds what is new. The keys are never there: see « Keys » in docs/running.md.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from egide.kernel import kills
from egide.launcher import backups, migrating, places
from egide.launcher.addresses import Address
from egide.launcher.outcomes import Failure
from egide.launcher.provisioning import Access

DUMP = "database.dump"
MANIFEST = "manifest.json"
DOCUMENTS = "documents"
LOCK = ".lock"
UNFINISHED = ".unfinished-"
INSTANT = "%Y-%m-%dT%H.%M.%SZ"
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

    def problems(self) -> Iterator[str]:
        """Yield what is missing or altered: every byte of the backup is read again."""
        if not self.dump.is_file() or hash_of(self.dump) != self.manifest["dump"]:
            yield f"{self.dump} is missing or was altered"
        for digest in self.manifest["documents"]:
            place = self.documents / digest[:2] / digest
            if not place.is_file() or hash_of(place) != digest:
                yield f"{place} is missing or was altered"


def make(access: Access, folder: Path) -> Backup:
    """Save the society into a folder of backups; a backup is there whole or not at all."""
    if not access.backup:
        raise Failure(
            "A backup needs the backup role, which reads past row-level security: set "
            "EGIDE_DB_BACKUP."
        )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    noted = migrating.notes(access)
    with places.locked(folder / LOCK):
        _forget_unfinished(folder)
        return _make(access, folder, noted)


def _make(access: Access, folder: Path, noted: dict[str, Any]) -> Backup:
    assert access.backup
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        with psycopg.connect(access.backup.url(), connect_timeout=10) as connection:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            row = connection.execute("SELECT pg_export_snapshot(), now()").fetchone()
            assert row
            snapshot, made_at = row
            backups.write_dump(access, unfinished / DUMP, f"--snapshot={snapshot}")
            content = content_of(connection)
        kills.point("backups.dumped")
        # After the snapshot: a document is written before its row.
        digests = _save_documents(places.state() / DOCUMENTS, folder / DOCUMENTS)
        manifest = {
            "dump": hash_of(unfinished / DUMP),
            "documents": digests,
            "tables": content.tables,
            "doors": content.doors,
            "field_key": noted.get("field_key", ""),
            "migrations": noted.get("migrations", ""),
        }
        places.write_whole(unfinished / MANIFEST, json.dumps(manifest, indent=1))
        made = folder / made_at.astimezone(UTC).strftime(INSTANT)
        if made.exists():
            raise Failure(f"{made} is there already: one backup a second is enough.")
        kills.point("backups.before_rename")
        unfinished.rename(made)
    except OSError as error:
        raise Failure(f"The backup cannot be written: {error.strerror}.") from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    return read(made)


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


def _save_documents(source: Path, target: Path) -> list[str]:
    """Copy the documents that the backups do not have yet; return the names of all."""
    target.mkdir(mode=0o700, exist_ok=True)
    digests = sorted(path.name for path in source.glob("??/*") if _is_digest(path.name))
    for digest in digests:
        copy_document(source / digest[:2] / digest, target / digest[:2] / digest)
    return digests


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
