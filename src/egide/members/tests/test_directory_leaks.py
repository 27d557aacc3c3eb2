"""Attacks on the directory: what is hidden from a reader changes nothing they see (R-REG-7).

A canary person hides everything. Each attack asks the same questions twice, with one value of the
canary and with another, and compares all that a reader can observe: who comes, in what order, how
many, with which words. The same questions must tell the two apart once the value is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from egide.kernel.access import Actor
from egide.members.enums import Audience, PositionStatus, ProfileField, SchoolingRank
from egide.members.models import Person, Position, PostalAddress, Schooling, VisibilityChoice
from egide.members.queries.directory import search, suggestions
from egide.members.queries.narrowing import DirectoryFilters
from egide.members.tests.factories import make_person, make_promotion
from egide.members.tests.test_directory import TODAY, reader

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-REG-7")]


@dataclass(frozen=True)
class Secret:
    """One column that may be hidden, two values of it, and the questions that would tell."""

    field: ProfileField
    row: type
    column: str
    values: tuple[str, str]
    questions: tuple[DirectoryFilters, ...]


QUESTIONS_OF_NICKNAMES = tuple(
    DirectoryFilters(text=text) for text in ("Zigzagou", "zigzag", "zigazgou torelisse")
)
SECRETS = (
    Secret(
        ProfileField.NICKNAME, Person, "nickname", ("Zigzagou", "Moulinou"), QUESTIONS_OF_NICKNAMES
    ),
    Secret(
        ProfileField.CITY,
        PostalAddress,
        "city",
        ("Zanzibourg", "Montréal"),
        (DirectoryFilters(city="Zanzibourg"), DirectoryFilters(city="zanz", text="torelisse")),
    ),
    Secret(
        ProfileField.CITY, PostalAddress, "country", ("ZW", "CA"), (DirectoryFilters(country="ZW"),)
    ),
    Secret(
        ProfileField.POSITION,
        Position,
        "company",
        ("Zébulon industries", "Autre"),
        (DirectoryFilters(company="zebulon"), DirectoryFilters(company="é", text="torelisse")),
    ),
    Secret(
        ProfileField.POSITION,
        Position,
        "sector",
        ("Zythologie", "Autre"),
        (DirectoryFilters(sector="zytho"),),
    ),
    Secret(
        ProfileField.POSITION,
        Position,
        "status",
        (PositionStatus.JOB_SEEKER, PositionStatus.EMPLOYEE),
        (DirectoryFilters(situation=PositionStatus.JOB_SEEKER),),
    ),
)
ALWAYS = tuple(
    DirectoryFilters(text=text, order=order)
    for text in ("", "torelisse", "camile")
    for order in ("", "name", "promotion", "recent")
)


@pytest.fixture
def canary():
    promotion = make_promotion("Bo", 1985)
    person = make_person(
        first_names="Camille",
        usage_name="Torelisse",
        promotion=promotion,
        country="CA",
        city="Montréal",
    )
    Position.objects.create(
        person=person, status=PositionStatus.EMPLOYEE, company="Autre", sector="Autre"
    )
    for name in ("Torelise", "Torelissou"):
        make_person(first_names="Camille", usage_name=name, promotion=make_promotion("An", 1990))
    return person


def observed(actor: Actor, secret: Secret) -> list[object]:
    """Return everything that a reader can observe of the answers."""
    seen: list[object] = []
    for question in (*secret.questions, *ALWAYS):
        answer = search(question, actor=actor, on=TODAY)
        seen.append((answer.lines, answer.count, answer.pages, answer.notes, answer.loose))
        seen.append(suggestions(question.text, actor=actor, on=TODAY))
    return seen


def write(canary: Person, secret: Secret, value: str) -> None:
    subject = {"pk": canary.pk} if secret.row is Person else {"person": canary}
    secret.row.objects.filter(**subject).update(**{secret.column: value})


def both(canary: Person, secret: Secret, actor: Actor) -> list[list[object]]:
    seen = []
    for value in secret.values:
        write(canary, secret, value)
        seen.append(observed(actor, secret))
    return seen


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.column)
@pytest.mark.parametrize(
    "audience", [None, Audience.NOBODY, Audience.PROMOTION, Audience.GROUP, Audience.OFFICERS]
)
def test_a_hidden_value_changes_nothing_that_a_stranger_observes(canary, secret, audience):
    if audience:
        VisibilityChoice.objects.create(person=canary, field=secret.field, audience=audience)
    stranger = reader(make_person(first_names="Paul", usage_name="Perebrune"))

    one, other = both(canary, secret, stranger)

    assert one == other


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.column)
@pytest.mark.parametrize("audience", [Audience.MEMBERS, Audience.PUBLIC, Audience.PROMOTION])
def test_a_shown_value_is_found_by_those_to_whom_it_is_shown(canary, secret, audience):
    VisibilityChoice.objects.create(person=canary, field=secret.field, audience=audience)
    classmate = make_person(
        first_names="Paul", usage_name="Perebrune", promotion=make_promotion("Bo", 1985)
    )

    one, other = both(canary, secret, reader(classmate))

    assert one != other


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.column)
def test_one_finds_oneself_by_what_one_hides(canary, secret):
    one, other = both(canary, secret, reader(canary))

    assert one != other


@pytest.mark.parametrize("secret", SECRETS, ids=lambda secret: secret.column)
def test_one_part_shown_does_not_show_another(canary, secret):
    for field in ProfileField:
        if field != secret.field and not (
            secret.field == ProfileField.CITY and field == ProfileField.ADDRESS
        ):
            VisibilityChoice.objects.create(person=canary, field=field, audience=Audience.MEMBERS)

    one, other = both(canary, secret, reader())

    assert one == other


def test_a_secondary_promotion_is_a_promotion_in_common(canary):
    secret = SECRETS[0]
    VisibilityChoice.objects.create(person=canary, field=secret.field, audience=Audience.PROMOTION)
    other = make_person(
        first_names="Paul", usage_name="Perebrune", promotion=make_promotion("An", 1990)
    )
    Schooling.objects.create(
        person=other, promotion=make_promotion("Bo", 1985), rank=SchoolingRank.SECONDARY
    )

    before, after = both(canary, secret, reader(other))

    assert before != after


@pytest.mark.parametrize(
    "hidden", ["born_on", "sex", "nationality", "family_numbers", "audit_note", "society_no"]
)
def test_what_no_question_reads_changes_nothing(canary, hidden):
    values = {
        "born_on": (date(1964, 1, 2), date(1965, 3, 4)),
        "sex": ("F", "M"),
        "nationality": ("FR", "CA"),
        "family_numbers": ("12-34", "56"),
        "audit_note": ("adresse douteuse", ""),
        "society_no": (1, 9_999_999),
    }[hidden]
    seen = []
    for value in values:
        Person.objects.filter(pk=canary.pk).update(**{hidden: value})
        seen.append(observed(reader(), SECRETS[0]))

    assert seen[0] == seen[1]
