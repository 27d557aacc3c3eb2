"""What appears on the desk of a group; nothing is sent from here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import PEOPLE_NOTICES, WATCHED_NOTICES, NoticeKind
from egide.groups.events import NoticeRaised
from egide.groups.models import Group, GroupMembership, GroupNotice
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.services.ground import GroupRefused, require_own
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb


@verb
def settle_notice(*, notice: GroupNotice, on: date, by: Actor) -> GroupNotice:
    """Say that the officers have seen a notice; those that the watch raises end by themselves.

    :raises GroupRefused: if it is already settled, or if only its cause can settle it.
    """
    require_own(by, notice.group)
    notice = GroupNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if notice.settled_on is not None:
        raise GroupRefused([_("Cet avis a déjà été vu.")])
    if notice.kind in WATCHED_NOTICES:
        raise GroupRefused([_("Cet avis disparaîtra de lui-même, quand sa cause aura disparu.")])

    notice.settled_on = on
    notice.save(update_fields=["settled_on"])

    audit.record(by, "groups.notice_settled", notice, group=notice.group_id, kind=notice.kind)
    return notice


@verb
def settle_people_notices(*, group: Group, on: date, by: Actor) -> int:
    """Say that the officers have seen who came and who left, all at once; returns how many.

    :raises GroupRefused: if nothing waits any more.
    """
    require_own(by, group)
    waiting = GroupNotice.objects.select_for_update(of=("self",)).waiting()
    seen = list(
        waiting.filter(group=group, kind__in=PEOPLE_NOTICES)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    if not seen:
        raise GroupRefused([_("Tout a déjà été vu.")])

    GroupNotice.objects.filter(pk__in=seen).update(settled_on=on)

    audit.record(by, "groups.notices_settled", group, on=on, notices=len(seen))
    return len(seen)


@verb
def tell_address_died(*, person_id: int, on: date, by: Actor) -> None:
    """Ask the territorial group of somebody to find them again: their address is dead (MSG-2)."""
    require(by, MANAGE_GROUPS)
    groups = GroupMembership.objects.running_on(on).territorial().filter(person=person_id)
    raise_notices(
        [
            (group, NoticeKind.LOST, person_id)
            for group in groups.values_list("group_id", flat=True)
        ],
        on=on,
    )


def raise_notices(notices: Iterable[tuple[int, NoticeKind, int | None]], *, on: date) -> None:
    """Put notices (group id, kind, person id) on the desks; one that already waits is not
    repeated."""
    rows = [
        GroupNotice(group_id=group_id, kind=kind, person_id=person_id, raised_on=on)
        for group_id, kind, person_id in notices
    ]
    if not rows:
        return
    waiting = set(
        GroupNotice.objects.waiting()
        .filter(group__in={row.group_id for row in rows})
        .values_list("group_id", "kind", "person_id")
    )
    fresh = [row for row in rows if (row.group_id, row.kind, row.person_id) not in waiting]
    GroupNotice.objects.bulk_create(fresh, ignore_conflicts=True)
    for row in fresh:
        events.publish(NoticeRaised(group_id=row.group_id, kind=row.kind, on=on))
