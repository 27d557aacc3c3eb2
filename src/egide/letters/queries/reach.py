"""Whom a mailing reaches: each person once, with every reason why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from egide.kernel import outbox, registry
from egide.kernel.models import LetterKind
from egide.letters.enums import Refusable
from egide.letters.models import Mailing, MailingAudience, OptOut
from egide.members.models import Person


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Who will be written to and by which publics; and how many will not, and why."""

    because: dict[int, list[int]]
    people: int
    refused: int
    nowhere: int
    by_audience: dict[int, int]

    @property
    def reached(self) -> int:
        """How many letters will leave."""
        return len(self.because)


def reach_of(mailing: Mailing, *, on: date) -> Reach:
    """Return whom a mailing reaches on a day: who is in two publics is written to once.

    The dead, those whose death was told, and who has no address that answers are left out by the
    letterboxes; who refused this kind, or this public, by their own word (MSG-1).
    """
    meant: dict[int, list[MailingAudience]] = {}
    by_audience: dict[int, int] = {}
    for row in mailing.audiences.order_by("pk"):
        found = set(people_of(row, on=on))
        by_audience[row.pk] = len(found)
        for person in found:
            meant.setdefault(person, []).append(row)
    refusals = refusals_of(meant, kind=mailing.kind)
    wanted = {
        person: [row.pk for row in rows if not is_refused(refusals, person, row.name)]
        for person, rows in meant.items()
    }
    wanted = {person: rows for person, rows in wanted.items() if rows}
    addresses = outbox.addresses_of(wanted)
    return Reach(
        because={person: rows for person, rows in sorted(wanted.items()) if person in addresses},
        people=len(meant),
        refused=len(meant) - len(wanted),
        nowhere=len(wanted) - len(addresses),
        by_audience=by_audience,
    )


def people_of(row: MailingAudience, *, on: date) -> Iterable[int]:
    """Return the people of one public on a day."""
    return registry.audiences()[row.audience].people(row.key, on)


def refusals_of(people: Iterable[int], *, kind: str) -> set[tuple[int, str]]:
    """Return who refused what of this kind; statutory letters are not refused."""
    if kind not in Refusable.values:
        return set()
    refused = OptOut.objects.filter(kind=kind)
    known = set(people)
    return {
        (person, audience)
        for person, audience in refused.values_list("person_id", "audience")
        if person in known
    }


def is_refused(refusals: set[tuple[int, str]], person: int, audience: str) -> bool:
    """Tell whether somebody refused a public, or all of them."""
    return (person, "") in refusals or (person, audience) in refusals


def takes_letters_of_members(person: Person) -> bool:
    """Tell whether other members may write to this person, without learning the address."""
    return not OptOut.objects.filter(person=person, kind=Refusable.RELAY).exists()


def kind_refused(kind: str) -> bool:
    """Tell whether letters of this kind say how to refuse them."""
    return kind in {LetterKind.NEWS, LetterKind.APPEAL}
