"""A restore: the society of this site saved, put back aside and compared whole, in two minutes.

On the database of the site, which is only read: the backup goes into a folder of its own, and is
put back in a database of another name that is removed at the end.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import harness

NEEDS_NO_DATABASE = True
GOAL_SECONDS = 120.0


def main() -> int:
    """Save, put back, compare, print; 0 when the goal is met."""
    from egide.launcher import backup_sets, database, saving

    with database.server() as access, tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        made = backup_sets.make(access, Path(folder))
        saved = time.perf_counter() - began
        report = saving.rehearse(access, made)
        size = made.dump.stat().st_size / 1e6
    return harness.report(
        f"backup and restore of {report.rows:,} rows in {report.tables} tables",
        (
            harness.Measure("saved, with the hash of every table", saved, "s"),
            harness.Measure("the dump", size, "MB"),
            harness.Measure(
                "put back, examined and compared", report.seconds, "s", at_most=GOAL_SECONDS
            ),
            harness.Measure("problems", len(report.problems), "found", at_most=0),
        ),
    )


if __name__ == "__main__":
    raise SystemExit(main())
