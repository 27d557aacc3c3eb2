"""The society of any second: a base and the log after it, played in a server of its own.

The server that serves is not touched: a temporary one plays the log up to the second, is asked for
a dump, and is removed. What it gives is a backup like any other, checked and put back like one.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg

from egide.launcher import archive, backup_sets, bases, places
from egide.launcher.addresses import Address
from egide.launcher.archive import SegmentDamaged
from egide.launcher.backup_sets import DOCUMENTS, Backup
from egide.launcher.bases import BASE, Base
from egide.launcher.children import die_with_parent
from egide.launcher.cluster import SETTINGS, as_database_user
from egide.launcher.outcomes import Failure, say, step
from egide.launcher.provisioning import Access

PATIENCE_SECONDS = 3_600
END_SECONDS = 20
# Lost with the machine, and never served: nothing of it needs to reach the disk.
OWN_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "hot_standby": "off",
    "autovacuum": "off",
    "max_wal_size": "8GB",
    "checkpoint_timeout": "1d",
    # All that there is lies in the server's own folder already.
    "restore_command": "false",
    "recovery_target_timeline": "current",
    "recovery_target_inclusive": "on",
    "recovery_target_action": "promote",
}
NOT_REACHED = "recovery ended before configured recovery target was reached"
LAST_COMMIT = re.compile(r"last completed transaction was at log time (\S+ \S+)")
COMMITTED = "SELECT pg_last_xact_replay_timestamp()"


@dataclass(frozen=True)
class Plan:
    """From which base to an instant, or to a place of the log, or to the end of what is kept."""

    folder: Path
    start: Backup
    base: Base
    at: datetime | None = None
    lsn: str = ""
    last_needed: str = ""

    @property
    def target(self) -> dict[str, str]:
        if self.lsn:
            # What begins there came after.
            return {"recovery_target_lsn": self.lsn, "recovery_target_inclusive": "off"}
        return {"recovery_target_time": self.at.isoformat(" ")} if self.at else {}


@dataclass(frozen=True)
class Laid:
    """What was laid before the temporary server: how many pieces, and why there are no more."""

    pieces: int
    broken: str


def to_the_second(folder: Path, at: datetime | None) -> Plan | None:
    """Return how to reach an instant, or nothing where no log was ever kept.

    :raises Failure: if the instant is before the first base.
    """
    found = [(made, made.base) for made in backup_sets.all_in(folder) if made.base]
    if not found:
        return None
    usable = [(made, base) for made, base in found if at is None or base.usable_from <= at]
    if not usable:
        raise Failure(
            f"The first base of {folder} was made at {found[0][1].usable_from.isoformat()}: "
            "before that nothing can be put back to the second."
        )
    start, base = usable[-1]
    last = [later.last_segment for _made, later in found if at and later.covered_until > at]
    return Plan(folder, start, base, at=at, last_needed=last[0] if last else "")


def to_the_state_of(made: Backup) -> Plan | None:
    """Return how to reach exactly what a backup shows, from the base before its own if it can."""
    lsn = made.manifest.get("lsn")
    if not lsn or not made.base:
        return None
    every = [one for one in backup_sets.all_in(made.folder.parent) if one.made_at <= made.made_at]
    same = [one for one in every if one.base and one.base.system == made.base.system]
    start = same[-2] if len(same) > 1 else made
    assert start.base
    last = made.base.last_segment
    return Plan(made.folder.parent, start, start.base, lsn=lsn, last_needed=last)


def problems_of_the_log(found: Sequence[Backup]) -> Iterator[str]:
    """Yield the gaps in the log after the oldest base, and its pieces that cannot be read."""
    oldest: dict[str, tuple[Path, Base]] = {}
    for made in found:
        if made.base:
            oldest.setdefault(made.base.system, (made.folder.parent, made.base))
    for system, (folder, base) in oldest.items():
        there = archive.segments(folder, system)
        with tempfile.TemporaryDirectory() as scratch:
            for name in archive.names_from(base.first_segment, base.segment_bytes):
                if name > max(there, default=""):
                    break
                if name not in there:
                    yield f"the piece {name} of the log is not in {folder / archive.WAL}"
                    continue
                try:
                    archive.unpack(there[name], Path(scratch) / "piece", base.segment_bytes)
                except SegmentDamaged as damage:
                    yield str(damage)
        if base.last_segment > max(there, default=""):
            yield f"the log in {folder / archive.WAL} ends before the base of its first backup does"


@contextmanager
def recovered(plan: Plan) -> Iterator[Backup]:
    """Play the log in a server of its own, and give what it holds like a backup."""
    with _scratch() as scratch, ExitStack() as at_the_end:
        try:
            with step(f"Laying the base of {plan.start.name}, and the log after it"):
                data = scratch / "data"
                _lay_base(plan, data)
                laid = _lay_log(plan, data / "pg_wal")
            _refuse_a_broken_end(plan, laid)
            with step(f"Playing {laid.pieces} pieces of the log"):
                _prepare(plan, scratch)
                server = at_the_end.enter_context(_server(plan, scratch))
                access, committed = _play(plan, scratch, laid, server)
            say(f"  the last act played is of {committed.isoformat()}")
            with step("Taking what it holds"):
                made = backup_sets.extract(
                    access, scratch / "taken", plan.folder / DOCUMENTS, plan.at or committed
                )
        except OSError as error:
            raise Failure(
                f"The society of that second cannot be made in {scratch}: {error.strerror}. "
                "Nothing was replaced."
            ) from None
        at_the_end.close()
        yield made


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder of the database's account; what killed commands left is removed."""
    root = places.database_folder("recovery")
    with places.locked(root / "lock"):
        for left in root.glob("run-*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix="run-", dir=root))
        try:
            (folder / "taken").mkdir(mode=0o700)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _lay_base(plan: Plan, data: Path) -> None:
    own = plan.start.folder / BASE
    if not plan.base.on:
        try:
            shutil.copytree(own, data, symlinks=True)
        except shutil.Error as problem:
            _source, place, why = problem.args[0][0]
            raise Failure(f"{place} cannot be written: {why}. Nothing was replaced.") from None
    else:
        full = plan.folder / plan.base.on / BASE
        if not full.is_dir():
            raise Failure(
                f"The backup {plan.start.name} builds on {plan.base.on}, which is not in "
                f"{plan.folder} any more: put it back there, or say --dump."
            )
        program = bases.program_of("pg_combinebackup", plan.base.major)
        done = subprocess.run(
            [program, "--no-sync", f"--output={data}", str(full), str(own)],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Failure(
                f"The base of {plan.start.name} cannot be put together: "
                f"{bases.last_line(done.stderr)}. Nothing was replaced."
            )
    # What somebody set on that server by hand (where to archive, for instance) is not ours to do.
    (data / "postgresql.auto.conf").write_text("")
    (data / "recovery.signal").touch()


def _lay_log(plan: Plan, target: Path) -> Laid:
    """Unpack the pieces of the log that follow the base, up to the last needed or the first gap."""
    there = archive.segments(plan.folder, plan.base.system)
    size, laid = plan.base.segment_bytes, 0
    for name in archive.names_from(plan.base.first_segment, size):
        if name not in there:
            later = [other for other in there if other[:8] == name[:8] and other > name]
            gap = f"the piece {name} of the log is not in {plan.folder / archive.WAL}"
            return Laid(laid, gap if later or not laid else "")
        try:
            archive.unpack(there[name], target / name, size)
        except FileNotFoundError:
            # It was finished meanwhile, under another name.
            there = archive.segments(plan.folder, plan.base.system)
            archive.unpack(there[name], target / name, size)
        except SegmentDamaged as damage:
            (target / name).unlink(missing_ok=True)
            return Laid(laid, str(damage))
        laid += 1
        if name == plan.last_needed:
            break
    return Laid(laid, "")


def _refuse_a_broken_end(plan: Plan, laid: Laid) -> None:
    """Refuse to take for the end of the log what is only a hole in it."""
    if laid.broken and (not plan.target or not laid.pieces):
        raise Failure(
            f"The log has a gap: {laid.broken}. Say up to which second with --at, or take the "
            "dump of a backup with --dump. Nothing was replaced."
        )


def _prepare(plan: Plan, scratch: Path) -> None:
    """Write the settings of the temporary server, whose door opens to us alone."""
    (scratch / "run").mkdir(mode=0o700)
    settings = SETTINGS | OWN_SETTINGS | plan.target
    settings["unix_socket_directories"] = str(_socket_folder(scratch))
    settings["hba_file"] = str(scratch / "hba.conf")
    settings["ident_file"] = str(scratch / "ident.conf")
    quoted = {name: value.replace("'", "''") for name, value in settings.items()}
    lines = [f"{name} = '{value}'\n" for name, value in quoted.items()]
    (scratch / "server.conf").write_text("".join(lines), encoding="utf-8")
    (scratch / "hba.conf").write_text("local all all peer map=ours\n")
    (scratch / "ident.conf").write_text(
        f"ours {pwd.getpwuid(os.geteuid()).pw_name} {plan.base.administrator}\n"
    )
    if user := places.other_user():
        # The taken dump stays ours.
        for path in (scratch, *scratch.glob("*.conf"), scratch / "run", _socket_folder(scratch)):
            os.chown(path, user.uid, user.gid)
        for folder, _folders, files in os.walk(scratch / "data"):
            os.chown(folder, user.uid, user.gid)
            for name in files:
                os.chown(Path(folder) / name, user.uid, user.gid)


def _socket_folder(scratch: Path) -> Path:
    """Return a folder whose path is short enough for a socket: the one of the recovery."""
    if len(os.fsencode(scratch / "run" / places.SOCKET_FILE)) <= places.LONGEST_SOCKET:
        return scratch / "run"
    return places.socket_folder("recovery")


@contextmanager
def _server(plan: Plan, scratch: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the temporary server; it ends at once, since nothing of it is kept."""
    command = [bases.program_of("postgres", plan.base.major), "-D", str(scratch / "data")]
    with (scratch / "server.log").open("ab") as said:
        process = subprocess.Popen(
            [*command, f"--config-file={scratch / 'server.conf'}"],
            stdout=said,
            stderr=said,
            preexec_fn=die_with_parent(signal.SIGQUIT),
            **as_database_user(),
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGQUIT)
        try:
            process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _play(
    plan: Plan, scratch: Path, laid: Laid, server: subprocess.Popen[bytes]
) -> tuple[Access, datetime]:
    """Wait until the server has played the log; return who may ask it, and the last act's time."""
    log = scratch / "server.log"
    here = str(_socket_folder(scratch))
    address = Address(plan.base.administrator, "", here, 5432, plan.base.database)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise Failure(_why_it_ended(plan, laid, log.read_text(errors="replace")))
        with suppress(psycopg.OperationalError):
            with psycopg.connect(address.url(), connect_timeout=10) as connection:
                row = connection.execute(COMMITTED).fetchone()
            committed = (row and row[0]) or plan.base.usable_from
            return Access(None, address, address, address, address), committed.astimezone(UTC)
        time.sleep(0.05)
    raise Failure(f"The log could not be played in an hour; see {log}. Nothing was replaced.")


def _why_it_ended(plan: Plan, laid: Laid, said: str) -> str:
    found = LAST_COMMIT.findall(said)
    until = f"{found[-1]} (UTC)" if found else plan.base.usable_from.isoformat()
    if NOT_REACHED in said and laid.broken:
        return (
            f"The log has a gap: {laid.broken}. After {until} nothing can be put back to the "
            "second. Nothing was replaced."
        )
    if NOT_REACHED in said:
        return (
            f"The log that is kept in {plan.folder} ends with an act of {until}: give an "
            "instant before it, or none to have all of it. Nothing was replaced."
        )
    lines = [line for line in said.splitlines() if "FATAL" in line or "PANIC" in line]
    last = (lines or said.splitlines() or ["nothing was said"])[-1]
    return f"The log could not be played: {last.partition(': ')[2] or last}. Nothing was replaced."
