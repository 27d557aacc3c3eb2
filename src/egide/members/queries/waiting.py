"""What waits for the clerk: deaths to confirm, dead letters, doubtful records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard
from egide.members.enums import AuditStatus, ContactKind, LifeStatus
from egide.members.models import ContactPoint, Person


def deaths_to_confirm() -> QuerySet[Person]:
    """Return the people whose death was told and is not yet certain (R-REG-9)."""
    return Person.objects.filter(life_status=LifeStatus.PRESUMED_DEAD).order_by("sort_name", "pk")


def dead_letters() -> QuerySet[ContactPoint]:
    """Return the e-mail addresses of listed people that no longer answer."""
    return (
        ContactPoint.objects.filter(kind=ContactKind.EMAIL, invalid=True, person__listed=True)
        .select_related("person")
        .order_by("person__sort_name", "pk")
    )


def doubtful_records() -> QuerySet[Person]:
    """Return the people whose record is not sure: a probable duplicate, an uncertain source."""
    return Person.objects.exclude(audit_status=AuditStatus.SAFE).order_by("sort_name", "pk")


def cards_of_clerk(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield what waits at the desk of the registry; a death to confirm comes before all."""
    desk = reverse("members:desk")
    deaths, letters = deaths_to_confirm().count(), dead_letters().count()
    if deaths:
        yield HomeCard(
            title=ngettext("%(count)d décès à confirmer", "%(count)d décès à confirmer", deaths)
            % {"count": deaths},
            url=f"{desk}#deces",
            icon="book-user",
            urgent=True,
        )
    if letters:
        yield HomeCard(
            title=ngettext(
                "%(count)d courriel ne répond plus",
                "%(count)d courriels ne répondent plus",
                letters,
            )
            % {"count": letters},
            url=f"{desk}#courriels",
            icon="mail",
        )
