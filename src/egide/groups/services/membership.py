"""Who is in which group: by rule, by choice, and as people move, come and go (R-GRP-1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from egide.groups.enums import Family, GroupState, JoinKind, NoticeKind
from egide.groups.events import DefaultGroupChanged, GroupJoined, GroupLeft
from egide.groups.models import Group, GroupMembership, Unplaced
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries import DefaultChange, default_changes, leaders_of, members_nowhere
from egide.groups.services.ground import ONE_DAY, GroupRefused, require_self_or
from egide.groups.services.notices import raise_notices
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, one_of
from egide.kernel.identity import verb
from egide.members.models import Person, Schooling

COLUMNS = ("person_id", "group_id", "family", "kind", "starts_on", "ends_on")


class MembershipRefused(GroupRefused):
    """The person may not come into this group, or leave it, in this way."""


@verb
def join_group(*, person: Person, group: Group, on: date, by: Actor) -> GroupMembership:
    """Come into a group of one's choice from ``on``: professional, affinity, youth… (R-GRP-1).

    A second promotion is joined so too; a territorial group is pinned instead.

    :raises MembershipRefused: with what stands in the way.
    """
    require_self_or(MANAGE_GROUPS, person_id=person.pk, by=by)
    person, group = _locked(person), _standing_still(group)
    refuse_membership(obstacles_to_joining(person, group, on=on))

    # Whoever left today and comes back today was never away.
    membership = _running(person, group, on=on) or GroupMembership(
        person=person, group=group, family=group.family, kind=JoinKind.CHOSEN, starts_on=on
    )
    membership.ends_on = None
    membership.save()

    audit.record(by, "groups.group_joined", membership, group=group.pk, on=on)
    raise_notices([(group.pk, NoticeKind.ARRIVAL, person.pk)], on=on)
    events.publish(GroupJoined(group_id=group.pk, person_id=person.pk, on=on))
    return membership


@verb
def leave_group(*, person: Person, group: Group, on: date, by: Actor) -> GroupMembership:
    """Leave a group that one had chosen; ``on`` is the last day in it.

    :raises MembershipRefused: if one is not in it, or if it is a default group.
    """
    require_self_or(MANAGE_GROUPS, person_id=person.pk, by=by)
    person = _locked(person)
    membership = _running(person, group, on=on)
    if membership is None:
        raise MembershipRefused([_("Vous n’êtes pas dans ce groupe.")])
    if membership.family == Family.TERRITORIAL:
        raise MembershipRefused(
            [
                _(
                    "On est toujours d’un groupe territorial : choisissez-en un "
                    "autre, ou revenez à celui de votre adresse."
                )
            ]
        )
    if membership.kind == JoinKind.AUTOMATIC:
        raise MembershipRefused([_("On ne quitte pas sa promotion.")])
    if membership.ends_on is not None:
        raise MembershipRefused([_("Vous avez déjà quitté ce groupe.")])

    membership.ends_on = on
    membership.save(update_fields=["ends_on"])

    audit.record(by, "groups.group_left", membership, group=group.pk, on=on)
    raise_notices([(group.pk, NoticeKind.DEPARTURE, person.pk)], on=on)
    events.publish(GroupLeft(group_id=group.pk, person_id=person.pk, on=on))
    return membership


@verb
def pin_territorial_group(*, person: Person, group: Group, on: date, by: Actor) -> GroupMembership:
    """Choose one's territorial group (R-GRP-1): it stays when the person moves.

    :raises MembershipRefused: if the group is not territorial, not active, or already chosen.
    """
    require_self_or(MANAGE_GROUPS, person_id=person.pk, by=by)
    person, group = _locked(person), _standing_still(group)
    obstacles = []
    if group.family != Family.TERRITORIAL:
        obstacles.append(_("Ce groupe n’est pas un groupe territorial."))
    if group.state not in (GroupState.ACTIVE, GroupState.DORMANT):
        obstacles.append(_("Ce groupe n’accueille personne en ce moment."))
    if not Person.objects.members_on(on).filter(pk=person.pk).exists():
        obstacles.append(_("Seuls les sociétaires sont membres d’un groupe."))
    present = GroupMembership.objects.running_on(on).territorial().filter(person=person).first()
    if present is not None and present.group_id == group.pk and present.pinned:
        obstacles.append(_("Vous avez déjà choisi ce groupe."))
    refuse_membership(obstacles)

    left_id = present.group_id if present else None
    _end(present, on=on)
    membership = GroupMembership.objects.create(
        person=person, group=group, family=group.family, kind=JoinKind.CHOSEN, starts_on=on
    )

    audit.record(
        by, "groups.territorial_group_pinned", membership, group=group.pk, left=left_id, on=on
    )
    if left_id != group.pk:
        _tell(
            [
                DefaultChange(
                    person_id=person.pk,
                    membership_id=None,
                    left_id=left_id,
                    held_since=None,
                    joined_id=group.pk,
                )
            ],
            on=on,
        )
    return membership


@verb
def unpin_territorial_group(*, person: Person, on: date, by: Actor) -> list[DefaultChange]:
    """Go back to the group of one's address; from then on it follows every move.

    :raises MembershipRefused: if no group was chosen.
    """
    require_self_or(MANAGE_GROUPS, person_id=person.pk, by=by)
    person = _locked(person)
    present = GroupMembership.objects.running_on(on).territorial().filter(person=person).first()
    if present is None or not present.pinned:
        raise MembershipRefused([_("Votre groupe est déjà celui de votre adresse.")])

    left_id = present.group_id
    _end(present, on=on)
    changes = _align(Family.TERRITORIAL, on=on, people=[person.pk])

    joined_id = changes[0].joined_id if changes else None
    audit.record(
        by, "groups.territorial_group_unpinned", person, left=left_id, joined=joined_id, on=on
    )
    if left_id != joined_id:
        _tell(
            [
                DefaultChange(
                    person_id=person.pk,
                    membership_id=None,
                    left_id=left_id,
                    held_since=None,
                    joined_id=joined_id,
                )
            ],
            on=on,
        )
    return changes


@verb
def align_default_groups(
    *, on: date, by: Actor, people: Collection[int] | None = None, tell: bool = True
) -> list[DefaultChange]:
    """Put people in the groups that the rules give them: by address and by promotion (R-GRP-1).

    The same verb serves one person who moves, a night's work and the load of a whole society. A
    pinned group stays. Run twice, it changes nothing the second time. ``tell`` writes to the desks
    of both groups and publishes ``DefaultGroupChanged``; a first load does not.
    """
    require(by, MANAGE_GROUPS)
    moved = _align(Family.TERRITORIAL, on=on, people=people)
    placed = _align(Family.PROMOTION, on=on, people=people)

    if moved or placed:
        subject = "groups.groupmembership"
        if people is not None and len(people) == 1:
            subject = f"members.person:{next(iter(people))}"
        audit.record(
            by,
            "groups.default_groups_aligned",
            subject,
            on=on,
            territorial=len(moved),
            promotion=len(placed),
        )
    if tell:
        _tell(moved, on=on)
    return [*moved, *placed]


@verb
def pin_in_bulk(*, choices: Sequence[tuple[int, int]], on: date, by: Actor) -> int:
    """Take over territorial groups that people had chosen elsewhere: (person id, group id) pairs.

    For an import: the rule is that of ``pin_territorial_group``, without notices. People must have
    a running default membership, which begins on ``on`` or before.

    :raises MembershipRefused: if a group is not a living territorial one, or a person not placed.
    """
    require(by, MANAGE_GROUPS)
    group_ids = {group_id for _person, group_id in choices}
    able = (
        Group.objects.territorial()
        .standing_on(on)
        .filter(pk__in=group_ids)
        .values_list("pk", flat=True)
    )
    if group_ids - set(able):
        raise MembershipRefused(
            [_("Un des groupes choisis n’est pas un groupe territorial vivant.")]
        )
    people = [person_id for person_id, _group in choices]
    present = GroupMembership.objects.running_on(on).territorial().filter(person__in=people)
    if present.count() != len(set(people)) or len(set(people)) != len(people):
        raise MembershipRefused(
            [_("Une des personnes n’a pas de groupe par défaut, ou vient deux fois.")]
        )

    present.filter(starts_on=on).delete()
    present.filter(starts_on__lt=on).update(ends_on=on - ONE_DAY)
    copied = copy_rows(
        GroupMembership,
        COLUMNS,
        (
            (person_id, group_id, Family.TERRITORIAL, JoinKind.CHOSEN, on, None)
            for person_id, group_id in choices
        ),
    )

    audit.record(
        by, "groups.territorial_groups_pinned", "groups.groupmembership", people=copied, on=on
    )
    return copied


@verb
def join_in_bulk(*, choices: Sequence[tuple[int, int]], on: date, by: Actor) -> int:
    """Take over memberships of free groups kept elsewhere: (person id, group id) pairs.

    :raises MembershipRefused: if a group is not free or not alive, or somebody is not a member.
    """
    require(by, MANAGE_GROUPS)
    group_ids = {group_id for _person, group_id in choices}
    able = Group.objects.standing_on(on).filter(pk__in=group_ids, family=Family.FREE)
    if group_ids - set(able.values_list("pk", flat=True)):
        raise MembershipRefused([_("Un des groupes choisis n’est pas ouvert au choix.")])
    people = {person_id for person_id, _group in choices}
    if Person.objects.members_on(on).filter(pk__in=people).count() != len(people):
        raise MembershipRefused([_("Seuls les sociétaires sont membres d’un groupe.")])

    copied = copy_rows(
        GroupMembership,
        COLUMNS,
        (
            (person_id, group_id, Family.FREE, JoinKind.CHOSEN, on, None)
            for person_id, group_id in choices
        ),
    )

    audit.record(by, "groups.groups_joined", "groups.groupmembership", memberships=copied, on=on)
    return copied


def obstacles_to_joining(person: Person, group: Group, *, on: date) -> list[str]:
    """What forbids somebody to come into a group by choice, in words; shown on the group's page."""
    obstacles = []
    if group.state != GroupState.ACTIVE:
        obstacles.append(_("Ce groupe n’accueille personne en ce moment."))
    if group.family == Family.TERRITORIAL:
        obstacles.append(_("Un groupe territorial se choisit à la place d’un autre."))
    if group.family == Family.PROMOTION and not _schooled_in(person, group):
        obstacles.append(_("On n’entre que dans une promotion où l’on a été élève."))
    if not Person.objects.members_on(on).filter(pk=person.pk).exists():
        obstacles.append(_("Seuls les sociétaires sont membres d’un groupe."))
    present = _running(person, group, on=on)
    if present is not None and present.ends_on is None:
        obstacles.append(_("Vous êtes déjà dans ce groupe."))
    return obstacles


