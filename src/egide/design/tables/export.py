"""A list as a file: the same rows, in the same order, as the page.

A CSV leaves as its rows are read: in a transaction of its own, under the reader's identity, for the
one of the request is over by then and would read as nobody. The other formats are written whole
first. Either way the rows are counted, and the register told, before a byte leaves: who takes half
of a file has taken it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Protocol

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.utils import translation
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.design.environment import language
from egide.design.tables.ods import write_ods
from egide.design.tables.query import Query
from egide.design.tables.table import Column, Table, exported
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.identity import acting
from egide.kernel.pages import PUBLIC, Request
from egide.kernel.registry.leaving import AGREED, Stamp

IN_MEMORY = 2_000_000
CHUNK = 2_000
# Signs sent at once.
PIECE = 65_536
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Rows(Protocol):
    """What a file is made of: a queryset, or whatever reads its rows as one does."""

    def order_by(self) -> Rows: ...
    def count(self) -> int: ...
    def iterator(self, chunk_size: int) -> Iterator[Any]: ...


Row = list[Any]
# What a reader of the file must know beside its rows: terms and words.
About = Sequence[tuple[str, str]]
Writer = Callable[[IO[bytes], str, Sequence[Column], Iterable[Row], About], None]
CSV = "csv"


def begins_like_a_formula(text: str) -> bool:
    """Tell whether a spreadsheet would run ``text`` instead of showing it."""
    return text.startswith(_DANGEROUS) or text.lstrip(" \u00a0\u202f\ufeff\u200b\"'").startswith(
        _DANGEROUS
    )


def csv_lines(columns: Sequence[Column], rows: Iterable[Row], lang: str) -> Iterator[bytes]:
    """Yield a CSV that the reader's own spreadsheet opens by a double click, in pieces."""
    french = lang == "fr"
    piece = io.StringIO()
    writer = csv.writer(piece, delimiter=";" if french else ",", lineterminator="\r\n")
    piece.write("\ufeff")
    writer.writerow([_csv_cell(str(column.label), french) for column in columns])
    for row in rows:
        if piece.tell() > PIECE:
            yield _taken(piece)
        writer.writerow([_csv_cell(value, french) for value in row])
    yield _taken(piece)


def _taken(piece: io.StringIO) -> bytes:
    """Return what was written so far, and leave the room empty: memory stays flat."""
    text = piece.getvalue()
    piece.seek(0)
    piece.truncate()
    return text.encode()


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
    target: IO[bytes],
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Row],
    about: About = (),
) -> None:
    """Write a workbook row by row, in little memory: the rows, then ``about`` if there is any."""
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
    _write_about(book, about, bold, quoted)
    book.close()


def _write_about(book: Any, about: About, bold: Any, quoted: Any) -> None:
    # After the rows: whoever takes the file in again reads the first sheet.
    if not about:
        return
    sheet = book.add_worksheet(_sheet_title(_("À propos")))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for line, (term, words) in enumerate(about):
        sheet.write_string(line, 0, term, bold)
        sheet.write_string(line, 1, words, quoted)


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


FORMATS = {
    CSV: "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
WHOLE: dict[str, Writer] = {"xlsx": write_xlsx, "ods": write_ods}


def export(
    request: Request,
    table: Table,
    query: Query,
    queryset: Rows,
    wanted: str,
    *,
    stamp: Stamp | None = None,
) -> HttpResponse:
    """Answer with the whole list, as filtered and sorted, in the format asked for.

    A ``stamp`` marks each line by its number, and a spreadsheet by a second sheet (R-X-9).
    """
    columns = [column for column in query.columns if column.export]
    _tell(request, table, columns, queryset.order_by().count())
    if stamp is not None:
        number = stamp.number
        columns.append(Column(AGREED, _("Extrait n°"), value=lambda row: number))
    name = f"{table.name}-{localdate().isoformat()}.{wanted}"
    answer = FileResponse(
        _as_it_is_read(request.actor, columns, queryset, language())
        if wanted == CSV
        else _whole(WHOLE[wanted], table, columns, queryset, stamp),
        content_type=FORMATS[wanted],
    )
    # Django names a file that it can read, and not what is read while it leaves.
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # the stubs part what every door treats alike


def _as_it_is_read(
    actor: Actor, columns: Sequence[Column], queryset: Rows, lang: str
) -> Iterator[bytes]:
    """Yield the file in pieces, reading as ``actor`` and in their language to the last one.

    The server closes it when the reader goes away, and with it the transaction.
    """
    with acting(actor), translation.override(lang):
        yield from csv_lines(columns, _values(queryset, columns), lang)


def _whole(
    write: Writer,
    table: Table,
    columns: Sequence[Column],
    queryset: Rows,
    stamp: Stamp | None,
) -> IO[bytes]:
    target = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 the response closes it
    title = str(table.title or table.name)
    about = stamp.lines if stamp else ()
    write(target, title, columns, _values(queryset, columns), about)
    target.seek(0)
    return target


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


def _values(queryset: Rows, columns: Sequence[Column]) -> Iterator[Row]:
    readers = [(column.read_export, column.kind) for column in columns]
    for record in queryset.iterator(chunk_size=CHUNK):
        yield [exported(read(record), kind) for read, kind in readers]
