"""The PDF of the report, accessible and archivable (goal: 3 s)."""

from __future__ import annotations

import statistics
import time

import django
import harness

ROUNDS = 5


def main() -> int:
    """Compose the PDF in both languages and print the first time and the median."""
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--year", type=int, default=2020)
    options = parser.parse_args()
    django.setup()
    from egide.annual_report.models import Edition
    from egide.annual_report.queries.data_packs import data_pack_of
    from egide.annual_report.queries.papers import paper_of

    edition = Edition.objects.get(year=options.year)
    for language in ("fr", "en"):
        seconds, size = [], 0
        for _round in range(ROUNDS):
            started = time.perf_counter()
            size = len(paper_of(edition, language))
            seconds.append(time.perf_counter() - started)
        print(
            f"pdf {language}: first {seconds[0]:.2f} s, median {statistics.median(seconds):.2f} s"
            f" of {ROUNDS}, {size / 1000:.0f} kB"
        )
    started = time.perf_counter()
    size = len(data_pack_of(edition))
    print(f"data pack: {time.perf_counter() - started:.2f} s, {size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
