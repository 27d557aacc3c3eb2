"""A list page of 25 rows: CPU of our process and of the database's, statements for 3 and for 25.

Goal: 8 ms of CPU a page, and the same number of statements. Measured through the whole stack of
middleware, without a network: what a request costs, session and rights included.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

PEOPLE = 34_000
PAGES = 200
WARM_UP = 20
GOAL_MS = 8.0


def measure() -> int:
    """Fill, sign in, ask; print the medians; tell whether the goals are met."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from egide.members.models import Membership, Person

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        directory_search.fill(PEOPLE)
    with psycopg.connect(os.environ["EGIDE_DB_OWNER"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    person = Person.objects.get(pk=1)
    Membership.objects.create(person=person, status="CURRENT", starts_on="2015-01-01")
    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.create(person=person))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    # Clients of tests close the connection after each page; a pool would keep it.
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections

    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    three, whole = three_people(), "/annuaire/?vue=tableau"
    statements = {}
    for name, address in (("3 rows", three), ("25 rows", f"{whole}&preciser=1")):
        ask(client, address)
        with CaptureQueriesContext(connection) as captured:
            ask(client, address)
        statements[name] = len(captured)
    ours, theirs = [], []
    for number in range(PAGES + WARM_UP):
        own, base = time.process_time(), directory_search.on_cpu_ms(backend)
        ask(client, whole)
        if number >= WARM_UP:
            ours.append(1000 * (time.process_time() - own))
            theirs.append(directory_search.on_cpu_ms(backend) - base)
    own, base = statistics.median(ours), statistics.median(theirs)
    print(harness.host())
    print(
        f"list page of 25 rows: our CPU {own:.1f} ms, the database's {base:.1f} ms, "
        f"together {own + base:.1f} ms (goal {GOAL_MS:.0f})"
    )
    print(f"statements: {statements['3 rows']} for 3 rows, {statements['25 rows']} for 25")
    return 0 if own + base <= GOAL_MS and len(set(statements.values())) == 1 else 1


def three_people() -> str:
    """Return the address of a list of three: people of one company who show it."""
    from egide.members.models import Position

    shown = list(range(3, 10, 3))
    Position.objects.filter(person_id__in=shown).update(company="Trois Maisons")
    return "/annuaire/?vue=tableau&entreprise=trois+maisons"


def ask(client: Any, address: str) -> None:
    """Ask for a page and see that it came."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code


def main() -> int:
    """Measure in a throw-away database; 0 when the goals are met."""
    if sys.argv[1:] == ["measure"]:
        return measure()
    harness.options(__file__, __doc__).parse_args()
    with (
        directory_search.scratch_database() as environment,
        tempfile.TemporaryDirectory() as folder,
    ):
        environment = environment | {"EGIDE_STATE": folder, "EGIDE_POOL": "4"}
        static = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(static, env=environment, check=True, timeout=120)
        done = subprocess.run(
            [sys.executable, __file__, "measure"], env=environment, timeout=600, check=False
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
