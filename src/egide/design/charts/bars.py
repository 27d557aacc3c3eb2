"""Bars: a few quantities side by side, stacked, or ranked; below zero when they must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from egide.design.charts.canvas import (
    SCREEN,
    TEXT,
    Canvas,
    Palette,
    Write,
    fitted,
    legend_height,
    ticks,
    width_of,
)

PLOT = 230.0
MOST_LABELS = 16


@dataclass(frozen=True)
class Series:
    """A named row of numbers, one for each category; ``None`` where there is none."""

    name: str
    values: Sequence[float | None]


def bars(
    categories: Sequence[str],
    series: Sequence[Series],
    *,
    title: str,
    description: str,
    write: Write,
    stacked: bool = False,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw upright bars, grouped or ``stacked``; ``write`` writes a value for the reader."""

    def draw(width: float) -> Canvas:
        names = [one.name for one in series]
        top = legend_height(names, width, alone=18)
        canvas = Canvas(title, description, palette, height=top + PLOT + 30, width=width)
        _bars(canvas, categories, series, write, top=top, stacked=stacked)
        if len(series) > 1:
            canvas.legend(names, 12)
        return canvas

    return fitted(draw, palette)


def _bars(
    canvas: Canvas,
    categories: Sequence[str],
    series: Sequence[Series],
    write: Write,
    *,
    top: float,
    stacked: bool,
) -> None:
    marks = ticks(*_extent(series, len(categories), stacked=stacked))
    quiet, line = canvas.palette.quiet, canvas.palette.line
    left = max(width_of(write(mark)) for mark in marks) + 12
    scale = _Scale(marks[0], marks[-1], top, PLOT)
    for mark in marks:
        y = scale.y(mark)
        canvas.rule(left, y, canvas.width, y, quiet if mark == 0 else line)
        canvas.text(left - 8, y + 4, write(mark), anchor="end", fill=quiet)
    room = (canvas.width - left) / max(1, len(categories))
    for at, category in enumerate(categories):
        middle = left + room * (at + 0.5)
        if _is_shown(at, categories, room):
            canvas.text(middle, top + PLOT + 22, category, anchor="middle")
        draw = _stack if stacked else _group
        draw(canvas, scale, series, at, middle, room * 0.68)
    if not stacked and 0 < len(series) * len(categories) <= MOST_LABELS:
        _values(canvas, scale, series, categories, left, room, write)


def ranking(
    items: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str,
    write: Write,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw one lying bar for each item, in the order given, its value at the end.

    Long names stand above their bars, whole, rather than cut beside them.
    """

    def draw(width: float) -> Canvas:
        longest = max((width_of(name) for name, _ in items), default=0) + 12
        above = longest > width * 0.42
        line = 44.0 if above else 27.0
        height = max(1, len(items)) * line + 4
        canvas = Canvas(title, description, palette, height=height, width=width)
        _ranking(canvas, items, write, line=line, names=0 if above else longest)
        return canvas

    return fitted(draw, palette)


def _ranking(
    canvas: Canvas,
    items: Sequence[tuple[str, float]],
    write: Write,
    *,
    line: float,
    names: float,
) -> None:
    """Draw each bar on its ``line``, right of its name, or under it where ``names`` is no room."""
    palette = canvas.palette
    values = max((width_of(write(value)) for _, value in items), default=0) + 10
    low = min([0.0, *(value for _, value in items)])
    high = max([0.0, *(value for _, value in items)])
    unit = (canvas.width - names - values) / ((high - low) or 1)
    zero = names - low * unit
    for at, (name, value) in enumerate(items):
        y = at * line + (0 if names else 17)
        if names:
            canvas.text(names - 10, y + 18, name, anchor="end")
        else:
            canvas.text(0, y, _cut(name, canvas.width))
        canvas.rect(min(zero, zero + value * unit), y + 6, abs(value) * unit, 16, palette.of(0))
        canvas.text(max(zero, zero + value * unit) + 6, y + 18, write(value), fill=palette.quiet)
    canvas.rule(zero, 2, zero, canvas.height - 2, palette.quiet)


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    top: float
    length: float

    def y(self, value: float) -> float:
        return self.top + (self.high - value) / ((self.high - self.low) or 1) * self.length


def _extent(series: Sequence[Series], count: int, *, stacked: bool) -> tuple[float, float]:
    values = [[one.values[at] or 0 for one in series] for at in range(count)]
    if stacked:
        ends = [sum(v for v in column if v > 0) for column in values]
        ends += [sum(v for v in column if v < 0) for column in values]
    else:
        ends = [value for column in values for value in column]
    return min([0.0, *ends]), max([0.0, *ends])


def _group(
    canvas: Canvas, scale: _Scale, series: Sequence[Series], at: int, middle: float, room: float
) -> None:
    each = min(room / len(series), 64)
    x = middle - each * len(series) / 2
    for index, one in enumerate(series):
        value = one.values[at]
        if value is not None:
            _bar(canvas, scale, x + each * index + 1, each - 2, (0, value), index)


def _stack(
    canvas: Canvas, scale: _Scale, series: Sequence[Series], at: int, middle: float, room: float
) -> None:
    width, up, down = min(room, 64), 0.0, 0.0
    for index, one in enumerate(series):
        value = one.values[at] or 0
        start = up if value >= 0 else down
        _bar(canvas, scale, middle - width / 2, width, (start, start + value), index)
        up, down = (start + value, down) if value >= 0 else (up, start + value)


def _bar(
    canvas: Canvas, scale: _Scale, x: float, width: float, span: tuple[float, float], index: int
) -> None:
    high, low = scale.y(max(span)), scale.y(min(span))
    canvas.rect(x, high, max(1.0, width), max(0.6, low - high), canvas.palette.of(index))


def _values(
    canvas: Canvas,
    scale: _Scale,
    series: Sequence[Series],
    categories: Sequence[str],
    left: float,
    room: float,
    write: Write,
) -> None:
    each = min(room * 0.68 / len(series), 64)
    written = [write(v) for one in series for v in one.values if v is not None]
    if max((width_of(text, 12) for text in written), default=0) > each * 1.15:
        return
    for at in range(len(categories)):
        start = left + room * (at + 0.5) - each * len(series) / 2
        for index, one in enumerate(series):
            value = one.values[at]
            if value is not None:
                y = scale.y(value) + (-5 if value >= 0 else 14)
                canvas.text(
                    start + each * (index + 0.5),
                    y,
                    write(value),
                    anchor="middle",
                    size=12,
                    bold=True,
                )


def _is_shown(at: int, categories: Sequence[str], room: float) -> bool:
    widest = max(width_of(category) for category in categories) + 8
    every = max(1, int(widest // room) + (1 if widest % room else 0))
    return at % every == 0


def _cut(words: str, room: float) -> str:
    most = int(room / (TEXT * 0.52))
    return words if len(words) <= most else words[: max(1, most - 1)].rstrip() + "…"
