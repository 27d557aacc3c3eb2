"""What the clock sees to in every group: it flags, suspends what the rule suspends, forgets."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from egide.groups.enums import AgreementState, Family, NoticeKind, ReturnState
from egide.groups.models import (
    EgideAgreement,
    Group,
    GroupNotice,
    GroupReturn,
)
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries import lives_on
from egide.groups.rules import is_asleep, stands_without_president, suspends_after
from egide.groups.services.egide import suspend_agreement
from egide.groups.services.notices import raise_notices
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.periods import running_on

# An agreement is looked at again before its day, while both sides have time to meet.
RENEWAL_NOTICE = timedelta(days=90)


@verb
def watch_groups(*, on: date, by: Actor) -> int:
    """Flag what should worry somebody, and settle what no longer does; returns what is flagged.

    Groups without leader for six months (R-GRP-4), without life for eighteen, promotions under
    égide with one survivor, agreements to renew, agreements suspended for want of returns
    (R-GRP-5). Run twice on a day, it changes nothing.
    """
    require(by, MANAGE_GROUPS)
    wanted: dict[NoticeKind, set[int]] = defaultdict(set)
    for group_id, life in lives_on(on, Group.objects.active_on(on)).items():
        if stands_without_president(life, on=on):
            wanted[NoticeKind.NO_PRESIDENT].add(group_id)
        if is_asleep(life, on=on):
            wanted[NoticeKind.ASLEEP].add(group_id)
    wanted[NoticeKind.LAST_SURVIVOR] = _last_survivors(on=on)
    running = EgideAgreement.objects.holding_on(on)
    wanted[NoticeKind.RENEWAL] = set(
        running.filter(renew_by__lte=on + RENEWAL_NOTICE, state=AgreementState.SIGNED).values_list(
            "group_id", flat=True
        )
    )
    wanted[NoticeKind.SUSPENDED] = set(
        running.filter(state=AgreementState.SUSPENDED).values_list("group_id", flat=True)
    ) & set(_missing_in_a_row())
    flagged = 0
    for kind in (
        NoticeKind.NO_PRESIDENT,
        NoticeKind.ASLEEP,
        NoticeKind.LAST_SURVIVOR,
        NoticeKind.RENEWAL,
        NoticeKind.SUSPENDED,
    ):
        flagged += len(wanted[kind])
        _settle_others(kind, wanted[kind], on=on)
        raise_notices([(group_id, kind, None) for group_id in sorted(wanted[kind])], on=on)
    return flagged


@verb
def suspend_for_missing_returns(*, on: date, by: Actor) -> int:
    """Suspend the égide agreement of each group whose last two returns are missing (R-GRP-5).

    The rule suspends, so the clock does; what it suspends only somebody resumes. Once for each
    pair of missing returns: an agreement that was signed or suspended since the second was due is
    left alone, so a decision to resume it is not undone the night after. Returns how many.
    """
    require(by, MANAGE_GROUPS)
    since = _missing_in_a_row()
    signed = EgideAgreement.objects.holding_on(on).filter(
        state=AgreementState.SIGNED, group__in=since
    )
    suspended = 0
    for agreement in signed.prefetch_related("suspensions").order_by("pk"):
        due_on = since[agreement.group_id]
        begun = [suspension.starts_on for suspension in agreement.suspensions.all()]
        if agreement.starts_on is None or max([agreement.starts_on, *begun]) > due_on:
            continue
        suspend_agreement(
            agreement=agreement, reason=_("Deux comptes rendus annuels manquent."), on=on, by=by
        )
        suspended += 1
    return suspended


def _missing_in_a_row() -> dict[int, date]:
    """Return the groups whose last two returns are missing, with the day the last one was due."""
    by_group: dict[int, list[tuple[ReturnState, date]]] = defaultdict(list)
    told = GroupReturn.objects.exclude(state=ReturnState.DUE).order_by("group_id", "-year", "pk")
    for group_id, state, due_on in told.values_list("group_id", "state", "due_on"):
        by_group[group_id].append((ReturnState(state), due_on))
    return {
        group_id: returns[0][1]
        for group_id, returns in by_group.items()
        if suspends_after([state for state, _due_on in returns])
    }


def _settle_others(kind: NoticeKind, still: set[int], *, on: date) -> None:
    GroupNotice.objects.waiting().filter(kind=kind).exclude(group__in=still).update(settled_on=on)


def _last_survivors(*, on: date) -> set[int]:
    """Return the promotions under égide in which one person is left, or nobody."""
    runs = running_on(on, start="memberships__starts_on", end="memberships__ends_on")
    people = Count("memberships", filter=runs)
    few = (
        Group.objects.filter(family=Family.PROMOTION)
        .under_egide_on(on)
        .annotate(people=people)
        .filter(people__lt=2)
    )
    return set(few.values_list("pk", flat=True))
