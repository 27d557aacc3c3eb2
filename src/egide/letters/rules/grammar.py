"""What a layout may hold: the elements of MJML that draw, and nothing that runs, hides or tells.

Everything is refused that is not named here. A layout has neither scripts, nor style sheets, nor
raw HTML, nor files of elsewhere: only images whose address its author declared, because whoever
serves an image learns who opens the letter, and when. The foot of a letter is not part of a layout:
it is added after the last section, with every property that a layout could give it set anew.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from egide.letters.rules.fields import obstacles_to_words
from egide.letters.rules.markup import Unreadable, read

# Where the words of the letter go: alone in one text.
WORDS = re.compile(r"\{\{\s*texte\s*\}\}")
MOST_LENGTH = 20_000

_SIZES = re.compile(r"\d{1,3}(\.\d{1,2})?(px|%)?( \d{1,3}(\.\d{1,2})?(px|%)?){0,3}")
_COLOUR = re.compile(r"#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?|[a-z]{3,20}")
_WORD = re.compile(r"[a-z0-9-]{1,16}")
_FONT = re.compile(r"[\w ,'-]{1,120}")
_BORDER = re.compile(r"none|\d{1,2}px (solid|dashed|dotted) (#[0-9a-fA-F]{3,6}|[a-z]{3,20})")
_PAGE = re.compile(r"[3-8]\d\dpx")
_HREF = re.compile(r"https://[^\s<>\"'{}\\]{1,300}")
_SAID = re.compile(r"[^<>{}]{0,200}")

_SIDES = ("padding", "padding-top", "padding-bottom", "padding-left", "padding-right")
_SPACE = dict.fromkeys(_SIDES, _SIZES)
_BOX = {**_SPACE, "background-color": _COLOUR, "border": _BORDER, "border-radius": _SIZES}
_LETTERS = {
    "align": _WORD,
    "color": _COLOUR,
    "font-family": _FONT,
    "font-size": _SIZES,
    "font-style": _WORD,
    "font-weight": _WORD,
    "letter-spacing": _SIZES,
    "line-height": _SIZES,
    "text-transform": _WORD,
}
_LINE = {**_SPACE, "align": _WORD, "border-color": _COLOUR, "border-width": _SIZES, "width": _SIZES}

# The properties of each element, by what their values look like; those of HTML hold none but links.
PROPERTIES: dict[str, dict[str, re.Pattern[str]]] = {
    "mjml": {},
    "mj-head": {},
    "mj-attributes": {},
    "mj-body": {"background-color": _COLOUR, "width": _PAGE},
    "mj-wrapper": _BOX,
    "mj-section": {**_BOX, "direction": _WORD, "text-align": _WORD},
    "mj-group": {"width": _SIZES, "vertical-align": _WORD},
    "mj-column": {**_BOX, "width": _SIZES, "vertical-align": _WORD},
    "mj-text": {**_SPACE, **_LETTERS},
    "mj-button": {**_BOX, **_LETTERS, "inner-padding": _SIZES, "href": _HREF, "width": _SIZES},
    "mj-divider": {**_LINE, "border-style": _WORD},
    "mj-spacer": {"height": _SIZES},
    "mj-image": {**_SPACE, "src": _HREF, "alt": _SAID, "href": _HREF} | _LINE,
    "a": {"href": _HREF},
    **{name: {} for name in ("b", "br", "em", "h1", "h2", "h3", "i", "li", "ol", "p", "span")},
    **{name: {} for name in ("strong", "u", "ul")},
}
# What all texts, buttons and lines of a layout take on, in ``mj-attributes``.
DEFAULTS: dict[str, dict[str, re.Pattern[str]]] = {
    "mj-all": {"color": _COLOUR, "font-family": _FONT},
    "mj-text": {**_SPACE, **_LETTERS},
    "mj-button": {**_BOX, **_LETTERS, "inner-padding": _SIZES},
    "mj-divider": {**_LINE, "border-style": _WORD},
    "mj-section": _BOX,
    "mj-column": {**_SPACE, "background-color": _COLOUR},
}
_HTML = ("a", "b", "br", "em", "i", "span", "strong", "u")
CHILDREN: dict[str, tuple[str, ...]] = {
    "mjml": ("mj-head", "mj-body"),
    "mj-head": ("mj-attributes",),
    "mj-attributes": tuple(DEFAULTS),
    "mj-body": ("mj-section", "mj-wrapper"),
    "mj-wrapper": ("mj-section",),
    "mj-section": ("mj-column", "mj-group"),
    "mj-group": ("mj-column",),
    "mj-column": ("mj-text", "mj-image", "mj-button", "mj-divider", "mj-spacer"),
    "mj-text": (*_HTML, "h1", "h2", "h3", "ol", "p", "ul"),
    "mj-button": ("b", "em", "i", "strong"),
    "ol": ("li",),
    "ul": ("li",),
    **dict.fromkeys(("a", "b", "em", "h1", "h2", "h3", "i", "li", "p"), _HTML),
    **dict.fromkeys(("span", "strong", "u"), _HTML),
}
_TEXTS = {"mj-text", "mj-button", *_HTML, "h1", "h2", "h3", "li", "p"}


def obstacles_to_layout(source: str, images: str) -> list[str]:
    """Return what forbids a layout, each with its line, in words; empty when it can be used.

    ``images`` holds the addresses of images that its author declares, one a line.
    """
    if len(source) > MOST_LENGTH:
        return [_("Une mise en page tient en vingt mille caractères.")]
    declared = addresses(images)
    obstacles = [
        _("« %(address)s » n’est pas l’adresse d’une image : elle commence par https://.")
        % {"address": address[:80]}
        for address in declared
        if not _HREF.fullmatch(address)
    ]
    try:
        tree, lines = read(source)
    except Unreadable as stumble:
        return [*obstacles, str(stumble)]
    if tree.tag != "mjml":
        return [*obstacles, _("Une mise en page commence par <mjml> et finit par </mjml>.")]
    found = _obstacles(tree, lambda element: lines[element], declared)
    return list(dict.fromkeys([*obstacles, *found, *_to_the_whole(tree)]))


def addresses(images: str) -> list[str]:
    """Return the addresses of images that are declared: one a line."""
    return [line.strip() for line in images.splitlines() if line.strip()]


def words_holder(tree: Element) -> list[Element]:
    """Return the texts that hold the words of the letter; a layout has one."""
    return [
        text
        for text in tree.iter("mj-text")
        if not len(text) and WORDS.fullmatch((text.text or "").strip())
    ]


def _to_the_whole(tree: Element) -> Iterator[str]:
    """Say what is missing of a whole, or there twice."""
    if [child.tag for child in tree] not in (["mj-body"], ["mj-head", "mj-body"]):
        yield _("Dans <mjml> : un <mj-head> s’il en faut un, puis un <mj-body>.")
    places = sum(len(WORDS.findall(text)) for text in tree.itertext())
    if places != 1 or len(words_holder(tree)) != 1:
        yield _(
            "Les mots de la lettre ont une place et une seule : %(example)s, seul dans un "
            "<mj-text>."
        ) % {"example": "{{ texte }}"}


def _obstacles(
    element: Element, line_of: Callable[[Element], int], declared: list[str]
) -> Iterator[str]:
    """Say what is wrong in an element and in those that it holds, from the top down."""

    def at(said: str) -> str:
        return _("Ligne %(line)s : %(said)s") % {"line": line_of(element), "said": said}

    in_defaults = element.tag == "mj-attributes"
    yield from map(at, _in_words(element))
    for child in element:
        if child.tag not in CHILDREN.get(element.tag, ()):
            said = _("<%(child)s> n’a pas sa place dans <%(parent)s>.")
            place = {"child": child.tag[:40], "parent": element.tag}
            yield _("Ligne %(line)s : %(said)s") % {"line": line_of(child), "said": said % place}
            continue
        known = (DEFAULTS if in_defaults else PROPERTIES)[child.tag]
        for wrong in _in_properties(child, known, declared, by_default=in_defaults):
            yield _("Ligne %(line)s : %(said)s") % {"line": line_of(child), "said": wrong}
        yield from _obstacles(child, line_of, declared)


def _in_words(element: Element) -> list[str]:
    """Say what is wrong in what an element says itself: words where none go, an unknown field."""
    parts = _parts(element)
    if any(parts) and element.tag not in _TEXTS:
        return [_("des mots se promènent hors d’un <mj-text>.")]
    return [said for part in parts for said in obstacles_to_words(WORDS.sub("", part))]


def _in_properties(
    element: Element, known: dict[str, re.Pattern[str]], declared: list[str], *, by_default: bool
) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name not in known:
            yield _("la propriété « %(name)s » de <%(element)s> n’est pas permise.") % {
                "name": name[:40],
                "element": element.tag,
            }
        elif not known[name].fullmatch(value):
            yield _("« %(value)s » ne convient pas à la propriété « %(name)s ».") % {
                "value": value[:60],
                "name": name,
            }
        elif name == "src" and value not in declared:
            yield _("cette image vient d’ailleurs : déclarez son adresse, ou retirez-la.")
    if element.tag == "mj-image" and not by_default:
        if not element.get("src"):
            yield _("une image a une adresse.")
        if not element.get("alt"):
            yield _('dites ce que montre l’image, pour qui ne la voit pas : alt="…".')


def _parts(element: Element) -> list[str]:
    """Return what an element says itself, between what its children say."""
    own = [element.text, *(child.tail for child in element)]
    return [(part or "").strip() for part in own]
