"""The figures: their dictionary, and the page of each with its records."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from egide.annual_report.models import FrozenFigure
from egide.annual_report.permissions import READ_REPORTS
from egide.annual_report.queries.challenging import challenges_of
from egide.annual_report.queries.desks import printed_values
from egide.annual_report.queries.drawings import history_of
from egide.annual_report.queries.figure_pages import FigureView, figure_view, values_over_years
from egide.annual_report.queries.measuring import (
    figures_not_recorded,
    measure_in_words,
    small_cell,
    system_label,
    value_in_words,
)
from egide.annual_report.queries.reports import dictionary as dictionary_of
from egide.annual_report.rules.expected import ExpectedFigure, expected_figures
from egide.annual_report.tables import rows_table
from egide.annual_report.views.access import (
    is_maker,
    is_turned_away,
    readable_editions,
    reports_are_public,
    turn_away,
)
from egide.design.environment import language
from egide.design.tables import table_page
from egide.kernel import registry
from egide.kernel.access import explain
from egide.kernel.pages import PUBLIC, Request, page

EARLIEST, LATEST = 1846, 2200


@page(PUBLIC)
def dictionary(request: Request) -> HttpResponse:
    """Every figure of the society, by module, and those that are still to come."""
    if is_turned_away(request):
        return turn_away(request)
    editions = readable_editions(request)
    lacking: dict[str, list[ExpectedFigure]] = {}
    for figure in figures_not_recorded():
        title = f"{figure.system} · {system_label(figure.system, language())}"
        lacking.setdefault(title, []).append(figure)
    return render(
        request,
        "annual_report/dictionary.html",
        {
            "sections": dictionary_of(),
            "lacking": lacking,
            "year": editions[0].year if editions else localdate().year,
        },
    )


@page(PUBLIC)
def latest(request: Request, key: str) -> HttpResponse:
    """The page of a figure for the last report, or for this year."""
    if is_turned_away(request):
        return turn_away(request)
    editions = readable_editions(request)
    year = editions[0].year if editions else localdate().year
    return redirect("annual_report:figure", key, year)


@page(PUBLIC)
def figure(request: Request, key: str, year: int) -> HttpResponse:
    """What a figure means, what it was worth, and the records behind it."""
    if is_turned_away(request):
        return turn_away(request)
    if not EARLIEST <= year <= LATEST:
        raise Http404
    recorded = registry.figures().get(key)
    if recorded is None:
        return _figure_to_come(request, key, year)
    public = reports_are_public(request)
    view = figure_view(
        recorded,
        year,
        request.actor,
        public=public,
        on=localdate(),
        patient="calculer" in request.GET,
        turning=bool(request.GET),
    )
    context = _context(request, view, public=public)
    if view.rows is None:
        return render(request, "annual_report/figure.html", context)
    table = rows_table(recorded, year, view.rows)
    return table_page(
        request,
        table,
        view.rows,
        template="annual_report/figure.html",
        context=context,
        known=view.visible_rows,
    )


def _context(request: Request, view: FigureView, *, public: bool) -> dict[str, object]:
    found = view.figure
    history = values_over_years(view, request.actor, public=public, on=localdate())
    threshold = small_cell(localdate())
    return {
        "title": found.label,
        "view": view,
        "value": view.measurement.plain_text(language(), small_cell=threshold)
        if view.measurement
        else _frozen_text(view),
        "history": [
            (value_year, value_in_words(value, found.unit, language()))
            for value_year, value in history
        ],
        "drawing": history_of(history, title=str(found.label), unit=found.unit, language=language())
        if len(history) > 1 and any(value for _year, value in history)
        else "",
        "measure": measure_in_words(found),
        "may_read": request.actor.can(READ_REPORTS),
        "is_maker": is_maker(request),
        "owner_reasons": explain(request.actor, found.owner_right),
        "frozen_values": printed_values(view, request.actor, language()),
        "challenges": challenges_of(
            found.key,
            view.year,
            [frozen.edition_id for frozen in view.frozen],
            request.actor,
            language(),
        ),
        "listing": None,
    }


def _frozen_text(view: FigureView) -> str:
    if not view.frozen:
        return ""
    return _text_of(view.frozen[0])


def _text_of(frozen: FrozenFigure) -> str:
    return value_in_words(
        frozen.value,
        frozen.unit,
        language(),
        masked=frozen.masked,
        small_cell=small_cell(localdate()),
    )


def _figure_to_come(request: Request, key: str, year: int) -> HttpResponse:
    """The page of a figure that no system records yet: it says which one will."""
    expected = expected_figures().get(key)
    if expected is None:
        raise Http404
    context = {
        "key": key,
        "label": expected.label_in(language()),
        "year": year,
        "system": expected.system,
        "system_label": system_label(expected.system, language()),
    }
    return render(request, "annual_report/figure_to_come.html", context)
