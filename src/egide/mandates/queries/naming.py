"""How mandates, seats and bodies are named to whoever reads the register of acts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from egide.kernel.access import Actor
from egide.kernel.registry import Name, Naming
from egide.kernel.routes import address_of
from egide.mandates.models import Body, Incompatibility, Mandate, Office, Scope, Seat
from egide.mandates.permissions import READ_GOVERNANCE
from egide.mandates.queries.composition import PARTS
from egide.mandates.queries.holding import mandate_words, office_title, seat_words
from egide.members.models import Person


def mandates(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name the mandates that the actor may read, and who holds them if that may be known."""
    found = Mandate.objects.visible_to(actor).filter(pk__in=keys).select_related(*PARTS)
    held = list(found.order_by("pk"))
    known = set(
        Person.objects.visible_to(actor)
        .filter(pk__in={mandate.person_id for mandate in held})
        .values_list("pk", flat=True)
    )
    return {
        str(mandate.pk): Name(
            f"{mandate_words(mandate)}, {mandate.person.full_name}"
            if mandate.person_id in known
            else mandate_words(mandate),
            _page(actor, "mandates:mandate", mandate.pk),
        )
        for mandate in held
    }


def seats(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name seats by their body."""
    found = Seat.objects.filter(pk__in=keys).select_related("body", "carries", "follows")
    return {
        str(seat.pk): Name(seat_words(seat), _page(actor, "mandates:seat", seat.pk))
        for seat in found.order_by("pk")
    }


def bodies(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name bodies; a line says their number or their code."""
    return {
        key: Name(body.label, _page(actor, "mandates:body", body.code))
        for body in Body.objects.filter(_numbered_or_coded(keys)).order_by("pk")
        for key in (str(body.pk), body.code)
    }


def offices(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name offices; a line says their number or their code."""
    return {
        key: Name(office_title(office), _page(actor, "mandates:office", office.code))
        for office in Office.objects.filter(_numbered_or_coded(keys)).order_by("pk")
        for key in (str(office.pk), office.code)
    }


def scopes(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name scopes; they have no page of their own."""
    found = Scope.objects.filter(pk__in=keys).order_by("pk")
    return {str(scope.pk): Name(scope.name) for scope in found}


def incompatibilities(actor: Actor, keys: Collection[str], on: date) -> dict[str, Name]:
    """Name the two offices that one person may not hold."""
    found = Incompatibility.objects.filter(pk__in=keys).select_related("first", "second")
    return {
        str(pair.pk): Name(f"{office_title(pair.first)} / {office_title(pair.second)}")
        for pair in found.order_by("pk")
    }


def _numbered_or_coded(keys: Collection[str]) -> Q:
    return Q(pk__in=[key for key in keys if key.isdigit()]) | Q(code__in=keys)


def _page(actor: Actor, name: str, key: object) -> str:
    return address_of(name, key) if actor.can_somewhere(READ_GOVERNANCE) else ""


NAMINGS = (
    Naming(kind="mandates.mandate", label=_("Mandat"), find=mandates),
    Naming(kind="mandates.seat", label=_("Siège"), find=seats),
    Naming(kind="mandates.body", label=_("Organe"), find=bodies),
    Naming(kind="mandates.office", label=_("Fonction"), find=offices),
    Naming(kind="mandates.scope", label=_("Périmètre"), find=scopes),
    Naming(kind="mandates.incompatibility", label=_("Incompatibilité"), find=incompatibilities),
)
