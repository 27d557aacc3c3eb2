"""The register: what a line costs, and how fast its chain is verified (goal: 100 000 in 5 s)."""

from __future__ import annotations

import statistics
import time

import django

# More in one transaction would measure the versions of the head row, which pile up until it ends.
LINES = 5_000
ASKED = 100_000
ROUNDS = 3


def main() -> int:
    """Write the lines in one rolled-back transaction, verify them, print medians."""
    django.setup()
    from django.db import transaction

    from egide.kernel import audit
    from egide.kernel.access import command_actor
    from egide.kernel.identity import acting

    by = command_actor("bench")
    seconds = []
    with transaction.atomic():
        started = time.perf_counter()
        with acting(by):
            for number in range(LINES):
                audit.record(by, "kernel.tried", f"bench:{number}", step=number)
            writing = time.perf_counter() - started
        for _ in range(ROUNDS):
            started = time.perf_counter()
            verdict = audit.verify_chain()
            seconds.append(time.perf_counter() - started)
        transaction.set_rollback(True)
    print(f"write: {LINES / writing:,.0f} lines a second in one transaction")
    median = f"median {statistics.median(seconds):.2f} s of {ROUNDS}"
    print(f"verify: {verdict.lines:,} lines, intact {verdict.intact}, {median}")
    projected = statistics.median(seconds) * ASKED / verdict.lines
    print(f"at this rate {ASKED:,} lines take {projected:.1f} s (goal: 5 s)")
    return 0 if verdict.intact else 1


if __name__ == "__main__":
    raise SystemExit(main())
