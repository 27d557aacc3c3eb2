"""Lines: how a quantity went, from one date to the next."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from egide.design.charts.bars import Series
from egide.design.charts.canvas import (
    SCREEN,
    Canvas,
    Palette,
    Write,
    fitted,
    legend_height,
    ticks,
    width_of,
)

PLOT = 220.0


def lines(
    labels: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    write: Write,
    from_zero: bool = True,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw one line for each series; a missing value breaks it rather than inventing a point."""

    def draw(width: float) -> Canvas:
        names = [one.name for one in series]
        top = legend_height(names, width, alone=14)
        canvas = Canvas(title, description, palette, height=top + PLOT + 30, width=width)
        _lines(canvas, labels, series, write, top=top, from_zero=from_zero)
        if len(series) > 1:
            canvas.legend(names, 12)
        return canvas

    return fitted(draw, palette)


def _lines(
    canvas: Canvas,
    labels: Sequence[str],
    series: Sequence[Series],
    write: Write,
    *,
    top: float,
    from_zero: bool,
) -> None:
    palette = canvas.palette
    known = [value for one in series for value in one.values if value is not None] or [0.0]
    marks = ticks(
        min([0.0, *known] if from_zero else known), max([0.0, *known] if from_zero else known)
    )
    left = max(width_of(write(mark)) for mark in marks) + 14
    right = canvas.width - max(24.0, *(width_of(write(value)) for value in known)) - 10
    step = (right - left) / max(1, len(labels) - 1)

    def y_of(value: float) -> float:
        return top + (marks[-1] - value) / ((marks[-1] - marks[0]) or 1) * PLOT

    for mark in marks:
        canvas.rule(
            left, y_of(mark), right, y_of(mark), palette.quiet if mark == 0 else palette.line
        )
        canvas.text(left - 8, y_of(mark) + 4, write(mark), anchor="end", fill=palette.quiet)
    _name_dates(canvas, labels, left, step, top + PLOT + 22)
    for index, one in enumerate(series):
        points = [
            (left + step * at, y_of(v)) if v is not None else None
            for at, v in enumerate(one.values)
        ]
        _draw(canvas, points, palette.of(index))
        _last(canvas, one, points, write)


def _name_dates(canvas: Canvas, labels: Sequence[str], left: float, step: float, y: float) -> None:
    widest = max(map(width_of, labels), default=0) + 12
    every = max(1, -(-int(widest) // max(1, int(step))))
    for at, label in enumerate(labels):
        if at % every == 0:
            canvas.text(left + step * at, y, label, anchor="middle")


def _draw(canvas: Canvas, points: Sequence[tuple[float, float] | None], colour: str) -> None:
    run: list[tuple[float, float]] = []
    for point in [*points, None]:
        if point is not None:
            run.append(point)
            continue
        if len(run) > 1:
            canvas.path(run, colour)
        for x, y in run if len(run) < 40 else run[-1:]:
            canvas.dot(x, y, 3, colour)
        run = []


def _last(
    canvas: Canvas, one: Series, points: Sequence[tuple[float, float] | None], write: Write
) -> None:
    for value, point in zip(reversed(one.values), reversed(points), strict=True):
        if value is not None and point is not None:
            canvas.text(point[0] + 8, point[1] + 4, write(value), bold=True)
            return