def refuse_membership(obstacles: list[str]) -> None:
    """Raise ``MembershipRefused`` when something stands in the way."""
    if obstacles:
        raise MembershipRefused(obstacles)


def _align(family: Family, *, on: date, people: Collection[int] | None) -> list[DefaultChange]:
    """End the memberships that the rules no longer give on ``on``, and begin the others."""
    changes = default_changes(family, on=on, people=people)
    held = [change.membership_id for change in changes if change.membership_id is not None]
    # A membership that began today never lasted a day: it leaves no trace.
    GroupMembership.objects.filter(pk__in=held, starts_on__gte=on).delete()
    GroupMembership.objects.filter(pk__in=held).update(ends_on=on - ONE_DAY)
    copy_rows(
        GroupMembership,
        COLUMNS,
        (
            (change.person_id, change.joined_id, family, JoinKind.AUTOMATIC, on, None)
            for change in changes
            if change.joined_id is not None
        ),
    )
    if family == Family.TERRITORIAL:
        _note_unplaced(on=on, people=people)
    return changes


def _note_unplaced(*, on: date, people: Collection[int] | None) -> None:
    """Keep who is in no territorial group, of some people or of all (``Unplaced``)."""
    nowhere = members_nowhere(on=on, people=people).values("pk")
    noted = Unplaced.objects.all()
    if people is not None:
        noted = noted.filter(one_of("person", people))
    noted.exclude(person__in=nowhere).delete()
    question, values = nowhere.query.sql_with_params()
    with connection.cursor() as cursor:
        # Two acts may find the same person at once.
        cursor.execute(
            f"INSERT INTO groups_unplaced (person_id) {question} ON CONFLICT DO NOTHING",
            values,
        )


