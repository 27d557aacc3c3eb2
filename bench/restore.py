"""A restore to a second: the reference society saved, played, put back aside and compared.

On the database of the site, which is only read: the backup and the log go into a folder of their
own, and what comes back is put in a database of another name; both are removed at the end.
"""

from __future__ import annotations

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import _society
import harness

NEEDS_NO_DATABASE = True
GOAL_SECONDS = 120.0


def size_of(folder: Path) -> float:
    """Return how many megabytes lie in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def measures(access: Any, folder: Path) -> list[harness.Measure]:
    from egide.launcher import archive, backup_sets, recovering, saving

    kept = archive.keep(access.admin, folder)
    began = time.perf_counter()
    first = backup_sets.make(access, folder, kept=kept)
    saved = time.perf_counter() - began
    time.sleep(1.1)  # A backup bears the name of its second.
    began = time.perf_counter()
    second = backup_sets.make(access, folder, kept=kept)
    saved_again = time.perf_counter() - began
    at = datetime.now(UTC)
    archive.catch_up(access.admin, kept)

    began = time.perf_counter()
    plan = recovering.to_the_second(folder, at)
    assert plan
    with recovering.recovered(plan) as made:
        played = time.perf_counter() - began
        report = saving.rehearse(access, made)
    whole = time.perf_counter() - began
    same = saving.rehearse(access, second)
    differences = made.content.differences(second.content)
    return [
        harness.Measure("rows", report.rows, "", detail=f"in {report.tables} tables"),
        harness.Measure("saved: base, dump, hash of every table", saved, "s"),
        harness.Measure("saved again: what changed, dump, hashes", saved_again, "s"),
        harness.Measure("the dump", first.dump.stat().st_size / 1e6, "MB"),
        harness.Measure("the first base", size_of(first.folder / "base"), "MB"),
        harness.Measure("the second base", size_of(second.folder / "base"), "MB"),
        harness.Measure("the log, packed", size_of(kept.folder), "MB"),
        harness.Measure("base laid, log played, dump taken", played, "s"),
        harness.Measure(
            "to a second: played, put back, compared", whole, "s", at_most=GOAL_SECONDS
        ),
        harness.Measure("from a dump: put back, compared", same.seconds, "s", at_most=GOAL_SECONDS),
        harness.Measure(
            "problems", len([*report.problems, *same.problems, *differences]), "", at_most=0
        ),
    ]


def main() -> int:
    """Save, put back, compare, print; 0 when the goal is met."""
    harness.options(__file__, __doc__).parse_args()
    from egide.launcher import archive, database

    if archive.noted():
        raise SystemExit(
            "the log of this site is received already: `./egide drill DIR` tells how long its "
            "restore takes, and takes nothing away from it"
        )
    with database.server() as access, tempfile.TemporaryDirectory() as folder:
        _society.refuse_another_size(access)
        try:
            lines = measures(access, Path(folder))
        finally:
            if access.admin:
                archive.stop(access.admin)
    return harness.report("a restore to a second", lines)


if __name__ == "__main__":
    raise SystemExit(main())
