"""Figures, the rows behind them, and reports, for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query

from egide.annual_report.models import Edition
from egide.annual_report.queries.data_packs import data_pack_of
from egide.annual_report.queries.figure_pages import FigureView, figure_view, may_read_reports
from egide.annual_report.tables import rows_table
from egide.kernel import parameters, registry
from egide.kernel.api import Answer, Name, Operations, Page, Window, keyset
from egide.kernel.api.values import Year
from egide.kernel.pages import PUBLIC, Request

OPERATIONS = Operations(label=_("Chiffres et rapports"))
ZIP = "application/zip"


class FigureLine(Answer):
    """A figure: what it is called, what it means, in what it is counted."""

    key: str
    label: str
    definition: str
    unit: str
    owner: str


class FigureShown(FigureLine):
    """A figure of a year: as the records give it now, and as the last edition printed it.

    A value is written in figures; it is absent where this reader may not see it.
    """

    year: int
    value_now: str | None
    rows: int | None
    printed: str | None
    printed_in: int | None


class EditionLine(Answer):
    """The report of a year."""

    year: int
    state: str


class FigureRow(Answer):
    """One row behind a figure: the columns of the figure, in its order."""

    cells: list[str | int | float | None]


@OPERATIONS.read("figures", PUBLIC, list[FigureLine], label=_("Lire le dictionnaire des chiffres"))
def figures(request: Request) -> list[dict[str, str]]:
    """Read every figure of the society and what it means."""
    _require_reader(request)
    return [_line(key) for key in sorted(registry.figures())]


@OPERATIONS.read(
    "figures/{key}/{year}", PUBLIC, FigureShown, label=_("Lire un chiffre d’une année")
)
def figure(request: Request, key: Path[Name], year: Path[Year]) -> dict[str, Any]:
    """Read what a figure was worth (R-REP-5)."""
    view = _view(request, key, year)
    measured, frozen = view.measurement, next(iter(view.frozen), None)
    return {
        **_line(key),
        "year": year,
        "value_now": str(measured.value) if measured and not measured.masked else None,
        "rows": measured.row_count if measured and not measured.masked else None,
        "printed": str(frozen.value) if frozen and not frozen.masked else None,
        "printed_in": frozen.edition.year if frozen else None,
    }


@OPERATIONS.read(
    "figures/{key}/{year}/rows",
    PUBLIC,
    Page[FigureRow],
    label=_("Lire les lignes derrière un chiffre"),
)
def figure_rows(
    request: Request, key: Path[Name], year: Path[Year], window: Query[Window]
) -> dict[str, Any]:
    """Read the rows that a figure counts, where this reader may open them."""
    view = _view(request, key, year)
    if view.rows is None:
        raise Http404
    columns = rows_table(view.figure, year, view.rows).columns
    found, following = keyset(request, view.rows, window)
    rows = [{"cells": [_plain(column.read(row)) for column in columns]} for row in found]
    return {"items": rows, "next": following}


@OPERATIONS.read("reports", PUBLIC, list[EditionLine], label=_("Lire la liste des rapports"))
def reports(request: Request) -> list[Edition]:
    """Read which reports this reader may open, the newest first."""
    _require_reader(request)
    return list(_editions(request).order_by("-year", "pk"))


@OPERATIONS.read(
    "reports/{year}/data-pack",
    PUBLIC,
    None,
    label=_("Prendre toutes les valeurs d’un rapport"),
    media_type=ZIP,
)
def data_pack(request: Request, year: Path[Year]) -> HttpResponse:
    """Take every value of an edition."""
    _require_reader(request)
    edition = get_object_or_404(_editions(request), year=year)
    answer = HttpResponse(data_pack_of(edition), content_type=ZIP)
    answer["Content-Disposition"] = f'attachment; filename="rapport-{year}-donnees.zip"'
    return answer


def _line(key: str) -> dict[str, str]:
    found = registry.figures()[key]
    return {
        "key": key,
        "label": str(found.label),
        "definition": str(found.definition),
        "unit": found.unit,
        "owner": str(found.owner),
    }


def _public() -> bool:
    return bool(parameters.value("annual_report.public_reports", on=localdate()))


def _require_reader(request: Request) -> None:
    """Answer to whom reports are closed that there is nothing here."""
    if not may_read_reports(request.actor, public=_public()):
        raise Http404


def _editions(request: Request) -> Any:
    return Edition.objects.visible_to(request.actor, public=_public())


def _view(request: Request, key: str, year: int) -> FigureView:
    _require_reader(request)
    found = registry.figures().get(key)
    if found is None:
        raise Http404
    return figure_view(found, year, request.actor, public=_public(), on=localdate(), patient=True)


def _plain(value: Any) -> str | int | float | None:
    if value is None or isinstance(value, (str, int, float)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
