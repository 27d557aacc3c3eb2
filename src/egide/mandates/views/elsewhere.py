"""What governance adds to the pages of others: a profile, the home, the search of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from egide.design.typography import date_long
from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard, SearchHit
from egide.mandates.models import Body, Mandate, Office
from egide.mandates.permissions import MANAGE_MANDATES, READ_GOVERNANCE
from egide.mandates.queries.composition import PARTS, SOON, ending_soon, vacancies
from egide.mandates.queries.holding import mandate_words, mandates_of
from egide.members.models import Person
from egide.members.rules.names import fold

MOST_ON_HOME = 6


def panel(person: Person, actor: Actor, on: date) -> dict[str, Any] | None:
    """Return the mandates of a person for the page of that person; nothing when there is none."""
    found = [
        {"mandate": mandate, "words": mandate_words(mandate), "state": mandate.state_on(on)}
        for mandate in mandates_of(person, actor=actor)
    ]
    may_give = actor.can_somewhere(MANAGE_MANDATES) and actor.person_id != person.pk
    if not found and not may_give:
        return None
    return {
        "mandates": found,
        "person": person,
        "may_give_mandate": may_give,
        # An employee who is no member holds an office, and may not read the pages of governance.
        "may_read": actor.can(READ_GOVERNANCE),
    }


def cards(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield one's own mandates, and for who keeps them: seats to fill and terms that end."""
    own = Mandate.objects.running_on(on).filter(person_id=actor.person_id or 0, follows=None)
    for mandate in own.select_related(*PARTS).order_by("ends_on", "pk")[:MOST_ON_HOME]:
        yield HomeCard(
            title=_headed(mandate_words(mandate)),
            url=reverse("mandates:mandate", args=[mandate.pk]),
            detail=_until(mandate.ends_on),
            icon="landmark",
            urgent=mandate.ends_on is not None and mandate.ends_on <= on + SOON,
        )
    if actor.can(MANAGE_MANDATES):
        yield from _work(on)


def _work(on: date) -> Iterator[HomeCard]:
    empty, ending = vacancies(on=on).count(), ending_soon(on=on).count()
    if empty:
        yield HomeCard(
            title=ngettext("%(count)d siège vacant", "%(count)d sièges vacants", empty)
            % {"count": empty},
            url=reverse("mandates:bodies") + "#vacances",
            icon="armchair",
        )
    if ending:
        yield HomeCard(
            title=ngettext(
                "%(count)d mandat finit dans les trois mois",
                "%(count)d mandats finissent dans les trois mois",
                ending,
            )
            % {"count": ending},
            url=reverse("mandates:bodies") + "#echeances",
            icon="hourglass",
        )


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _until(day: date | None) -> str:
    if day is None:
        return _("sans échéance")
    return _("jusqu’au %(day)s") % {"day": date_long(day, get_language() or "fr")}


def find(actor: Actor, text: str, most: int) -> list[SearchHit]:
    """Answer the search of the site with the bodies and the offices that have every word."""
    words = fold(text).split()
    if not words:
        return []
    places = [
        *(
            (one.label, _("Organe"), "mandates:body", one.code)
            for one in Body.objects.order_by("name", "pk")
        ),
        *(
            (one.label, _("Fonction"), "mandates:office", one.code)
            for one in Office.objects.order_by("name", "pk")
        ),
    ]
    return [
        SearchHit(title=label, detail=detail, url=reverse(name, args=[code]))
        for label, detail, name, code in places
        if all(word in fold(label) for word in words)
    ][:most]
