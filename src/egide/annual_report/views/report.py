"""The report as readers read it: page, paper, plain text, data."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from egide.annual_report.enums import CopyPart
from egide.annual_report.forms import OpenEditionForm
from egide.annual_report.models import Edition, KeptCopy
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.articles import figure_link
from egide.annual_report.queries.copies import FILES, article_in_use, copies_of, copy_in_use
from egide.annual_report.queries.readings import owner_in
from egide.annual_report.queries.reports import TextMissing, annex, restated_lines
from egide.annual_report.views.access import (
    is_maker,
    is_turned_away,
    readable_edition,
    readable_editions,
    report_language,
    turn_away,
)
from egide.kernel.pages import PUBLIC, Request, page

ADDRESSES: dict[str, str] = {
    CopyPart.PAPER: "pdf",
    CopyPart.PAGE: "page",
    CopyPart.TEXT: "text",
    CopyPart.DATA: "data_pack",
}


@page(PUBLIC)
def editions(request: Request) -> HttpResponse:
    """The reports of every year."""
    if is_turned_away(request):
        return turn_away(request)
    may_open = request.actor.can(EDIT_REPORT)
    return render(
        request,
        "annual_report/editions.html",
        {
            "editions": readable_editions(request),
            "is_maker": is_maker(request),
            "form": OpenEditionForm() if may_open else None,
        },
    )


@page(PUBLIC)
def report(request: Request, year: int) -> HttpResponse:
    """One report, from the values that its edition froze."""
    if is_turned_away(request):
        return turn_away(request)
    edition = readable_edition(request, year)
    language = report_language(request)
    article = article_in_use(edition, language)
    if article is None:
        raise Http404
    with translation.override(language):
        return render(
            request,
            "annual_report/report.html",
            {
                "edition": edition,
                "article": article,
                "other_language": "en" if language == "fr" else "fr",
                "is_maker": is_maker(request),
                "errata": edition.errata.order_by("published_on", "pk"),
                "restated": restated_lines(edition, language) if edition.is_published else (),
                "figure_link": figure_link,
                "copies": [(copy, copy_link(copy)) for copy in copies_of(edition)],
            },
        )


@page(PUBLIC)
def annexes(request: Request, year: int) -> HttpResponse:
    """Definitions, overrides, what is not yet recorded, errata."""
    if is_turned_away(request):
        return turn_away(request)
    edition = readable_edition(request, year)
    language = report_language(request)
    with translation.override(language):
        return render(
            request,
            "annual_report/annexes.html",
            {
                "edition": edition,
                "annex": annex(edition, language),
                "language": language,
                "figure_link": figure_link,
                "owner_in": owner_in,
            },
        )


@page(PUBLIC)
def report_pdf(request: Request, year: int, language: str) -> HttpResponse:
    """The report on paper."""
    if is_turned_away(request):
        return turn_away(request)
    return _file(readable_edition(request, year), CopyPart.PAPER, language)


@page(PUBLIC)
def report_page(request: Request, year: int, language: str) -> HttpResponse:
    """The page with its style and fonts, to be read without the site."""
    if is_turned_away(request):
        return turn_away(request)
    return _file(readable_edition(request, year), CopyPart.PAGE, language)


@page(PUBLIC)
def report_text(request: Request, year: int, language: str) -> HttpResponse:
    """The report as plain text."""
    if is_turned_away(request):
        return turn_away(request)
    return _file(readable_edition(request, year), CopyPart.TEXT, language)


@page(PUBLIC)
def data_pack(request: Request, year: int) -> HttpResponse:
    """Every value of the edition, for a machine or a stranger."""
    if is_turned_away(request):
        return turn_away(request)
    return _file(readable_edition(request, year), CopyPart.DATA)


def copy_link(copy: KeptCopy) -> str:
    """Return where readers get a copy; the article is read on the page itself."""
    if copy.part == CopyPart.ARTICLE:
        return ""
    return reverse(f"annual_report:{ADDRESSES[copy.part]}", args=_place(copy))


def _place(copy: KeptCopy) -> list[int | str]:
    year = copy.edition.year
    return [year, copy.language] if copy.language else [year]


def _file(edition: Edition, part: CopyPart, language: str = "") -> HttpResponse:
    """Hand out one part of the report: what was kept of a published one, a draft as it stands."""
    file = FILES[part]
    try:
        content = copy_in_use(edition, part, language)
    except TextMissing:
        raise Http404 from None
    answer = HttpResponse(content, content_type=file.media_type)
    shown = "attachment" if file.media_type == "application/zip" else "inline"
    answer["Content-Disposition"] = f'{shown}; filename="{file.name_for(edition, language)}"'
    return answer
