"""Offices as publics: who holds one on a day may be written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel.registry import AudienceChoice
from egide.mandates.models import Mandate, Office


def offices_to_write_to(
    text: str, scopes: frozenset[int] | None, on: date, most: int
) -> list[AudienceChoice]:
    """Return the offices called so; only for who may write to the whole society."""
    if scopes is not None:
        return []
    offices = Office.objects.filter(code__in=Mandate.objects.running_on(on).values("office__code"))
    for word in text.split():
        offices = offices.filter(Q(name__icontains=word) | Q(feminine__icontains=word))
    return [
        AudienceChoice(
            audience="mandates.office",
            key=office.code,
            label=office.label[:1].upper() + office.label[1:],
            detail=_("fonction"),
        )
        for office in offices.order_by("name", "pk")[:most]
    ]


def holders_of_office(key: str, on: date) -> Iterable[int]:
    """Return who holds an office on a day, anywhere."""
    running = Mandate.objects.running_on(on).filter(office__code=key)
    return running.values_list("person_id", flat=True)


def because_of_office(key: str, label: str) -> str:
    """Say as what somebody is written to."""
    return _("au titre de la fonction « %(office)s »") % {"office": label}
