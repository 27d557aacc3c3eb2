"""The page of a person, as the reader may see it, and the card that a telephone takes."""

from __future__ import annotations

from datetime import date

import vobject
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from markupsafe import Markup

from egide.kernel import registry
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.members import services
from egide.members.enums import ContactKind
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.profile import (
    Profile,
    person_known_as,
    person_remembered_as,
    profile_of,
)
from egide.members.rules.countries import country_name, language_names


@require_GET
@page(SIGNED_IN)
def profile(request: Request, readable_id: str) -> HttpResponse:
    """Show a person; whoever does not exist and whoever is hidden look the same (R-REG-7)."""
    remembered = person_remembered_as(readable_id, actor=request.actor)
    person = remembered or known_person(request, readable_id)
    if person.readable_id != readable_id:
        return redirect("members:profile", readable_id=person.readable_id)
    if beyond_the_day(request, person):
        return too_many(request)
    today = localdate()
    seen = profile_of(person, actor=request.actor, on=today)
    return render(
        request,
        "members/profile.html",
        {
            "profile": seen,
            "panels": panels_of(request, person, today),
            "clerk": request.actor.can(MANAGE_REGISTRY),
            **NAMES,
        },
    )


@require_GET
@page(SIGNED_IN)
def card(request: Request, readable_id: str) -> HttpResponse:
    """Give the visible parts of a profile as a vCard, for the address book of a telephone."""
    person = known_person(request, readable_id)
    if beyond_the_day(request, person):
        return too_many(request)
    seen = profile_of(person, actor=request.actor, on=localdate())
    answer = HttpResponse(_vcard(seen), content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{person.readable_id}.vcf"'
    answer["Cache-Control"] = "no-store"
    return answer


def known_person(request: Request, readable_id: str) -> Person:
    """Return who bears or bore this id, or answer that nobody does."""
    person = person_known_as(readable_id, actor=request.actor)
    if person is None:
        raise Http404
    if person.pk == request.actor.person_id:
        request.asked["menu"] = "members:my_profile"
    return person


def beyond_the_day(request: Request, person: Person) -> bool:
    """Count one profile, and tell whether the reader opened too many today (R-REG-10)."""
    actor = request.actor
    if actor.person_id == person.pk or actor.can(MANAGE_REGISTRY):
        return False
    return not services.open_profile(by=actor, on=localdate())


def too_many(request: Request) -> HttpResponse:
    """Answer a reader who opened too many profiles in a day."""
    return render(request, "members/too_many.html", status=429)


def panels_of(request: Request, person: Person, on: date) -> list[Markup]:
    """Return what other modules say of a person to this reader, ready to be shown."""
    drawn = []
    for panel in registry.profile_panels():
        context = panel.context(person, request.actor, on)
        if context is not None:
            words = render_to_string(panel.template, {"person": person, **context}, request)
            drawn.append(Markup(words))  # noqa: S704 a template of ours, already escaped
    return drawn


def _vcard(seen: Profile) -> str:
    person = seen.person
    made = vobject.vCard()
    made.add("n").value = vobject.vcard.Name(family=person.usage_name, given=person.first_name)
    made.add("fn").value = person.full_name
    for point in seen.contacts:
        if not point.invalid:
            made.add(VCARD_NAMES[ContactKind(point.kind)]).value = point.value
    if seen.address or seen.city:
        place = made.add("adr")
        place.value = vobject.vcard.Address(
            street=seen.address.lines if seen.address else "",
            code=seen.address.postcode if seen.address else "",
            city=seen.city,
            country=country_name(seen.country) if seen.country else "",
        )
    for position in seen.positions[:1]:
        if position.company:
            made.add("org").value = [position.company]
        if position.title:
            made.add("title").value = position.title
    if seen.nickname:
        made.add("nickname").value = seen.nickname
    if seen.born_on:
        made.add("bday").value = seen.born_on.isoformat()
    promotions = ", ".join(schooling.promotion.label for schooling in seen.schoolings)
    if promotions:
        made.add("note").value = _("Promotion %(names)s") % {"names": promotions}
    return made.serialize()


# What templates of profiles call.
NAMES = {"country_name": country_name, "language_names": language_names}
VCARD_NAMES = {ContactKind.EMAIL: "email", ContactKind.PHONE: "tel", ContactKind.WEB: "url"}
