"""The register: what a line costs in one long transaction, and 100 000 lines verified in 5 s.

In a throw-away database: 10 000 acts written by the verb's own call in one transaction, then as
many lines as make 100 000, and the whole chain recomputed.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

NEEDS_NO_DATABASE = True
ACTS = 10_000
# The last thousand acts cost what the first did: nothing piles up.
PART = 1_000
GOAL_RATIO = 1.5
LINES = 100_000
GOAL_SECONDS = 5.0
ROUNDS = 3
MANY = """
INSERT INTO kernel_registerline (actor, on_behalf_of, action, subject, reason, before_hash,
                                 after_hash, facts, chain_hash)
SELECT %s, '', 'kernel.tried', 'bench:' || step, '', '', '', jsonb_build_object('step', step), ''
  FROM generate_series(%s, %s) step
"""


def measure() -> int:
    """Write, verify, print; tell whether the goals are met."""
    harness.settings()
    from django.db import connection, transaction

    from egide.kernel import audit
    from egide.kernel.access import command_actor
    from egide.kernel.identity import acting

    by, backend = command_actor("bench"), harness.BackendClock()
    theirs, began = [], time.process_time()
    with transaction.atomic(), acting(by):
        for step in range(ACTS):
            if step % PART == 0:
                theirs.append(backend.now_ms())
            audit.record(by, "kernel.tried", f"bench:{step}", step=step)
        theirs.append(backend.now_ms())
    ours = (time.process_time() - began) * 1e6 / ACTS
    parts = [(end - start) * 1e3 / PART for start, end in pairwise(theirs)]
    with transaction.atomic(), acting(by), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        start = backend.now_ms()
        cursor.execute(MANY, [by.name, ACTS, LINES - 1])
        many = (backend.now_ms() - start) * 1e3 / (LINES - ACTS)
    seconds = []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        verdict = audit.verify_chain()
        seconds.append(time.perf_counter() - began)
    assert (verdict.lines, verdict.intact) == (LINES, True), verdict
    return harness.report(
        f"register, {ACTS:,} acts in one transaction, then {LINES:,} lines",
        (
            harness.Measure("the database's processor, first thousand", parts[0], "µs/line"),
            harness.Measure("the database's processor, last thousand", parts[-1], "µs/line"),
            harness.Measure("last to first", parts[-1] / parts[0], "times", at_most=GOAL_RATIO),
            harness.Measure("our processor", ours, "µs/line"),
            harness.Measure("the database's, in one statement", many, "µs/line"),
            harness.Measure(
                f"{verdict.lines:,} lines verified, intact",
                statistics.median(seconds),
                "s",
                at_most=GOAL_SECONDS,
                detail=f"median of {ROUNDS}",
            ),
        ),
    )


def main() -> int:
    """Measure in a throw-away database; 0 when the goals are met."""
    if sys.argv[1:] == ["measure"]:
        return measure()
    harness.options(__file__, __doc__).parse_args()
    with directory_search.scratch_database(f"{directory_search.NAME}_register") as environment:
        done = subprocess.run(
            [sys.executable, __file__, "measure"], env=environment, timeout=900, check=False
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
