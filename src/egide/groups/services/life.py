"""What a group lives through: activities, sleep, closing, merging, and the watch over all of
them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from egide.groups.enums import (
    ActivityKind,
    AgreementState,
    Family,
    GroupState,
    NoticeKind,
)
from egide.groups.events import (
    ActivityRecorded,
    GroupClosed,
    GroupFellAsleep,
    GroupWokeUp,
)
from egide.groups.models import (
    EgideAgreement,
    Group,
    GroupActivity,
    GroupMembership,
    GroupNotice,
)
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries import lives_on
from egide.groups.rules import (
    is_asleep,
    obstacles_to_closing,
    obstacles_to_sleep,
    stands_without_president,
)
from egide.groups.services.egide import legal_form_of
from egide.groups.services.ground import (
    ONE_DAY,
    GroupRefused,
    locked,
    move_group,
    refuse_if,
    require_desk,
    require_own,
    save_group,
)
from egide.groups.services.membership import COLUMNS, align_default_groups
from egide.groups.services.notices import raise_notices
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows
from egide.kernel.identity import verb
from egide.mandates.services import close_scope


class ActivityRefused(GroupRefused):
    """The activity cannot be written down so."""


class ClosingRefused(GroupRefused):
    """The group cannot be closed yet."""


@verb
def record_activity(
    *,
    group: Group,
    kind: ActivityKind,
    title: str,
    held_on: date,
    on: date,
    by: Actor,
    attendance: int | None = None,
) -> GroupActivity:
    """Write down what a group did, or is about to do; the yearly return counts it.

    Attendance is told of what has been held, not of what is to come.
    """
    require_own(by, group)
    obstacles = []
    if not title.strip():
        obstacles.append(_("Donnez un titre à l’activité."))
    if group.state not in (GroupState.ACTIVE, GroupState.DORMANT):
        obstacles.append(_("Le groupe n’est ni actif ni en sommeil."))
    if group.created_on is not None and held_on < group.created_on:
        obstacles.append(_("Le groupe n’existait pas encore ce jour-là."))
    if attendance is not None and held_on > on:
        obstacles.append(_("On ne compte pas les présents d’une activité à venir."))
    if obstacles:
        raise ActivityRefused(obstacles)

    activity = GroupActivity.objects.create(
        group=group, kind=kind, title=title.strip(), held_on=held_on, attendance=attendance
    )

    audit.record(by, "groups.activity_recorded", activity, group=group.pk, held_on=held_on)
    events.publish(ActivityRecorded(group_id=group.pk, activity_id=activity.pk, on=held_on))
    return activity


@verb
def cancel_activity(*, activity: GroupActivity, on: date, by: Actor) -> GroupActivity:
    """Say that an activity did not take place; it stays written, and counts no more."""
    require_own(by, activity.group)
    activity = GroupActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    refuse_if([_("Cette activité est déjà annulée.")] if activity.cancelled_on else [])

    before = audit.fingerprint(activity)
    activity.cancelled_on = on
    activity.save(update_fields=["cancelled_on"])

    audit.record(
        by, "groups.activity_cancelled", activity, before=before, group=activity.group_id, on=on
    )
    return activity


@verb
def put_to_sleep(*, group: Group, on: date, by: Actor) -> Group:
    """Put a group to sleep from ``on`` after 18 months without activity or officer (mise en
    sommeil).

    :raises GroupRefused: if it has lived since.
    """
    require_desk(by)
    group = locked(group)
    if group.state == GroupState.ACTIVE:
        life = lives_on(on, Group.objects.filter(pk=group.pk))[group.pk]
        refuse_if(obstacles_to_sleep(life, on=on))

    before = audit.fingerprint(group)
    move_group(group, GroupState.DORMANT, on=on)
    group.dormant_since = on
    save_group(group, "state", "dormant_since")

    audit.record(by, "groups.group_put_to_sleep", group, before=before, on=on)
    events.publish(GroupFellAsleep(group_id=group.pk, on=on))
    return group


@verb
def wake_group(*, group: Group, on: date, by: Actor) -> Group:
    """Wake a dormant group from ``on`` (réveil), when somebody takes it up again."""
    require_own(by, group)
    group = locked(group)
    if group.state == GroupState.PROPOSED:
        raise GroupRefused([_("Ce groupe attend encore la décision sur sa création.")])

    before = audit.fingerprint(group)
    move_group(group, GroupState.ACTIVE, on=on)
    group.dormant_since = None
    save_group(group, "state", "dormant_since")

    audit.record(by, "groups.group_woken", group, before=before, on=on)
    events.publish(GroupWokeUp(group_id=group.pk, on=on))
    return group


@verb
def close_group(*, group: Group, on: date, by: Actor) -> Group:
    """Close a group (clôture); ``on`` is its last day, and that of its officers' mandates.

    :raises ClosingRefused: while it is under égide, or serves an area (R-GRP-6).
    """
    require_desk(by)
    group = locked(group)
    obstacles = obstacles_to_close(group, on=on)
    if obstacles and group.state in (GroupState.ACTIVE, GroupState.DORMANT):
        raise ClosingRefused(obstacles)

    return _close(group, heir=None, on=on, by=by)


def obstacles_to_close(group: Group, *, on: date) -> list[str]:
    """What still forbids closing a group, in words; shown on the page before."""
    return obstacles_to_closing(legal_form_of(group, on=on), heirs_needed=group.area_rules.count())


@verb
def merge_groups(*, group: Group, heir: Group, on: date, by: Actor) -> Group:
    """Merge a group into another of its type: its area and its people go to the heir (fusion).

    ``on`` is the last day of the group; people are in the heir from the next day, as they were in
    the group: by default, or by choice.

    :raises ClosingRefused: while the group is under égide, or if the heir is no match.
    """
    require_desk(by)
    first, second = sorted((group, heir), key=lambda one: one.pk)
    both = {one.pk: one for one in (locked(first), locked(second))}
    group, heir = both[group.pk], both.get(heir.pk, heir)
    obstacles = obstacles_to_closing(legal_form_of(group, on=on), heirs_needed=0)
    if group.pk == heir.pk:
        obstacles.append(_("Un groupe ne se réunit pas à lui-même."))
    if group.kind != heir.kind:
        obstacles.append(_("Deux groupes réunis sont du même type."))
    if group.family == Family.PROMOTION:
        obstacles.append(_("Deux promotions ne se réunissent pas."))
    if heir.state != GroupState.ACTIVE:
        obstacles.append(_("Le groupe d’accueil n’est pas actif."))
    if obstacles:
        raise ClosingRefused(obstacles)

    group.area_rules.update(group=heir)
    chosen = _hand_over(group, heir, on=on)
    group = _close(group, heir=heir, on=on, by=by)

    audit.record(by, "groups.groups_merged", group, heir=heir.pk, on=on, handed_over=chosen)
    return group


@verb
def watch_groups(*, on: date, by: Actor) -> int:
    """Flag what should worry somebody, and settle what no longer does; returns what is flagged.

    Groups without leader for six months (R-GRP-4), without life for eighteen, promotions under
    égide with one survivor, agreements to renew. Run twice on a day, it changes nothing.
    """
    require(by, MANAGE_GROUPS)
    wanted: dict[NoticeKind, set[int]] = defaultdict(set)
    for group_id, life in lives_on(on, Group.objects.active_on(on)).items():
        if stands_without_president(life, on=on):
            wanted[NoticeKind.NO_PRESIDENT].add(group_id)
        if is_asleep(life, on=on):
            wanted[NoticeKind.ASLEEP].add(group_id)
    wanted[NoticeKind.LAST_SURVIVOR] = _last_survivors(on=on)
    wanted[NoticeKind.RENEWAL] = set(
        EgideAgreement.objects.holding_on(on)
        .filter(renew_by__lte=on, state=AgreementState.SIGNED)
        .values_list("group_id", flat=True)
    )
    flagged = 0
    for kind in (
        NoticeKind.NO_PRESIDENT,
        NoticeKind.ASLEEP,
        NoticeKind.LAST_SURVIVOR,
        NoticeKind.RENEWAL,
    ):
        flagged += len(wanted[kind])
        _settle_others(kind, wanted[kind], on=on)
        raise_notices([(group_id, kind, None) for group_id in sorted(wanted[kind])], on=on)
    return flagged


def _settle_others(kind: NoticeKind, still: set[int], *, on: date) -> None:
    GroupNotice.objects.waiting().filter(kind=kind).exclude(group__in=still).update(settled_on=on)


def _last_survivors(*, on: date) -> set[int]:
    """Return the promotions under égide in which one person is left, or nobody."""
    people = Count(
        "memberships",
        filter=Q(memberships__starts_on__lte=on)
        & (Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=on)),
    )
    few = (
        Group.objects.filter(family=Family.PROMOTION)
        .under_egide_on(on)
        .annotate(people=people)
        .filter(people__lt=2)
    )
    return set(few.values_list("pk", flat=True))


def _close(group: Group, *, heir: Group | None, on: date, by: Actor) -> Group:
    """Close a locked group at the end of ``on``, with its memberships, mandates and notices."""
    before = audit.fingerprint(group)
    move_group(group, GroupState.CLOSED, on=on + ONE_DAY)
    group.closed_on, group.dormant_since, group.merged_into = on, None, heir
    save_group(group, "state", "closed_on", "dormant_since", "merged_into")
    running = group.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    people = list(running.values_list("person_id", flat=True))
    running.filter(starts_on__gt=on).delete()
    running.update(ends_on=on)
    if group.scope is not None and group.scope.closed_on is None:
        close_scope(scope=group.scope, on=on, by=by)
    group.notices.filter(settled_on__isnull=True).update(settled_on=on)
    if people and group.family == Family.TERRITORIAL:
        align_default_groups(on=on + ONE_DAY, by=by, people=people)

    audit.record(by, "groups.group_closed", group, before=before, on=on)
    events.publish(GroupClosed(group_id=group.pk, on=on, heir_id=heir.pk if heir else None))
    return group


def _hand_over(group: Group, heir: Group, *, on: date) -> int:
    """Let people be in the heir from the next day as they were in the group; returns how many."""
    running = group.memberships.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    already = set(heir.memberships.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    rows = [
        (person_id, heir.pk, heir.family, kind, on + ONE_DAY, None)
        for person_id, kind in running.order_by("pk").values_list("person_id", "kind")
        if person_id not in already
    ]
    running.filter(starts_on__gt=on).delete()
    running.update(ends_on=on)
    return copy_rows(GroupMembership, COLUMNS, rows)
