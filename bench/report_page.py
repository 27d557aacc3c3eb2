"""The page of the report from its frozen values (goal: 50 ms)."""

from __future__ import annotations

import statistics
import time
from typing import Any

import django
import harness

ROUNDS = 30


def main() -> int:
    """Draw the page as its makers see it, several times, and print the median."""
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--year", type=int, default=2020)
    options = parser.parse_args()
    django.setup()
    from django.contrib.auth.models import AnonymousUser
    from django.contrib.messages.storage.cookie import CookieStorage
    from django.test import RequestFactory

    from egide.annual_report.views.report import report
    from egide.kernel.access import command_actor

    for language in ("fr", "en"):
        walls, cpus = [], []
        size = 0
        for _round in range(ROUNDS):
            request: Any = RequestFactory().get(f"/rapport/{options.year}/", {"langue": language})
            request.actor = command_actor("bench")
            request.asked = {}
            request.user = AnonymousUser()
            request._messages = CookieStorage(request)
            wall, cpu = time.perf_counter(), time.process_time()
            answer = report(request, options.year)
            walls.append((time.perf_counter() - wall) * 1000)
            cpus.append((time.process_time() - cpu) * 1000)
            size = len(answer.content)
        print(
            f"page {language}: median {statistics.median(walls):.1f} ms"
            f" (first {walls[0]:.0f} ms), {statistics.median(cpus):.1f} ms of CPU,"
            f" {size / 1000:.0f} kB"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
