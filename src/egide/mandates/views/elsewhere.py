"""What governance adds to the pages of others: a profile, the home, the search of the site."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain, groupby
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard, SearchHit
from egide.kernel.routes import address_of
from egide.mandates.enums import Designation
from egide.mandates.models import Body, Mandate, Office, Seat
from egide.mandates.permissions import MANAGE_MANDATES, READ_GOVERNANCE
from egide.mandates.queries.composition import (
    PARTS,
    SOON,
    ending_soon,
    held_by_former_members,
    to_confirm,
    vacancies,
)
from egide.mandates.queries.holding import mandate_words, mandates_of, seat_words
from egide.mandates.views.days import day_in_words
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
        "may_ask": actor.can(MANAGE_MANDATES),
        # An employee who is no member holds an office, and may not read the pages of governance.
        "may_read": actor.can(READ_GOVERNANCE),
    }


def cards(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield one's own mandates, and for who keeps them: seats to fill and terms that end."""
    own = Mandate.objects.running_on(on).filter(person_id=actor.person_id or 0, follows=None)
    piles: list[QuerySet[Mandate]] = [own.order_by("ends_on", "pk")[:MOST_ON_HOME]]
    if actor.can(MANAGE_MANDATES):
        # The groups and the promotions renew their own: here they are one line, not hundreds.
        to_renew = ending_soon(on=on).filter(scope=None)[:MOST_ON_HOME]
        piles += [to_confirm(on=on), held_by_former_members(on=on), to_renew]
    mine, *work = _read_at_once(piles)
    for mandate in mine:
        yield HomeCard(
            title=_headed(mandate_words(mandate)),
            url=address_of("mandates:mandate", mandate.pk),
            detail=_until(mandate.ends_on),
            icon="landmark",
            urgent=mandate.ends_on is not None and mandate.ends_on <= on + SOON,
        )
    if work:
        yield from _work(*work, on=on)


def _read_at_once(piles: list[QuerySet[Mandate]]) -> list[list[Mandate]]:
    """Return the mandates of each pile, in its order, with all that their words name.

    Each pile gives its keys alone: nine tables say a mandate in words, and to plan their join
    takes the database longer than to answer. It is asked once for all of them.
    """
    keys = [list(pile.values_list("pk", flat=True)) for pile in piles]
    known = Mandate.objects.select_related(*PARTS).in_bulk(list(chain.from_iterable(keys)))
    return [[known[key] for key in pile] for pile in keys]


def _work(
    confirming: list[Mandate], former: list[Mandate], renewing: list[Mandate], *, on: date
) -> Iterator[HomeCard]:
    """Yield what waits for the secretary, each line leading to the page where it is done."""
    for mandate in confirming:
        yield HomeCard(
            title=_("Cooptation à confirmer : %(place)s") % {"place": mandate_words(mandate)},
            url=address_of("mandates:ratify", mandate.pk),
            detail=mandate.person.full_name,
            icon="user-check",
            urgent=True,
        )
    for mandate in former:
        yield HomeCard(
            title=_("N’est plus sociétaire : %(place)s") % {"place": mandate_words(mandate)},
            url=address_of("mandates:mandate", mandate.pk),
            detail=_("%(name)s ; rien n’y met fin de plein droit")
            % {"name": mandate.person.full_name},
            icon="user-x",
            urgent=True,
        )
    for _body, seats in groupby(vacancies(on=on), key=lambda seat: seat.body_id):
        yield _to_fill(list(seats))
    for mandate in renewing:
        yield _to_renew(mandate)
    local = ending_soon(on=on).exclude(scope=None).count()
    if local:
        yield HomeCard(
            title=ngettext(
                "%(count)d mandat finit dans les trois mois",
                "%(count)d mandats finissent dans les trois mois",
                local,
            )
            % {"count": local},
            url=reverse("mandates:mandates") + "?etat=RUNNING&tri=fin",
            detail=_("dans les groupes, les promotions et les campus"),
            icon="hourglass",
        )


def _to_fill(seats: list[Seat]) -> HomeCard:
    """Return the line of the vacant seats of one body: the act itself when there is one seat."""
    first = seats[0]
    if len(seats) > 1:
        count = ngettext("%(count)d siège à pourvoir", "%(count)d sièges à pourvoir", len(seats))
        return HomeCard(
            title=count % {"count": len(seats)},
            url=address_of("mandates:body", first.body.code),
            detail=first.body.label,
            icon="armchair",
            urgent=True,
        )
    if first.follows is None:
        url = address_of("mandates:fill_seat", first.pk)
    else:  # the seat comes with the office: it is the office that somebody must hold
        url = address_of("mandates:entrust", first.follows.code)
    return HomeCard(
        title=_("Siège à pourvoir : %(seat)s") % {"seat": seat_words(first)},
        url=url,
        detail=str(Designation(first.designation).label),
        icon="armchair",
        urgent=True,
    )


def _to_renew(mandate: Mandate) -> HomeCard:
    """Return the line of a mandate that ends soon: it leads to giving the next one."""
    last = mandate.ends_on or date.max
    if mandate.seat_id is not None:
        url = address_of("mandates:fill_seat", mandate.seat_id)
    else:
        url = address_of("mandates:entrust", mandate.office.code if mandate.office else "")
    return HomeCard(
        title=_("À renouveler : %(place)s") % {"place": mandate_words(mandate)},
        url=f"{url}?debut={last + timedelta(days=1):%Y-%m-%d}",
        detail=_("%(name)s, jusqu’au %(day)s")
        % {"name": mandate.person.full_name, "day": day_in_words(last)},
        icon="hourglass",
        urgent=True,
    )


def _headed(words: str) -> str:
    return words[:1].upper() + words[1:]


def _until(day: date | None) -> str:
    if day is None:
        return _("sans échéance")
    return _("jusqu’au %(day)s") % {"day": day_in_words(day)}


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
        SearchHit(title=label, detail=detail, url=address_of(name, code))
        for label, detail, name, code in places
        if all(word in fold(label) for word in words)
    ][:most]