def _tell(changes: Sequence[DefaultChange], *, on: date) -> None:
    """Write to the desks of both groups, and tell the modules above whom to tell (AC-GRP-4)."""
    notices = []
    for change in changes:
        if change.left_id is not None:
            notices.append((change.left_id, NoticeKind.DEPARTURE, change.person_id))
        if change.joined_id is not None:
            notices.append((change.joined_id, NoticeKind.ARRIVAL, change.person_id))
    raise_notices(notices, on=on)
    leaders: dict[int | None, list[int]] = defaultdict(list)
    groups = Group.objects.filter(pk__in={group_id for group_id, _kind, _person in notices})
    by_scope = dict(groups.values_list("scope_id", "pk"))
    for mandate in leaders_of(list(by_scope.values()), on=on):
        if mandate.scope_id is not None:
            leaders[by_scope[mandate.scope_id]].append(mandate.person_id)
    for change in changes:
        told = [*leaders.get(change.left_id, ()), *leaders.get(change.joined_id, ())]
        events.publish(
            DefaultGroupChanged(
                person_id=change.person_id,
                left_id=change.left_id,
                joined_id=change.joined_id,
                presidents=tuple(told),
                on=on,
            )
        )


def _end(membership: GroupMembership | None, *, on: date) -> None:
    """End a membership the day before ``on``, when another takes its place."""
    if membership is None:
        return
    if membership.starts_on >= on:
        membership.delete()
        return
    membership.ends_on = on - ONE_DAY
    membership.save(update_fields=["ends_on"])


def _running(person: Person, group: Group, *, on: date) -> GroupMembership | None:
    return (
        GroupMembership.objects.running_on(on)
        .filter(person=person, group=group)
        .order_by("pk")
        .first()
    )


def _schooled_in(person: Person, group: Group) -> bool:
    return Schooling.objects.filter(person=person, promotion=group.promotion_id).exists()


def _standing_still(group: Group) -> Group:
    """Return the group as it is now, held so that it does not close while somebody comes in."""
    return Group.objects.select_for_update(of=("self",), no_key=True).get(pk=group.pk)


def _locked(person: Person) -> Person:
    """Hold the person, so that two pages open at once do not put them in two groups."""
    return Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
