"""The charts of a report: the same drawing for the page and for the paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from egide.annual_report.rules.printing import ChartPoint, PrintedChart, PrintedSeries, plain
from egide.annual_report.rules.wording import Quantity, Wording, say
from egide.design.charts import SCREEN, Palette, Series, bars, lines, ranking

Row = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Drawing:
    """A chart ready to be shown: the drawing, its words, and the table that says the same."""

    title: str
    description: str
    svg: Markup
    columns: tuple[tuple[str, str] | str, ...]
    rows: tuple[Row, ...]


def drawing_of(chart: PrintedChart, language: str, *, palette: Palette = SCREEN) -> Drawing:
    """Return the drawing of a chart; what is not recorded is told in the table, never drawn."""
    title = plain(chart.title)
    description = describe(chart)
    return Drawing(
        title=title,
        description=description,
        svg=_svg(chart, title, description, _writer(chart, language), palette)
        if chart.is_drawn
        else Markup(),
        columns=("", *((str(year), "end") for year in chart.years)),
        rows=tuple(
            (series.label, *(point.text for point in series.points)) for series in chart.series
        ),
    )


def describe(chart: PrintedChart) -> str:
    """Return the words that stand for the drawing (the alternative of the PDF)."""
    return " ".join(f"{series.label}\u00a0: {_values(series, chart)}." for series in chart.series)


def _values(series: PrintedSeries, chart: PrintedChart) -> str:
    if len(chart.years) == 1:
        return series.points[0].text
    return ", ".join(f"{point.year} {point.text}" for point in series.points)


def _writer(chart: PrintedChart, language: str) -> Callable[[float], str]:
    wordings: tuple[Wording, ...] = (chart.wording,) if chart.wording else ()

    def write(value: float) -> str:
        return say(Quantity(Decimal(str(value)), chart.unit), wordings, language)

    return write


def _svg(
    chart: PrintedChart,
    title: str,
    description: str,
    write: Callable[[float], str],
    palette: Palette,
) -> Markup:
    words: dict[str, Any] = {
        "title": title,
        "description": description,
        "write": write,
        "palette": palette,
    }
    if chart.shape == "bars":
        known = [(series.label, _number(series.points[-1])) for series in chart.series]
        return ranking([(label, value) for label, value in known if value is not None], **words)
    drawn = [
        Series(series.label, [_number(point) for point in series.points])
        for series in chart.series
        if any(point.value is not None for point in series.points)
    ]
    draw = lines if chart.shape == "lines" else bars
    return draw([str(year) for year in chart.years], drawn, **words)


def _number(point: ChartPoint) -> float | None:
    return None if point.value is None else float(point.value)


def history_of(
    values: Sequence[tuple[int, Decimal]], *, title: str, unit: str, language: str
) -> Markup:
    """Draw how one figure went over the years, for its own page."""
    chart = PrintedChart(
        shape="columns",
        title=(),
        years=tuple(year for year, _value in values),
        unit=unit,
        series=(
            PrintedSeries(
                key="",
                label=title,
                points=tuple(
                    ChartPoint(
                        year=year, value=value, text=say(Quantity(value, unit), (), language)
                    )
                    for year, value in values
                ),
            ),
        ),
    )
    return _svg(chart, title, describe(chart), _writer(chart, language), SCREEN)
