"""Colours by computation: contrast as WCAG measures it, and the accent of a society.

A society gives one colour. It must be readable on paper and on night ink: it is darkened or
lightened, hue kept, until it is (WCAG 2.2, 1.4.3).
"""

from __future__ import annotations

import colorsys
import re
from functools import lru_cache

Colour = tuple[float, float, float]

PAPER = "#fdfcf9"
NIGHT = "#15171a"
DEFAULT_ACCENT = "#1b4b6b"
READABLE = 6.0  # above the 4.5 of AA, so that tints of paper stay readable too


class NotAColour(ValueError):  # noqa: N818 named for the fact
    """The setting is not written ``#rrggbb``."""


def parse(text: str) -> Colour:
    """Read ``#rrggbb``."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise NotAColour(f"{text!r}: a colour is written #rrggbb")
    red, green, blue = (int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def written(colour: Colour) -> str:
    """Write ``#rrggbb``."""
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02x}" for part in colour)


def _luminance(colour: Colour) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lights = sorted((_luminance(parse(one)), _luminance(parse(other))))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def mix(one: str, other: str, share: float) -> str:
    """Mix ``share`` of ``one`` into ``other``."""
    pairs = zip(parse(one), parse(other), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return written((red, green, blue))


def readable(colour: str, background: str, ratio: float = READABLE) -> str:
    """Return ``colour``, moved in lightness only as far as ``background`` asks."""
    hue, light, saturation = colorsys.rgb_to_hls(*parse(colour))
    step = -0.01 if _luminance(parse(background)) > 0.2 else 0.01
    for _ in range(100):
        if contrast(colour, background) >= ratio:
            break
        light = max(0.0, min(1.0, light + step))
        colour = written(colorsys.hls_to_rgb(hue, light, saturation))
    return colour


@lru_cache(maxsize=16)
def society_stylesheet(accent: str) -> str:
    """Return the style sheet that gives a society its colour, in light and in dark."""
    light, dark = readable(accent, PAPER), readable(accent, NIGHT, 7.0)
    tints = {
        "--accent": (light, dark),
        "--accent-strong": (readable(light, PAPER, 9.0), readable(dark, NIGHT, 9.0)),
        "--accent-wash": (mix(light, PAPER, 0.08), mix(dark, NIGHT, 0.1)),
        "--accent-line": (mix(light, PAPER, 0.35), mix(dark, NIGHT, 0.4)),
        "--on-accent": (PAPER, NIGHT),
    }
    lines = "".join(f"{name}:light-dark({day},{night});" for name, (day, night) in tints.items())
    return f"@layer society{{:root{{{lines}}}}}"
