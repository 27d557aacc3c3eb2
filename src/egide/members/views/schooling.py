"""The promotions of a person: a second one, another principal one, what is known of each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from egide.kernel.doors import done, press
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.enums import Cursus, SchoolingRank
from egide.members.forms import AddPromotionForm, ReasonForm, SchoolingForm
from egide.members.models import Schooling
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.profile import schoolings_of
from egide.members.queries.promotions import find_promotion
from egide.members.views.profile import known_person


@page(MANAGE_REGISTRY)
def schoolings(request: Request, readable_id: str) -> HttpResponse:
    """Show the promotions of a person, and write another (R-REG-4)."""
    person = known_person(request, readable_id)
    form = AddPromotionForm(request.POST or None)

    def act() -> None:
        typed = form.cleaned_data
        given: dict[str, Any] = {
            "person": person,
            "promotion": find_promotion(typed["promotion"], on=localdate()),
            "by": request.actor,
            "on": localdate(),
        }
        if typed["rank"] == SchoolingRank.PRINCIPAL:
            services.change_principal_promotion(reason=typed["reason"], **given)
        else:
            services.add_secondary_promotion(cursus=Cursus(typed["cursus"]), **given)

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("members:schoolings", readable_id=person.readable_id)
    context = {
        "person": person,
        "form": form,
        "schoolings": schoolings_of(person),
        "reason_form": ReasonForm(auto_id="id_withdraw_%s"),
    }
    status = 422 if form.errors else 200
    return render(request, "members/schoolings.html", context, status=status)


@page(MANAGE_REGISTRY)
def schooling(request: Request, readable_id: str, schooling_id: int) -> HttpResponse:
    """Correct what is known of a person in one promotion."""
    person = known_person(request, readable_id)
    held = get_object_or_404(
        Schooling.objects.select_related("promotion"), person=person, pk=schooling_id
    )
    names = ("cursus", "left_on", "diploma_kind", "diploma_on")
    form = SchoolingForm(
        request.POST or None, initial={name: getattr(held, name) for name in names}
    )

    def act() -> None:
        typed = dict(form.cleaned_data)
        cursus = Cursus(typed.pop("cursus"))
        services.correct_schooling(
            schooling=held, cursus=cursus, by=request.actor, on=localdate(), **typed
        )

    if done(request, form, act, _("C’est enregistré.")):
        return redirect("members:schoolings", readable_id=person.readable_id)
    context = {"person": person, "form": form, "schooling": held}
    status = 422 if form.errors else 200
    return render(request, "members/schooling.html", context, status=status)


@require_POST
@page(MANAGE_REGISTRY)
def withdraw_schooling(request: Request, readable_id: str, schooling_id: int) -> HttpResponse:
    """Remove a second promotion that was written by mistake."""
    person = known_person(request, readable_id)
    held = get_object_or_404(Schooling, person=person, pk=schooling_id)
    back = redirect("members:schoolings", readable_id=person.readable_id)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Dites pourquoi, en quelques mots : le registre le garde."))
        return back

    def act() -> None:
        services.withdraw_secondary_promotion(
            schooling=held, by=request.actor, on=localdate(), **form.cleaned_data
        )

    return press(request, act, _("C’est enregistré."), back)
