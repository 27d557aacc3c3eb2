"""The rights of a person with five mandates: one question, its CPU on both sides (goal: 1 ms).

A throw-away database: 700 scopes in a tree, 3 000 mandates of others, and one person with five
mandates on offices of eight rights each. Both processors are counted: ours, with the sentences
that say why, and the database's.
"""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

NEEDS_NO_DATABASE = True
GOAL_MS = 1.0
MANDATES = 5
OTHERS = 3_000
SCOPES = 700
RUNS = 2_000
DAY = date(2020, 12, 31)


def fill() -> int:
    """Write the society to measure through the verbs, and return the person with five mandates."""
    from egide.kernel import registry
    from egide.kernel.access import command_actor
    from egide.mandates import services
    from egide.mandates.enums import ScopeKind
    from egide.mandates.services import MandateDraft, ScopeDraft
    from egide.members.enums import MembershipStatus, RegistryStatus
    from egide.members.models import Membership, Person

    by = command_actor("bench")
    people = Person.objects.bulk_create(
        Person(
            society_no=number,
            readable_id=f"bench.{number}",
            birth_name="x",
            usage_name="x",
            first_names="x",
            registry_status=RegistryStatus.GRADUATE,
            sort_name="x",
        )
        for number in range(1, OTHERS + 2)
    )
    Membership.objects.bulk_create(
        Membership(person=person, status=MembershipStatus.CURRENT, starts_on=date(2015, 1, 1))
        for person in people
    )
    services.define_office(
        code="BENCH",
        name="trésorier",
        scope_kinds=[ScopeKind.TERRITORIAL],
        rights=sorted(registry.permissions())[:8],
        by=by,
    )
    region = services.open_scope(kind=ScopeKind.REGION, label="Europe", by=by)
    scopes = services.open_scopes(
        drafts=[
            ScopeDraft(kind=ScopeKind.TERRITORIAL, label=f"GT {n}", parent_id=region.pk)
            for n in range(SCOPES)
        ],
        by=by,
    )
    holders = [(people[0].pk, scope) for scope in scopes[:MANDATES]]
    holders += [(one.pk, scopes[rank % SCOPES]) for rank, one in enumerate(people[1:])]
    services.give_mandates(
        drafts=[
            MandateDraft(
                person_id=person_id, office="BENCH", scope_id=scope_id, starts_on=date(2019, 1, 1)
            )
            for person_id, scope_id in holders
        ],
        by=by,
    )
    return people[0].pk


def measure() -> int:
    """Fill, ask, print the medians; tell whether the goal is met."""
    harness.settings()
    from django.db import connection

    from egide.mandates.queries.rights import grants

    person_id = fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    backend = harness.BackendClock()

    def ask() -> int:
        return len(list(grants(person_id, DAY)))

    ours = harness.timed(ask, runs=RUNS, warm_up=100)
    theirs = harness.timed(ask, runs=RUNS, warm_up=100, clock_ms=backend.now_ms)
    together = ours.median + theirs.median
    return harness.report(
        f"rights of {MANDATES} mandates, {ask()} grants",
        (
            harness.Measure("our processor", ours.median),
            harness.Measure("the database's", theirs.median),
            harness.Measure("together, median", together, at_most=GOAL_MS),
            harness.Measure("together, 95 in 100", ours.p95 + theirs.p95),
        ),
    )


def main() -> int:
    """Measure in a throw-away database; 0 when the goal is met."""
    if sys.argv[1:] == ["measure"]:
        return measure()
    harness.options(__file__, __doc__).parse_args()
    with directory_search.scratch_database(f"{directory_search.NAME}_rights") as environment:
        done = subprocess.run(
            [sys.executable, __file__, "measure"], env=environment, timeout=600, check=False
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
