"""What groups do when the registry says that somebody came, moved, left or died."""

from __future__ import annotations

from datetime import date

from egide.groups.enums import NoticeKind
from egide.groups.models import GroupMembership
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries import DefaultChange
from egide.groups.services.ground import ONE_DAY
from egide.groups.services.membership import align_default_groups
from egide.groups.services.notices import raise_notices
from egide.kernel import audit
from egide.kernel.access import CLOCK, Actor, require
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until
from egide.members.enums import MEMBER_STATUSES
from egide.members.events import (
    PeopleErased,
    PeopleRegistered,
    PersonDied,
    PersonMoved,
    PrincipalPromotionChanged,
    RecordsParted,
    RecordsUnited,
    StandingChanged,
)


@verb
def follow_move(*, person_id: int, on: date, by: Actor) -> list[DefaultChange]:
    """Give somebody the group of the new address, unless they pinned theirs (AC-GRP-4).

    Both groups read it on their desks; ``DefaultGroupChanged`` names the presidents to be told.
    """
    return align_default_groups(on=on, by=by, people=[person_id])


@verb
def end_memberships(*, person_id: int, on: date, kind: NoticeKind, by: Actor) -> list[int]:
    """End every membership of somebody who died or left; ``on`` is the last day. Returns the
    groups.

    A membership that would have begun later, because the news came late, never was.
    """
    require(by, MANAGE_GROUPS)
    running = GroupMembership.objects.filter(lasting_until(on + ONE_DAY), person=person_id)
    group_ids = sorted(set(running.values_list("group_id", flat=True)))
    running.filter(starts_on__gt=on).delete()
    running.update(ends_on=on)

    if group_ids:
        audit.record(
            by, "groups.memberships_ended", f"members.person:{person_id}", on=on, groups=group_ids
        )
        raise_notices([(group_id, kind, person_id) for group_id in group_ids], on=on)
    return group_ids


def when_people_register(event: PeopleRegistered) -> None:
    """Put people who enter the registry in their default groups."""
    align_default_groups(on=event.on, by=CLOCK, people=event.person_ids)


def when_somebody_moves(event: PersonMoved) -> None:
    """Follow a move on the day it holds (AC-GRP-4)."""
    follow_move(person_id=event.person_id, on=event.on, by=CLOCK)


def when_promotion_changes(event: PrincipalPromotionChanged) -> None:
    """Follow a change of principal promotion (R-REG-4)."""
    align_default_groups(on=event.on, by=CLOCK, people=[event.person_id])


def when_records_are_united(event: RecordsUnited) -> None:
    """Give the person the groups of the address and the promotion that were chosen."""
    align_default_groups(on=event.on, by=CLOCK, people=[event.kept_id])


def when_records_are_parted(event: RecordsParted) -> None:
    """Give each of the two the groups that are theirs today: both may have aged since."""
    align_default_groups(on=event.on, by=CLOCK, people=[event.kept_id, event.gone_id])


def when_standing_changes(event: StandingChanged) -> None:
    """Take a new member in; let go of one who is a member no more, from the day of the change."""
    if event.after in MEMBER_STATUSES:
        align_default_groups(on=event.on, by=CLOCK, people=[event.person_id])
    else:
        end_memberships(
            person_id=event.person_id, on=event.on - ONE_DAY, kind=NoticeKind.DEPARTURE, by=CLOCK
        )


def when_somebody_dies(event: PersonDied) -> None:
    """End every membership on the day of death; each group is told."""
    end_memberships(person_id=event.person_id, on=event.died_on, kind=NoticeKind.DEATH, by=CLOCK)


def when_people_are_erased(event: PeopleErased) -> None:
    """End the memberships of those who asked to be forgotten."""
    for person_id in event.person_ids:
        end_memberships(
            person_id=person_id, on=event.on - ONE_DAY, kind=NoticeKind.DEPARTURE, by=CLOCK
        )
