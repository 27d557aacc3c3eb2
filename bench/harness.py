"""What the benchmarks share: the settings, clocks that count the right processor, one way to print.

A benchmark is a file of this folder, run by ``./egide bench NAME`` on the database of the site. Its
first line says what it measures. It prints medians beside the goal, and fails when one is missed.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """One line of the result; times are in milliseconds."""

    what: str
    value: float
    unit: str = "ms"
    at_most: float | None = None
    at_least: float | None = None
    detail: str = ""

    @property
    def reached(self) -> bool:
        """Tell whether the goal, if any, is reached."""
        return (self.at_most is None or self.value <= self.at_most) and (
            self.at_least is None or self.value >= self.at_least
        )

    @property
    def goal(self) -> str:
        """Return the goal as people read it."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""


def options(file: str, about: str | None) -> argparse.ArgumentParser:
    """Return what reads the command line of a benchmark: without options, `--help` and no more."""
    return argparse.ArgumentParser(
        prog=f"egide bench {Path(file).stem}",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )


def settings() -> None:
    """Load the settings; the launcher has set the environment."""
    import django

    django.setup()


class BackendClock:
    """Counts the processor time of the database's process behind Django's connection.

    Wall time tells how busy the machine was; this tells what a question costs. Where the server's
    process cannot be seen (another machine), wall time is used, and ``exact`` is false.
    """

    def __init__(self) -> None:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self.path = Path(f"/proc/{cursor.fetchone()[0]}/schedstat")
        self.exact = self.path.exists()

    def now_ms(self) -> float:
        """Return milliseconds since some moment."""
        if self.exact:
            return int(self.path.read_text().split()[0]) / 1e6
        return time.perf_counter() * 1e3


@dataclass(frozen=True)
class Times:
    """How long something took, over many runs, in milliseconds."""

    runs: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.runs)

    @property
    def p95(self) -> float:
        return percentile(self.runs, 95)


def percentile(values: Iterable[float], rank: int) -> float:
    """Return the value below which ``rank`` hundredths of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(rank / 100 * (len(ordered) - 1)))]


def timed(
    work: Callable[[], object],
    *,
    runs: int,
    warm_up: int = 2,
    clock_ms: Callable[[], float] | None = None,
) -> Times:
    """Run ``work`` and return its times, by our own processor time unless a clock is given."""
    clock = clock_ms or (lambda: time.process_time() * 1e3)
    for _ in range(warm_up):
        work()
    times = []
    for _ in range(runs):
        began = clock()
        work()
        times.append(clock() - began)
    return Times(tuple(times))


def report(title: str, measures: Iterable[Measure]) -> int:
    """Print the measures and return the exit code: 1 when a goal is missed."""
    found = list(measures)
    print(f"{title} — Python {platform.python_version()}, {platform.machine()}, load {load()}")
    print(f"  {host()}")
    width = max(len(measure.what) for measure in found)
    for measure in found:
        mark = " " if not measure.goal else "✓" if measure.reached else "✗"
        print(
            f"  {mark} {measure.what:<{width}}  {measure.value:10,.2f} {measure.unit:<6}"
            f" {measure.goal:<10} {measure.detail}".rstrip()
        )
    return 0 if all(measure.reached for measure in found) else 1


def finish(title: str, measures: Iterable[Measure]) -> None:
    """Print the measures and end the program with their exit code."""
    sys.exit(report(title, measures))


def host() -> str:
    """Say how fast this host is, so that times of two hosts, or two hours, can be compared."""
    return f"this host: 10 M additions in {ten_million_additions():.2f} s"


def ten_million_additions() -> float:
    """Return the seconds of one processor that a plain loop takes: the median of five parts."""

    def add() -> float:
        began, total = time.process_time(), 0
        for number in range(1_000_000):
            total += number
        return time.process_time() - began

    return 10 * statistics.median(add() for _part in range(5))


def load() -> str:
    """Return how busy the machine was in the last minute."""
    with suppress(OSError):
        return Path("/proc/loadavg").read_text().split()[0]
    return "unknown"
