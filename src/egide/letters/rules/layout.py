"""From what an author typed to a letter laid out: paragraphs, links, and the frame in MJML.

The frame is compiled once, when the letter begins to leave; what remains is a small template whose
fields are filled for each reader.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from mjml import mjml2html

FRAME = Path(__file__).resolve().parent.parent / "templates" / "letters" / "frame.mjml"
LINK = re.compile(r"https?://[^\s<>\"{}]+[^\s<>\"{}.,;:!?»)]")
# HTML is escaped as it is filled; plain text is written as it is.
_HTML, _TEXT = SandboxedEnvironment(autoescape=True), SandboxedEnvironment(autoescape=False)


def paragraphs(words: str) -> list[str]:
    """Return the paragraphs of a text: an empty line parts them."""
    return [
        part.strip() for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")) if part.strip()
    ]


def compiled(words: str, *, subject: str, language: str, society: str, accent: str) -> str:
    """Return the letter in HTML, its fields still to be filled."""
    body = "".join(f"<mj-text>{_marked_up(part)}</mj-text>" for part in paragraphs(words))
    frame = FRAME.read_text()
    for mark, value in (
        ("@@LANGUAGE@@", language),
        ("@@SUBJECT@@", escape(subject)),
        ("@@SOCIETY@@", escape(society)),
        ("@@ACCENT@@", escape(accent)),
        ("@@BODY@@", body),
    ):
        frame = frame.replace(mark, value)
    return mjml2html(frame)


def fill_html(source: str, fields: dict[str, Any]) -> str:
    """Fill the fields of a compiled letter for one reader."""
    return _html(source).render(fields)


def fill_text(source: str, fields: dict[str, Any]) -> str:
    """Fill the fields of what was typed for one reader."""
    return _text(source).render(fields)


@lru_cache(maxsize=16)
def _html(source: str) -> Template:
    return _HTML.from_string(source)


@lru_cache(maxsize=64)
def _text(source: str) -> Template:
    return _TEXT.from_string(source)


def _marked_up(paragraph: str) -> str:
    """Escape a paragraph, keep its lines, and let its addresses be followed."""
    found, last = [], 0
    for link in LINK.finditer(paragraph):
        address = escape(link.group())
        found += [escape(paragraph[last : link.start()]), f'<a href="{address}">{address}</a>']
        last = link.end()
    found.append(escape(paragraph[last:]))
    return "".join(found).replace("\n", "<br />")
