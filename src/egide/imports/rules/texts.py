"""Text files as spreadsheets and databases really write them: letters and separators guessed."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from egide.imports.rules.refusals import FileUnreadable

BLOCK = 1 << 20
SAMPLE = 1 << 16
SEPARATORS = (";", "\t", ",", "|")
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What a text never holds: the file is an image, a program, an archive.
BINARY = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF", b"MZ\x90", b"Rar!", b"7z\xbc")
# A cell longer than this swallowed the rest of the file: a quote was never closed.
LONGEST_FIELD = 64 << 20
MOST_LINES_OF_A_CELL = 200


def encoding_of(file: IO[bytes]) -> str:
    """Return how the letters of a file are written: its mark, else UTF-8, else Windows 1252.

    :raises FileUnreadable: if it is no text.
    """
    file.seek(0)
    start = file.read(SAMPLE)
    if start.startswith(BINARY):
        raise FileUnreadable(_("Ce fichier n’est ni un CSV, ni un classeur XLSX ou ODS."))
    for mark, encoding in BOMS:
        if start.startswith(mark):
            return encoding
    if start.count(0) > len(start) // 4:
        odd = start[1:400:2].count(0) > start[0:400:2].count(0)
        return "utf-16-le" if odd else "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def separator_of(sample: str) -> str:
    """Return what separates the cells: what the lines hold most evenly, outside quotes."""
    best, most = ";", 0.0
    for separator in SEPARATORS:
        counts = _counts(sample, separator)
        if not counts or max(counts) == 0:
            continue
        usual, lines = Counter(counts).most_common(1)[0]
        evenness = usual * lines / len(counts) if usual else 0.1
        if evenness > most:
            best, most = separator, evenness
    return best


def _counts(sample: str, separator: str) -> list[int]:
    """Return how many separators the first lines hold."""
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    counts: list[int] = []
    try:
        for row in rows:
            if any(row):
                counts.append(len(row) - 1)
            if len(counts) >= 40:
                break
    except csv.Error:
        return []
    # The sample may end in the middle of a line.
    return counts[:-1] if len(counts) > 2 else counts


def text_rows(file: IO[bytes]) -> Iterator[list[str]]:
    """Yield the lines of a text file as cells, blank ones too; one at a time, whatever its size.

    :raises FileUnreadable: if it is no text, or a quote is never closed.
    """
    encoding = encoding_of(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="replace", newline="")
    try:
        sample = text.read(SAMPLE)
        text.seek(0)
        csv.field_size_limit(LONGEST_FIELD)
        rows = csv.reader(text, delimiter=separator_of(_first_lines(sample)))
        number = 0
        try:
            for row in rows:
                number += 1
                _refuse_open_quote(row, number)
                yield row
        except csv.Error:
            raise FileUnreadable(_never_closed(number + 1)) from None
    finally:
        # Whoever leaves the file before its end may have closed it already.
        if not file.closed:
            text.detach()


def _first_lines(sample: str) -> str:
    """Leave out the line by which a spreadsheet is told its separator."""
    first, _end, rest = sample.partition("\n")
    return rest if first.strip().lower().startswith("sep=") else sample


def _refuse_open_quote(row: list[str], number: int) -> None:
    for cell in row:
        if len(cell) > MOST_LINES_OF_A_CELL and cell.count("\n") > MOST_LINES_OF_A_CELL:
            raise FileUnreadable(_never_closed(number))


def _never_closed(number: int) -> str:
    return _("Un guillemet ouvert à la ligne %(number)d n’est jamais refermé.") % {"number": number}
