"""Somebody enters the registry: the clerk is first shown who might be the same person."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.kernel.doors import refusals_on
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.enums import ContactKind, SchoolingRank
from egide.members.forms import RegisterPersonForm
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.namesakes import MOST, Namesake, namesakes
from egide.members.queries.promotions import find_promotion
from egide.members.rules.people import (
    NewAddress,
    NewContact,
    NewPerson,
    NewSchooling,
    NewStanding,
)
from egide.members.rules.promotions import PromotionName

# The promotions of the form, and the rank in which each is written.
RANKS = {"promotion": SchoolingRank.PRINCIPAL, "other_promotion": SchoolingRank.SECONDARY}


@page(MANAGE_REGISTRY)
def register(request: Request) -> HttpResponse:
    """Enter somebody into the registry; a namesake is shown once, before anything is written."""
    form = RegisterPersonForm(request.POST or None)
    alike: list[Namesake] = []
    if form.is_bound and form.is_valid():
        schoolings = _schoolings(form)
        alike = [] if form.cleaned_data["sure"] else _alike(form)
        if not form.errors and not alike:
            with refusals_on(form):
                person = services.register_person(
                    entry=_entry(form, schoolings), by=request.actor, on=localdate()
                )
                said = _("%(name)s est au registre.") % {"name": person.full_name}
                messages.success(request, said)
                return redirect("members:profile", readable_id=person.readable_id)
    context = {"form": form, "alike": alike, "most": MOST if len(alike) == MOST else 0}
    status = 422 if form.errors else 409 if alike else 200
    return render(request, "members/register.html", context, status=status)


def _alike(form: RegisterPersonForm) -> list[Namesake]:
    typed = form.cleaned_data
    return namesakes(
        first_names=typed["first_names"],
        names=(typed["usage_name"], typed["birth_name"]),
        email=typed["email"],
    )


def _schoolings(form: RegisterPersonForm) -> tuple[NewSchooling, ...]:
    """Read the promotions typed; what names none is said at its own field."""
    found = []
    for name, rank in RANKS.items():
        text = form.cleaned_data[name].strip()
        if not text:
            continue
        try:
            promotion = find_promotion(text, on=localdate())
        except Refused as refusal:
            form.add_error(name, str(refusal))
            continue
        written = PromotionName(promotion.centre.code, promotion.entry_year)
        found.append(NewSchooling(promotion=written, rank=rank))
    return tuple(found)


def _entry(form: RegisterPersonForm, schoolings: tuple[NewSchooling, ...]) -> NewPerson:
    typed = form.cleaned_data
    standing, email, country = typed["standing"], typed["email"], typed["country"]
    return NewPerson(
        first_names=typed["first_names"],
        usage_name=typed["usage_name"],
        birth_name=typed["birth_name"],
        born_on=typed["born_on"],
        registry_status=typed["registry_status"],
        schoolings=schoolings,
        standings=(NewStanding(status=standing, starts_on=localdate()),) if standing else (),
        contacts=(NewContact(kind=ContactKind.EMAIL, value=email),) if email else (),
        address=NewAddress(country=country) if country else None,
    )
