"""A list as a file: the same rows, in the same order, as the page.

The file is written while the reader's identity and transaction still stand, then sent: a response
that read the database on its way out would read it as nobody.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any

import xlsxwriter
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.utils.timezone import localdate

from egide.design.environment import language
from egide.design.tables.ods import write_ods
from egide.design.tables.query import Query
from egide.design.tables.table import Column, Table, exported
from egide.kernel import audit
from egide.kernel.pages import PUBLIC, Request

IN_MEMORY = 2_000_000
CHUNK = 2_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Row = list[Any]
Writer = Callable[[IO[bytes], str, Sequence[Column], Iterable[Row], str], None]


def begins_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run ``text`` instead of showing it."""
    return text.startswith(_DANGEROUS) or text.lstrip(" \u00a0\u202f\ufeff\u200b\"'").startswith(
        _DANGEROUS
    )


def write_csv(
    target: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Row], lang: str
) -> None:
    """Write a CSV that the reader's own spreadsheet opens by a double click."""
    french = lang == "fr"
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow([_csv_cell(str(column.label), french) for column in columns])
    writer.writerows([_csv_cell(value, french) for value in row] for row in rows)
    text.flush()
    text.detach()


def _csv_cell(value: Any, french: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # CSV has no types: an apostrophe is what every spreadsheet takes for "this is text".
        return f"'{value}" if begins_like_a_formula(value) else value.replace("\x00", "")
    if isinstance(value, (Decimal, float)):
        return f"{value}".replace(".", ",") if french else f"{value}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else str(value)


def write_xlsx(
    target: IO[bytes], title: str, columns: Sequence[Column], rows: Iterable[Row], lang: str
) -> None:
    """Write a workbook of one sheet, row by row, in little memory."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet(_sheet_title(title))
    bold = book.add_format({"bold": True, "bottom": 1})
    # A quote prefix keeps a text a text even when somebody edits the cell.
    quoted = book.add_format({"quote_prefix": True})
    shapes = {kind: book.add_format({"num_format": shape}) for kind, shape in _XLSX_SHAPES.items()}
    sheet.freeze_panes(1, 0)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, 14 if column.style else 24)
        sheet.write_string(0, at, str(column.label), bold)
    kinds = [shapes.get(column.kind) for column in columns]
    for line, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if value is None:
                continue
            if isinstance(value, str):
                sheet.write_string(
                    line, at, value[:32_767], quoted if begins_like_a_formula(value) else None
                )
            elif isinstance(value, (date, datetime)):
                sheet.write_datetime(line, at, value, kinds[at])
            else:
                sheet.write_number(line, at, value, kinds[at])
    book.close()


_XLSX_SHAPES = {
    "money": "#,##0.00 [$€-40C]",
    "percent": "0.00%",
    "date": "dd/mm/yyyy",
    "instant": "dd/mm/yyyy hh:mm",
}


def _sheet_title(title: str) -> str:
    return (
        "".join(" " if sign in "[]:*?/\\'" else sign for sign in title).strip()[:31] or "Feuille 1"
    )


FORMATS: dict[str, tuple[str, Writer]] = {
    "csv": ("text/csv; charset=utf-8", write_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", write_xlsx),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", write_ods),
}


def export(
    request: Request, table: Table, query: Query, queryset: QuerySet[Any], wanted: str
) -> HttpResponse:
    """Answer with the whole list, as filtered and sorted, in the format asked for."""
    content_type, write = FORMATS[wanted]
    columns = [column for column in query.columns if column.export]
    counted = _Counted(_values(queryset, columns))
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    write(target, str(table.title or table.name), columns, counted, language())
    target.seek(0)
    _tell(request, table, columns, counted.count)
    name = f"{table.name}-{localdate().isoformat()}.{wanted}"
    answer = FileResponse(target, as_attachment=True, filename=name, content_type=content_type)
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # the stubs part what every door treats alike


def _tell(request: Request, table: Table, columns: Sequence[Column], count: int) -> None:
    """Note the export: as the module says, or by a line of the register (R-X-9).

    What is open to all is taken by all, and nobody notes it unless the module wants to.
    """
    if table.on_export:
        table.on_export(request, table, count)
    elif table.export_right != PUBLIC:
        keys = [column.key for column in columns]
        actor = request.actor
        audit.record(actor, "design.list_exported", f"list:{table.name}", rows=count, columns=keys)


class _Counted:
    """Rows on their way to a file, counted as they pass."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


def _values(queryset: QuerySet[Any], columns: Sequence[Column]) -> Iterator[Row]:
    readers = [(column.read_export, column.kind) for column in columns]
    for record in queryset.iterator(chunk_size=CHUNK):
        yield [exported(read(record), kind) for read, kind in readers]
