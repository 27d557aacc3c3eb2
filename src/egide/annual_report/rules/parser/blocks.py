"""Reads the blocks of a text: titles, paragraphs, lists, quotes, key figures, tables, charts."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from egide.annual_report.rules.parser.inlines import read_inlines
from egide.annual_report.rules.parser.source import Source
from egide.annual_report.rules.syntax import (
    Block,
    BulletList,
    Chart,
    Document,
    FigureText,
    Heading,
    Inlines,
    KeyFigures,
    Paragraph,
    Quote,
    Series,
    Table,
    Text,
)
from egide.annual_report.rules.wording import Wording, problem_with

HEADING = re.compile(r"(#{1,3}) +(.*?)(?: *\{#([a-z][a-z0-9-]*)\})? *$")
META = re.compile(r"@(title|subtitle) +")
OPENING = re.compile(r'::: *([a-z_]+)(?: +([a-z]+))?(?: +"([^"]*)")? *$')
YEARS = re.compile(r"years +(-?\d+)\.\.(-?\d+) *$")
SERIES = re.compile(r'- +([a-z_][a-z0-9_.]*) +"([^"]+)" *$')
CHARTS = ("bars", "columns", "lines")


@lru_cache(maxsize=16)
def parse(text: str, language: str) -> Document:
    """Return the parts of ``text``.

    :raises TextNotUnderstood: naming the line, the column and what was expected there.
    """
    return BlockReader(Source(text.replace("\r\n", "\n")), language).document()


class BlockReader:
    """Walks through the lines of a text once."""

    def __init__(self, source: Source, language: str) -> None:
        self.source = source
        self.language = language
        self.lines = source.text.split("\n")
        self.starts = []
        offset = 0
        for line in self.lines:
            self.starts.append(offset)
            offset += len(line) + 1
        self.at = 0
        self.meta: dict[str, Inlines] = {"title": (), "subtitle": ()}

    def document(self) -> Document:
        """Return the whole text."""
        blocks = []
        while self.at < len(self.lines):
            block = self._block()
            if block is not None:
                blocks.append(block)
        return Document(
            self.language,
            self.source.text,
            self.meta["title"],
            self.meta["subtitle"],
            tuple(blocks),
        )

    def _block(self) -> Block | None:
        line = self.lines[self.at]
        if not line.strip() or line.startswith("//"):
            self.at += 1
            return None
        if match := META.match(line):
            self.meta[match.group(1)] = self._inlines(self.at, match.end())
            self.at += 1
            return None
        if line.startswith("#"):
            return self._heading(line)
        if line.startswith("- "):
            return self._list()
        if line.startswith(">"):
            return self._quote()
        if line.startswith(":::"):
            return self._directive(line)
        return self._paragraph()

    def _inlines(
        self, row: int, column: int, *, last_row: int | None = None, end: int | None = None
    ) -> Inlines:
        last = row if last_row is None else last_row
        stop = self.starts[last] + (len(self.lines[last]) if end is None else end)
        return read_inlines(self.source, self.starts[row] + column, stop)

    def _heading(self, line: str) -> Heading:
        match = HEADING.match(line)
        if match is None:
            raise self.source.mistake(
                _("un titre s’écrit « # Titre », « ## » ou « ### »"), self.starts[self.at]
            )
        row = self.at
        self.at += 1
        anchor = match.group(3) or f"s{row + 1}"
        children = self._inlines(row, match.start(2), end=match.end(2))
        return Heading(
            len(match.group(1)), children, anchor, self.source.position(self.starts[row])
        )

    def _starts_block(self, line: str) -> bool:
        return not line.strip() or line.startswith(
            ("#", "- ", ">", ":::", "@title", "@subtitle", "//")
        )

    def _last_row_from(self, row: int) -> int:
        """Return the last line of the run of text that starts on ``row``."""
        last = row
        while last + 1 < len(self.lines) and not self._starts_block(self.lines[last + 1]):
            last += 1
        return last

    def _paragraph(self) -> Paragraph:
        row = self.at
        last = self._last_row_from(row)
        self.at = last + 1
        return Paragraph(
            self._inlines(row, 0, last_row=last), self.source.position(self.starts[row])
        )

    def _list(self) -> BulletList:
        first = self.at
        items = []
        while self.at < len(self.lines) and self.lines[self.at].startswith("- "):
            last = self._last_row_from(self.at)
            items.append(self._inlines(self.at, 2, last_row=last))
            self.at = last + 1
        return BulletList(tuple(items), self.source.position(self.starts[first]))

    def _quote(self) -> Quote:
        first = self.at
        paragraphs = []
        while self.at < len(self.lines) and self.lines[self.at].startswith(">"):
            paragraphs.append(
                self._inlines(self.at, 2 if self.lines[self.at].startswith("> ") else 1)
            )
            self.at += 1
        return Quote(tuple(paragraphs), self.source.position(self.starts[first]))

    def _directive(self, line: str) -> Block:
        opened = self.at
        match = OPENING.match(line)
        if match is None:
            raise self.source.mistake(
                _("un encadré s’ouvre par « ::: key_figures », « ::: table » ou « ::: chart »"),
                self.starts[opened],
            )
        rows = self._rows_until_closed(opened)
        title = self._inlines(opened, match.start(3), end=match.end(3)) if match.group(3) else ()
        if match.group(1) == "key_figures":
            return self._key_figures(rows, opened)
        if match.group(1) == "table":
            return self._table(rows, title, opened)
        if match.group(1) == "chart":
            return self._chart(match.group(2) or "", rows, title, opened)
        raise self.source.mistake(
            _("l’encadré « %(name)s » n’existe pas") % {"name": match.group(1)}, self.starts[opened]
        )

    def _rows_until_closed(self, opened: int) -> list[int]:
        rows: list[int] = []
        self.at = opened + 1
        while self.at < len(self.lines):
            row = self.at
            self.at += 1
            if self.lines[row].strip() == ":::":
                return rows
            if self.lines[row].strip():
                rows.append(row)
        raise self.source.mistake(_("l’encadré n’est pas fermé par « ::: »"), self.starts[opened])

    def _key_figures(self, rows: list[int], opened: int) -> KeyFigures:
        items = []
        for row in rows:
            inlines = self._inlines(row, 2) if self.lines[row].startswith("- ") else ()
            if not inlines or not isinstance(inlines[0], FigureText):
                raise self.source.mistake(
                    _("un chiffre clé s’écrit « - {module.nom} sa légende »"), self.starts[row]
                )
            items.append((inlines[0], _without_first_space(inlines[1:])))
        return KeyFigures(tuple(items), self.source.position(self.starts[opened]))

    def _table(self, rows: list[int], caption: Inlines, opened: int) -> Table:
        cells = [self._cells(row) for row in rows]
        if len(cells) < 2:
            raise self.source.mistake(
                _("un tableau a un en-tête et au moins une ligne"), self.starts[opened]
            )
        for row, line in zip(rows, cells, strict=True):
            if len(line) != len(cells[0]):
                raise self.source.mistake(
                    _("cette ligne a %(given)d cases et l’en-tête %(wanted)d")
                    % {"given": len(line), "wanted": len(cells[0])},
                    self.starts[row],
                )
        return Table(caption, cells[0], tuple(cells[1:]), self.source.position(self.starts[opened]))

    def _cells(self, row: int) -> tuple[Inlines, ...]:
        line = self.lines[row]
        bars, depth = [], 0
        for column, character in enumerate(line):
            depth += {"{": 1, "}": -1}.get(character, 0)
            if character == "|" and depth == 0:
                bars.append(column)
        if len(bars) < 2 or line[: bars[0]].strip() or line[bars[-1] + 1 :].strip():
            raise self.source.mistake(
                _("une ligne de tableau s’écrit « | case | case | »"), self.starts[row]
            )
        cells = []
        for left, right in pairwise(bars):
            inner = line[left + 1 : right]
            start = left + 1 + len(inner) - len(inner.lstrip())
            cells.append(self._inlines(row, start, end=max(start, left + 1 + len(inner.rstrip()))))
        return tuple(cells)

    def _chart(self, kind: str, rows: list[int], title: Inlines, opened: int) -> Chart:
        if kind not in CHARTS or not title:
            raise self.source.mistake(
                _(
                    'un graphique s’ouvre par « ::: chart bars "Titre" » ;'
                    " les formes sont : %(kinds)s"
                )
                % {"kinds": ", ".join(CHARTS)},
                self.starts[opened],
            )
        offsets: tuple[int, ...] = (0,)
        wording: Wording | None = None
        series = []
        for row in rows:
            line = self.lines[row]
            if match := YEARS.match(line):
                offsets = tuple(range(int(match.group(1)), int(match.group(2)) + 1))
            elif line.startswith("wording "):
                wording = self._chart_wording(line, row)
            elif match := SERIES.match(line):
                series.append(
                    Series(match.group(1), match.group(2), self.source.position(self.starts[row]))
                )
            else:
                raise self.source.mistake(
                    _(
                        "dans un graphique, une ligne est « years -3..0 », « wording keur »"
                        ' ou « - clé "Légende" »'
                    ),
                    self.starts[row],
                )
        if not series or not offsets:
            raise self.source.mistake(
                _("ce graphique ne montre aucun chiffre"), self.starts[opened]
            )
        return Chart(
            kind, title, offsets, tuple(series), wording, self.source.position(self.starts[opened])
        )

    def _chart_wording(self, line: str, row: int) -> Wording:
        name, *arguments = line.split()[1:] or [""]
        wording = Wording(name, tuple(arguments))
        if problem := problem_with(wording):
            raise self.source.mistake(problem, self.starts[row])
        return wording


def _without_first_space(inlines: Inlines) -> Inlines:
    """Drop the space between a figure shown large and its caption, which are set apart."""
    if not inlines or not isinstance(inlines[0], Text):
        return inlines
    first = inlines[0]
    words = first.raw.lstrip()
    return (Text(words, first.offset + len(first.raw) - len(words)), *inlines[1:])
