"""The nightly search of duplicates among 34 225 people: found, and found again; one person asked.

In a throw-away database, people drawn for the measure, one in fifty entered twice with a slip: a
letter lost, half of the facts. ``--people N`` measures any number.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness
import import_members

NEEDS_NO_DATABASE = True
USUAL = 34_225
GOAL_NIGHT, GOAL_ONE, GOAL_MEMORY = 30.0, 1.0, 500.0
TODAY = import_members.TODAY


def people(number: int, promotions: list[str]) -> tuple[list[Any], int]:
    """Draw people; return them, and how many of them are there twice."""
    from egide.members.enums import ContactKind
    from egide.members.rules.people import NewContact, NewPerson, NewSchooling
    from egide.members.rules.promotions import PromotionName

    chances = random.Random(11)
    given = [import_members._word(chances, 2, 3) for _ in range(900)]
    names = [import_members._word(chances, 2, 4) for _ in range(number // 3)]
    found: list[NewPerson] = []
    twice = 0
    for rank in range(number):
        if rank % 50 == 49:
            first = chances.choice(found)
            at = chances.randrange(1, len(first.usage_name))
            slip = first.usage_name[:at] + first.usage_name[at + 1 :]
            found.append(
                NewPerson(
                    first_names=first.first_names,
                    usage_name=slip,
                    born_on=first.born_on,
                    schoolings=first.schoolings,
                )
            )
            twice += 1
            continue
        code, short = chances.choice(promotions).split()
        year = 1800 + int(short)
        found.append(
            NewPerson(
                first_names=chances.choice(given),
                usage_name=chances.choice(names),
                born_on=date(year - 20, chances.randint(1, 12), chances.randint(1, 28)),
                schoolings=(NewSchooling(promotion=PromotionName(code, year)),),
                contacts=(NewContact(kind=ContactKind.EMAIL, value=f"m{rank}@example.org"),),
            )
        )
    return found, twice


def measure(number: int) -> int:
    """Enter the people, search as every night does, and print; tell whether the goals are met."""
    harness.settings()
    from django.db import connection

    from egide.kernel.access import command_actor
    from egide.members import services
    from egide.members.models import LikelyPair

    by = command_actor("bench")
    drawn, twice = people(number, import_members.found_school())
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    ids = services.register_people(entries=drawn, by=by, on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    steps = import_members.Steps()
    steps.run("a first night", lambda: services.find_duplicates(by=by, on=TODAY))
    pairs = LikelyPair.objects.count()
    again = steps.run("the next night", lambda: services.find_duplicates(by=by, on=TODAY))
    steps.run(
        "one person", lambda: services.find_duplicates(by=by, on=TODAY, among=[ids[number // 2]])
    )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return harness.report(
        f"duplicates among {number:,} people: {twice:,} are there twice, {pairs:,} pairs, "
        f"{again} new the next night",
        (
            *steps.measures(),
            harness.Measure("a night", steps.wall("the next night"), "s", at_most=GOAL_NIGHT),
            harness.Measure("one person", steps.wall("one person"), "s", at_most=GOAL_ONE),
            harness.Measure("memory at most", memory, "MiB", at_most=GOAL_MEMORY),
        ),
    )


def main() -> int:
    """Measure in a throw-away database; 0 when the goals are met."""
    parser = argparse.ArgumentParser(prog="egide bench duplicates", description=__doc__)
    parser.add_argument("--people", type=int, default=USUAL, help="how many people")
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        return measure(options.people)
    with directory_search.scratch_database(f"{directory_search.NAME}_duplicates") as environment:
        done = subprocess.run(
            [sys.executable, __file__, "--measure", "--people", str(options.people)],
            env=environment,
            timeout=3_600,
            check=False,
        )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
