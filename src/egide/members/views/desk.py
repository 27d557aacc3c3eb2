"""The clerk's desk: what waits, and the acts that only the clerk does."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from egide.kernel.errors import Refused
from egide.kernel.identity import acting
from egide.kernel.pages import Request, page
from egide.members import services
from egide.members.enums import ContactKind, MembershipStatus
from egide.members.forms import RegisterPersonForm, StandingForm
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.people import standing_on
from egide.members.queries.promotions import find_promotion
from egide.members.queries.waiting import dead_letters, deaths_to_confirm, doubtful_records
from egide.members.rules.people import (
    NewAddress,
    NewContact,
    NewPerson,
    NewSchooling,
    NewStanding,
)
from egide.members.rules.promotions import PromotionName
from egide.members.views.profile import known_person

SHOWN = 12


@require_safe
@page(MANAGE_REGISTRY)
def desk(request: Request) -> HttpResponse:
    """Show the clerk what waits: deaths to confirm, dead letters, doubtful records."""
    presumed, dead, doubtful = deaths_to_confirm(), dead_letters(), doubtful_records()
    context = {
        "presumed": presumed[:SHOWN],
        "presumed_count": presumed.count(),
        "doubtful": doubtful[:SHOWN],
        "doubtful_count": doubtful.count(),
        "dead_letters": dead[:SHOWN],
        "dead_letter_count": dead.count(),
    }
    return render(request, "members/desk.html", context)


@page(MANAGE_REGISTRY)
def register(request: Request) -> HttpResponse:
    """Enter somebody into the registry."""
    form = RegisterPersonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            with acting(request.actor):
                person = services.register_person(
                    entry=_entry(form), by=request.actor, on=localdate()
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s est au registre.") % {"name": person.full_name})
            return redirect("members:profile", readable_id=person.readable_id)
    status = 422 if form.is_bound else 200
    return render(request, "members/register.html", {"form": form}, status=status)


def _entry(form: RegisterPersonForm) -> NewPerson:
    typed = form.cleaned_data
    schoolings: tuple[NewSchooling, ...] = ()
    if typed["promotion"].strip():
        promotion = find_promotion(typed["promotion"], on=localdate())
        name = PromotionName(promotion.centre.code, promotion.entry_year)
        schoolings = (NewSchooling(promotion=name),)
    standing = typed["standing"]
    return NewPerson(
        first_names=typed["first_names"],
        usage_name=typed["usage_name"],
        birth_name=typed["birth_name"],
        born_on=typed["born_on"],
        registry_status=typed["registry_status"],
        schoolings=schoolings,
        standings=(NewStanding(status=standing, starts_on=localdate()),) if standing else (),
        contacts=(NewContact(kind=ContactKind.EMAIL, value=typed["email"]),)
        if typed["email"]
        else (),
        address=NewAddress(country=typed["country"]) if typed["country"] else None,
    )


@page(MANAGE_REGISTRY)
def standing(request: Request, readable_id: str) -> HttpResponse:
    """Change the standing of a person in the society."""
    person = known_person(request, readable_id)
    form = StandingForm(request.POST or None, initial={"on": localdate()})
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            with acting(request.actor):
                services.change_standing(
                    person=person,
                    status=MembershipStatus(typed["status"]),
                    reason=typed["reason"],
                    by=request.actor,
                    on=typed["on"],
                )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("members:profile", readable_id=person.readable_id)
    context = {
        "person": person,
        "form": form,
        "present": standing_on(person, localdate()),
        "past": person.memberships.order_by("-starts_on", "pk"),
    }
    return render(request, "members/standing.html", context, status=422 if form.is_bound else 200)
