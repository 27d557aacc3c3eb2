"""The rows behind a figure, as a list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from egide.annual_report.services.exporting import note_rows_exported
from egide.design.tables import Column, Empty, Table
from egide.design.tables.table import Kind, getter
from egide.kernel.pages import Request
from egide.kernel.registry import Figure, FigureColumn

KINDS: tuple[tuple[type[models.Field], Kind], ...] = (
    (models.DateTimeField, "instant"),
    (models.DateField, "date"),
    (models.BooleanField, "flag"),
    (models.IntegerField, "number"),
)


def rows_table(figure: Figure, year: int, rows: models.QuerySet) -> Table:
    """Return the list of the rows of a figure; whoever may open them may export them (R-X-9)."""
    columns = tuple(_column(figure, column, at, rows) for at, column in enumerate(figure.columns))

    def note(request: Request, table: Table, row_count: int) -> None:
        note_rows_exported(
            key=figure.key,
            year=year,
            columns=[column.path for column in figure.columns],
            row_count=row_count,
            by=request.actor,
        )

    return Table(
        name=f"{figure.key}-{year}",
        title=figure.label,
        columns=columns,
        export_right=figure.permission,
        on_export=note,
        empty=Empty(
            _("Aucune ligne"), _("Rien ne compte dans ce chiffre pour cette année."), "inbox"
        ),
    )


def _column(figure: Figure, column: FigureColumn, at: int, rows: models.QuerySet) -> Column:
    field = _field(rows, column.path)
    amount = figure.unit == "cents" and column.path.endswith("_cents")
    # What is worked out for each row is shown and not sorted by: it would be worked out for all.
    sort = None if column.path in rows.query.annotations else column.path
    return Column(
        key=f"c{at}",
        label=column.label,
        value=_reader(column.path, field),
        kind="money" if amount else _kind(field, column.path),
        sort=sort,
        link=_link(figure) if at == 0 and figure.row_url else None,
    )


def _field(rows: models.QuerySet, path: str) -> models.Field | None:
    """Return the column at the end of a path, or the kind of value that an annotation gives."""
    annotated = rows.query.annotations.get(path)
    if annotated is not None:
        return annotated.output_field
    model: Any = rows.model
    found: Any = None
    for name in path.split("__"):
        try:
            found = model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        model = getattr(found, "related_model", None) or model
    return found if isinstance(found, models.Field) else None


def _kind(field: models.Field | None, path: str) -> Kind:
    if field is None or field.choices:
        return "text"
    # A year, a number that names: written without spaces, so a plain text. Asked of the path: what
    # an annotation gives has a kind and no name.
    if path.endswith(("year", "number", "_no")):
        return "text"
    return next((kind for column, kind in KINDS if isinstance(field, column)), "text")


def _reader(path: str, field: models.Field | None) -> Callable[[Any], Any]:
    read = getter(path)
    choices = dict(field.flatchoices) if field is not None and field.choices else {}

    def value(row: Any) -> Any:
        found = read(row)
        return str(choices[found]) if found in choices else found

    return value


def _link(figure: Figure) -> Callable[[Any], str]:
    key = getter(figure.row_key)

    def address(row: Any) -> str:
        try:
            return reverse(figure.row_url, args=[key(row)])
        except NoReverseMatch:
            return ""

    return address
