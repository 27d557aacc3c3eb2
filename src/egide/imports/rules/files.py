"""One file, whatever its kind: its headers, then its lines one by one, each with what is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import IO

from django.utils.translation import gettext as _

from egide.imports.rules.books import book_rows, is_book, is_old_book
from egide.imports.rules.headings import headers_of
from egide.imports.rules.refusals import FileUnreadable
from egide.imports.rules.texts import text_rows

MOST_COLUMNS = 400
LONGEST_CELL = 4_000
KEPT_OF_A_LONG_CELL = 120
# How our own files, and careful people, keep a spreadsheet from running a cell.
QUOTED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "'＝", "'＋", "'－", "'＠")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its number as a spreadsheet counts, its cells, why it cannot be read."""

    number: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True)
class Sheet:
    """A file that is being read: its headers, and its lines, which come once."""

    headers: list[str]
    rows: Iterator[Row]


def open_sheet(file: IO[bytes]) -> Sheet:
    """Begin to read a file; its lines are read as they are asked for.

    :raises FileUnreadable: if it is empty, of no known kind, or a trap.
    """
    file.seek(0)
    start = file.read(8)
    if is_old_book(start):
        raise FileUnreadable(
            _("Ce classeur est d’un ancien format (XLS) : enregistrez-le en XLSX ou en CSV.")
        )
    numbered = enumerate(book_rows(file) if is_book(start) else text_rows(file), start=1)
    for number, cells in numbered:
        if number == 1 and "".join(cells).strip().lower().startswith("sep="):
            continue
        if any(cell.strip() for cell in cells):
            headers = _headers(cells)
            return Sheet(headers, _rows(numbered, len(headers)))
    raise FileUnreadable(_("Ce fichier est vide."))


def with_lines(sheet: Sheet) -> Sheet:
    """Return the sheet once it is sure that it has a line.

    :raises FileUnreadable: if there is nothing under the headers.
    """
    first = next(sheet.rows, None)
    if first is None:
        raise FileUnreadable(_("Ce fichier n’a que sa ligne d’en-têtes."))
    return Sheet(sheet.headers, chain([first], sheet.rows))


def _headers(cells: Sequence[str]) -> list[str]:
    named = list(cells)
    while named and not named[-1].strip():
        named.pop()
    if len(named) > MOST_COLUMNS:
        raise FileUnreadable(
            _("Ce fichier a %(count)d colonnes : %(most)d au plus.")
            % {"count": len(named), "most": MOST_COLUMNS}
        )
    return headers_of(named)


def _rows(numbered: Iterator[tuple[int, list[str]]], width: int) -> Iterator[Row]:
    for number, cells in numbered:
        # What no cell of a usual line holds is looked for in all of them at once.
        whole = "".join(cells)
        if not whole or whole.isspace():
            continue
        problem = ""
        if len(cells) > width:
            if any(cell.strip() for cell in cells[width:]):
                problem = _("La ligne a plus de cellules que l’en-tête n’a de colonnes.")
            cells = cells[:width]
        elif len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        if len(whole) > LONGEST_CELL or "'" in whole or "\x00" in whole:
            problem = _mend(cells) or problem
        if not problem and "\ufffd" in whole and any("\ufffd" in cell for cell in cells):
            problem = _("Des lettres sont illisibles : enregistrez le fichier en UTF-8.")
        yield Row(number, cells, problem)


def _mend(cells: list[str]) -> str:
    """Cut what is too long and take away what keeps a cell from running; say what was cut."""
    problem = ""
    for place, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            problem = _("La cellule %(place)d est trop longue : %(length)d signes.") % {
                "place": place + 1,
                "length": len(cell),
            }
            cells[place] = cell[:KEPT_OF_A_LONG_CELL] + "…"
        elif cell.startswith(QUOTED):
            cells[place] = cell[1:]
        if "\x00" in cell:
            cells[place] = cells[place].replace("\x00", "")
    return problem
