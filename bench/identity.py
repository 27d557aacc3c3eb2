"""The second wall: what a signed identity costs a transaction, and 20 000 interleaved requests.

In a throw-away database, with a SECRET table of 34 000 rows: a transaction without and with an
identity, a read by key with and without the wall, then 20 000 requests of many people, and of
nobody, through the site's own pool: none may see what is another's.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import cast

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness
import psycopg

NEEDS_NO_DATABASE = True
ROWS = 34_000
REQUESTS = int(os.environ.get("EGIDE_BENCH_REQUESTS", "20000"))
WORKERS = 4
PAIRS = 1_500
GOAL_MS = 0.3
FILL = "INSERT INTO {table} SELECT n, n FROM generate_series(1, %s) n"
READ = "SELECT person_id FROM {table} WHERE id = %s"


def measure() -> int:
    """Measure the costs, then let many ask at once; tell whether the goals are met."""
    harness.settings()
    from django.db import ProgrammingError, connection, transaction
    from django.db.backends.postgresql.base import DatabaseWrapper

    from egide.kernel import wall
    from egide.kernel.access import Actor
    from egide.kernel.identity import acting

    with psycopg.connect(os.environ["EGIDE_DB_OWNER"], autocommit=True) as owner:
        for table in ("bench_open", "bench_secret"):
            owner.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, person_id bigint)")
            owner.execute(FILL.format(table=table), [ROWS])
        for operation in wall.wall("bench_secret", whose="person_id = (SELECT kernel_person())"):
            assert isinstance(operation.sql, str)
            owner.execute(operation.sql)
        owner.execute("ANALYZE")

    def person(number: int) -> Actor:
        return Actor(name=f"person:{number}", person_id=number)

    def ask(table: str, number: int) -> list[tuple[int, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(READ.format(table=table), [number])
            return cursor.fetchall()

    def bare(number: int) -> None:
        with transaction.atomic():
            ask("bench_open", number)

    def named(number: int) -> None:
        with acting(person(number)):
            ask("bench_open", number)

    def walled(number: int) -> None:
        with acting(person(number)):
            ask("bench_secret", number)

    works = (bare, named, walled)
    backend = harness.BackendClock()
    cost: dict[str, list[float]] = {work.__name__: [] for work in works}
    waited: dict[str, list[float]] = {work.__name__: [] for work in works}
    for number in range(1, PAIRS + 1):
        # One of each in turn: the machine's moods are shared.
        for work in works:
            began, ours, theirs = time.perf_counter(), time.process_time(), backend.now_ms()
            work(number)
            waited[work.__name__].append((time.perf_counter() - began) * 1e3)
            spent = (time.process_time() - ours) * 1e3 + backend.now_ms() - theirs
            cost[work.__name__].append(spent)
    medians = {name: statistics.median(found) for name, found in cost.items()}
    walls = {name: statistics.median(found) for name, found in waited.items()}
    connection.close()

    leaks: list[str] = []
    refused = []

    def many(worker: int) -> None:
        for turn in range(REQUESTS // WORKERS):
            mine, other = 1 + (turn * 7 + worker) % ROWS, 1 + (turn * 11 + worker + 1) % ROWS
            if turn % 2:
                with acting(person(mine)):
                    seen = ask("bench_secret", mine) + ask("bench_secret", other)
                if {number for (number,) in seen} - {mine}:
                    leaks.append(f"{mine} saw {seen}")
            else:
                try:
                    with transaction.atomic():
                        leaks.append(f"nobody saw {ask('bench_secret', other)}")
                except ProgrammingError:
                    refused.append(1)
            # As at the end of a request: the pool gets its connection back.
            connection.close()

    began = time.perf_counter()
    workers = [threading.Thread(target=many, args=[number]) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - began
    # Another kind of connection, as types see it.
    cast("DatabaseWrapper", connection).close_pool()
    bare_ms = medians["bare"]
    return harness.report(
        f"second wall, {ROWS:,} SECRET rows, {REQUESTS:,} requests through a pool of {WORKERS}",
        (
            harness.Measure("a transaction that reads a row, both processors", bare_ms, "ms"),
            harness.Measure(
                "a signed identity adds",
                medians["named"] - bare_ms,
                "ms",
                at_most=GOAL_MS,
                detail=f"waited {walls['named'] - walls['bare']:.2f} ms more",
            ),
            harness.Measure(
                "the wall adds to the row",
                medians["walled"] - medians["named"],
                "ms",
                detail=f"waited {walls['walled'] - walls['named']:.2f} ms more",
            ),
            harness.Measure("interleaved requests", REQUESTS / seconds, "a second"),
            harness.Measure("without identity, refused", len(refused), "of them"),
            harness.Measure("leaked", len(leaks), "of them", at_most=0),
        ),
    )


def main() -> int:
    """Measure in a throw-away database; 0 when the goals are met."""
    if sys.argv[1:] == ["measure"]:
        return measure()
    harness.options(__file__, __doc__).parse_args()
    with directory_search.scratch_database(f"{directory_search.NAME}_identity") as environment:
        done = subprocess.run(
            [sys.executable, __file__, "measure"],
            env=environment | {"EGIDE_POOL": str(WORKERS)},
            timeout=1_800,
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
