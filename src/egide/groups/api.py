"""Groups, their officers, people and activities, for programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query
from pydantic import Field

from egide.groups import queries, services
from egide.groups.enums import GroupKind, GroupState
from egide.groups.models import Group, GroupActivity
from egide.groups.permissions import READ_GROUPS
from egide.kernel.api import Answer, Asked, Key, Operations, Page, Window, keyset
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request
from egide.members.models import Person

OPERATIONS = Operations(label=_("Groupes"))


class GroupLine(Answer):
    """A group, and how many people are in it today."""

    id: int
    name: str
    kind: str
    family: str
    state: str
    area: str
    legal_form: str
    people: int


class GroupShown(GroupLine):
    """A group, as its public page shows it."""

    presentation: str
    created_on: date | None
    closed_on: date | None


class GroupsAsked(Window):
    """Which groups."""

    kind: GroupKind | None = None
    state: GroupState | None = None


class OfficerLine(Answer):
    """Who serves a group today."""

    person: str
    office: str
    starts_on: date
    ends_on: date | None


class GroupPerson(Answer):
    """Somebody of a group, with what they show to its officers."""

    readable_id: str
    name: str
    promotion: str | None
    city: str | None
    email: str | None
    phone: str | None
    since: date


class ActivityLine(Answer):
    """Something that a group did or announces."""

    id: int
    title: str
    kind: str
    held_on: date
    place: str
    attendance: int | None


class Coming(Asked):
    """Whether one comes."""

    coming: bool


class Attendance(Asked):
    """How many came."""

    attendance: Annotated[int, Field(ge=0, le=100_000)]


@OPERATIONS.read("groups", PUBLIC, Page[GroupLine], label=_("Lire les groupes"))
def groups(request: Request, asked: Query[GroupsAsked]) -> dict[str, Any]:
    """Read the groups that this reader may know, by name."""
    rows = queries.groups_listed(request.actor, on=localdate())
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state:
        rows = rows.filter(state=asked.state)
    found, following = keyset(request, rows, asked, by=("name", "pk"))
    return {"items": found, "next": following}


@OPERATIONS.read("groups/{group_id}", PUBLIC, GroupShown, label=_("Lire un groupe"))
def group(request: Request, group_id: Path[Key]) -> Group:
    """Read one group."""
    return get_object_or_404(queries.groups_listed(request.actor, on=localdate()), pk=group_id)


@OPERATIONS.read(
    "groups/{group_id}/officers",
    READ_GROUPS,
    list[OfficerLine],
    label=_("Lire les responsables d’un groupe"),
)
def officers(request: Request, group_id: Path[Key]) -> list[dict[str, Any]]:
    """Read who serves a group today, who leads first."""
    return [
        {
            "person": mandate.person.full_name,
            "office": str(mandate.office.label) if mandate.office else "",
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
        }
        for mandate in queries.officers_of(_known(request, group_id), on=localdate())
    ]


@OPERATIONS.read(
    "groups/{group_id}/people",
    SIGNED_IN,
    Page[GroupPerson],
    label=_("Lire les personnes d’un groupe que l’on tient"),
)
def group_people(request: Request, group_id: Path[Key], window: Query[Window]) -> dict[str, Any]:
    """Read the people of a group as its officers see them; any other group does not exist."""
    kept = get_object_or_404(_kept(request), pk=group_id)
    rows = queries.people_shown(kept, request.actor, on=localdate())
    found, following = keyset(request, rows, window, by=("person__sort_name", "pk"))
    lines = [
        {
            "readable_id": one.person.readable_id,
            "name": one.person.full_name,
            "promotion": one.promotion_label,
            "city": one.city,
            "email": one.email,
            "phone": one.phone,
            "since": one.starts_on,
        }
        for one in found
    ]
    return {"items": lines, "next": following}


@OPERATIONS.read(
    "groups/{group_id}/activities",
    PUBLIC,
    Page[ActivityLine],
    label=_("Lire les activités d’un groupe"),
)
def activities(request: Request, group_id: Path[Key], window: Query[Window]) -> dict[str, Any]:
    """Read what a group announced or did, the last first."""
    rows = queries.activities_of(_known(request, group_id))
    found, following = keyset(request, rows, window, by=("-held_on", "-pk"))
    return {"items": found, "next": following}


@OPERATIONS.do(
    "activities/{activity_id}/answer", READ_GROUPS, label=_("Dire si l’on vient à une activité")
)
def answer_activity(request: Request, activity_id: Path[Key], given: Coming) -> None:
    """Say that one comes, or does not; the last answer counts."""
    found = _activity(activity_id, Group.objects.visible_to(request.actor))
    services.answer_activity(
        activity=found,
        person=get_object_or_404(Person, pk=request.actor.person_id),
        coming=given.coming,
        on=localdate(),
        by=request.actor,
    )


@OPERATIONS.do(
    "activities/{activity_id}/attendance",
    SIGNED_IN,
    label=_("Noter les présences d’une activité d’un groupe que l’on tient"),
)
def count_attendance(request: Request, activity_id: Path[Key], given: Attendance) -> None:
    """Write down how many came."""
    services.count_attendance(
        activity=_activity(activity_id, _kept(request)),
        attendance=given.attendance,
        on=localdate(),
        by=request.actor,
    )


def _known(request: Request, group_id: int) -> Group:
    return get_object_or_404(Group.objects.visible_to(request.actor), pk=group_id)


def _kept(request: Request) -> Any:
    return Group.objects.visible_to(request.actor).managed_by(request.actor)


def _activity(activity_id: int, groups: Any) -> GroupActivity:
    found = GroupActivity.objects.select_related("group__scope")
    return get_object_or_404(found, pk=activity_id, group__in=groups)
