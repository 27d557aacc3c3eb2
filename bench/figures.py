"""Every figure of a year, from the records: 1 s at 34 000 people, 10 s at a million.

Options: ``--year``, ``--keep`` (leave the copies of the society for the next measure).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import _society
import harness

NEEDS_NO_DATABASE = True
GOAL_SECONDS = {_society.REAL: 1.0, _society.MILLION: 10.0}
ROUNDS = 5
SLOWEST = 6


def measure(size: str, year: int, kept: Path) -> int:
    """Compute all figures several times and print medians, the slowest figures first."""
    harness.settings()
    from django.db import connection

    from egide.annual_report.queries.measuring import figures_of_year, fingerprint
    from egide.annual_report.queries.measuring import measure as measured
    from egide.kernel import registry
    from egide.kernel.periods import Period

    last_day, period = date(year, 12, 31), Period.year(year)
    with connection.cursor() as cursor:
        # As a command runs: the patience of a page is not that of a report.
        cursor.execute("SET statement_timeout = 0")
    seconds, lines = [], []
    for _round in range(ROUNDS):
        began = time.perf_counter()
        lines = list(figures_of_year(year, as_of=last_day))
        seconds.append(time.perf_counter() - began)
    each = []
    for figure in registry.figures().values():
        took = []
        for _round in range(ROUNDS):
            began = time.perf_counter()
            found = measured(figure, period, small_cell=5)
            took.append(time.perf_counter() - began)
        began = time.perf_counter()
        fingerprint(figure, period)
        sealed = time.perf_counter() - began
        each.append((statistics.median(took), figure.key, found.row_count, sealed))
    kept.joinpath(str(_society.TIMES[size])).write_text(str(statistics.median(seconds)))
    recorded = sum(1 for line in lines if line.measurement)
    measures = [
        harness.Measure(
            "all figures, median",
            statistics.median(seconds),
            "s",
            at_most=GOAL_SECONDS[size],
            detail=f"of {ROUNDS} rounds",
        ),
        harness.Measure("fingerprints of all their rows", sum(line[3] for line in each), "s"),
    ]
    for spent, key, rows, sealed in sorted(each, reverse=True)[:SLOWEST]:
        told = f"{rows:,} rows; their fingerprint {sealed * 1000:,.1f} ms"
        measures.append(harness.Measure(key, spent * 1000, detail=told))
    title = f"Figures of {year} at {size}, {recorded} recorded, {len(lines) - recorded} not yet"
    return harness.report(title, measures)


def main() -> int:
    """Measure both sizes, each in a process of its own."""
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--year", type=int, default=2020)
    parser.add_argument("--keep", action="store_true")
    if sys.argv[1:2] == ["measure"]:
        return measure(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asked = [str(options.year), folder]
        worst = _society.measure_each(__file__, asked, keep=options.keep)
        tell_ratio(Path(folder))
    return worst


def tell_ratio(kept: Path) -> None:
    """Print how much longer a society that is so many times larger takes."""
    (few, small), (many, large) = (
        (times, float(kept.joinpath(str(times)).read_text()))
        for times in sorted(_society.TIMES.values())
    )
    print(f"  {many // few} times the people: {large / small:.1f} times as long")


if __name__ == "__main__":
    raise SystemExit(main())
