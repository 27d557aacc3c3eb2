"""Maps: dots where things are, on the outlines of the lands, or tiles that stand for places."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from egide.design.charts.canvas import SCREEN, TEXT, Canvas, Palette, Write, fitted, width_of
from egide.design.charts.canvas import WIDTH as PAGE_WIDTH
from egide.design.charts.outlines import WORLD, Point, Ring, edges, lands_under

LARGEST = 22.0
SMALLEST = 2.2
MARGIN = 26.0
# At 360 pixels a drawing loses a third: these letters are then as tall as twelve pixels.
PHONE_TEXT = 18.0


@dataclass(frozen=True)
class Place:
    """A point of the Earth and the quantity there."""

    lon: float
    lat: float
    value: float
    label: str


@dataclass(frozen=True)
class Tile:
    """A square that stands for a place: column and row on the grid, two or three letters."""

    column: int
    row: int
    code: str
    label: str
    value: float | None


def dot_map(
    places: Sequence[Place],
    *,
    title: str,
    description: str,
    write: Write,
    named: int = 6,
    palette: Palette = SCREEN,
) -> Markup:
    """Draw a dot for each place, its area in proportion to its value; the largest are named.

    The ground is France, whole, when they lie there; otherwise what one sees of the world between
    its meridians and parallels (``outlines``).
    """
    points = [(place.lon, place.lat) for place in places]
    lands = lands_under(points)
    shores = [] if lands is WORLD else [point for ring in lands for point in ring]
    view = _View.around([*points, *shores])
    canvas = Canvas(title, description, palette, height=view.height)
    _ground(canvas, view, lands)
    largest = max((place.value for place in places), default=0) or 1
    by_size = sorted(places, key=lambda place: (-place.value, place.label))
    for place in by_size:
        x, y = view.at(place.lon, place.lat)
        radius = max(SMALLEST, LARGEST * math.sqrt(max(0.0, place.value) / largest))
        canvas.dot(
            x, y, radius, palette.accent, opacity=0.62, tip=f"{place.label} : {write(place.value)}"
        )
    if palette is not SCREEN:
        _names(canvas, view, by_size, size=TEXT, named=named)
        return canvas.svg()
    # Twice: the style sheet shows one or the other, for a phone draws the map smaller.
    for name, size in (("chart-wide", TEXT), ("chart-narrow", PHONE_TEXT)):
        with canvas.group(name):
            _names(canvas, view, by_size, size=size, named=named)
    return canvas.svg()


def tile_map(
    tiles: Sequence[Tile], *, title: str, description: str, write: Write, palette: Palette = SCREEN
) -> Markup:
    """Draw a square for each place, with its letters, its value and a bar that tells it."""

    def draw(width: float) -> Canvas:
        columns = max((tile.column for tile in tiles), default=0) + 1
        rows = max((tile.row for tile in tiles), default=0) + 1
        side = min(72.0, width / columns)
        canvas = Canvas(title, description, palette, height=rows * side, width=width)
        _tiles(canvas, tiles, write, side)
        return canvas

    return fitted(draw, palette)


def _tiles(canvas: Canvas, tiles: Sequence[Tile], write: Write, side: float) -> None:
    palette = canvas.palette
    highest = max((tile.value or 0 for tile in tiles), default=0) or 1
    for tile in tiles:
        x, y, inner = tile.column * side, tile.row * side, side - 3
        share = (tile.value or 0) / highest
        canvas.rect(x, y, inner, inner, palette.wash, rounded=True)
        # A bar from the floor of the tile tells the quantity without asking the eye for shades.
        canvas.rect(x, y + inner * (1 - share * 0.28), inner, inner * share * 0.28, palette.accent)
        canvas.text(x + 5, y + 16, tile.code, bold=True, size=min(13.0, side * 0.26))
        value = "–" if tile.value is None else write(tile.value)
        canvas.text(x + 5, y + 30, value, size=min(12.0, side * 0.22), fill=palette.quiet)


@dataclass(frozen=True)
class _View:
    west: float
    north: float
    east: float
    south: float
    unit: float
    squeeze: float
    height: float

    @classmethod
    def around(cls, points: Sequence[Point]) -> _View:
        lons = [lon for lon, _ in points] or [2.35]
        lats = [lat for _, lat in points] or [48.85]
        west, east, south, north = min(lons), max(lons), min(lats), max(lats)
        if east - west < 1:
            west, east = west - 1, east + 1
        if north - south < 1:
            south, north = south - 1, north + 1
        # Degrees of longitude shrink with the latitude in the middle (equirectangular projection).
        squeeze = max(0.2, math.cos(math.radians((south + north) / 2)))
        unit = (PAGE_WIDTH - 2 * MARGIN) / ((east - west) * squeeze)
        unit = min(unit, 620.0 / (north - south))
        return cls(west, north, east, south, unit, squeeze, (north - south) * unit + 2 * MARGIN)

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        spare = PAGE_WIDTH - 2 * MARGIN - (self.east - self.west) * self.squeeze * self.unit
        x = MARGIN + spare / 2 + (lon - self.west) * self.squeeze * self.unit
        return x, MARGIN + (self.north - lat) * self.unit


def _ground(canvas: Canvas, view: _View, lands: Sequence[Ring]) -> None:
    if lands is WORLD:
        _graticule(canvas, view)
    for ring in lands:
        west, south, east, north = edges(ring)
        (left, low), (right, high) = view.at(west, south), view.at(east, north)
        if right > 0 and left < canvas.width and low > 0 and high < canvas.height:
            canvas.land([view.at(lon, lat) for lon, lat in ring], canvas.palette.wash)


def _graticule(canvas: Canvas, view: _View) -> None:
    span = max(view.east - view.west, view.north - view.south)
    step = next(size for size in (1, 2, 5, 10, 20, 30, 60) if span / size <= 8 or size == 60)
    for lon in range(math.ceil(view.west / step) * step, math.floor(view.east) + 1, step):
        x, _ = view.at(lon, view.north)
        canvas.rule(x, 0, x, canvas.height, canvas.palette.line, width=0.6)
    for lat in range(math.ceil(view.south / step) * step, math.floor(view.north) + 1, step):
        _, y = view.at(view.west, lat)
        canvas.rule(0, y, canvas.width, y, canvas.palette.line, width=0.6)


def _names(
    canvas: Canvas, view: _View, by_size: Sequence[Place], *, size: float, named: int
) -> None:
    """Name the largest places, as far as no name touches another or leaves the drawing."""
    largest = max((place.value for place in by_size), default=0) or 1
    taken: list[tuple[float, float, float, float]] = []
    for place in by_size[: named * 3]:
        if len(taken) < named:
            _name(canvas, view.at(place.lon, place.lat), place, largest, taken, size=size)


def _name(
    canvas: Canvas,
    at: tuple[float, float],
    place: Place,
    largest: float,
    taken: list[tuple[float, float, float, float]],
    *,
    size: float,
) -> None:
    x, y = at
    gap = max(SMALLEST, LARGEST * math.sqrt(max(0.0, place.value) / largest)) + 4
    wide, half = width_of(place.label, size), size * 0.62
    for left in (x + gap, x - gap - wide):
        box = (left, y - half, left + wide, y + half)
        free = all(box[2] < t[0] or box[0] > t[2] or box[3] < t[1] or box[1] > t[3] for t in taken)
        if free and left >= 0 and box[2] <= canvas.width:
            taken.append(box)
            canvas.text(left, y + size * 0.35, place.label, size=size, halo=True)
            return
