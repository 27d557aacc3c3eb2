"""Letters between members: whom one may write to, and what waits to be judged."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard
from egide.letters.models import RelayLetter
from egide.letters.queries.reach import takes_letters_of_members
from egide.members.models import Person
from egide.members.permissions import READ_DIRECTORY


def panel_of(person: Person, actor: Actor, on: date) -> dict[str, Any] | None:
    """Return what the profile of a person shows of letters: how to write, to whoever may."""
    if actor.person_id in (None, person.pk) or not actor.can(READ_DIRECTORY):
        return None
    reachable = Person.objects.mailable().filter(pk=person.pk).exists()
    return {} if reachable and takes_letters_of_members(person) else None


def abuses_that_wait() -> QuerySet[RelayLetter]:
    """Return the letters reported and not judged, the oldest report first."""
    waiting = RelayLetter.objects.filter(reported_at__isnull=False, judged_at__isnull=True)
    return waiting.select_related("sender", "recipient").order_by("reported_at", "pk")


def cards_of_watchers(actor: Actor, on: date) -> list[HomeCard]:
    """Tell who watches over letters that a report of abuse waits."""
    count = abuses_that_wait().count()
    if not count:
        return []
    title = ngettext(
        "%(count)s lettre signalée attend votre jugement",
        "%(count)s lettres signalées attendent votre jugement",
        count,
    )
    return [
        HomeCard(
            title=title % {"count": count},
            detail=_("Entre sociétaires : lisez, jugez, dites la suite."),
            url=reverse("letters:abuses"),
            icon="shield-alert",
        )
    ]
