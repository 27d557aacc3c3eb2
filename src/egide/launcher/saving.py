"""Backups made, verified, put back, and tried: what `egide backup`, `restore` and `drill` do."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from egide.launcher import (
    archive,
    backup_sets,
    backups,
    bases,
    database,
    migrating,
    places,
    provisioning,
    receiver,
    recovering,
)
from egide.launcher.archive import Archive
from egide.launcher.backup_sets import DOCUMENTS, Backup
from egide.launcher.outcomes import DONE, FAILED, Failure, say, step
from egide.launcher.provisioning import Access

JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Report:
    """What a drill found; with no problem, this backup would have saved the society."""

    backup: str
    way: str
    log_seconds_old: float | None
    seconds: float
    tables: int
    rows: int
    documents: int
    register_lines: int
    opened_columns: list[str]
    opened_document: str
    problems: list[str]

    def text(self) -> str:
        """Return the report as an operator reads it."""
        opened = ", ".join(self.opened_columns) or "none holds a value"
        document = f"; opened {self.opened_document[:12]}" if self.opened_document else ""
        age = self.log_seconds_old
        received = "not received" if age is None else f"last received {age:.0f} s ago"
        lines = [
            f"Backup {self.backup}, put back aside {self.way}, in {self.seconds:.1f} s.",
            f"  log         {received}",
            f"  tables      {self.tables}, {self.rows} rows, counts and hashes compared",
            "  doors       rights, policies, functions and triggers compared",
            f"  register    {self.register_lines} lines, chain verified",
            f"  sealed      {opened}",
            f"  documents   {self.documents}, every byte read again{document}",
            *(f"  PROBLEM     {problem}" for problem in self.problems),
            "The backup is good." if not self.problems else "The backup is NOT good.",
        ]
        return "\n".join(lines) + "\n"


def backup(options: argparse.Namespace) -> int:
    """Save the society into a folder, or verify the backups that are there."""
    folder = Path(options.folder).absolute()
    if options.verify:
        return _verify(folder)
    if options.follow:
        return _follow(folder)
    with database.server() as access:
        _refuse_no_society(access)
        kept = _log_kept(access, folder)
        with step(f"Saving into {folder}"):
            made = backup_sets.make(access, folder, kept=kept)
            _save_journal(access, folder)
        if kept:
            _forget_needless_log(folder)
    sys.stdout.write(f"{made.folder}\n")
    return DONE


def restore(options: argparse.Namespace) -> int:
    """Put the society of an instant back, once every byte of it was read."""
    folder = Path(options.folder).absolute()
    _refuse_the_future(options.at)
    plan = None if options.dump else recovering.to_the_second(folder, options.at)
    if plan is None:
        chosen = backup_sets.last_before(folder, options.at)
        _refuse_damage(chosen)
        _refuse_missing_key(chosen)
        with database.server() as access:
            return _put_back(access, chosen, folder, replace=options.replace)
    with database.server() as access:
        _refuse_to_lose(access, replace=options.replace)
        if access.admin and (kept := archive.is_kept_in(access.admin, folder)):
            archive.catch_up(access.admin, kept)
        with recovering.recovered(plan) as chosen:
            _refuse_missing_key(chosen)
            return _put_back(access, chosen, folder, replace=options.replace)


def _put_back(access: Access, chosen: Backup, folder: Path, *, replace: bool) -> int:
    if replace and database.exists(access):
        # What is about to be lost knows of the last erasures.
        migrating.migrate(access)
        migrating.inside(access, "complete_journal")
    backups.restore(access, chosen.dump, replace=replace)
    for digest in chosen.manifest["documents"]:
        relative = Path(DOCUMENTS) / digest[:2] / digest
        target = places.state() / relative
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        backup_sets.copy_document(folder / relative, target)
    backups.settle(access, name=chosen.name, journal=folder / JOURNAL)
    for digest in chosen.missing:
        say(f"egide: the document {digest} was in no backup: whoever has it must send it again.")
    say(f"The society is the one of {chosen.made_at.isoformat()} again.")
    return DONE


def drill(options: argparse.Namespace) -> int:
    """Put a backup back aside, compare all of it, print the report, write a line."""
    with database.server() as access, tempfile.TemporaryDirectory() as scratch:
        _refuse_no_society(access)
        if options.folder:
            report = _drill_folder(access, Path(options.folder).absolute(), dump=options.dump)
        else:
            with step("Saving"):
                made = backup_sets.make(access, Path(scratch) / "backups")
            report = rehearse(access, made)
        migrating.migrate(access)
        found = str(len(report.problems))
        migrating.inside(access, "note_drill", report.backup, str(report.rows), found)
    sys.stdout.write(json.dumps(asdict(report)) + "\n" if options.json else report.text())
    return FAILED if report.problems else DONE


def _drill_folder(access: Access, folder: Path, *, dump: bool) -> Report:
    """Try the last backup of a folder: by a base and the log after it, or by its dump."""
    chosen = backup_sets.last_before(folder, None)
    if not chosen.base:
        return rehearse(access, chosen)
    changed = archive.last_change(folder, chosen.base.system)
    age = (datetime.now(UTC) - changed).total_seconds() if changed else None
    plan = None if dump else recovering.to_the_state_of(chosen)
    if plan is None:
        return replace(rehearse(access, chosen), log_seconds_old=age)
    began = time.monotonic()
    with recovering.recovered(plan) as made:
        report = rehearse(access, made)
        problems = [*chosen.problems(), *made.content.differences(chosen.content)]
    problems += [f"the document {digest} was never copied" for digest in made.missing]
    if access.admin and (kept := archive.is_kept_in(access.admin, folder)):
        try:
            archive.catch_up(access.admin, kept)
        except Failure as failure:
            problems.append(str(failure))
    return replace(
        report,
        backup=chosen.name,
        way=f"from the base of {plan.start.name} and the log after it",
        log_seconds_old=age,
        seconds=round(time.monotonic() - began, 1),
        problems=[*problems, *report.problems],
    )


def rehearse(access: Access, chosen: Backup, *, name: str = "") -> Report:
    """Restore into a database of another name on the same server, and look at everything."""
    if not access.admin:
        raise Failure(
            "A drill makes a database: it needs DATABASE_URL with a role that may, or the "
            "embedded server."
        )
    began = time.monotonic()
    problems = list(chosen.problems())
    name = name or f"{access.owner.database}_drill"
    findings: dict[str, Any] = {}
    with database.administrator(access.admin.at("postgres")) as connection:
        try:
            aside = backups.restore_aside(access, connection, chosen.dump, name)
            assert aside.backup
            with step("Comparing"):
                problems += backup_sets.content_at(aside.backup).differences(chosen.content)
                findings = _examine(aside, chosen)
            problems += findings["problems"]
        except Failure as failure:
            problems.append(str(failure))
        finally:
            provisioning.drop_database(connection, name)
    return Report(
        backup=chosen.name,
        way="from its dump",
        log_seconds_old=None,
        seconds=round(time.monotonic() - began, 1),
        tables=len(chosen.content.tables),
        rows=chosen.content.rows,
        documents=len(chosen.manifest["documents"]),
        register_lines=findings.get("register_lines", 0),
        opened_columns=findings.get("opened_columns", []),
        opened_document=findings.get("opened_document", ""),
        problems=problems,
    )


def _examine(aside: Access, chosen: Backup) -> dict[str, Any]:
    """Ask the modules themselves, on the database put back and the documents of the backup."""
    with tempfile.TemporaryDirectory() as state:
        (Path(state) / DOCUMENTS).symlink_to(chosen.documents)
        environment = database.environment(aside) | {"EGIDE_DB_ROLE": "app", "EGIDE_STATE": state}
        done = subprocess.run(
            [sys.executable, "-m", "egide.launcher.inside", "examine"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
    if done.returncode:
        raise Failure("The database put back could not be examined; see above.")
    return json.loads(done.stdout)


def _verify(folder: Path) -> int:
    found = backup_sets.all_in(folder)
    if not found:
        raise Failure(f"There is no backup in {folder}.")
    damaged = 0
    for made in found:
        problems = list(made.problems())
        damaged += bool(problems)
        sys.stdout.write(f"{made.name}  {'DAMAGED' if problems else 'whole'}\n")
        for problem in problems:
            sys.stdout.write(f"  {problem}\n")
    for problem in recovering.problems_of_the_log(found):
        damaged += 1
        sys.stdout.write(f"log  DAMAGED\n  {problem}\n")
    return FAILED if damaged else DONE


def _follow(folder: Path) -> int:
    """Receive the log of a PostgreSQL of one's own, until told to stop."""
    if database.is_embedded():
        raise Failure(
            "The log of the embedded database is received by itself after the first backup: "
            "run `./egide backup DIR` without --follow."
        )
    with database.server() as access:
        if not access.admin:
            raise Failure("Receiving the log needs DATABASE_URL, with a role that may replicate.")
        archive.keep(access.admin, folder)
        return receiver.Receiver(access.admin).run()


