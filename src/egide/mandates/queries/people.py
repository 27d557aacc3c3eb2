"""Whom a secretary means: by name, promotion, number or identifier, among those they may find."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from egide.kernel.access import Actor
from egide.members.enums import LifeStatus
from egide.members.models import Person
from egide.members.queries.directory import suggestions
from egide.members.rules.names import fold

MOST = 12
PART = " · "


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A person to choose, and what tells them from their homonyms.

    ``sure`` when the number, the identifier or every word of the name was typed: who is only near
    to what was typed is offered, never taken.
    """

    person_id: int
    readable_id: str
    name: str
    promotions: str = ""
    sure: bool = True

    @property
    def words(self) -> str:
        """What a field holds once this person is chosen; its end says who it is."""
        return PART.join(part for part in (self.name, self.promotions, self.readable_id) if part)


def people_meant(text: str, *, actor: Actor, on: date, most: int = MOST) -> list[Candidate]:
    """Return the living people whom ``text`` may mean, by the rules of the directory (R-REG-7).

    A number or an identifier names one. The directory does not know those who are no members (the
    director of the School): they are found by the words of their name, for who may know them.
    """
    wanted = " ".join(text.replace("\x00", " ").split())[:200]
    if not wanted:
        return []
    people = Person.objects.visible_to(actor).living()
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 16:
        return _candidates(people.numbered(int(wanted)).order_by("pk")[:most])
    said = wanted.rpartition(PART.strip())[2].strip().lower()
    exact = _candidates(people.filter(readable_id=said).order_by("pk")[:1])
    if exact:
        return exact
    named = _named(people, wanted, most)
    found = {
        line.id: Candidate(
            person_id=line.id,
            readable_id=line.readable_id,
            name=line.name,
            promotions=line.promotions,
            sure=line.id in named,
        )
        for line in suggestions(wanted, actor=actor, on=on, most=most)
        if line.life_status != LifeStatus.DECEASED
    }
    return list({**named, **found}.values())[:most]


def _named(people: QuerySet[Person], wanted: str, most: int) -> dict[int, Candidate]:
    """Return the people whose name has every word typed."""
    words = fold(wanted).split()
    for word in words:
        people = people.filter(sort_name__contains=word)
    named = _candidates(people.order_by("sort_name", "pk")[:most]) if words else []
    return {one.person_id: one for one in named}


def _candidates(people: Iterable[Person]) -> list[Candidate]:
    return [
        Candidate(person_id=one.pk, readable_id=one.readable_id, name=one.full_name)
        for one in people
    ]
