"""People, centres and promotions, for programs: the directory by its own rules (R-REG-7)."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Query

from egide.kernel.api import Answer, Operations, Page, Text, Window
from egide.kernel.api.paging import note_next, place_in
from egide.kernel.pages import Request
from egide.members.permissions import READ_DIRECTORY
from egide.members.queries.directory import search
from egide.members.queries.lines import MOST_COUNTED
from egide.members.queries.narrowing import DirectoryFilters

OPERATIONS = Operations(label=_("Personnes"))


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
    city: Text = ""
    company: Text = ""


@OPERATIONS.read("people", READ_DIRECTORY, Page[PersonLine], label=_("Chercher dans l’annuaire"))
def people(request: Request, asked: Query[PeopleAsked]) -> dict[str, Any]:
    """Find people; as on the page, a search shows its first thousand."""
    number = place_in(request, asked) or 1
    answer = search(
        DirectoryFilters(
            text=asked.q,
            city=asked.city,
            company=asked.company,
            order="" if asked.q else "name",
            page=number,
            size=asked.limit,
        ),
        actor=request.actor,
        on=localdate(),
    )
    more = answer.page < answer.pages and answer.page * answer.size < MOST_COUNTED
    return {
        "items": list(answer.lines),
        "next": note_next(request, number + 1) if more else None,
    }
