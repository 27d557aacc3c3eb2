"""Backups made, verified, put back, and tried: what `egide backup`, `restore` and `drill` do."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from egide.launcher import backup_sets, backups, database, migrating, places, provisioning
from egide.launcher.backup_sets import DOCUMENTS, Backup
from egide.launcher.outcomes import DONE, FAILED, Failure, say, step
from egide.launcher.provisioning import Access

JOURNAL = "journal.jsonl"


@dataclass(frozen=True)
class Report:
    """What a drill found; with no problem, this backup would have saved the society."""

    backup: str
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
        lines = [
            f"Backup {self.backup}, put back aside in {self.seconds:.1f} s.",
            f"  tables      {self.tables}, {self.rows} rows, counts and hashes compared",
            "  doors       rights, policies, functions and triggers compared",
            f"  register    {self.register_lines} lines, chain verified",
            f"  sealed      {opened}",
            f"  documents   {self.documents}, every byte read again",
            *(f"  PROBLEM     {problem}" for problem in self.problems),
            "The backup is good." if not self.problems else "The backup is NOT good.",
        ]
        return "\n".join(lines) + "\n"


def backup(options: argparse.Namespace) -> int:
    """Save the society into a folder, or verify the backups that are there."""
    folder = Path(options.folder).absolute()
    if options.verify:
        return _verify(folder)
    with database.server() as access:
        _refuse_no_society(access)
        with step(f"Saving into {folder}"):
            made = backup_sets.make(access, folder)
            _save_journal(access, folder)
    sys.stdout.write(f"{made.folder}\n")
    return DONE


def restore(options: argparse.Namespace) -> int:
    """Put the last backup made by an instant back, once every byte of it was read."""
    chosen = backup_sets.last_before(Path(options.folder).absolute(), options.at)
    _refuse_damage(chosen)
    _refuse_missing_key(chosen)
    with database.server() as access:
        if options.replace and database.exists(access):
            # What is about to be lost knows of the last erasures.
            migrating.migrate(access)
            migrating.inside(access, "complete_journal")
        backups.restore(access, chosen.dump, replace=options.replace)
        for digest in chosen.manifest["documents"]:
            relative = Path(DOCUMENTS) / digest[:2] / digest
            target = places.state() / relative
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            backup_sets.copy_document(chosen.folder.parent / relative, target)
        migrating.migrate(access)
        migrating.inside(access, "note_restore", chosen.name)
        migrating.inside(access, "replay_journal", str(chosen.folder.parent / JOURNAL))
    say(f"The society is the one of {chosen.made_at.isoformat()} again.")
    return DONE


def drill(options: argparse.Namespace) -> int:
    """Put a backup back aside, compare all of it, print the report, write a line."""
    with database.server() as access, tempfile.TemporaryDirectory() as scratch:
        _refuse_no_society(access)
        if options.folder:
            chosen = backup_sets.last_before(Path(options.folder).absolute(), None)
        else:
            with step("Saving"):
                chosen = backup_sets.make(access, Path(scratch) / "backups")
        report = rehearse(access, chosen)
        migrating.migrate(access)
        found = str(len(report.problems))
        migrating.inside(access, "note_drill", chosen.name, str(report.rows), found)
    sys.stdout.write(json.dumps(asdict(report)) + "\n" if options.json else report.text())
    return FAILED if report.problems else DONE


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
    return FAILED if damaged else DONE


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
