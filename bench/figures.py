"""Every figure of a year, from the records (goal: 1 s at 34 000 people, 10 s at a million)."""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import date

import django

ROUNDS = 5


def main() -> int:
    """Compute all figures several times and print medians, the slowest figures first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", type=int, default=2020)
    options = parser.parse_args()
    django.setup()
    from egide.annual_report.queries.measuring import figures_of_year, measure
    from egide.kernel import registry
    from egide.kernel.periods import Period

    last_day = date(options.year, 12, 31)
    seconds, lines = [], []
    for _round in range(ROUNDS):
        started = time.perf_counter()
        lines = list(figures_of_year(options.year, as_of=last_day))
        seconds.append(time.perf_counter() - started)
    recorded = sum(1 for line in lines if line.measurement)
    lacking = len(lines) - recorded
    median = statistics.median(seconds)
    print(f"figures: {recorded} recorded, {lacking} not yet; median {median:.3f} s of {ROUNDS}")

    period = Period.year(options.year)
    each = []
    for figure in registry.figures().values():
        started = time.perf_counter()
        found = measure(figure, period, small_cell=5)
        each.append((time.perf_counter() - started, figure.key, found.row_count))
    for spent, key, rows in sorted(each, reverse=True)[:6]:
        print(f"  {spent * 1000:8.1f} ms  {key}  ({rows:,} rows)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
