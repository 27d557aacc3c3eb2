"""Who holds what: the mandates of a person, the holders of an office, the words for a mandate."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from egide.kernel.access import Actor
from egide.mandates.enums import Designation, ScopeKind
from egide.mandates.models import Incompatibility, Mandate, Office, Scope, Seat
from egide.mandates.queries.composition import PARTS
from egide.members.enums import Sex
from egide.members.models import Person


def mandates_of(person: Person, *, actor: Actor) -> QuerySet[Mandate]:
    """Return the mandates of a person that the actor may read, the last first."""
    return (
        Mandate.objects.visible_to(actor)
        .real()
        .filter(person=person)
        .select_related(*PARTS)
        .order_by("-starts_on", "-pk")
    )


def holders(code: str, *, on: date, scope: Scope | None = None) -> QuerySet[Mandate]:
    """Return the mandates that make somebody hold an office on a day, on a scope or on all."""
    found = Mandate.objects.running_on(on).giving(code).select_related(*PARTS)
    if scope is not None:
        found = found.filter(scope=scope)
    return found.order_by("scope__label", "person__sort_name", "pk")


def office_words(office: Office, person: Person) -> str:
    """Return the office as it is said of this person: trésorier, trésorière."""
    if person.sex == Sex.FEMALE and office.feminine:
        return _(office.feminine)
    return office.label


def mandate_words(mandate: Mandate) -> str:
    """Say what somebody holds: « trésorière du GT Bordeaux », « administrateur, siège n° 7 »."""
    if mandate.office is not None:
        words = office_words(mandate.office, mandate.person)
        return f"{words} {mandate.scope.after_office}" if mandate.scope else words
    return seat_words(mandate.seat, mandate.person)


def seat_words(seat: Seat | None, person: Person | None = None) -> str:
    """Say which seat it is: by the office it carries or follows, its title, or its number."""
    if seat is None:
        return ""
    office = seat.carries or seat.follows
    if office is not None:
        title = office_words(office, person) if person else office.label
        return f"{title} ({seat.body.label})"
    return _("%(body)s, siège n° %(number)d") % {"body": seat.body.label, "number": seat.number}


def seat_title(seat: Seat, person: Person | None = None) -> str:
    """Say what is written on a chair: the office it carries or follows, its title, or nothing."""
    office = seat.carries or seat.follows
    if office is None:
        return seat.title
    return office_words(office, person) if person else office.label


def office_title(office: Office) -> str:
    """Name an office so that it is not taken for another: « trésorier (groupe territorial…) »."""
    if not office.scope_kinds:
        return office.label
    kinds = ", ".join(str(ScopeKind(kind).label) for kind in office.scope_kinds)
    return f"{office.label} ({kinds})"


def came_by(mandate: Mandate) -> str:
    """Say how somebody came to a mandate: « suffrage direct », « de droit »."""
    return str(Designation(mandate.designation).label)


def incompatible_with(office: Office, *, on: date) -> list[tuple[Office, Incompatibility]]:
    """Return the offices that the holder of this one may not hold on a day, and who says so."""
    pairs = Incompatibility.objects.running_on(on).about(office).select_related("first", "second")
    return [
        (pair.second if pair.first_id == office.pk else pair.first, pair)
        for pair in pairs.order_by("pk")
    ]
