"""Drawings of numbers, made on the server: the same SVG for page and paper."""

from egide.design.charts.bars import Series, bars, ranking
from egide.design.charts.canvas import PRINT, SCREEN, Palette
from egide.design.charts.lines import lines
from egide.design.charts.maps import Place, Tile, dot_map, tile_map

__all__ = [
    "PRINT",
    "SCREEN",
    "Palette",
    "Place",
    "Series",
    "Tile",
    "bars",
    "dot_map",
    "lines",
    "ranking",
    "tile_map",
]
