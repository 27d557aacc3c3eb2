"""Gives the figures of a text their values, and says what holds the text back.

Pure: what is known of a figure comes from the ``read`` that the caller gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.utils.translation import gettext as _

from egide.annual_report.rules import predicates, printing
from egide.annual_report.rules.calculations import calculate
from egide.annual_report.rules.printing import (
    ChartPoint,
    Obstacle,
    ObstacleKind,
    PrintedChart,
    PrintedHeading,
    PrintedKeyFigure,
    PrintedKeyFigures,
    PrintedReport,
    PrintedSeries,
    PrintedTable,
    PrintedText,
    Reading,
    ReadingState,
    Span,
    Spans,
)
from egide.annual_report.rules.syntax import (
    Block,
    BulletList,
    Calculation,
    Chart,
    Claim,
    Constant,
    Document,
    EditionYear,
    Emphasis,
    Expression,
    FigureReference,
    FigureText,
    Heading,
    Inline,
    Inlines,
    KeyFigures,
    Literal,
    Paragraph,
    Position,
    Predicate,
    Quote,
    Strong,
    Table,
    Text,
    year_before,
)
from egide.annual_report.rules.wording import (
    Quantity,
    Wording,
    say,
    say_plainly,
)
from egide.design.typography import date_long, month, nbsp
from egide.kernel.errors import Refused

Read = Callable[[str, int], Reading]

NOT_YET = {"fr": "pas encore enregistré", "en": "not yet recorded"}
NOT_COMPUTED = {"fr": "pas encore calculé", "en": "not yet computed"}
GONE = {"fr": "chiffre supprimé", "en": "deleted figure"}
MASKED = {"fr": "moins de {0}", "en": "fewer than {0}"}
RESTATED = {"fr": "recalculé\u00a0: {0}", "en": "restated: {0}"}


class FigureMissingError(Exception):
    """A figure that an expression needs has no value."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        super().__init__(reading.key)


def missing_text(reading: Reading, language: str) -> str:
    """Return what is printed where a figure has no value: visible, and never a number."""
    if reading.state is ReadingState.UNKNOWN:
        return f"{GONE[language]} ({reading.key})"
    if reading.state is ReadingState.NOT_COMPUTED:
        return NOT_COMPUTED[language]
    return NOT_YET[language]


def render(
    document: Document, read: Read, *, year: int, tolerance: Decimal, small_cell: int
) -> PrintedReport:
    """Return the report of ``year`` made from ``document`` and from what ``read`` knows."""
    renderer = _Renderer(document.language, read, year, tolerance, small_cell)
    blocks = tuple(renderer.block(block) for block in document.blocks)
    return PrintedReport(
        language=document.language,
        year=year,
        title=renderer.spans(document.title),
        subtitle=renderer.spans(document.subtitle),
        blocks=blocks,
        obstacles=tuple(renderer.obstacles),
        readings=tuple(renderer.read_so_far.values()),
    )


