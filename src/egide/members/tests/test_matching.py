"""Two records of one person meet, and two people stay two (S00 imports, R-X-11)."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest

from egide.members.rules.matching import LIKELY, SURE, Card, blocking_keys, likeness

CAMILLE = Card(
    first_names="Camille",
    usage_name="Torelisse",
    born_on=date(1964, 2, 29),
    promotions=("Bo 185",),
    emails=("camille.torelisse@example.org",),
    phones=("+33639980001",),
    postcode="33000",
)
BARE = Card(first_names="Camille", usage_name="Torelisse")


@pytest.mark.proves("R-X-11")
@pytest.mark.parametrize(
    ("first_names", "usage_name"),
    [
        ("CAMILLE", "TORELISSE"),
        ("Camille", "Torélisse"),
        ("Camille", "Torelise"),
        ("Camille", "Torellisse"),
        ("Camile", "Torelisse"),
        ("Torelisse", "Camille"),
        ("Cam", "Torelisse"),
        ("Camille Marie", "Torelisse"),
    ],
)
def test_the_same_person_written_otherwise_is_found(first_names, usage_name):
    other = Card(first_names=first_names, usage_name=usage_name, promotions=("Bo 185",))

    assert set(blocking_keys(CAMILLE)) & set(blocking_keys(other))
    assert likeness(CAMILLE, other).score >= LIKELY


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(CAMILLE, first_names="Hector", born_on=None), "the other half of a couple"),
        (replace(CAMILLE, first_names="Prosper", emails=(), phones=()), "a twin, same address"),
        (replace(BARE, born_on=date(1961, 7, 3), promotions=("Bo 185",)), "a homonym"),
        (replace(BARE, promotions=("An 160",)), "a homonym of another time"),
        (replace(CAMILLE, first_names="Basile", usage_name="Perebrune"), "shares all but a name"),
    ],
)
def test_two_people_stay_two(other, why):
    assert likeness(CAMILLE, other).score < LIKELY, why


def test_a_bare_name_that_is_there_already_is_shown():
    assert likeness(BARE, replace(BARE)).likely
    assert likeness(CAMILLE, BARE).likely


def test_the_same_record_twice_is_sure_and_says_why():
    found = likeness(CAMILLE, CAMILLE)

    assert found.score >= SURE
    assert found.reasons == (
        "mêmes nom et prénom",
        "même courriel",
        "même téléphone",
        "même code postal",
        "nés le même jour",
        "même promotion",
    )


def test_a_married_name_is_found_by_the_name_of_birth():
    married = Card(
        first_names="Camille",
        usage_name="Perebrune",
        birth_name="Torelisse",
        promotions=("Bo 185",),
    )

    assert set(blocking_keys(CAMILLE)) & set(blocking_keys(married))
    assert likeness(CAMILLE, married).likely


def test_a_new_name_under_one_address_and_birthday_is_shown():
    renamed = replace(CAMILLE, usage_name="Perebrune", phones=(), postcode="")
    namesake = replace(renamed, emails=())

    assert likeness(CAMILLE, renamed).likely
    assert not likeness(CAMILLE, namesake).likely


def test_somebody_who_came_back_for_a_doctorate_is_shown():
    again = Card(
        first_names="Camille",
        usage_name="Torelisse",
        promotions=("Pa 190",),
        emails=CAMILLE.emails,
    )

    assert likeness(CAMILLE, again).likely


def test_likeness_does_not_depend_on_who_comes_first():
    other = replace(CAMILLE, usage_name="Torelise", phones=(), born_on=date(1964, 2, 28))

    assert likeness(CAMILLE, other) == likeness(other, CAMILLE)


def test_slips_are_found_and_strangers_are_not():
    """Five hundred people, each entered anew with a slip: nearly all are found, no stranger is."""
    chances = random.Random(20)
    people = [_somebody(chances, row) for row in range(500)]
    slipped = [_with_a_slip(chances, person) for person in people]
    by_key: dict[str, list[int]] = {}
    for row, person in enumerate(people):
        for key in blocking_keys(person):
            by_key.setdefault(key, []).append(row)

    found, wrong = set(), set()
    for row, card in enumerate(slipped):
        candidates = {other for key in blocking_keys(card) for other in by_key.get(key, ())}
        for other in candidates:
            if likeness(card, people[other]).likely:
                (found if other == row else wrong).add((row, other))

    assert len(found) >= 480
    assert len(wrong) <= 5


SYLLABLES = ["ba", "ce", "di", "fo", "gu", "la", "mé", "no", "pa", "ri", "so", "tu", "va"]


def _word(chances: random.Random, least: int, most: int) -> str:
    return "".join(chances.choices(SYLLABLES, k=chances.randint(least, most))).capitalize()


def _somebody(chances: random.Random, row: int) -> Card:
    year = chances.randint(1960, 2015)
    return Card(
        first_names=_word(chances, 2, 3),
        usage_name=_word(chances, 3, 4),
        born_on=date(year - 20, chances.randint(1, 12), chances.randint(1, 28)),
        promotions=(f"Bo {year - 1800}",),
        emails=(f"somebody{row}@example.org",),
        phones=(f"+336399{row:05d}",),
    )


def _with_a_slip(chances: random.Random, person: Card) -> Card:
    """Return the person as another file has them: half the facts, and one letter wrong."""
    fewer = Card(
        first_names=person.first_names, usage_name=person.usage_name, promotions=person.promotions
    )
    kept = chances.choice(("emails", "born_on", "phones"))
    fewer = replace(fewer, **{kept: getattr(person, kept)})
    field = chances.choice(("first_names", "usage_name"))
    name = getattr(fewer, field)
    at = chances.randrange(1, len(name))
    slip = chances.choice((name[:at] + name[at + 1 :], name[:at] + name[at - 1] + name[at:]))
    return replace(fewer, **{field: slip})
