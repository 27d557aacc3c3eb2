"""Whose data a dispute or an inquiry obliges to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egide.care.forms import (
    HoldForm,
)
from egide.care.queries import (
    holds_lifted,
    holds_running,
)
from egide.care.views.requests import person_named
from egide.kernel.access import require
from egide.kernel.doors import done, press
from egide.kernel.pages import Request, page
from egide.members.permissions import ANSWER_RIGHTS
from egide.members.services import lift_hold as lift
from egide.members.services import place_hold

SHOWN = 50


@page(ANSWER_RIGHTS)
def holds(request: Request) -> HttpResponse:
    """Show whose data are on hold, and put those of somebody on hold."""
    require(request.actor, ANSWER_RIGHTS)
    form = HoldForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        person = person_named(typed["person"])
        place_hold(person=person, reason=typed["reason"], by=request.actor, on=localdate())

    if done(request, form, act, _("Ces données sont gelées : rien n’en sera effacé.")):
        return redirect("care:holds")
    context = {"form": form, "running": holds_running(), "lifted": holds_lifted()[:SHOWN]}
    return render(request, "care/holds.html", context, status=422 if form.errors else 200)


@require_POST
@page(ANSWER_RIGHTS, fresh=True)
def lift_hold(request: Request, hold_id: int) -> HttpResponse:
    """Let the clock and requests erase again."""
    hold = get_object_or_404(holds_running(), pk=hold_id)

    def act() -> None:
        lift(person=hold.person, by=request.actor, on=localdate())

    return press(request, act, _("Le gel est levé."), redirect("care:holds"))
