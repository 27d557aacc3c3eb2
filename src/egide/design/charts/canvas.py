"""What every drawing stands on: colours, scales, and the words for who cannot see it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from markupsafe import Markup

WIDTH = 480.0
# What a screen of 360 pixels leaves to a drawing: its letters keep their size there.
PHONE_WIDTH = 320.0
LEGEND_LINE = 20.0
TEXT = 13.0
# A letter of Source Sans takes about half its height; enough to know whether words touch.
LETTER = 0.52

Write = Callable[[float], str]


@dataclass(frozen=True)
class Palette:
    """The colours and the face of a drawing: names of the page, or plain values for paper."""

    ink: str
    quiet: str
    line: str
    paper: str
    accent: str
    wash: str
    series: tuple[str, ...]
    font: str

    def of(self, index: int) -> str:
        """Return the colour of a series; after the last one they start again."""
        return self.series[index % len(self.series)]


SCREEN = Palette(
    ink="var(--ink)",
    quiet="var(--ink-3)",
    line="var(--line)",
    paper="var(--paper)",
    accent="var(--accent)",
    wash="var(--accent-wash)",
    series=tuple(f"var(--series-{rank})" for rank in range(1, 7)),
    font="inherit",
)

# Typst and printers know no custom property: values and a font by name.
PRINT = Palette(
    ink="#1c1d20",
    quiet="#64635f",
    line="#dcd8ce",
    paper="#ffffff",
    accent="#1b4b6b",
    wash="#ebeeee",
    series=("#1b4b6b", "#b0762b", "#5d7f4f", "#8a4a63", "#6d6a8f", "#7a746a"),
    # Quoted: a bare name that ends with a digit is no name for a reader of style sheets.
    font="'Source Sans 3', sans-serif",
)


@dataclass
class Canvas:
    """A drawing being made; ``svg`` closes it."""

    title: str
    description: str
    palette: Palette
    height: float
    width: float = WIDTH
    parts: list[str] = field(default_factory=list)

    def draw(self, shape: str, inside: str = "", **attributes: object) -> None:
        """Add a shape; numbers are shortened, ``stroke_width`` is written ``stroke-width``."""
        written = " ".join(
            f'{name.replace("_", "-")}="{short(value) if isinstance(value, float) else value}"'
            for name, value in attributes.items()
        )
        self.parts.append(f"<{shape} {written}>{inside}</{shape}>")

    def rect(
        self, x: float, y: float, width: float, height: float, fill: str, *, rounded: bool = False
    ) -> None:
        corner: dict[str, Any] = {"rx": 2} if rounded else {}
        self.draw(
            "rect",
            x=float(x),
            y=float(y),
            width=float(width),
            height=float(height),
            fill=fill,
            **corner,
        )

    def rule(
        self, x1: float, y1: float, x2: float, y2: float, stroke: str, *, width: float = 1
    ) -> None:
        self.draw(
            "line",
            x1=float(x1),
            y1=float(y1),
            x2=float(x2),
            y2=float(y2),
            stroke=stroke,
            stroke_width=float(width),
        )

    def path(self, points: Sequence[tuple[float, float]], stroke: str, *, width: float = 2) -> None:
        steps = " ".join(
            f"{'M' if at == 0 else 'L'}{short(x)} {short(y)}" for at, (x, y) in enumerate(points)
        )
        self.draw(
            "path",
            d=steps,
            fill="none",
            stroke=stroke,
            stroke_width=float(width),
            stroke_linejoin="round",
            stroke_linecap="round",
        )

    def land(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        """Fill a closed outline; its corners are a little rounded, as on a small map."""
        corners = " ".join(f"{short(x)},{short(y)}" for x, y in points)
        edge: dict[str, Any] = {"stroke": fill, "stroke_width": 3.0, "stroke_linejoin": "round"}
        self.draw("polygon", points=corners, fill=fill, **edge)

    def dot(
        self, x: float, y: float, radius: float, fill: str, *, opacity: float = 1, tip: str = ""
    ) -> None:
        edge = {"stroke": self.palette.paper, "stroke_width": 0.8}
        shown = f"<title>{escape(tip)}</title>" if tip else ""
        place = {"cx": float(x), "cy": float(y), "r": float(radius)}
        self.draw("circle", shown, **place, fill=fill, fill_opacity=float(opacity), **edge)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        fill: str = "",
        size: float = TEXT,
        bold: bool = False,
        halo: bool = False,
    ) -> None:
        """Write words; with a halo of paper they read on whatever lies under them."""
        weight: dict[str, Any] = {"font_weight": 600} if bold else {}
        if halo:
            weight |= {"stroke": self.palette.paper, "stroke_width": 3, "paint_order": "stroke"}
        face = {"font_size": float(size), "text_anchor": anchor, "fill": fill or self.palette.ink}
        self.draw("text", escape(words), x=float(x), y=float(y), **face, **weight)

    @contextmanager
    def group(self, name: str) -> Iterator[None]:
        """Put what is drawn inside in a group that the style sheet of the page knows by name."""
        self.parts.append(f'<g class="{name}">')
        yield
        self.parts.append("</g>")

    def legend(self, names: Sequence[str], y: float) -> None:
        """Name the series above the drawing, on as many lines as they need."""
        for index, (name, (x, line)) in enumerate(
            zip(names, legend_places(names, self.width), strict=True)
        ):
            self.rect(x, y + line - 9, 11, 11, self.palette.of(index), rounded=True)
            self.text(x + 17, y + line + 1, name)

    def svg(self, shown: str = "") -> Markup:
        """Return the whole drawing, with its title and its description.

        ``shown`` is the class by which the style sheet chooses between two drawings.
        """
        label = f"{self.title}. {self.description}" if self.description else self.title
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label={quoteattr(label)} '
            f"{f'class={quoteattr(shown)} ' if shown else ''}"
            f'viewBox="0 0 {short(self.width)} {short(self.height)}" '
            f"font-family={quoteattr(self.palette.font)}>"
        )
        words = f"<title>{escape(self.title)}</title><desc>{escape(self.description)}</desc>"
        return Markup(f"{head}{words}{''.join(self.parts)}</svg>")  # noqa: S704 all was escaped


def fitted(draw: Callable[[float], Canvas], palette: Palette) -> Markup:
    """Draw once for paper, and for a page twice: wide, and as narrow as a phone.

    The style sheet shows one or the other. Merely shrunk, the wide one would have letters of nine
    pixels on a phone.
    """
    if palette is not SCREEN:
        return draw(WIDTH).svg()
    return draw(WIDTH).svg("chart-wide") + draw(PHONE_WIDTH).svg("chart-narrow")


def legend_places(names: Sequence[str], width: float) -> list[tuple[float, float]]:
    """Return where each name of a legend stands: from the left, and below its first line."""
    places, x, line = [], 0.0, 0.0
    for name in names:
        room = 17 + width_of(name)
        if x and x + room > width:
            x, line = 0.0, line + LEGEND_LINE
        places.append((x, line))
        x += room + 20
    return places


def legend_height(names: Sequence[str], width: float, *, alone: float) -> float:
    """Return the room to keep above the drawing; ``alone`` where one series needs no name."""
    return 34.0 + legend_places(names, width)[-1][1] if len(names) > 1 else alone


def short(value: float) -> str:
    """Write a coordinate with no more digits than an eye can see."""
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"


def width_of(words: str, size: float = TEXT) -> float:
    """Return about how wide a text is."""
    return len(words) * size * LETTER


def ticks(low: float, high: float, wanted: int = 4) -> list[float]:
    """Return round values that cover ``low`` to ``high``, zero among them when it lies between."""
    if low == high:
        low, high = min(low, 0), max(high, 0) or 1
    rough = (high - low) / wanted
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * times for times in (1, 2, 2.5, 5, 10) if unit * times >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [step * rank for rank in range(first, last + 1)]
