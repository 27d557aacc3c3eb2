"""The directory: search first, then what narrows; suggestions while somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from egide.design.environment import language
from egide.design.tables.export import FORMATS
from egide.design.tables.leaving import leave, may_export, require_export
from egide.design.tables.page import Listing
from egide.design.tables.query import Query, clean
from egide.kernel import limits
from egide.kernel.access import Actor
from egide.kernel.pages import Request, page
from egide.kernel.registry import SearchHit
from egide.kernel.routes import address_of
from egide.members.models import Centre
from egide.members.permissions import READ_DIRECTORY
from egide.members.queries.directory import DirectoryAnswer, search, suggestions
from egide.members.queries.lines import MOST_COUNTED, DirectoryLine
from egide.members.queries.narrowing import DirectoryFilters
from egide.members.rules.countries import country_code
from egide.members.tables import DIRECTORY

ORDERS = {"name": "name", "-name": "name", "promotions": "promotion", "-promotions": "recent"}
SHORTEST_SUGGESTED = 2
# Somebody who types asks a few times a second, for a moment; a program asks all the time.
SUGGESTIONS_A_MINUTE = 240
NO_COUNTRY = "??"


@require_GET
@page(READ_DIRECTORY)
def directory(request: Request) -> HttpResponse:
    """Find people by name, promotion, place or trade (R-REG-7, R-REG-10)."""
    query = Query.read(DIRECTORY, request.GET)
    filters = _filters(query, request)
    wanted = request.GET.get("format", "")
    if wanted in FORMATS:
        require_export(request.actor, DIRECTORY)
        everybody = search(_whole(filters), actor=request.actor, on=localdate())
        return leave(request, DIRECTORY, query, _Rows(everybody.lines), wanted)
    answer = search(filters, actor=request.actor, on=localdate())
    return render(
        request,
        "members/directory.html",
        {
            "listing": _listing(request, query, answer),
            "answer": answer,
            "as_table": request.GET.get("vue") == "tableau",
            "centres": _centres_if_asked(query, request),
            "most_counted": MOST_COUNTED,
        },
    )


@require_GET
@page(READ_DIRECTORY)
def suggest(request: Request) -> HttpResponse:
    """Offer the first people while somebody types: a piece of a page, by the same rules."""
    text = clean(request.GET.get("q", ""))
    found: tuple[DirectoryLine, ...] = ()
    if len(text) >= SHORTEST_SUGGESTED:
        asker = f"members.suggestions:{request.actor.name}"
        limits.require(asker, most=SUGGESTIONS_A_MINUTE, seconds=60)
        found = suggestions(text, actor=request.actor, on=localdate())
    return render(request, "members/suggestions.html", {"people": found, "text": text[:60]})


def find_people(actor: Actor, text: str, most: int) -> list[SearchHit]:
    """Answer the search field of the site with the people whom ``actor`` may find."""
    return [
        SearchHit(
            title=line.name,
            detail=" · ".join(part for part in (line.promotions, line.work, line.city) if part),
            url=address_of("members:profile", line.readable_id),
        )
        for line in suggestions(text, actor=actor, on=localdate(), most=most)
    ]


def _filters(query: Query, request: Request) -> DirectoryFilters:
    asked = {item.filter.key: item.value for item in query.asked if item.on}
    return DirectoryFilters(
        # The whole line, so that the search itself says when it was too long.
        text=clean(request.GET.get("q", "")),
        centre=asked.get("centre", ""),
        from_year=asked.get("depuis"),
        to_year=asked.get("jusque"),
        city=asked.get("ville", ""),
        country=_country(asked.get("pays", "")),
        company=asked.get("entreprise", ""),
        sector=asked.get("secteur", ""),
        situation=asked.get("situation", ""),
        order=ORDERS.get(query.sort, ""),
        wide=request.GET.get("proches") == "1",
        page=query.page,
    )


def _centres_if_asked(query: Query, request: Request) -> list[tuple[str, str]] | None:
    """Return the centres to choose from when the filters are shown: most readers type a name."""
    if request.GET.get("preciser") != "1" and not any(item.on for item in query.asked):
        return None
    return list(Centre.objects.order_by("name", "pk").values_list("code", "name"))


def _country(text: str) -> str:
    # A name that is no country's finds nobody, as it should.
    return country_code(text) or NO_COUNTRY if text else ""


def _whole(filters: DirectoryFilters) -> DirectoryFilters:
    return replace(filters, page=1, size=MOST_COUNTED)


def _listing(request: Request, query: Query, answer: DirectoryAnswer) -> Listing:
    return Listing(
        table=DIRECTORY,
        query=query,
        rows=list(answer.lines),
        count=min(answer.count, MOST_COUNTED),
        page=answer.page,
        pages=answer.pages,
        may_export=may_export(request.actor, DIRECTORY),
        language=language(),
    )


class _Rows:
    """Lines already found, in the shape that an export reads."""

    def __init__(self, lines: Sequence[Any]) -> None:
        self._lines = lines

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        return iter(self._lines)

    def order_by(self) -> _Rows:
        return self

    def count(self) -> int:
        return len(self._lines)
