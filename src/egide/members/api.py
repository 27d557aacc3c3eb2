"""People and promotions, for programs: the directory by its own rules (R-REG-7, R-REG-10)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate, now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query

from egide.kernel.api import Answer, Key, Name, Operations, Page, Text, Window, keyset
from egide.kernel.api.paging import note_next, place_in
from egide.kernel.api.values import Year
from egide.kernel.errors import TooOften
from egide.kernel.pages import SIGNED_IN, Request
from egide.members import services
from egide.members.models import ContactPoint, Person, Promotion
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.queries.directory import search
from egide.members.queries.lines import MOST_COUNTED
from egide.members.queries.narrowing import DirectoryFilters
from egide.members.queries.profile import (
    Profile,
    person_known_as,
    person_remembered_as,
    profile_of,
)

OPERATIONS = Operations(label=_("Personnes"))
HOUR = 3600


class PersonLine(Answer):
    """A person as the directory lists them; what they do not show to this reader is empty."""

    readable_id: str
    first_names: str
    usage_name: str
    birth_name: str
    promotions: str
    title: str
    company: str
    situation: str
    city: str
    country: str
    nickname: str


class PeopleAsked(Window):
    """What is asked of the directory."""

    q: Text = ""
    centre: Text = ""
    from_year: Year | None = None
    to_year: Year | None = None
    city: Text = ""
    company: Text = ""
    sector: Text = ""


class Contact(Answer):
    """A way to reach a person."""

    id: int
    kind: str
    value: str
    primary: bool
    verified: bool


class Position(Answer):
    """What a person does or did."""

    title: str
    company: str
    starts_on: date | None
    ends_on: date | None


class PersonShown(Answer):
    """A person as this reader sees them; a part that is not shown is empty."""

    readable_id: str
    first_names: str
    usage_name: str
    promotions: list[str]
    contacts: list[Contact]
    city: str
    country: str
    positions: list[Position]
    nickname: str
    languages: list[str]


class PromotionLine(Answer):
    """A class year of a centre, and how many of it the directory shows."""

    label: str
    centre: str
    entry_year: int
    shown_people: int


@OPERATIONS.read("me", SIGNED_IN, PersonShown, label=_("Lire sa propre fiche"))
def me(request: Request) -> dict[str, Any]:
    """Read what the registry knows of oneself."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    return _shown(profile_of(person, actor=request.actor, on=localdate()))


@OPERATIONS.do(
    "me/contacts/{contact_id}/confirmation",
    SIGNED_IN,
    label=_("Confirmer qu’une de ses coordonnées répond"),
)
def confirm_contact(request: Request, contact_id: Path[Key]) -> None:
    """Say that one is still reached by it (R-REG-11)."""
    point = get_object_or_404(ContactPoint, person_id=request.actor.person_id, pk=contact_id)
    services.confirm_contact_point(point=point, at=now(), by=request.actor, on=localdate())


@OPERATIONS.read("people", READ_DIRECTORY, Page[PersonLine], label=_("Chercher dans l’annuaire"))
def people(request: Request, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Find people; as on the page, a search shows its first thousand."""
    number = place_in(request, asked) or 1
    answer = search(
        DirectoryFilters(
            text=asked.q,
            centre=asked.centre,
            from_year=asked.from_year,
            to_year=asked.to_year,
            city=asked.city,
            company=asked.company,
            sector=asked.sector,
            order="" if asked.q else "name",
            page=number,
            size=asked.limit,
        ),
        actor=request.actor,
        on=localdate(),
    )
    more = number < answer.pages and (number + 1) * answer.size <= MOST_COUNTED
    return {
        "items": list(answer.lines),
        "next": note_next(request, number + 1) if more else None,
    }


@OPERATIONS.read("people/{readable_id}", READ_DIRECTORY, PersonShown, label=_("Lire une fiche"))
def person(request: Request, readable_id: Path[Name]) -> dict[str, Any]:
    """Read a person; whoever does not exist and whoever is hidden look the same (R-REG-7)."""
    found = person_remembered_as(readable_id, actor=request.actor)
    found = found or person_known_as(readable_id, actor=request.actor)
    if found is None:
        raise Http404
    _count_opening(request, found)
    return _shown(profile_of(found, actor=request.actor, on=localdate()))


@OPERATIONS.read("promotions", READ_DIRECTORY, Page[PromotionLine], label=_("Lire les promotions"))
def promotions(request: Request, window: Query[Window]) -> dict[str, Any]:
    """Read the promotions, the oldest first."""
    rows = Promotion.objects.select_related("centre")
    found, following = keyset(request, rows, window, by=("entry_year", "pk"))
    lines = [
        {
            "label": promotion.label,
            "centre": promotion.centre.code,
            "entry_year": promotion.entry_year,
            "shown_people": promotion.shown_people,
        }
        for promotion in found
    ]
    return {"items": lines, "next": following}


def _count_opening(request: Request, found: Person) -> None:
    """Count one profile, as the page does (R-REG-10)."""
    actor = request.actor
    if actor.person_id == found.pk or actor.can(MANAGE_REGISTRY):
        return
    if not services.open_profile(by=actor, on=localdate()):
        raise TooOften(
            gettext("Vous avez ouvert beaucoup de fiches aujourd’hui : la suite est pour demain."),
            seconds=HOUR,
        )


def _shown(seen: Profile) -> dict[str, Any]:
    return {
        "readable_id": seen.person.readable_id,
        "first_names": seen.person.first_names,
        "usage_name": seen.person.usage_name,
        "promotions": [schooling.promotion.label for schooling in seen.schoolings],
        "contacts": [
            {
                "id": point.pk,
                "kind": point.kind,
                "value": point.value,
                "primary": point.primary,
                "verified": point.verified_at is not None,
            }
            for point in seen.contacts
        ],
        "city": seen.city,
        "country": seen.country,
        "positions": list(seen.positions),
        "nickname": seen.nickname,
        "languages": list(seen.languages),
    }
