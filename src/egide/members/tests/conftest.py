"""Readers at the door: somebody signed in, with rights given for the test."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from egide.kernel import events, registry
from egide.kernel.access import Actor, Grant, actor_of
from egide.kernel.registry import RightsSource
from egide.members import services
from egide.members.enums import Audience, PositionStatus, ProfileField
from egide.members.models import Person, Position, VisibilityChoice
from egide.members.services.profiles import PersonalDetails
from egide.members.tests.factories import make_person, make_promotion

# What Camille tells nobody until she chooses to.
SECRETS = (
    "camille.torelisse@example.org",
    "+33639980001",
    "Montréal",
    "Zigzagou",
    "Zébulon",
    "29 février",
    "1964",
)

TODAY = date(2020, 12, 31)


@pytest.fixture
def person() -> Person:
    """Return a member who may keep their own profile."""
    return make_person(promotion=make_promotion("Bo", 1998))


@pytest.fixture
def oneself(person: Person) -> Actor:
    return actor_of(person.pk, on=TODAY)


def save(person: Person, by: Actor, version: int, **details: str) -> Person:
    """Save some personal details, as read at ``version``."""
    return services.save_profile(
        person=person, version=version, details=PersonalDetails(**details), by=by, on=TODAY
    )


def show(person: Person, *fields: ProfileField, to: Audience = Audience.MEMBERS) -> None:
    """Let a person show some fields to an audience."""
    for field in fields:
        VisibilityChoice.objects.update_or_create(
            person=person, field=field, defaults={"audience": to}
        )


def text_of(answer) -> str:
    """Return what a page says."""
    return answer.content.decode()


@pytest.fixture
def give(monkeypatch) -> Callable[..., None]:
    """Give rights to a person on the whole society, for this test."""
    given: dict[int, list[str]] = {}
    usual = registry.rights_sources()
    source = RightsSource(
        name="tests",
        grants=lambda person_id, on: [
            Grant(permission=right, scope_ids=None, reason="test")
            for right in given.get(person_id, ())
        ],
    )
    monkeypatch.setattr(registry, "rights_sources", lambda: (*usual, source))

    def rights(person: Person, *codes: str) -> None:
        given.setdefault(person.pk, []).extend(codes)

    return rights


@pytest.fixture
def sign_in(give) -> Callable[..., Client]:
    """Open a browser of its own as a person, with rights."""

    def come(person: Person, *rights: str) -> Client:
        give(person, *rights)
        client = Client()
        client.force_login(get_user_model().objects.get_or_create(person=person)[0])
        return client

    return come


@pytest.fixture
def camille():
    person = make_person(
        first_names="Camille",
        usage_name="Torelisse",
        promotion=make_promotion("Bo", 1985),
        email="camille.torelisse@example.org",
        phone="+33639980001",
        country="CA",
        city="Montréal",
        nickname="Zigzagou",
        born_on=date(1964, 2, 29),
    )
    Position.objects.create(
        person=person,
        status=PositionStatus.EMPLOYEE,
        company="Zébulon industries",
        title="Ingénieure",
    )
    return person


@pytest.fixture
def paul():
    return make_person(
        first_names="Paul", usage_name="Perebrune", promotion=make_promotion("An", 1990)
    )


@pytest.fixture
def published(monkeypatch) -> list[object]:
    """Return the events that verbs publish during the test, in order."""
    told: list[object] = []
    monkeypatch.setattr(events, "publish", told.append)
    return told
