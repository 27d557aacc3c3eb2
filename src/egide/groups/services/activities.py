"""What a group announces, who answers, who came (activités)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.groups.enums import ActivityKind, GroupState
from egide.groups.events import ActivityAnswered, ActivityRecorded, AttendanceCounted
from egide.groups.models import ActivityAnswer, Group, GroupActivity
from egide.groups.permissions import READ_GROUPS
from egide.groups.rules import obstacles_to_activity
from egide.groups.services.ground import GroupRefused, locked, require_own
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import verb
from egide.members.models import Person


class ActivityRefused(GroupRefused):
    """The activity cannot be written down so."""


class AnswerRefused(GroupRefused):
    """Nobody answers to this activity any more, or this person does not."""


class NotYourAnswer(NotAllowed):
    """Each answers for themselves."""


@verb
def record_activity(
    *,
    group: Group,
    kind: ActivityKind,
    title: str,
    held_on: date,
    on: date,
    by: Actor,
    place: str = "",
    attendance: int | None = None,
) -> GroupActivity:
    """Announce what a group is about to do, or write down what it did; the yearly return counts it.

    Attendance is told of what has been held, not of what is to come.

    :raises ActivityRefused: with every obstacle of ``rules.obstacles_to_activity``.
    """
    require_own(by, group)
    group = locked(group)
    obstacles = obstacles_to_activity(
        GroupState(group.state),
        created_on=group.created_on,
        title=title,
        held_on=held_on,
        attendance=attendance,
        on=on,
    )
    if obstacles:
        raise ActivityRefused(obstacles)

    activity = GroupActivity.objects.create(
        group=group,
        kind=kind,
        title=title.strip(),
        held_on=held_on,
        place=place.strip(),
        attendance=attendance,
    )

    audit.record(by, "groups.activity_recorded", activity, group=group.pk, held_on=held_on)
    events.publish(ActivityRecorded(group_id=group.pk, activity_id=activity.pk, on=held_on))
    return activity


@verb
def answer_activity(
    *, activity: GroupActivity, person: Person, coming: bool, on: date, by: Actor
) -> ActivityAnswer:
    """Say that one comes to what a group announced, or does not; the last answer counts.

    :raises NotYourAnswer: for somebody else.
    :raises AnswerRefused: once it was held or cancelled, or for who is no member.
    """
    require(by, READ_GROUPS)
    if by.person_id != person.pk:
        raise NotYourAnswer(_("Chacun répond pour soi."))
    activity = _locked(activity)
    obstacles = []
    if activity.cancelled_on is not None:
        obstacles.append(_("Cette activité est annulée."))
    if activity.held_on < on:
        obstacles.append(_("Cette activité est passée : on n’y répond plus."))
    if not Person.objects.members_on(on).filter(pk=person.pk).exists():
        obstacles.append(_("Les sociétaires répondent aux activités des groupes."))
    if obstacles:
        raise AnswerRefused(obstacles)

    answer, _created = ActivityAnswer.objects.update_or_create(
        activity=activity, person=person, defaults={"coming": coming, "answered_on": on}
    )

    audit.record(by, "groups.activity_answered", activity, group=activity.group_id, coming=coming)
    events.publish(
        ActivityAnswered(activity_id=activity.pk, person_id=person.pk, coming=coming, on=on)
    )
    return answer


@verb
def count_attendance(
    *, activity: GroupActivity, attendance: int, on: date, by: Actor
) -> GroupActivity:
    """Say how many people came (présences): the answers propose the number, an officer confirms.

    :raises ActivityRefused: before the day, of what was cancelled, or if it says so already.
    """
    require_own(by, activity.group)
    activity = _locked(activity)
    obstacles = _obstacles_to_counting(activity, attendance, on=on)
    if obstacles:
        raise ActivityRefused(obstacles)

    before = audit.fingerprint(activity)
    activity.attendance = attendance
    activity.save(update_fields=["attendance"])

    audit.record(
        by,
        "groups.attendance_counted",
        activity,
        before=before,
        group=activity.group_id,
        attendance=attendance,
    )
    events.publish(
        AttendanceCounted(
            group_id=activity.group_id, activity_id=activity.pk, attendance=attendance, on=on
        )
    )
    return activity


@verb
def cancel_activity(*, activity: GroupActivity, on: date, by: Actor) -> GroupActivity:
    """Say that an activity will not take place, or did not; it stays written, and counts no more.

    So does one that was written down by mistake, even if people were counted there.

    :raises ActivityRefused: if it is cancelled already.
    """
    require_own(by, activity.group)
    activity = _locked(activity)
    if activity.cancelled_on is not None:
        raise ActivityRefused([_("Cette activité est déjà annulée.")])

    before = audit.fingerprint(activity)
    activity.cancelled_on = on
    activity.save(update_fields=["cancelled_on"])

    audit.record(
        by, "groups.activity_cancelled", activity, before=before, group=activity.group_id, on=on
    )
    return activity


def _obstacles_to_counting(activity: GroupActivity, attendance: int, *, on: date) -> list[str]:
    obstacles = []
    if activity.cancelled_on is not None:
        obstacles.append(_("Cette activité est annulée."))
    if activity.held_on > on:
        obstacles.append(_("On ne compte pas les présents d’une activité à venir."))
    if attendance < 0:
        obstacles.append(_("Un nombre n’est pas négatif."))
    if activity.attendance == attendance:
        obstacles.append(
            ngettext(
                "C’est déjà noté : %(count)s personne.",
                "C’est déjà noté : %(count)s personnes.",
                attendance,
            )
            % {"count": attendance}
        )
    return obstacles


def _locked(activity: GroupActivity) -> GroupActivity:
    return GroupActivity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
