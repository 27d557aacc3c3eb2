"""What waits for the clerk: deaths to confirm, dead letters, doubtful records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from egide.design.typography import number
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard
from egide.kernel.routes import address_of
from egide.members.enums import Audience, AuditStatus, ContactKind, LifeStatus
from egide.members.models import ContactPoint, DeathReport, Person
from egide.members.permissions import READ_OFFICER_CONTACTS
from egide.members.queries.duplicates import pairs_waiting
from egide.members.queries.promotions import principal_label

# Beyond, a home says « more than »: nobody clears so many in a day.
MOST_COUNTED = 1_000


def deaths_to_confirm() -> QuerySet[Person]:
    """Return the people whose death was told and is not yet certain (R-REG-9)."""
    return Person.objects.filter(life_status=LifeStatus.PRESUMED_DEAD).order_by("sort_name", "pk")


def deaths_told() -> QuerySet[Person]:
    """Return them with their promotion, how many sources stand, since when; oldest first."""
    standing = Q(death_reports__withdrawn_on__isnull=True)
    told: Any = deaths_to_confirm().annotate(
        promotion=principal_label(),
        sources=Count("death_reports", filter=standing),
        first_told_on=Min("death_reports__reported_on", filter=standing),
    )
    return told.order_by("first_told_on", "sort_name", "pk")


def dead_letters() -> QuerySet[ContactPoint]:
    """Return the e-mail addresses of listed people that no longer answer."""
    return (
        ContactPoint.objects.filter(kind=ContactKind.EMAIL, invalid=True, person__listed=True)
        .select_related("person")
        .annotate(promotion=principal_label("person"))
        .order_by("person__sort_name", "pk")
    )


def doubtful_records() -> QuerySet[Person]:
    """Return the people whose record is not sure: a probable duplicate, an uncertain source."""
    doubtful = Person.objects.exclude(audit_status=AuditStatus.SAFE)
    return doubtful.annotate(promotion=principal_label()).order_by("sort_name", "pk")


def counted(waiting: QuerySet[Any]) -> int:
    """Return how many wait, or one more than ``MOST_COUNTED`` where there are more."""
    return waiting.order_by().values("pk")[: MOST_COUNTED + 1].count()


def cards_of_clerk(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield what waits at the desk of the registry; a death to confirm comes before all."""
    deaths = deaths_to_confirm().count()
    letters = counted(dead_letters())
    if deaths:
        yield HomeCard(
            title=ngettext("%(count)d décès à confirmer", "%(count)d décès à confirmer", deaths)
            % {"count": deaths},
            url=reverse("members:deaths_told"),
            icon="book-user",
            urgent=True,
        )
    pairs = pairs_waiting().order_by().count()
    if pairs:
        yield HomeCard(
            title=ngettext(
                "%(count)d doublon probable à regarder",
                "%(count)d doublons probables à regarder",
                pairs,
            )
            % {"count": pairs},
            url=reverse("members:duplicates"),
            icon="users",
        )
    if letters:
        yield HomeCard(
            title=_letters_in_words(letters),
            url=reverse("members:dead_letters"),
            icon="mail",
        )


def _letters_in_words(letters: int) -> str:
    if letters > MOST_COUNTED:
        most = number(MOST_COUNTED, (get_language() or "fr")[:2])
        return _("Plus de %(most)s courriels ne répondent plus") % {"most": most}
    words = ngettext(
        "%(count)d courriel ne répond plus", "%(count)d courriels ne répondent plus", letters
    )
    return words % {"count": letters}


def kept_by(actor: Actor) -> Q:
    """Return who is in the groups of which the actor is an officer; all, for an office of all."""
    mine = Q(pk__in=())
    for circle in registry.circles():
        if circle.audience == Audience.OFFICERS:
            mine |= Q(pk__in=circle.people(actor))
    return mine


def cards_of_officers(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield the deaths told and not yet certain among the people of the groups that one keeps.

    It is how a delegate learns of it (R-REG-9), discreetly: on their home, not by a letter. Who
    reads the officers' part of the whole society keeps no group by that: they are not told each.
    """
    if actor.person_id is None or actor.scopes(READ_OFFICER_CONTACTS) is None:
        return
    # From the few reports, not from the many people.
    told = Person.objects.filter(
        kept_by(actor),
        pk__in=DeathReport.objects.filter(withdrawn_on__isnull=True).values("person"),
        life_status=LifeStatus.PRESUMED_DEAD,
        listed=True,
    )
    for person in told.annotate(promotion=principal_label()).order_by("sort_name", "pk"):
        of = {"promotion": person.promotion or "–"}
        yield HomeCard(
            title=_("Un décès a été signalé : %(name)s") % {"name": person.full_name},
            detail=_("%(promotion)s · pas encore confirmé") % of,
            url=address_of("members:profile", person.readable_id),
            icon="user-round",
        )
