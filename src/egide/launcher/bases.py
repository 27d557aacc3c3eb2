"""Bases: copies of the server's files, from which the log goes on to any second.

A base lies in the folder of its backup. From PostgreSQL 17 on, most hold only the pages that
changed since the last full one, a week ago at most: two copies make any base, never a chain.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

from egide.launcher import archive, backups, binaries
from egide.launcher.addresses import Address
from egide.launcher.archive import Archive
from egide.launcher.outcomes import Failure, Missing
from egide.launcher.provisioning import Access

BASE = "base"
LIST = "backup_manifest"
# The server keeps for ten days what it must know of changed pages.
FULL_EVERY = timedelta(days=7)
FIRST_INCREMENTAL = 17


@dataclass(frozen=True)
class Base:
    """What a backup says of its base: of which server, what it builds on, where the log goes on."""

    system: str
    major: int
    # The name of the backup that holds what did not change; nothing for a full one.
    on: str
    administrator: str
    database: str
    segment_bytes: int
    timeline: int
    start: str
    ended_at: str
    # A commit after the backup: the log up to it ends whatever was asked for before its instant.
    mark: str
    marked_at: str

    @property
    def usable_from(self) -> datetime:
        return datetime.fromisoformat(self.ended_at)

    @property
    def covered_until(self) -> datetime:
        return datetime.fromisoformat(self.marked_at)

    @property
    def first_segment(self) -> str:
        return archive.segment_at(self.start, self.timeline, self.segment_bytes)

    @property
    def last_segment(self) -> str:
        return archive.segment_at(self.mark, self.timeline, self.segment_bytes)


def of(manifest: dict[str, Any]) -> Base | None:
    """Return what the manifest of a backup says of its base, if it has one."""
    found = manifest.get(BASE)
    return Base(**found) if found else None


def make(access: Access, kept: Archive, folder: Path, full: tuple[str, Path] | None) -> Base:
    """Copy the server's files into ``folder``, or what changed since a full base."""
    assert access.admin
    major, administrator, size = _about(access.admin)
    on = ""
    if full and major >= FIRST_INCREMENTAL:
        name, place = full
        if _copy(access.admin, folder, f"--incremental={place / LIST}") is None:
            on = name
        else:
            # The server has forgotten which pages changed since: a full one then.
            shutil.rmtree(folder, ignore_errors=True)
    if not on and (problem := _copy(access.admin, folder)):
        raise Failure(f"The base cannot be written: {problem}")
    listed = json.loads((folder / LIST).read_text(encoding="utf-8"))["WAL-Ranges"]
    return Base(
        system=kept.system,
        major=major,
        on=on,
        administrator=administrator,
        database=access.owner.database,
        segment_bytes=size,
        timeline=listed[-1]["Timeline"],
        start=listed[0]["Start-LSN"],
        ended_at=_clock(access.admin),
        mark="",
        marked_at="",
    )


def marked(base: Base, access: Access, kept: Archive) -> Base:
    """Commit a mark after all that the backup holds: the log up to it is received."""
    assert access.admin
    mark = archive.catch_up(access.admin, kept)
    return replace(base, mark=mark, marked_at=_clock(access.admin))


def as_manifest(base: Base | None) -> dict[str, Any]:
    """Return what the manifest of a backup says of its base."""
    return {BASE: asdict(base)} if base else {}


def may_build_on(base: Base, kept: Archive, now: datetime) -> bool:
    """Tell whether the next base may hold only what changed since this one."""
    return base.system == kept.system and not base.on and now - base.usable_from < FULL_EVERY


def problems(folder: Path, base: Base) -> Iterator[str]:
    """Yield what PostgreSQL finds missing or altered in the files of a base."""
    try:
        program = program_of("pg_verifybackup", base.major)
    except Missing as missing:
        yield str(missing)
        return
    done = subprocess.run(
        [program, "--no-parse-wal", "--quiet", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        yield f"{folder} is not whole: {last_line(done.stderr)}"


def program_of(name: str, major: int) -> str:
    """Return a program of one version of PostgreSQL.

    :raises Missing: if this machine has none.
    """
    found = binaries.of_major(major)
    if found is None:
        raise Missing(
            f"The base was written by PostgreSQL {major}, and no PostgreSQL {major} is on this "
            f"machine: install it (apt install postgresql-{major}), or say --dump to put back "
            "what the dump of the backup holds, which every version reads."
        )
    return found.program(name)


def _about(admin: Address) -> tuple[int, str, int]:
    with psycopg.connect(admin.url(), connect_timeout=10) as connection:
        row = connection.execute(
            "SELECT rolname, (SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size')"
            "  FROM pg_roles WHERE oid = 10"
        ).fetchone()
        assert row
        return connection.info.server_version // 10_000, row[0], row[1]


def _clock(admin: Address) -> str:
    with psycopg.connect(admin.url(), connect_timeout=10) as connection:
        row = connection.execute("SELECT clock_timestamp()").fetchone()
    assert row
    return row[0].astimezone(UTC).isoformat()


def _copy(admin: Address, folder: Path, *more: str) -> str | None:
    """Run ``pg_basebackup``; return what it complains of."""
    try:
        program = binaries.find().program("pg_basebackup")
    except Missing:
        if not (program := shutil.which("pg_basebackup") or ""):
            raise
    options = ["--wal-method=none", "--checkpoint=fast", "--manifest-checksums=SHA256"]
    done = subprocess.run(
        [program, f"--pgdata={folder}", *options, "--no-password", *more],
        env=os.environ | backups.variables(admin) | {"LC_ALL": "C"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode < 0:
        return f"pg_basebackup was killed (signal {-done.returncode})"
    return last_line(done.stderr) if done.returncode else None


def last_line(text: str) -> str:
    """Return the line that says why, without the name of the program."""
    lines = [line for line in text.splitlines() if "error:" in line] or text.splitlines()
    return lines[-1].partition("error: ")[2] or lines[-1] if lines else "no reason was given"
