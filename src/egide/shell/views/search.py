"""One field for the whole site, asked by its page or, letter by letter, by the palette."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from egide.annual_report.queries.figure_pages import may_read_reports
from egide.annual_report.queries.naming import PUBLIC_REPORTS
from egide.design.tables.query import clean
from egide.kernel import limits, parameters, registry
from egide.kernel.access import Actor
from egide.kernel.callers import network_of
from egide.kernel.errors import TooOften
from egide.kernel.identity import acting
from egide.kernel.pages import PUBLIC, Request, page
from egide.kernel.registry import SearchHit
from egide.members.rules.names import fold
from egide.shell import queries

LONGEST = 200
# Somebody who types asks a few times a second, for a moment; a program asks all the time.
MOST_A_MINUTE = 120


@require_safe
@page(PUBLIC, in_transaction=False)
def search(request: Request) -> HttpResponse:
    """Ask every module, and show what each one found, by module."""
    typed = clean(request.GET.get("q", ""))
    text = typed[:LONGEST].strip()
    if request.headers.get("Accept") == "application/json":
        return _to_the_palette(request, text)
    found = _found(request, text) if text else []
    known = {"text": text, "cut": len(typed) > LONGEST, "longest": LONGEST, "found": found}
    return render(request, "shell/search.html", known)


def find_figures(actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Find the figures of the dictionary, for who may read it."""
    if not may_read_reports(actor, public=bool(parameters.value(PUBLIC_REPORTS, on=localdate()))):
        return []
    wanted = fold(text).split()
    return [
        SearchHit(
            title=str(figure.label),
            detail=str(figure.owner),
            url=reverse("annual_report:figure_latest", args=[key]),
        )
        for key, figure in sorted(registry.figures().items(), key=lambda pair: str(pair[1].label))
        if all(word in fold(f"{figure.label} {figure.definition}") for word in wanted)
    ][:limit]


def _to_the_palette(request: Request, text: str) -> HttpResponse:
    """Answer in data: the same search, or every page of the reader when nothing is typed."""
    status = 200
    try:
        found = _found(request, text) if text else queries.pages_of(request.actor)
        said = _counted(sum(len(part.hits) for part in found))
    except TooOften as refusal:
        found, said, status = [], str(refusal), 429
    parts = [
        {
            "label": part.label,
            "hits": [
                {"title": str(hit.title), "detail": str(hit.detail), "url": hit.url}
                for hit in part.hits
            ],
        }
        for part in found
    ]
    answer = JsonResponse({"found": parts, "said": said}, status=status)
    patch_vary_headers(answer, ("Accept",))
    return answer


def _found(request: Request, text: str) -> list[queries.Found]:
    actor = request.actor
    asker = network_of(request) if actor.person_id is None else actor.name
    limits.require(f"shell.search:{asker}", most=MOST_A_MINUTE, seconds=60)
    with acting(actor):
        return queries.find_everywhere(actor, text)


def _counted(hits: int) -> str:
    if not hits:
        return _("Rien ne répond. Entrée ouvre la page de la recherche.")
    return ngettext("%(count)d réponse", "%(count)d réponses", hits) % {"count": hits}
