"""Reads a run of text: words, strong words, figures and claims."""

from __future__ import annotations

from django.utils.translation import gettext as _

from egide.annual_report.rules.parser.braces import BraceReader
from egide.annual_report.rules.parser.source import Source
from egide.annual_report.rules.syntax import Claim, Emphasis, Inline, Inlines, Strong, Text


def read_inlines(source: Source, start: int, end: int) -> Inlines:
    """Return the inlines of ``source[start:end]``."""
    reader = InlineReader(source, start, end)
    inlines = reader.until(None)
    return tuple(inlines)


class InlineReader:
    """Walks through a run of text once."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.text = source.text
        self.at = start
        self.end = end

    def until(self, closing: str | None, opened_at: int = 0) -> list[Inline]:
        """Return the inlines up to ``closing`` (``**``, ``*``, ``{end}``), or up to the end."""
        inlines: list[Inline] = []
        while self.at < self.end:
            if closing and self.text.startswith(closing, self.at, self.end):
                self.at += len(closing)
                return inlines
            inlines.append(self._one())
        if closing:
            raise self.source.mistake(
                _("« %(closing)s » manque pour fermer ce qui s’ouvre ici") % {"closing": closing},
                opened_at,
            )
        return inlines

    def _one(self) -> Inline:
        opened_at = self.at
        for mark, kind in (("**", Strong), ("*", Emphasis)):
            if self.text.startswith(mark, self.at, self.end):
                self.at += len(mark)
                return kind(tuple(self.until(mark, opened_at)))
        if self.text[self.at] == "{":
            return self._braces()
        if self.text[self.at] == "}":
            raise self.source.mistake(_("une accolade se ferme sans s’être ouverte"), self.at)
        return self._words()

    def _words(self) -> Text:
        start = self.at
        while self.at < self.end and self.text[self.at] not in "*{}":
            self.at += 1
        return Text(self.text[start : self.at], start)

    def _braces(self) -> Inline:
        opened_at = self.at
        closed_at = self.text.find("}", opened_at, self.end)
        if closed_at < 0:
            raise self.source.mistake(_("l’accolade n’est pas fermée"), opened_at)
        reader = BraceReader(self.source, opened_at + 1, closed_at)
        self.at = closed_at + 1
        words = [token.text for token in reader.tokens[:1]]
        if words == ["claim"]:
            predicate = reader.claim()
            return Claim(predicate, tuple(self.until("{end}", opened_at)))
        if words == ["end"]:
            raise self.source.mistake(
                _("« {end} » ferme une affirmation qui n’est pas ouverte"), opened_at
            )
        return reader.figure_or_literal()
