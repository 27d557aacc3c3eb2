"""Bars: a few quantities side by side, stacked, or ranked; below zero when they must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from egide.design.charts.canvas import SCREEN, TEXT, Canvas, Palette, Write, ticks, width_of

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
    marks = ticks(*_extent(series, len(categories), stacked=stacked))
    top = 34.0 if len(series) > 1 else 18.0
    canvas = Canvas(title, description, palette, height=top + PLOT + 30)
    left = max(width_of(write(mark)) for mark in marks) + 12
    scale = _Scale(marks[0], marks[-1], top, PLOT)
    for mark in marks:
        y = scale.y(mark)
        canvas.rule(left, y, canvas.width, y, palette.quiet if mark == 0 else palette.line)
        canvas.text(left - 8, y + 4, write(mark), anchor="end", fill=palette.quiet)
    room = (canvas.width - left) / max(1, len(categories))
    for at, category in enumerate(categories):
        middle = left + room * (at + 0.5)
        if _is_shown(at, categories, room):
            canvas.text(middle, top + PLOT + 22, category, anchor="middle")
        draw = _stack if stacked else _group
        draw(canvas, scale, series, at, middle, room * 0.68)
    if not stacked and 0 < len(series) * len(categories) <= MOST_LABELS:
        _values(canvas, scale, series, categories, left, room, write)
    if len(series) > 1:
        canvas.legend([one.name for one in series], 12)
    return canvas.svg()


def ranking(
    items: Sequence[tuple[str, float]],
    *,
    title: str,
    description: str,
    write: Write,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw one lying bar for each item, in the order given, its value at the end."""
    line = 27.0
    canvas = Canvas(title, description, palette, height=max(1, len(items)) * line + 4)
    names = min(canvas.width * 0.42, max((width_of(name) for name, _ in items), default=0) + 12)
    values = max((width_of(write(value)) for _, value in items), default=0) + 10
    low = min([0.0, *(value for _, value in items)])
    high = max([0.0, *(value for _, value in items)])
    unit = (canvas.width - names - values) / ((high - low) or 1)
    zero = names - low * unit
    for at, (name, value) in enumerate(items):
        y = at * line
        canvas.text(names - 10, y + 18, _cut(name, names - 12), anchor="end")
        canvas.rect(min(zero, zero + value * unit), y + 6, abs(value) * unit, 16, palette.of(0))
        canvas.text(max(zero, zero + value * unit) + 6, y + 18, write(value), fill=palette.quiet)
    canvas.rule(zero, 2, zero, canvas.height - 2, palette.quiet)
    return canvas.svg()


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
