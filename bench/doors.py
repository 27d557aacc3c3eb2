"""Known and unknown accounts at the doors: median times of 200 tries each, within 5 in 100 (G18).

A throw-away database; half of the names typed are of people with a password, half of nobody. They
come in turns, so that a busy machine slows both alike, each from a network of its own. Whoever
stands outside sees the whole answer, so the wall clock counts.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

NEEDS_NO_DATABASE = True
TRIES = 200
WARM_UP = 20
GOAL_PERCENT = 5.0
PASSWORD = "un mot que personne n’a choisi"  # noqa: S105 - nobody's
DOORS = {
    "password": ("/connexion/mot-de-passe/", {"password": PASSWORD}, 422),
    "link": ("/connexion/lien/", {}, 302),
    "lost access": (
        "/connexion/acces-perdu/",
        {
            "first_names": "Camille",
            "promotion": "Bordeaux 198",
            "born_on": "1980-02-29",
            "address": "{number}@example.net",
        },
        302,
    ),
}


def fill() -> None:
    """Make as many people with a password as there are tries, each with an address."""
    from django.contrib.auth.hashers import make_password

    from egide.accounts.models import Account
    from egide.members.enums import ContactKind
    from egide.members.models import ContactPoint, Person

    people = Person.objects.bulk_create(
        Person(
            society_no=number,
            readable_id=f"bench.{number}",
            birth_name="x",
            usage_name="x",
            first_names="x",
            registry_status="GRADUATE",
            sort_name="x",
        )
        for number in range(1, TRIES + WARM_UP + 1)
    )
    hashed = make_password("un tout autre mot, de sa bouche")
    Account.objects.bulk_create(Account(person=person, password=hashed) for person in people)
    ContactPoint.objects.bulk_create(
        ContactPoint(
            person=person,
            kind=ContactKind.EMAIL,
            value=f"known{person.society_no}@example.org",
            primary=True,
        )
        for person in people
    )


def tries(door: str) -> dict[bool, harness.Times]:
    """Knock at one door as people who are known and as nobody, in turns; return both times."""
    from django.test import Client

    path, typed, status = DOORS[door]
    times: dict[bool, list[float]] = {True: [], False: []}
    order = random.Random(19)
    for number in range(1, TRIES + WARM_UP + 1):
        kinds = [True, False]
        order.shuffle(kinds)
        for known in kinds:
            name = f"{'known' if known else 'never'}{number}@example.org"
            said = {key: value.format(number=f"{name[:5]}{number}") for key, value in typed.items()}
            network = f"198.{18 + known}.{number // 250}.{number % 250}"
            client = Client(REMOTE_ADDR=network)
            began = time.perf_counter()
            answer = client.post(path, {"identifier": name, "name": name, **said})
            took = (time.perf_counter() - began) * 1e3
            if answer.status_code != status:
                raise RuntimeError(f"{door}: {answer.status_code} instead of {status}")
            if number > WARM_UP:
                times[known].append(took)
    return {known: harness.Times(tuple(found)) for known, found in times.items()}


def measure() -> int:
    """Knock at every door and compare; 0 when no door tells who is known."""
    harness.settings()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    fill()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    measures = []
    for door in DOORS:
        found = tries(door)
        known, unknown = found[True].median, found[False].median
        apart = abs(known - unknown) / min(known, unknown) * 100
        measures += [
            harness.Measure(f"{door}: known", known),
            harness.Measure(f"{door}: unknown", unknown),
            harness.Measure(f"{door}: apart", apart, unit="%", at_most=GOAL_PERCENT),
        ]
    return harness.report(f"{TRIES} tries, known and unknown in turns", measures)


def main() -> int:
    """Measure in a throw-away database; 0 when the goal is met."""
    if sys.argv[1:] == ["measure"]:
        return measure()
    harness.options(__file__, __doc__).parse_args()
    with (
        directory_search.scratch_database(f"{directory_search.NAME}_doors") as environment,
        tempfile.TemporaryDirectory() as folder,
    ):
        environment = environment | {"EGIDE_STATE": folder}
        static = [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
        subprocess.run(static, env=environment, check=True, timeout=120)
        done = subprocess.run(
            [sys.executable, __file__, "measure"], env=environment, timeout=1_200, check=False
        )
    return done.returncode


if __name__ == "__main__":
    raise SystemExit(main())
