"""A report's text once its figures have their values: what page, PDF and plain text are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from egide.annual_report.rules.wording import Quantity, Wording


class ReadingState(Enum):
    """What is known of a figure in a year."""

    RECORDED = "RECORDED"
    OVERRIDDEN = "OVERRIDDEN"
    NOT_YET_RECORDED = "NOT_YET_RECORDED"
    NOT_COMPUTED = "NOT_COMPUTED"
    UNKNOWN = "UNKNOWN"
    MASKED = "MASKED"


MISSING_STATES = (ReadingState.NOT_YET_RECORDED, ReadingState.NOT_COMPUTED, ReadingState.UNKNOWN)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The value of one figure in one year, as the edition knows it.

    ``restated`` is what the records say today when it is no longer what was frozen (R-REP-2); under
    ``small_cell`` it is masked too when it is small (R-REP-8).
    """

    key: str
    year: int
    label: str
    state: ReadingState
    unit: str = "count"
    value: Decimal | int | date | None = None
    restated: Decimal | int | date | None = None
    small_cell: bool = False
    system: str = ""
    system_label: str = ""

    @property
    def is_missing(self) -> bool:
        return self.state in MISSING_STATES

    @property
    def quantity(self) -> Quantity:
        return Quantity(self.value, self.unit)


class ObstacleKind(Enum):
    """Why a text cannot be approved."""

    MISSING = "MISSING"
    UNKNOWN = "UNKNOWN"
    FALSE_CLAIM = "FALSE_CLAIM"
    WORDING = "WORDING"


@dataclass(frozen=True)
class Obstacle:
    """One thing that holds the edition back, in words, and the line where it stands."""

    kind: ObstacleKind
    text: str
    line: int
    key: str = ""
    system: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Span:
    """A piece of a printed sentence.

    ``kind`` is ``text``, ``strong``, ``emphasis``, ``figure``, ``missing``, ``claim`` or
    ``false_claim``; a figure carries the key and the year of the page that opens its records; a
    ``missing`` one also carries its label.
    """

    kind: str
    text: str = ""
    children: tuple[Span, ...] = ()
    key: str = ""
    year: int = 0
    note: str = ""
    label: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedHeading:
    """A title with the anchor that the table of contents leads to."""

    level: int
    spans: Spans
    anchor: str
    kind: str = "heading"


@dataclass(frozen=True, kw_only=True)
class PrintedText:
    """A paragraph (``paragraph``), a list (``list``) or a quotation (``quote``)."""

    kind: str
    items: tuple[Spans, ...]
    flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintedKeyFigure:
    """A figure shown large."""

    figure: Span
    caption: Spans


@dataclass(frozen=True, kw_only=True)
class PrintedKeyFigures:
    """A row of figures shown large."""

    items: tuple[PrintedKeyFigure, ...]
    kind: str = "key_figures"
    flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class PrintedTable:
    """A table; its first column holds words, the others numbers."""

    caption: Spans
    header: tuple[Spans, ...]
    rows: tuple[tuple[Spans, ...], ...]
    kind: str = "table"
    flagged: bool = False


@dataclass(frozen=True, kw_only=True)
class ChartPoint:
    """One value of a chart, with the text printed beside it; ``None`` where nothing is recorded."""

    year: int
    value: Decimal | None
    text: str


@dataclass(frozen=True, kw_only=True)
class PrintedSeries:
    """One figure of a chart."""

    key: str
    label: str
    points: tuple[ChartPoint, ...]


@dataclass(frozen=True, kw_only=True)
class PrintedChart:
    """A chart and all its values, so that a table can stand beside it."""

    shape: str
    title: Spans
    years: tuple[int, ...]
    series: tuple[PrintedSeries, ...]
    unit: str = "count"
    wording: Wording | None = None
    missing: tuple[Span, ...] = ()
    kind: str = "chart"
    flagged: bool = False

    @property
    def is_drawn(self) -> bool:
        """Tell whether there is anything to draw."""
        return any(point.value is not None for series in self.series for point in series.points)


PrintedBlock = PrintedHeading | PrintedText | PrintedKeyFigures | PrintedTable | PrintedChart


@dataclass(frozen=True, kw_only=True)
class PrintedReport:
    """A whole report in one language, and what holds it back."""

    language: str
    year: int
    title: Spans
    subtitle: Spans
    blocks: tuple[PrintedBlock, ...]
    obstacles: tuple[Obstacle, ...] = ()
    readings: tuple[Reading, ...] = field(default=())

    @property
    def contents(self) -> tuple[PrintedHeading, ...]:
        """The titles of the table of contents."""
        return tuple(
            block for block in self.blocks if isinstance(block, PrintedHeading) and block.level <= 2
        )


def plain(spans: Spans) -> str:
    """Return the words of some spans, as they would be read aloud."""
    return "".join(
        f"[{span.text}]" if span.kind == "missing" else span.text + plain(span.children)
        for span in spans
    )


def plain_text(report: PrintedReport) -> str:
    """Return the whole report as plain text: for a letter, a search, a reader of braille."""
    lines = [plain(report.title), plain(report.subtitle), ""]
    for block in report.blocks:
        lines += [*_plain_block(block), ""]
    return "\n".join(lines).strip() + "\n"


def _plain_block(block: PrintedBlock) -> Iterator[str]:
    if isinstance(block, PrintedHeading):
        title = plain(block.spans)
        yield title.upper() if block.level == 1 else title
        if block.level <= 2:
            yield ("=" if block.level == 1 else "-") * len(title)
    elif isinstance(block, PrintedText):
        mark = {"list": "- ", "quote": "> "}.get(block.kind, "")
        for item in block.items:
            yield mark + plain(item)
    elif isinstance(block, PrintedKeyFigures):
        for figure in block.items:
            yield f"{figure.figure.text} {plain(figure.caption)}".strip()
    elif isinstance(block, PrintedTable):
        yield plain(block.caption)
        for row in (block.header, *block.rows):
            yield " | ".join(plain(cell) for cell in row)
    else:
        yield plain(block.title)
        for series in block.series:
            yield f"{series.label} — " + ", ".join(
                f"{point.year}\u00a0: {point.text}" for point in series.points
            )
