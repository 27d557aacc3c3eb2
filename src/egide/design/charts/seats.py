"""A half circle of seats: who sits by what way, and which chairs are empty."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from egide.design.charts.canvas import SCREEN, Canvas, Palette, fitted

SEATS_PER_ROW = (10, 28, 60, 110)
RADIUS = 180.0
# The middle that stays free for the count, as a part of the radius.
HOLE = 88.0 / 180.0
TOP = 16.0
LINE = 22.0


@dataclass(frozen=True)
class SeatMark:
    """One chair: the group that it belongs to, the words for who points at it, held or empty."""

    group: int
    label: str
    held: bool


def seat_plan(
    marks: Sequence[SeatMark],
    *,
    groups: Sequence[str],
    title: str,
    description: str,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw the seats as a half circle, group after group from left to right, with their names.

    A held seat is full and an empty one is a ring, so that nothing is told by colour alone; the
    page writes the same names beside the drawing.
    """

    def draw(width: float) -> Canvas:
        radius, side = min(RADIUS, width / 2 - 14), 2 if width > 2 * RADIUS else 1
        height = TOP + radius + 24 + LINE * math.ceil(len(groups) / side) + 6
        canvas = Canvas(title, description, palette, height=height, width=width)
        _chairs(canvas, marks, radius)
        _names(canvas, groups, TOP + radius + 36, side=side)
        return canvas

    return fitted(draw, palette)


def _chairs(canvas: Canvas, marks: Sequence[SeatMark], radius: float) -> None:
    places, size = _places(len(marks), canvas.width / 2, TOP + radius, radius)
    for mark, (x, y) in zip(marks, places, strict=True):
        _chair(canvas, mark, x, y, size)
    held = sum(mark.held for mark in marks)
    canvas.draw(
        "text",
        f"{held}/{len(marks)}",
        x=canvas.width / 2,
        y=TOP + radius - 4,
        text_anchor="middle",
        font_size=34.0 * radius / RADIUS,
        font_weight=600,
        fill=canvas.palette.ink,
    )


def _places(
    count: int, middle: float, floor: float, outer: float
) -> tuple[list[tuple[float, float]], float]:
    """Return where each seat stands, from the left end to the right one, and how large it is."""
    rows = next((at for at, most in enumerate(SEATS_PER_ROW, start=1) if count <= most), 5)
    step = (outer - outer * HOLE) / max(rows - 1, 1)
    radii = [outer - 8 - step * row * 0.94 for row in range(rows)]
    shares = _shares(count, radii)
    places = []
    size = step * 0.40 if rows > 1 else 13.0
    for radius, seats in zip(radii, shares, strict=True):
        size = min(size, math.pi * radius / max(seats, 1) * 0.42)
        for rank in range(seats):
            angle = math.pi * (1 - (rank + 0.5) / seats)
            x, y = middle + radius * math.cos(angle), floor - radius * math.sin(angle)
            places.append((-angle, x, y))
    return [(x, y) for _angle, x, y in sorted(places)], min(size, 14.0)


def _shares(count: int, radii: Sequence[float]) -> list[int]:
    """Share the seats between the rows in proportion to their length, none left over."""
    total = sum(radii)
    exact = [count * radius / total for radius in radii]
    shares = [math.floor(share) for share in exact]
    rest = sorted(range(len(radii)), key=lambda row: (shares[row] - exact[row], row))
    for row in rest[: count - sum(shares)]:
        shares[row] += 1
    return shares


def _chair(canvas: Canvas, mark: SeatMark, x: float, y: float, size: float) -> None:
    canvas.draw(
        "circle",
        f"<title>{_escaped(mark.label)}</title>",
        cx=float(x),
        cy=float(y),
        r=float(size),
        **_paint(canvas.palette, mark.group, held=mark.held),
    )


def _paint(palette: Palette, group: int, *, held: bool) -> dict[str, Any]:
    """Return the colours of a group; after the last one they come again, lighter."""
    colour, second = palette.of(group), group >= len(palette.series)
    return {
        "fill": colour if held else palette.paper,
        "fill_opacity": 0.45 if second else 1,
        "stroke": colour,
        "stroke_width": 1.5,
    } | ({} if held else {"stroke_dasharray": "3 2"})


def _names(canvas: Canvas, groups: Sequence[str], top: float, *, side: int) -> None:
    for at, name in enumerate(groups):
        x, y = 14.0 + (canvas.width / side) * (at % side), top + LINE * (at // side)
        canvas.draw("circle", "", cx=x, cy=y - 4.5, r=6.0, **_paint(canvas.palette, at, held=True))
        canvas.draw("text", _escaped(name), x=x + 13, y=y, font_size=13.0, fill=canvas.palette.ink)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;")
