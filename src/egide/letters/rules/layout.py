"""From what an author typed to a letter laid out: paragraphs, links, a layout in MJML, the foot.

The layout is compiled once, when the letter begins to leave; what remains is a small template whose
fields are filled for each reader.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from jinja2 import Template
from jinja2.sandbox import SandboxedEnvironment
from mjml import mjml2html

from egide.letters.rules.grammar import words_holder
from egide.letters.rules.markup import read

_HERE = Path(__file__).resolve().parent.parent / "templates" / "letters"
# The layout of who chose none, and with which a new one begins; the foot of all of them.
HOUSE = (_HERE / "house.mjml").read_text(encoding="utf-8")
FOOT = (_HERE / "foot.mjml").read_text(encoding="utf-8")
LINKS = "a { color: #7a2e2e }"
LINK = re.compile(r"https?://[^\s<>\"{}]+[^\s<>\"{}.,;:!?»)]")
# What XML cannot hold, and that a text copied from elsewhere sometimes bears.
_UNSEEN = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
# HTML is escaped as it is filled; plain text is written as it is.
_HTML, _TEXT = SandboxedEnvironment(autoescape=True), SandboxedEnvironment(autoescape=False)


def paragraphs(words: str) -> list[str]:
    """Return the paragraphs of a text: an empty line parts them."""
    return [
        part.strip() for part in re.split(r"\n\s*\n", words.replace("\r\n", "\n")) if part.strip()
    ]


def compiled(words: str, *, subject: str, language: str, source: str = HOUSE) -> str:
    """Return the letter in HTML, its fields still to be filled.

    ``source`` is a layout against which nothing is to be said (``obstacles_to_layout``). What is
    compiled is the very tree that was read and judged, and not its text a second time.
    """
    tree, _lines = read(source)
    tree.set("lang", language)
    head = tree.find("mj-head")
    if head is None:
        head = Element("mj-head")
        tree.insert(0, head)
    ElementTree.SubElement(head, "mj-title").text = _UNSEEN.sub("", subject)
    ElementTree.SubElement(head, "mj-style").text = LINKS
    _put(tree, list(_texts(words, words_holder(tree)[0])))
    foot, _lines = read(FOOT)
    tree[-1].append(foot)
    # Without ``fonts``, the letter of a layout that names none would fetch one from elsewhere.
    return mjml2html(ElementTree.tostring(tree, encoding="unicode"), fonts={})


def _texts(words: str, holder: Element) -> Iterator[Element]:
    """Return one text for each paragraph, looking as the layout says at their place."""
    for part in paragraphs(_UNSEEN.sub("", words)):
        text, _lines = read(f"<mj-text>{_marked_up(part)}</mj-text>")
        text.attrib.update(holder.attrib)
        yield text


def _put(tree: Element, texts: list[Element]) -> None:
    """Put the texts in the place of the one that stands for them."""
    (holder,) = words_holder(tree)
    (column,) = (element for element in tree.iter() if holder in list(element))
    where = list(column).index(holder)
    column[where : where + 1] = texts


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
