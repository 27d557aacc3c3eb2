"""A death is told with care, then confirmed or denied by the clerk (R-REG-9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egide.kernel.doors import press, refusals_on
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.forms import ConfirmDeathForm, DeathReportForm, HideForm, ReasonForm
from egide.members.models import DeathReport, Person
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.rules.deaths import obstacles_to_confirming, stated_day
from egide.members.views.profile import known_person


@page(READ_DIRECTORY)
def report(request: Request, readable_id: str) -> HttpResponse:
    """Let a member say that somebody has died."""
    person = known_person(request, readable_id)
    form = DeathReportForm(request.POST or None)
    if form.is_bound and form.is_valid():
        with refusals_on(form):
            services.report_death(
                person=person, by=request.actor, on=localdate(), **form.cleaned_data
            )
            return render(request, "members/death_reported.html", {"person": person})
    status = 422 if form.is_bound else 200
    return render(
        request, "members/report_death.html", {"person": person, "form": form}, status=status
    )


@page(MANAGE_REGISTRY)
def death(request: Request, readable_id: str) -> HttpResponse:
    """Show the clerk what was told of a death, and what still forbids writing it down."""
    person = known_person(request, readable_id)
    reports = list(person.death_reports.order_by("reported_on", "pk"))
    day = stated_day(reports)
    context = {
        "person": person,
        "reports": [(told, ReasonForm(auto_id=f"id_report_{told.pk}_%s")) for told in reports],
        "form": ConfirmDeathForm(initial={"died_on": day}),
        "reason_form": ReasonForm(auto_id="id_deny_%s"),
        "hide_form": HideForm(auto_id="id_hide_%s"),
        # The day may still be typed: only what the sources lack stands in the way here.
        "obstacles": obstacles_to_confirming(
            reports, born_on=person.born_on, died_on=day or localdate(), on=localdate()
        ),
    }
    return render(request, "members/death.html", context)


@require_POST
@page(MANAGE_REGISTRY)
def confirm(request: Request, readable_id: str) -> HttpResponse:
    """Write a death down."""
    person = known_person(request, readable_id)
    form = ConfirmDeathForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Cette date ne se lit pas."))
        return redirect("members:death", readable_id=person.readable_id)

    def act() -> None:
        services.confirm_death(person=person, by=request.actor, on=localdate(), **form.cleaned_data)

    return _acted(request, person, act)


@require_POST
@page(MANAGE_REGISTRY)
def deny(request: Request, readable_id: str) -> HttpResponse:
    """Bring somebody back among the living: the reports were wrong."""
    person = known_person(request, readable_id)
    return _with_reason(request, person, services.deny_death, person=person)


@require_POST
@page(MANAGE_REGISTRY)
def withdraw(request: Request, readable_id: str, report_id: int) -> HttpResponse:
    """Note that one report was wrong."""
    person = known_person(request, readable_id)
    found = get_object_or_404(DeathReport, person=person, pk=report_id)
    return _with_reason(request, person, services.withdraw_death_report, report=found)


@require_POST
@page(MANAGE_REGISTRY)
def hide(request: Request, readable_id: str) -> HttpResponse:
    """Show nothing more of somebody who has died, as relatives ask."""
    person = known_person(request, readable_id)
    form = HideForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites qui le demande et pourquoi : le registre le garde."))
        return redirect("members:death", readable_id=person.readable_id)

    def act() -> None:
        services.hide_at_relatives_request(
            person=person, by=request.actor, on=localdate(), **form.cleaned_data
        )

    return _acted(request, person, act)


def _with_reason(
    request: Request, of: Person, verb: Callable[..., Any], **subject: Any
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites pourquoi, en quelques mots : le registre le garde."))
        return redirect("members:death", readable_id=of.readable_id)

    def act() -> None:
        verb(by=request.actor, on=localdate(), **form.cleaned_data, **subject)

    return _acted(request, of, act)


def _acted(request: Request, person: Person, act: Callable[[], None]) -> HttpResponse:
    back = redirect("members:death", readable_id=person.readable_id)
    return press(request, act, _("C’est enregistré."), back)