class _Renderer:
    """Walks through one text; keeps what it read and what stood in the way."""

    def __init__(
        self, language: str, read: Read, year: int, tolerance: Decimal, small_cell: int
    ) -> None:
        self.language = language
        self.year = year
        self.tolerance = tolerance
        self.small_cell = small_cell
        self.obstacles: list[Obstacle] = []
        self.read_so_far: dict[tuple[str, int], Reading] = {}
        self._read = read

    # --- blocks ---------------------------------------------------------------------------

    def block(self, block: Block) -> printing.PrintedBlock:
        before = len(self.obstacles)
        if isinstance(block, Heading):
            return PrintedHeading(
                level=block.level, spans=self.spans(block.children), anchor=block.anchor
            )
        printed = self._body(block)
        return replace(printed, flagged=len(self.obstacles) > before)

    def _body(
        self, block: Paragraph | BulletList | Quote | KeyFigures | Table | Chart
    ) -> PrintedText | PrintedKeyFigures | PrintedTable | PrintedChart:
        if isinstance(block, Paragraph):
            return PrintedText(kind="paragraph", items=(self.spans(block.children),))
        if isinstance(block, BulletList):
            return PrintedText(kind="list", items=tuple(self.spans(item) for item in block.items))
        if isinstance(block, Quote):
            return PrintedText(
                kind="quote", items=tuple(self.spans(item) for item in block.paragraphs)
            )
        if isinstance(block, KeyFigures):
            return PrintedKeyFigures(
                items=tuple(
                    PrintedKeyFigure(figure=self.span(figure), caption=self.spans(caption))
                    for figure, caption in block.items
                )
            )
        if isinstance(block, Table):
            return PrintedTable(
                caption=self.spans(block.caption),
                header=tuple(self.spans(cell) for cell in block.header),
                rows=tuple(tuple(self.spans(cell) for cell in row) for row in block.rows),
            )
        return self._chart(block)

    def _chart(self, chart: Chart) -> PrintedChart:
        missing: dict[str, Span] = {}
        series = []
        unit = "count"
        for line in chart.series:
            points = []
            for offset in chart.offsets:
                reading = self._reading(FigureReference(line.key, offset, line.position))
                if reading.is_missing:
                    if line.key not in missing:
                        missing[line.key] = self._missing(reading, line.position)
                    points.append(
                        ChartPoint(
                            year=reading.year, value=None, text=missing_text(reading, self.language)
                        )
                    )
                else:
                    unit = reading.unit
                    points.append(self._point(reading, chart.wording))
            series.append(PrintedSeries(key=line.key, label=line.label, points=tuple(points)))
        return PrintedChart(
            shape=chart.kind,
            title=self.spans(chart.title),
            years=tuple(self.year + offset for offset in chart.offsets),
            series=tuple(series),
            unit=unit,
            wording=chart.wording,
            missing=tuple(missing.values()),
        )

    def _point(self, reading: Reading, wording: Wording | None) -> ChartPoint:
        if reading.state is ReadingState.MASKED:
            return ChartPoint(year=reading.year, value=None, text=self._masked())
        wordings = (wording,) if wording else ()
        return ChartPoint(
            year=reading.year,
            value=reading.quantity.amount,
            text=say(reading.quantity, wordings, self.language),
        )

    # --- sentences ------------------------------------------------------------------------

    def spans(self, inlines: Inlines) -> Spans:
        """Return the printed pieces of a run of text."""
        return tuple(self.span(inline) for inline in inlines)

    def span(self, inline: Inline) -> Span:
        """Return one printed piece."""
        if isinstance(inline, Text):
            return Span(kind="text", text=_typeset(" ".join(inline.raw.split("\n")), self.language))
        if isinstance(inline, Strong):
            return Span(kind="strong", children=self.spans(inline.children))
        if isinstance(inline, Emphasis):
            return Span(kind="emphasis", children=self.spans(inline.children))
        if isinstance(inline, Literal):
            return Span(kind="text", text=self._literal(inline))
        if isinstance(inline, EditionYear):
            return Span(kind="text", text=str(self.year + inline.offset))
        if isinstance(inline, Claim):
            return self._claim(inline)
        return self._figure(inline)

    def _literal(self, literal: Literal) -> str:
        if literal.kind == "date" and literal.day:
            return date_long(literal.day, self.language)
        if literal.kind == "month" and literal.day:
            return month(literal.day, self.language)
        return nbsp(literal.value, self.language)

    def _figure(self, inline: FigureText) -> Span:
        try:
            quantity = self._quantity(inline.expression)
        except FigureMissingError as absent:
            return self._missing(absent.reading, inline.position)
        first = self._first_reading(inline.expression)
        if first.state is ReadingState.MASKED:
            return Span(kind="figure", text=self._masked(), key=first.key, year=first.year)
        try:
            text = say(quantity, inline.wordings, self.language)
        except Refused as refusal:
            self._hold(
                ObstacleKind.WORDING, f"{first.label}\u00a0: {refusal}", inline.position, first
            )
            text = say_plainly(quantity, self.language)
        return Span(
            kind="figure",
            text=text,
            key=first.key,
            year=first.year,
            note=self._restated(inline, first),
        )

    def _restated(self, inline: FigureText, reading: Reading) -> str:
        """Return what the records say today, when that differs from what was frozen (R-REP-2)."""
        if reading.restated is None or not isinstance(inline.expression, FigureReference):
            return ""
        now = Quantity(reading.restated, reading.unit)
        if reading.small_cell and reading.unit == "count" and 0 < now.amount < self.small_cell:
            return RESTATED[self.language].format(self._masked())
        return RESTATED[self.language].format(say_plainly(now, self.language))

    def _masked(self) -> str:
        return MASKED[self.language].format(self.small_cell)

    def _missing(self, reading: Reading, position: Position) -> Span:
        if reading.state is ReadingState.UNKNOWN:
            self._hold(
                ObstacleKind.UNKNOWN,
                _("Le chiffre « %(key)s » n’existe plus.") % {"key": reading.key},
                position,
                reading,
            )
        else:
            self._hold(
                ObstacleKind.MISSING,
                _("Le chiffre « %(label)s » manque : %(why)s.")
                % {"label": f"{reading.label} {reading.year}", "why": self._why_missing(reading)},
                position,
                reading,
            )
        note = f"{reading.system} {reading.system_label}".strip()
        return Span(
            kind="missing",
            text=missing_text(reading, self.language),
            key=reading.key,
            year=reading.year,
            note=note,
            label=reading.label,
        )

    def _why_missing(self, reading: Reading) -> str:
        if reading.state is ReadingState.NOT_COMPUTED:
            return _("il n’est pas encore calculé")
        return _("le système %(system)s (%(label)s) ne l’enregistre pas encore") % {
            "system": reading.system,
            "label": reading.system_label,
        }

    def _hold(
        self, kind: ObstacleKind, text: str, position: Position, about: Reading | None = None
    ) -> None:
        known = (about.key, about.system, about.label) if about else ()
        self.obstacles.append(Obstacle(kind, text, position.line, *known))

    # --- values ---------------------------------------------------------------------------

    def _reading(self, reference: FigureReference) -> Reading:
        place = (reference.key, self.year + reference.offset)
        if place not in self.read_so_far:
            self.read_so_far[place] = self._read(*place)
        return self.read_so_far[place]

    def _first_reading(self, expression: Expression) -> Reading:
        while isinstance(expression, Calculation):
            expression = expression.arguments[0]
        if isinstance(expression, Constant):
            raise TypeError("a constant has no reading")
        return self._reading(expression)

    def _quantity(self, expression: Expression) -> Quantity:
        if isinstance(expression, Constant):
            return Quantity(expression.value)
        if isinstance(expression, Calculation):
            return calculate(
                expression.name, [self._quantity(argument) for argument in expression.arguments]
            )
        reading = self._reading(expression)
        if reading.is_missing:
            raise FigureMissingError(reading)
        return reading.quantity

    # --- claims ---------------------------------------------------------------------------

    def _claim(self, claim: Claim) -> Span:
        children = self.spans(claim.children)
        try:
            problem = self._why_false(claim.predicate)
        except FigureMissingError as absent:
            self._missing(absent.reading, claim.predicate.position)
            return Span(
                kind="unverified_claim",
                children=children,
                key=absent.reading.key,
                year=absent.reading.year,
                note=missing_text(absent.reading, self.language),
            )
        if not problem:
            return Span(kind="claim", children=children)
        self._hold(ObstacleKind.FALSE_CLAIM, problem, claim.predicate.position)
        return Span(kind="false_claim", children=children, note=problem)

    def _why_false(self, predicate: Predicate) -> str:
        if predicate.name in ("growing", "growing_in_every"):
            pairs = [self._then_and_now(argument) for argument in predicate.arguments]
            if len(pairs) == 1:
                before, after = pairs[0]
                return predicates.why_not_greater(after, before)
            return predicates.why_not_growing_everywhere(pairs)
        measured = [self._measured(argument) for argument in predicate.arguments]
        if predicate.name == "positive":
            return predicates.why_not_positive(measured[0])
        if predicate.name == "equivalent":
            tolerance = measured[2].value if len(measured) == 3 else self.tolerance
            return predicates.why_not_equivalent(measured[0], measured[1], tolerance)
        return predicates.TWO_SIDED[predicate.name](measured[0], measured[1])

    def _then_and_now(
        self, argument: Expression
    ) -> tuple[predicates.Measured, predicates.Measured]:
        if not isinstance(argument, FigureReference):
            raise Refused(_("Une progression se juge sur un chiffre, pas sur un calcul."))
        return self._measured(year_before(argument)), self._measured(argument)

    def _measured(self, expression: Expression) -> predicates.Measured:
        quantity = self._quantity(expression)
        text = say_plainly(quantity, "fr")
        if isinstance(expression, FigureReference):
            name = f"{self._reading(expression).label} {self.year + expression.offset}"
        else:
            name = text
        return predicates.Measured(name, _number(quantity), text)


def _number(quantity: Quantity) -> Decimal:
    if isinstance(quantity.value, date):
        return Decimal(quantity.value.toordinal())
    return quantity.amount


@lru_cache(maxsize=4096)
def _typeset(words: str, language: str) -> str:
    # What stands before may be a figure: a mark that is not a space keeps the first space.
    return nbsp(f".{words}", language)[1:]
