"""The yearly return of a group: given by its officers, read by the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egide.groups import queries, services
from egide.groups.enums import ReturnState
from egide.groups.forms import ReturnForm, SendBackForm
from egide.groups.models import Group, GroupReturn
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.views.doing import to_page
from egide.kernel.doors import done, press
from egide.kernel.pages import SIGNED_IN, Request, page

TO_GIVE = (ReturnState.DUE, ReturnState.TO_FIX, ReturnState.MISSING)


def _report(request: Request, return_id: int) -> GroupReturn:
    groups = Group.objects.visible_to(request.actor).managed_by(request.actor)
    return get_object_or_404(
        GroupReturn.objects.select_related("group"), pk=return_id, group__in=groups
    )


@page(SIGNED_IN)
def report(request: Request, return_id: int) -> HttpResponse:
    """Give a return: the records propose the numbers; or read it, once it is given."""
    found = _report(request, return_id)
    draft = queries.return_draft(found.group, found.year)
    form = ReturnForm(request.POST or None, initial=_proposed(found, draft))
    if done(
        request,
        form,
        lambda: services.submit_return(
            report=found, on=localdate(), by=request.actor, **form.cleaned_data
        ),
        _("Le compte rendu est remis. Merci !"),
    ):
        return to_page("desk", found.group_id)
    found.refresh_from_db()
    return render(
        request,
        "groups/return.html",
        {
            "report": found,
            "group": found.group,
            "form": form if found.state in TO_GIVE or form.errors else None,
            "draft": draft,
            "year_activities": found.group.activities.filter(
                held_on__year=found.year, cancelled_on__isnull=True
            ).order_by("held_on", "pk"),
            "entries": entries_of(found),
            "send_back": SendBackForm(),
            "may_read": request.actor.can(MANAGE_GROUPS) and found.state == ReturnState.SUBMITTED,
        },
        status=422 if form.errors else 200,
    )


@require_POST
@page(MANAGE_GROUPS)
def accept(request: Request, return_id: int) -> HttpResponse:
    found = _report(request, return_id)
    return press(
        request,
        lambda: services.accept_return(report=found, on=localdate(), by=request.actor),
        _("Le compte rendu est accepté."),
        to_page("network_desk"),
    )


@require_POST
@page(MANAGE_GROUPS)
def send_back(request: Request, return_id: int) -> HttpResponse:
    found = _report(request, return_id)
    form = SendBackForm(request.POST)
    if done(
        request,
        form,
        lambda: services.send_back_return(
            report=found, on=localdate(), by=request.actor, **form.cleaned_data
        ),
        _("Le compte rendu est renvoyé au groupe, avec ce qu’il doit corriger."),
    ):
        return to_page("network_desk")
    return render(
        request,
        "groups/return.html",
        {
            "report": found,
            "group": found.group,
            "form": None,
            "draft": queries.return_draft(found.group, found.year),
            "year_activities": [],
            "entries": entries_of(found),
            "send_back": form,
            "may_read": found.state == ReturnState.SUBMITTED,
        },
        status=422,
    )


def entries_of(found: GroupReturn) -> list[dict[str, Any]]:
    """Return what happened to a return, for its timeline."""
    return [
        {"what": what, "when": day}
        for what, day in (
            (_("Attendu pour ce jour"), found.due_on),
            (_("Remis"), found.submitted_on),
            (_("Examiné : %(state)s") % {"state": found.get_state_display()}, found.reviewed_on),
        )
        if day is not None
    ]


def _proposed(found: GroupReturn, draft: queries.ReturnDraft) -> dict[str, Any]:
    """Return what the form starts with: what was sent before, or what the records say."""
    if found.officers is None:
        return {
            "officers": draft.officers,
            "members_met": draft.members_met,
            "activities": draft.activities,
            "story": found.story,
        }
    return {
        "officers": found.officers,
        "members_met": found.members_met,
        "activities": found.activities,
        "story": found.story,
    }