def _log_kept(access: Access, folder: Path) -> Archive | None:
    """Return where the log is received: for the embedded server into the folder of this backup."""
    if not access.admin:
        return None
    if database.is_embedded():
        before = archive.noted()
        kept = archive.keep(access.admin, folder)
        if kept != before:
            say(f"  from now on, every change is kept in {kept.folder} as it happens")
        return kept
    return archive.is_kept_in(access.admin, folder)


def _forget_needless_log(folder: Path) -> None:
    """Remove the pieces of the log that come before every base that is left."""
    oldest: dict[str, bases.Base] = {}
    for made in backup_sets.all_in(folder):
        if made.base:
            oldest.setdefault(made.base.system, made.base)
    for system, base in oldest.items():
        archive.forget_before(folder, system, base.first_segment)


def _refuse_the_future(at: datetime | None) -> None:
    if at and at > datetime.now(UTC):
        raise Failure(f"{at.isoformat()} has not come yet.")


def _refuse_to_lose(access: Access, *, replace: bool) -> None:
    """Refuse before the log is played what would be refused after it."""
    if access.admin and database.exists(access) and not replace:
        name = access.owner.database
        raise Failure(f"The database {name} exists; say --replace to lose what it holds now.")


def _refuse_no_society(access: Access) -> None:
    if not database.exists(access):
        raise Failure("There is no society here yet: run `./egide demo` or `./egide up` first.")


def _refuse_damage(chosen: Backup) -> None:
    problems = list(chosen.problems())
    if problems:
        raise Failure(f"The backup {chosen.name} is damaged: {problems[0]}. Nothing was replaced.")


def _save_journal(access: Access, folder: Path) -> None:
    """Copy what a restore must do again beside the backups, for the day this machine is lost."""
    migrating.migrate(access)
    migrating.inside(access, "complete_journal")
    if places.journal().exists():
        places.write_whole(folder / JOURNAL, places.journal().read_text(encoding="utf-8"))


def _refuse_missing_key(chosen: Backup) -> None:
    """Refuse before anything is replaced what the site could not read afterwards."""
    wanted = chosen.manifest.get("field_key")
    ring = migrating.field_keys_of(wanted)
    if wanted and ring.find(wanted) is None:
        raise Failure(
            f"The backup {chosen.name} was sealed with the field key {wanted}, which is not in "
            f"{places.field_keys()}: put the file back from its escrow. Nothing was replaced."
        )
