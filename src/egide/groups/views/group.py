"""The page of a group, for everybody; and what a member does from it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.groups import queries, services
from egide.groups.enums import Family, GroupState, LegalForm
from egide.groups.models import Group, GroupMembership
from egide.groups.permissions import MANAGE_OWN_GROUP, READ_GROUPS
from egide.groups.views.doing import known, to_page
from egide.kernel.access import explain
from egide.kernel.doors import press
from egide.kernel.pages import PUBLIC, Request, page
from egide.members.models import Person

RECENT = 8


@require_safe
@page(PUBLIC)
def group(request: Request, group_id: int) -> HttpResponse:
    """The public page of a group; members also see its officers, and how to come in."""
    today = localdate()
    shown = known(request, group_id)
    reads = request.actor.can(READ_GROUPS)
    manages = Group.objects.managed_by(request.actor).filter(pk=shown.pk).exists()
    activities = queries.activities_of(shown)
    return render(
        request,
        "groups/group.html",
        {
            "group": shown,
            "legal_form": LegalForm(services.legal_form_of(shown, on=today)),
            "people": queries.people_in(shown, on=today),
            "to_come": activities.filter(held_on__gte=today).order_by("held_on", "pk")[:RECENT],
            "recent": activities.filter(held_on__lt=today)[:RECENT],
            "children": Group.objects.visible_to(request.actor)
            .filter(parent=shown)
            .order_by("name", "pk"),
            "reads": reads,
            "officers": queries.officers_of(shown, on=today) if reads else [],
            "manages": manages,
            "why": list(explain(request.actor, MANAGE_OWN_GROUP, on=shown)) if manages else [],
            **(
                _standing(request, shown)
                if reads
                else {"mine": None, "choice": "", "obstacles": []}
            ),
        },
    )


def _standing(request: Request, shown: Group) -> dict[str, object]:
    """Say how the reader stands to the group, and which act is theirs."""
    today = localdate()
    person_id = request.actor.person_id
    person = None if person_id is None else Person.objects.filter(pk=person_id).first()
    mine = (
        GroupMembership.objects.running_on(today)
        .filter(group=shown, person=request.actor.person_id, ends_on__isnull=True)
        .order_by("pk")
        .first()
    )
    obstacles: list[str] = []
    choice = ""
    if shown.state not in (GroupState.ACTIVE, GroupState.DORMANT) or person is None:
        choice = ""
    elif shown.family == Family.TERRITORIAL:
        choice = "unpin" if mine and mine.pinned else "pin"
    elif mine is not None:
        choice = "leave" if mine.kind == "CHOSEN" else ""
    else:
        obstacles = services.obstacles_to_joining(person, shown, on=today)
        choice = "" if obstacles else "join"
    return {"mine": mine, "choice": choice, "obstacles": obstacles}


@require_POST
@page(READ_GROUPS)
def join(request: Request, group_id: int) -> HttpResponse:
    shown = known(request, group_id)
    return press(
        request,
        lambda: services.join_group(
            person=_reader(request), group=shown, on=localdate(), by=request.actor
        ),
        _("Bienvenue : vous êtes dans le groupe « %(name)s ».") % {"name": shown.name},
        to_page("group", shown.pk),
    )


@require_POST
@page(READ_GROUPS)
def leave(request: Request, group_id: int) -> HttpResponse:
    shown = known(request, group_id)
    return press(
        request,
        lambda: services.leave_group(
            person=_reader(request), group=shown, on=localdate(), by=request.actor
        ),
        _("Vous avez quitté le groupe « %(name)s ».") % {"name": shown.name},
        to_page("group", shown.pk),
    )


@require_POST
@page(READ_GROUPS)
def pin(request: Request, group_id: int) -> HttpResponse:
    shown = known(request, group_id)
    return press(
        request,
        lambda: services.pin_territorial_group(
            person=_reader(request), group=shown, on=localdate(), by=request.actor
        ),
        _("« %(name)s » est votre groupe territorial, même si vous déménagez.")
        % {"name": shown.name},
        to_page("group", shown.pk),
    )


@require_POST
@page(READ_GROUPS)
def unpin(request: Request, group_id: int) -> HttpResponse:
    shown = known(request, group_id)
    return press(
        request,
        lambda: services.unpin_territorial_group(
            person=_reader(request), on=localdate(), by=request.actor
        ),
        _("Vous êtes revenu au groupe de votre adresse."),
        to_page("group", shown.pk),
    )


def _reader(request: Request) -> Person:
    return get_object_or_404(Person, pk=request.actor.person_id)
