"""The report as readers read it: page, paper, plain text, data."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from egide.annual_report.enums import ReportLanguage
from egide.annual_report.forms import OpenEditionForm
from egide.annual_report.models import Edition
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.articles import article_of
from egide.annual_report.queries.data_packs import data_pack_of
from egide.annual_report.queries.papers import paper_of
from egide.annual_report.queries.readings import owner_in
from egide.annual_report.queries.reports import annex, printed_report
from egide.annual_report.rules.printing import PrintedReport, plain_text
from egide.annual_report.views.access import (
    is_maker,
    is_turned_away,
    readable_edition,
    readable_editions,
    report_language,
    turn_away,
)
from egide.kernel.pages import PUBLIC, Request, page


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
    article = article_of(edition, language, figure_link)
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
    edition = readable_edition(request, year)
    _printed(edition, language)
    answer = HttpResponse(paper_of(edition, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="rapport-{year}-{language}.pdf"'
    return answer


@page(PUBLIC)
def report_text(request: Request, year: int, language: str) -> HttpResponse:
    """The report as plain text."""
    if is_turned_away(request):
        return turn_away(request)
    printed = _printed(readable_edition(request, year), language)
    return HttpResponse(plain_text(printed), content_type="text/plain; charset=utf-8")


@page(PUBLIC)
def data_pack(request: Request, year: int) -> HttpResponse:
    """Every value of the edition, for a machine or a stranger."""
    if is_turned_away(request):
        return turn_away(request)
    edition = readable_edition(request, year)
    answer = HttpResponse(data_pack_of(edition), content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="rapport-{year}-donnees.zip"'
    return answer


def figure_link(key: str, year: int) -> str:
    """Return the page that opens the records of a figure."""
    return reverse("annual_report:figure", args=[key, year])


def _printed(edition: Edition, language: str) -> PrintedReport:
    printed = printed_report(edition, language) if language in ReportLanguage.values else None
    if printed is None:
        raise Http404
    return printed
