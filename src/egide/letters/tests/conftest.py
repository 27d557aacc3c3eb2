"""A society small enough to count by hand: two groups, six people, and who writes to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils.timezone import localdate

from egide.groups.enums import GroupKind, JoinKind
from egide.groups.models import Group, GroupMembership
from egide.groups.tests.conftest import sign_in
from egide.groups.tests.factories import make_group
from egide.kernel.access import Actor, Grant
from egide.kernel.models import LetterKind
from egide.kernel.outbox import delivery
from egide.letters import services
from egide.letters.models import Mailing
from egide.letters.permissions import WRITE_LETTERS
from egide.letters.queries.audiences import audience_meant
from egide.letters.queries.reach import reach_of
from egide.members.models import Person
from egide.members.permissions import READ_DIRECTORY
from egide.members.tests.factories import make_person

__all__ = ["sign_in"]
NOW = datetime(2021, 5, 1, 12, tzinfo=UTC)
TODAY = date(2021, 5, 1)
SITE = "https://egide.example"
WORDS = {
    "subject": "Dîner de printemps",
    "body": "Cher {{ prenom }},\n\nrendez-vous jeudi.",
    "subject_en": "",
    "body_en": "",
    "sender_name": "GT Bordeaux",
}


@dataclass(frozen=True)
class Society:
    """Two groups; ``both`` is in both, ``nowhere`` has no address, ``gone`` died."""

    bordeaux: Group
    lyon: Group
    author: Person
    both: Person
    only_lyon: Person
    nowhere: Person
    gone: Person


@pytest.fixture
def society(db) -> Society:
    bordeaux, lyon = make_group(name="GT Bordeaux"), make_group(GroupKind.AFFINITY, "Club Lyon")
    people = {
        "author": make_person(first_names="Alix", email="alix@example.org"),
        "both": make_person(first_names="Basile", email="basile@example.org"),
        "only_lyon": make_person(first_names="Céleste", email="celeste@example.org"),
        "nowhere": make_person(first_names="Denis"),
        "gone": make_person(
            first_names="Edmée", email="edmee@example.org", life_status="PRESUMED_DEAD"
        ),
    }
    inside = {
        bordeaux: ("author", "both", "nowhere", "gone"),
        lyon: ("both", "only_lyon"),
    }
    for group, names in inside.items():
        for name in names:
            GroupMembership.objects.create(
                person=people[name],
                group=group,
                family=group.family,
                kind=JoinKind.CHOSEN,
                starts_on=date(2020, 1, 1),
            )
    return Society(bordeaux=bordeaux, lyon=lyon, **people)


def writer(person: Person, *groups: Group) -> Actor:
    """Return somebody who may write to these groups; to the whole society without any."""
    scopes = frozenset(group.scope_id for group in groups) if groups else None
    grants = (
        Grant(permission=WRITE_LETTERS, scope_ids=scopes, reason="essai"),
        Grant(permission=READ_DIRECTORY, scope_ids=None, reason="essai"),
    )
    return Actor(name=f"person:{person.pk}", person_id=person.pk, grants=grants)


def draft(by: Actor, *names: str, kind=LetterKind.NEWS, **words: str) -> Mailing:
    """Return a draft to the publics of these names."""
    mailing = services.draft_mailing(
        kind=kind, words={**WORDS, **words}, answers=False, at=NOW, by=by
    )
    for name in names:
        found = audience_meant(name, actor=by, on=TODAY)
        assert found, name
        services.add_audience(mailing=mailing, audience=found, by=by)
    return mailing


def begin(mailing: Mailing, by: Actor) -> Mailing:
    """Let a mailing leave to whom it reaches."""
    expected = reach_of(mailing, on=TODAY).reached
    return services.begin_mailing(
        mailing=mailing, expected=expected, site=SITE, at=NOW, on=TODAY, by=by
    )


def deliver() -> int:
    return delivery.deliver(on=localdate())
