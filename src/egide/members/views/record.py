"""What only the clerk writes on somebody's record: standing, reliability, id, erasure."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.kernel.doors import done
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.enums import AuditStatus, MembershipStatus
from egide.members.forms import EraseForm, ReasonForm, ReliabilityForm, StandingForm
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.people import standing_on
from egide.members.views.profile import known_person


@page(MANAGE_REGISTRY)
def standing(request: Request, readable_id: str) -> HttpResponse:
    """Change the standing of a person in the society."""
    person = known_person(request, readable_id)
    form = StandingForm(request.POST or None, initial={"on": localdate()})

    def act() -> None:
        typed = dict(form.cleaned_data)
        status = MembershipStatus(typed.pop("status"))
        services.change_standing(person=person, status=status, by=request.actor, **typed)

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("members:profile", readable_id=person.readable_id)
    context = {
        "present": standing_on(person, localdate()),
        "past": person.memberships.order_by("-starts_on", "pk"),
    }
    return _asked(request, "members/standing.html", person, form, **context)


@page(MANAGE_REGISTRY)
def reliability(request: Request, readable_id: str) -> HttpResponse:
    """Say how far a record may be trusted, and why it is doubted."""
    person = known_person(request, readable_id)
    initial = {"status": person.audit_status, "note": person.audit_note}
    form = ReliabilityForm(request.POST or None, initial=initial)

    def act() -> None:
        services.judge_record(
            person=person,
            status=AuditStatus(form.cleaned_data["status"]),
            note=form.cleaned_data["note"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("members:profile", readable_id=person.readable_id)
    return _asked(request, "members/reliability.html", person, form)


@page(MANAGE_REGISTRY)
def readable_id(request: Request, readable_id: str) -> HttpResponse:
    """Make the id of a profile anew from today's name; the former one stays (R-REG-3)."""
    person = known_person(request, readable_id)
    form = ReasonForm(request.POST or None)

    def act() -> None:
        services.change_readable_id(
            person=person, by=request.actor, on=localdate(), **form.cleaned_data
        )

    if done(request, form, act, _("C’est enregistré.")):
        person.refresh_from_db(fields=["readable_id"])
        return redirect("members:profile", readable_id=person.readable_id)
    former = person.aliases.order_by("pk")
    return _asked(request, "members/readable_id.html", person, form, former=former)


@page(MANAGE_REGISTRY, fresh=True)
def erase(request: Request, readable_id: str) -> HttpResponse:
    """Erase what names a person, at their request (R-REG-8); the number is typed again."""
    person = known_person(request, readable_id)
    form = EraseForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        if typed["society_no"] != person.society_no:
            raise OtherNumber(_("Ce numéro n’est pas celui de cette fiche."))
        services.erase_people(
            people=[person], reason=typed["reason"], by=request.actor, on=localdate()
        )

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("members:desk")
    return _asked(request, "members/erase.html", person, form)


class OtherNumber(Refused):
    """The number typed to confirm is somebody else's."""


def _asked(
    request: Request, template: str, person: Person, form: forms.Form, **context: Any
) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, template, {"person": person, "form": form, **context}, status=status)
