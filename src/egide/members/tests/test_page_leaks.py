"""Attacks on the pages: what somebody hides changes no byte, no header and no cost of an answer.

A canary shows one part to one audience at a time. A stranger, who may export, asks every page that
could tell, with one value of that part and with another; the answers must be the same, down to
the headers and to the number of questions put to the database, which is what a clock would see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from egide.members.enums import Audience, ContactKind, PositionStatus, ProfileField
from egide.members.models import (
    ContactPoint,
    Person,
    Position,
    PostalAddress,
    VisibilityChoice,
)
from egide.members.permissions import EXPORT_DIRECTORY
from egide.members.tests.factories import make_person, make_promotion

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-REG-7")]
TOKENS = re.compile(rb'(csrfmiddlewaretoken" value="|x-csrftoken": ")[A-Za-z0-9]+')
# Chance, and the names of each answer's own.
# The number of the request is drawn at each request: it says nothing of what was asked.
NOT_COMPARED = {"Set-Cookie", "Server-Timing", "Content-Security-Policy", "X-Request-Id"}
ALL = (
    "colonnes=name&colonnes=promotions&colonnes=work&colonnes=city&colonnes=country&colonnes=birth"
)


@dataclass(frozen=True)
class Part:
    """A part of the profile: where it lies, two values, and what somebody would type to find it."""

    field: ProfileField
    row: type[Model]
    column: str
    values: tuple[Any, Any]
    asked: str
    kind: str = ""

    def write(self, person: Person, value: Any) -> None:
        subject = {"pk": person.pk} if self.row is Person else {"person": person}
        subject |= {"kind": self.kind} if self.kind else {}
        self.row._base_manager.filter(**subject).update(**{self.column: value})


EMAIL, PHONE = ContactKind.EMAIL, ContactKind.PHONE
PARTS = (
    Part(ProfileField.EMAIL, ContactPoint, "value", ("z@zyx.org", "a@b.org"), "z@zyx.org", EMAIL),
    Part(
        ProfileField.PHONE, ContactPoint, "value", ("+33639980009", "+33199000001"), "0009", PHONE
    ),
    Part(ProfileField.ADDRESS, PostalAddress, "lines", ("9 rue Zyx", "1 rue A"), "zyx"),
    Part(ProfileField.CITY, PostalAddress, "city", ("Zyxbourg", "Pau"), "zyxbourg"),
    Part(ProfileField.CITY, PostalAddress, "country", ("ZW", "FR"), "zimbabwe"),
    Part(ProfileField.POSITION, Position, "company", ("Zyx", "Autre"), "zyx"),
    Part(ProfileField.POSITION, Position, "title", ("Zyxiste", "Autre"), "zyxiste"),
    Part(
        ProfileField.POSITION,
        Position,
        "status",
        (PositionStatus.JOB_SEEKER, PositionStatus.RETIRED),
        "JOB_SEEKER",
    ),
    Part(ProfileField.POSITION, Person, "languages", (["fr", "zh"], ["en"]), "chinois"),
    Part(ProfileField.BIRTH, Person, "born_on", (date(1964, 2, 29), date(1965, 3, 1)), "1964"),
    Part(ProfileField.NICKNAME, Person, "nickname", ("Zyxou", "Moulinou"), "zyxou"),
    Part(ProfileField.NICKNAME, Person, "family_numbers", ("12-34", "56"), "12-34"),
)


@pytest.fixture
def canary() -> Person:
    person = make_person(
        first_names="Camille",
        usage_name="Torelisse",
        promotion=make_promotion("Bo", 1985),
        email="camille@example.org",
        phone="+33639980001",
        country="FR",
        city="Pau",
    )
    Position.objects.create(person=person, status=PositionStatus.EMPLOYEE, company="Autre")
    return person


def addresses(person: Person, asked: str) -> list[str]:
    """Return every address at which a part of a profile could be told."""
    filters = f"ville={asked}&entreprise={asked}&pays={asked}&secteur={asked}"
    return [
        f"/annuaire/{person.readable_id}/",
        f"/annuaire/{person.readable_id}/carte.vcf",
        f"/annuaire/?q={asked}",
        f"/annuaire/?q=torelisse&tri=-promotions&vue=tableau&{ALL}",
        *(f"/annuaire/?{one}&tri=name" for one in filters.split("&")),
        f"/annuaire/?situation={asked}",
        f"/annuaire/?q=torelisse&format=csv&{ALL}",
        f"/annuaire/suggestions/?q={asked}",
        f"/recherche/?q={asked}",
        "/promotions/bo-185/",
        "/promotions/",
    ]


def seen(client: Any, address: str) -> tuple[Any, ...]:
    """Return all that a reader can see of an answer: status, headers, bytes, and its cost."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = {name: value for name, value in answer.items() if name not in NOT_COMPARED}
    return answer.status_code, headers, TOKENS.sub(rb"\1", content), len(asked)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.field}-{part.column}")
def test_a_hidden_part_changes_nothing_of_any_page_for_a_stranger(sign_in, canary, part):
    stranger = sign_in(make_person(first_names="Paul", usage_name="Perebrune"), EXPORT_DIRECTORY)
    for address in addresses(canary, part.asked):
        # What a first answer keeps for the next ones is asked before anything is compared.
        seen(stranger, address)
    for audience in (Audience.NOBODY, Audience.PROMOTION, Audience.GROUP, Audience.OFFICERS):
        VisibilityChoice.objects.update_or_create(
            person=canary, field=part.field, defaults={"audience": audience}
        )
        for address in addresses(canary, part.asked):
            answers = []
            for value in part.values:
                part.write(canary, value)
                answers.append(seen(stranger, address))
            assert answers[0] == answers[1], (address, audience)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: f"{part.field}-{part.column}")
def test_the_same_part_is_told_once_it_is_shown(sign_in, canary, part):
    reader = sign_in(make_person(first_names="Paul", usage_name="Perebrune"), EXPORT_DIRECTORY)
    VisibilityChoice.objects.create(person=canary, field=part.field, audience=Audience.MEMBERS)
    answers = []

    for value in part.values:
        part.write(canary, value)
        answers.append(seen(reader, f"/annuaire/{canary.readable_id}/"))

    assert answers[0] != answers[1]
