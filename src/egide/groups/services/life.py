"""What a group lives through: sleep, waking, closing, merging."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import Family, GroupState
from egide.groups.events import GroupClosed, GroupFellAsleep, GroupWokeUp
from egide.groups.models import Group, GroupMembership
from egide.groups.queries import lives_on
from egide.groups.rules import obstacles_to_closing, obstacles_to_sleep
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
from egide.kernel import audit, events
from egide.kernel.access import Actor
from egide.kernel.bulk import copy_rows
from egide.kernel.identity import verb
from egide.kernel.periods import lasting_until
from egide.mandates.services import close_scope


class ClosingRefused(GroupRefused):
    """The group cannot be closed yet."""


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


def _close(group: Group, *, heir: Group | None, on: date, by: Actor) -> Group:
    """Close a locked group at the end of ``on``, with its memberships, mandates and notices."""
    before = audit.fingerprint(group)
    move_group(group, GroupState.CLOSED, on=on + ONE_DAY)
    group.closed_on, group.dormant_since, group.merged_into = on, None, heir
    save_group(group, "state", "closed_on", "dormant_since", "merged_into")
    running = group.memberships.filter(lasting_until(on + ONE_DAY))
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
    running = group.memberships.filter(lasting_until(on + ONE_DAY))
    already = set(heir.memberships.filter(ends_on__isnull=True).values_list("person_id", flat=True))
    rows = [
        (person_id, heir.pk, heir.family, kind, on + ONE_DAY, None)
        for person_id, kind in running.order_by("pk").values_list("person_id", "kind")
        if person_id not in already
    ]
    running.filter(starts_on__gt=on).delete()
    running.update(ends_on=on)
    return copy_rows(GroupMembership, COLUMNS, rows)
