"""The source of a layout, read as the XML that it is, with the line of each element."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.parsers import expat

from django.utils.translation import gettext as _

from egide.kernel.errors import Refused

MOST_DEPTH = 24


class Unreadable(Refused):
    """The source is no XML that is read here; the sentence says where, and what to do."""


def read(source: str) -> tuple[ElementTree.Element, dict[ElementTree.Element, int]]:
    """Return the tree of a source and the line on which each element begins.

    Comments are left out. A document type, which could call a file or grow without end, and an
    instruction to a program are refused before they mean anything.

    :raises Unreadable: with a sentence for who typed it.
    """
    return _Reader(source).tree()


class _Reader:
    """One reading: the elements that are open, from the outermost."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[ElementTree.Element, int] = {}
        self.builder = ElementTree.TreeBuilder()
        self.depth = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.builder.data
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.ProcessingInstructionHandler = self._instruction

    def tree(self) -> tuple[ElementTree.Element, dict[ElementTree.Element, int]]:
        try:
            # A surrogate that stands alone is no letter of any writing.
            self.parser.Parse(self.source.strip().encode("utf-8", "replace"), True)
        except expat.ExpatError as error:
            raise Unreadable(_sentence(error)) from None
        return self.builder.close(), self.lines

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise Unreadable(_at(self._line(), _("trop de balises les unes dans les autres.")))
        self.lines[self.builder.start(name, attributes)] = self._line()

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.builder.end(name)

    def _doctype(self, *_declared: object) -> None:
        raise Unreadable(_at(self._line(), _("une mise en page n’a pas de DOCTYPE.")))

    def _instruction(self, *_given: object) -> None:
        raise Unreadable(_at(self._line(), _("« <? » n’a pas de sens dans une mise en page.")))

    def _line(self) -> int:
        return self.parser.CurrentLineNumber


def _sentence(error: expat.ExpatError) -> str:
    """Say in words what the reader of XML stumbled on."""
    words = expat.errors.messages[error.code]
    if words == expat.errors.XML_ERROR_TAG_MISMATCH:
        said = _("une balise n’est pas fermée, ou l’est dans le désordre.")
    elif words == expat.errors.XML_ERROR_UNDEFINED_ENTITY:
        said = _("ce mot entre « & » et « ; » est inconnu : tapez le caractère lui-même.")
    elif words == expat.errors.XML_ERROR_DUPLICATE_ATTRIBUTE:
        said = _("la même propriété est donnée deux fois.")
    elif words in {expat.errors.XML_ERROR_NO_ELEMENTS, expat.errors.XML_ERROR_UNCLOSED_TOKEN}:
        said = _("la mise en page s’arrête trop tôt : il manque au moins une balise fermante.")
    else:
        said = _("ce qui est écrit ici ne se lit pas : une balise, un guillemet ou un « & » seul.")
    return _at(error.lineno, said)


def _at(line: int, said: str) -> str:
    return _("Ligne %(line)s : %(said)s") % {"line": line, "said": said}
