"""Letters about the report: written with the act that calls for them, sent by a job.

The row is in the transaction of the act, so a letter is promised exactly when the act holds; the
queue sends it at least once, under a Message-ID that never changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from egide.annual_report.enums import NoticeKind, NoticeState
from egide.annual_report.models import Edition, Notice
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.owners import owner_right
from egide.kernel import jobs
from egide.kernel.access import Actor, holders_of, require
from egide.kernel.identity import verb

SEND = "annual_report.send_notices"
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
    _promise(edition, kind, dict.fromkeys(people, places), occasion=occasion, on=on)


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
    _promise(edition, kind, told, occasion=occasion, on=on)


def tell_person(
    edition: Edition, kind: NoticeKind, person_id: int, places: Places, *, occasion: str, on: date
) -> None:
    """Promise a letter to one person."""
    _promise(edition, kind, {person_id: places}, occasion=occasion, on=on)


def _promise(
    edition: Edition, kind: NoticeKind, told: Mapping[int, Places], *, occasion: str, on: date
) -> None:
    if not told:
        return
    Notice.objects.bulk_create(
        [
            Notice(
                edition=edition,
                kind=kind,
                person_id=person,
                occasion=occasion,
                figures=[list(place) for place in places],
                raised_on=on,
            )
            for person, places in sorted(told.items())
        ],
        ignore_conflicts=True,
    )
    jobs.defer(SEND)


@verb
def settle_notice(*, notice: Notice, sent: bool, at: datetime, by: Actor) -> Notice:
    """Note that a letter left, or that there is nobody to send it to any more."""
    require(by, EDIT_REPORT)
    notice.state = NoticeState.SENT if sent else NoticeState.DROPPED
    notice.settled_at = at
    notice.save(update_fields=["state", "settled_at"])
    return notice
