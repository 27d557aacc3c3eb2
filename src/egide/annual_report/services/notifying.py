"""Letters about the report: promised in the outbox with the act that calls for them.

What is told (a step, a challenge, a day) is the occasion, so that the same thing is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from egide.annual_report.enums import NoticeKind
from egide.annual_report.models import Edition
from egide.annual_report.queries.owners import owner_right
from egide.kernel import outbox
from egide.kernel.access import Actor, holders_of
from egide.kernel.models import Letter, LetterKind

WRITER = "annual_report.notice"
Places = Sequence[tuple[str, int]]


def tell(
    edition: Edition,
    kind: NoticeKind,
    places: Places = (),
    *,
    rights: Iterable[str],
    occasion: str,
    on: date,
    by: Actor,
) -> None:
    """Promise a letter to whoever holds one of these rights, except to who does the act."""
    people = {person for right in rights for person in holders_of(right, on=on)}
    people.discard(by.person_id or 0)
    _promise(edition, kind, dict.fromkeys(people, places), occasion=occasion)


def tell_owners(
    edition: Edition, kind: NoticeKind, places: Places, *, occasion: str, on: date, by: Actor
) -> None:
    """Promise to each owner one letter that names their own figures."""
    holders: dict[str, list[int]] = {}
    told: dict[int, list[tuple[str, int]]] = {}
    for place in places:
        right = owner_right(place[0])
        if not right:
            continue
        if right not in holders:
            holders[right] = holders_of(right, on=on)
        for person in holders[right]:
            told.setdefault(person, []).append(place)
    told.pop(by.person_id or 0, None)
    _promise(edition, kind, told, occasion=occasion)


def tell_person(
    edition: Edition, kind: NoticeKind, person_id: int, places: Places, *, occasion: str
) -> None:
    """Promise a letter to one person."""
    _promise(edition, kind, {person_id: places}, occasion=occasion)


def _promise(
    edition: Edition, kind: NoticeKind, told: Mapping[int, Places], *, occasion: str
) -> None:
    if not told:
        return
    outbox.post_all(
        Letter(
            kind=LetterKind.SERVICE,
            writer=WRITER,
            occasion=f"{WRITER}:{edition.pk}:{kind}:{occasion}",
            person_id=person,
            facts={
                "edition": edition.pk,
                "kind": kind,
                "figures": [list(place) for place in places],
            },
        )
        for person, places in sorted(told.items())
    )
