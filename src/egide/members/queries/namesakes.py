"""Who may already be in the registry: asked before somebody is entered (R-REG-3)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from egide.members.enums import ContactKind, DataStatus
from egide.members.models import ContactPoint, NameToken, Person
from egide.members.queries.promotions import principal_label
from egide.members.rules.names import fold, tokens

# More would be read by nobody: the name is then too common to tell anything.
MOST = 50


@dataclass(frozen=True)
class Namesake:
    """Somebody whom the clerk should look at before entering a person of that name."""

    person: Person
    promotion: str
    same_email: bool


def namesakes(*, first_names: str, names: Iterable[str], email: str = "") -> list[Namesake]:
    """Return the people who bear this name, whatever its case, accents and order, or this e-mail.

    A couple may share an address: its other half is offered too, and the clerk decides. The dead
    and those who left are among them, since somebody may come back.
    """
    found = Q(pk__in=())
    for name in {fold(name): name for name in names if fold(name)}.values():
        found |= _bearing(first_names, name)
    address = email.strip().casefold()
    if address:
        found |= Q(pk__in=_reached_by(address))
    people = (
        Person.objects.exclude(data_status=DataStatus.ANONYMISED)
        .filter(found)
        .annotate(promotion=principal_label())
        .prefetch_related("contact_points")
        .order_by("sort_name", "pk")[:MOST]
    )
    return [
        Namesake(person, person.promotion or "", _has_email(person, address)) for person in people
    ]


def _bearing(first_names: str, name: str) -> Q:
    words = {*tokens(name), *tokens("".join(first_names.split()[:1]))}
    ids = list(
        NameToken.objects.filter(token__in=words).order_by("pk").values_list("pk", flat=True)
    )
    return Q(name_tokens__contains=ids) if len(ids) == len(words) else Q(pk__in=())


def _reached_by(address: str) -> QuerySet[Any]:
    points = ContactPoint.objects.annotate(lower=Lower("value"))
    return points.filter(lower=address, kind=ContactKind.EMAIL).values("person")


def _has_email(person: Person, address: str) -> bool:
    return any(point.value.casefold() == address for point in person.contact_points.all())
