"""The parts of a report's text, as its parser reads them.

Nothing here has a value: a text names figures, and a year gives them theirs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from egide.annual_report.rules.wording import Wording


@dataclass(frozen=True, order=True)
class Position:
    """Where something stands in the text, counted from one."""

    line: int
    column: int


@dataclass(frozen=True)
class FigureReference:
    """A figure of the edition's year, or of ``offset`` years from it (``dues.payers@-1``)."""

    key: str
    offset: int
    position: Position


@dataclass(frozen=True)
class Constant:
    """A threshold that a predicate compares with; never printed."""

    value: Decimal


@dataclass(frozen=True)
class Calculation:
    """A number made of others: ``growth``, ``share``, ``ratio``, ``difference``, ``sum``."""

    name: str
    arguments: tuple[Expression, ...]
    position: Position


Expression = FigureReference | Calculation | Constant


@dataclass(frozen=True)
class Predicate:
    """A comparison that must hold for the sentence it guards."""

    name: str
    arguments: tuple[Expression, ...]
    position: Position


@dataclass(frozen=True)
class Text:
    """Words as they were typed; ``offset`` finds them in the source."""

    raw: str
    offset: int


@dataclass(frozen=True)
class Strong:
    """Words that must be seen."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class Emphasis:
    """Words said otherwise: a title, a foreign term."""

    children: tuple[Inline, ...]


@dataclass(frozen=True)
class FigureText:
    """A figure in a sentence, and how it is said."""

    expression: Expression
    wordings: tuple[Wording, ...]
    position: Position


@dataclass(frozen=True)
class Literal:
    """A number that counts nothing: a calendar year, a day, a month, the name of a law."""

    kind: str
    value: str
    day: date | None
    position: Position


@dataclass(frozen=True)
class EditionYear:
    """The year of the edition, or ``offset`` years from it."""

    offset: int
    position: Position


@dataclass(frozen=True)
class Claim:
    """Words that stand only while their predicate is true (R-REP-4)."""

    predicate: Predicate
    children: tuple[Inline, ...]


Inline = Text | Strong | Emphasis | FigureText | Literal | EditionYear | Claim
Inlines = tuple[Inline, ...]


@dataclass(frozen=True)
class Heading:
    """A title; ``anchor`` names it the same in both languages."""

    level: int
    children: Inlines
    anchor: str
    position: Position


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together."""

    children: Inlines
    position: Position


@dataclass(frozen=True)
class BulletList:
    """A list of points."""

    items: tuple[Inlines, ...]
    position: Position


@dataclass(frozen=True)
class Quote:
    """Words of the society itself, set apart."""

    paragraphs: tuple[Inlines, ...]
    position: Position


@dataclass(frozen=True)
class KeyFigures:
    """A few figures shown large, each with its caption."""

    items: tuple[tuple[FigureText, Inlines], ...]
    position: Position


@dataclass(frozen=True)
class Table:
    """Rows of words and figures under a header."""

    caption: Inlines
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    position: Position


@dataclass(frozen=True)
class Series:
    """One line of a chart: a figure and what it is called there."""

    key: str
    label: str
    position: Position


@dataclass(frozen=True)
class Chart:
    """Figures drawn: ``bars`` compares them in one year, ``columns`` and ``lines`` over years."""

    kind: str
    title: Inlines
    offsets: tuple[int, ...]
    series: tuple[Series, ...]
    wording: Wording | None
    position: Position


Block = Heading | Paragraph | BulletList | Quote | KeyFigures | Table | Chart


@dataclass(frozen=True)
class Document:
    """A whole text in one language."""

    language: str
    source: str
    title: Inlines
    subtitle: Inlines
    blocks: tuple[Block, ...]


def inline_groups(block: Block) -> Iterator[Inlines]:
    """Yield each run of inline text of a block, in reading order."""
    if isinstance(block, (Heading, Paragraph)):
        yield block.children
    elif isinstance(block, BulletList):
        yield from block.items
    elif isinstance(block, Quote):
        yield from block.paragraphs
    elif isinstance(block, KeyFigures):
        for figure, caption in block.items:
            yield (figure,)
            yield caption
    elif isinstance(block, Table):
        yield block.caption
        yield from block.header
        for row in block.rows:
            yield from row
    else:
        yield block.title


def all_inlines(document: Document) -> Iterator[Inline]:
    """Yield every inline of the text, those inside others too."""
    for group in (document.title, document.subtitle):
        yield from _unfold(group)
    for block in document.blocks:
        for group in inline_groups(block):
            yield from _unfold(group)


def _unfold(group: Inlines) -> Iterator[Inline]:
    for inline in group:
        yield inline
        if isinstance(inline, (Strong, Emphasis, Claim)):
            yield from _unfold(inline.children)


def references(document: Document) -> Iterator[FigureReference]:
    """Yield every figure that the text names: in sentences, claims, tables and charts."""
    for inline in all_inlines(document):
        if isinstance(inline, FigureText):
            yield from references_in(inline.expression)
        elif isinstance(inline, Claim):
            for argument in inline.predicate.arguments:
                yield from references_in(argument)
            yield from _implied_by(inline.predicate)
    for block in document.blocks:
        if isinstance(block, Chart):
            for series in block.series:
                for offset in block.offsets:
                    yield FigureReference(series.key, offset, series.position)


def references_in(expression: Expression) -> Iterator[FigureReference]:
    """Yield the figures that an expression reads."""
    if isinstance(expression, FigureReference):
        yield expression
    elif isinstance(expression, Calculation):
        for argument in expression.arguments:
            yield from references_in(argument)


def year_before(reference: FigureReference) -> FigureReference:
    """Return the same figure one year earlier."""
    return FigureReference(reference.key, reference.offset - 1, reference.position)


def _implied_by(predicate: Predicate) -> Iterator[FigureReference]:
    if predicate.name in ("growing", "growing_in_every"):
        for argument in predicate.arguments:
            for reference in references_in(argument):
                yield year_before(reference)
