"""Spreadsheet files (XLSX, ODS), opened only once they are known to be small when unfolded.

A file of some kilobytes can unfold into gigabytes, or hold one cell at the far corner of a sheet
that a reader then fills with billions of empty ones. The directory of the archive is added up
first; then the sheets are skimmed for their corner, and for what they repeat.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any

import python_calamine
from django.utils.translation import gettext as _

from egide.imports.rules.refusals import FileUnreadable

MOST_UNFOLDED = 256 << 20
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
BLOCK = 1 << 20
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,4})(\d{1,8})"')
ROWS = re.compile(rb'number-rows-repeated="(\d{1,10})"')
COLUMNS = re.compile(rb'number-columns-repeated="(\d{1,10})"')
# What the end of a sheet repeats is empty; a reader trims it.
FULL_SHEET_ROWS, FULL_SHEET_COLUMNS = 1_000_000, 1_000
OVERLAP = 64


def is_book(start: bytes) -> bool:
    """Tell whether a file begins as an archive does."""
    return start.startswith(b"PK\x03\x04")


def is_old_book(start: bytes) -> bool:
    """Tell whether a file is a workbook of the time before XLSX."""
    return start.startswith(b"\xd0\xcf\x11\xe0")


def book_rows(file: IO[bytes]) -> Iterator[list[str]]:
    """Yield the lines of the first sheet that holds any, as text; a day as 2020-12-31.

    :raises FileUnreadable: if it is no workbook, protected, too large or a trap.
    """
    _refuse_traps(file)
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        sheets = [book.get_sheet_by_index(place) for place in range(len(book.sheet_names))]
    except python_calamine.PasswordError:
        raise FileUnreadable(
            _("Ce classeur est protégé par un mot de passe : enregistrez-le sans protection.")
        ) from None
    except (python_calamine.CalamineError, OSError, ValueError):
        raise FileUnreadable(_damaged()) from None
    for sheet in sheets:
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise FileUnreadable(_too_large())
        if sheet.height:
            for row in sheet.iter_rows():
                yield [written(value) for value in row]
            return


def written(value: Any) -> str:
    """Return a typed cell as a person would have written it; a formula is its last result."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _refuse_traps(file: IO[bytes]) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNFOLDED:
                raise FileUnreadable(_too_large())
            names = {part.filename for part in parts}
            if not ({"xl/workbook.xml", "content.xml"} & names):
                raise FileUnreadable(_("Cette archive n’est pas un classeur XLSX ou ODS."))
            for part in parts:
                if part.filename == "content.xml":
                    _skim(archive, part, _corner_of_repeats)
                elif part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _skim(archive, part, _corner_of_cells)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError):
        raise FileUnreadable(_damaged()) from None


def _skim(archive: zipfile.ZipFile, part: zipfile.ZipInfo, corner: Any) -> None:
    """Read a part by blocks, never whole, and stop at what no honest sheet holds."""
    read, tail = 0, b""
    with archive.open(part) as content:
        while block := content.read(BLOCK):
            read += len(block)
            if read > MOST_UNFOLDED or corner(tail + block):
                raise FileUnreadable(_too_large())
            tail = block[-OVERLAP:]


def _corner_of_cells(block: bytes) -> bool:
    """Tell whether the furthest cell of a block makes a sheet of too many cells."""
    found = CELL.findall(block)
    if not found:
        return False
    column = max((len(letters), letters) for letters, _row in found)[1]
    last_row = max(int(row) for _letters, row in (found[0], found[-1]))
    width = 0
    for letter in column:
        width = width * 26 + letter - 64
    return width * last_row > MOST_CELLS


def _corner_of_repeats(block: bytes) -> bool:
    """Tell whether a row or a cell is repeated more than it can be, short of a sheet's end."""
    rows = [int(n) for n in ROWS.findall(block)]
    columns = [int(n) for n in COLUMNS.findall(block)]
    return any(5_000 < n < FULL_SHEET_ROWS for n in rows) or any(
        200 < n < FULL_SHEET_COLUMNS for n in columns
    )


def _too_large() -> str:
    return _("Ce classeur est trop grand une fois déplié : enregistrez-le en CSV.")


def _damaged() -> str:
    return _("Ce classeur est abîmé, ou d’un autre format : enregistrez-le de nouveau.")
