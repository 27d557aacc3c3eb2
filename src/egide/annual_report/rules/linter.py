"""What stands in a text and must not: typed numbers, figures that do not exist (R-REP-1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from django.utils.translation import gettext as _

from egide.annual_report.rules.parser.source import Source
from egide.annual_report.rules.syntax import (
    Calculation,
    Chart,
    Constant,
    Document,
    Expression,
    FigureText,
    Heading,
    Position,
    Text,
    all_inlines,
    references,
)
from egide.annual_report.rules.wording import Quantity, WordingRefused, say
from egide.kernel.errors import Refused

# One and its kin are articles as often as numbers; « neuf » is new as often as nine.
FRENCH_NUMBERS = """
    deux trois quatre cinq six sept huit dix onze douze treize quatorze quinze seize vingt
    vingts trente quarante cinquante soixante septante nonante cent cents mille million
    millions milliard milliards dizaine dizaines douzaine douzaines quinzaine vingtaine
    centaine centaines millier milliers deuxième troisième quatrième cinquième sixième
    septième huitième neuvième dixième vingtième centième millième
"""
ENGLISH_NUMBERS = """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
    ninety hundred hundreds thousand thousands million millions billion billions dozen
    dozens third fourth fifth sixth seventh eighth ninth tenth
"""
TYPED = {
    language: re.compile(
        rf"\d[\d\s.,\u202f\u00a0]*\d|\d|\b(?:{'|'.join(words.split())})\b", re.IGNORECASE
    )
    for language, words in (("fr", FRENCH_NUMBERS), ("en", ENGLISH_NUMBERS))
}


@dataclass(frozen=True)
class Finding:
    """One thing to correct, where it stands, and the sentence that says it."""

    position: Position
    problem: str

    def __str__(self) -> str:
        return _("Ligne %(line)d, colonne %(column)d : %(problem)s.") % {
            "line": self.position.line,
            "column": self.position.column,
            "problem": self.problem,
        }


class TextRefused(Refused):
    """The text cannot be kept as it is; every finding is in the message."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        super().__init__(" ".join(str(finding) for finding in findings))


def lint(document: Document, units: Mapping[str, str]) -> list[Finding]:
    """Return what must be corrected before the text is kept, in reading order.

    ``units`` holds the unit of every figure that exists or is expected.
    """
    findings = [
        *_skipped_levels(document),
        *_typed_numbers(document),
        *_unknown_figures(document, units),
        *_wordings(document, units),
    ]
    return sorted(set(findings), key=lambda finding: (finding.position, finding.problem))


def _skipped_levels(document: Document) -> Iterator[Finding]:
    """A reader who walks from title to title falls into a level that is missing."""
    level = 0
    for block in document.blocks:
        if isinstance(block, Heading):
            if block.level > level + 1:
                yield Finding(
                    block.position,
                    _("un titre de rang %(level)d ne suit pas un titre de rang %(before)d")
                    % {"level": block.level, "before": level},
                )
            level = block.level


def _typed_numbers(document: Document) -> Iterator[Finding]:
    source = Source(document.source)
    pattern = TYPED[document.language]
    for inline in all_inlines(document):
        if isinstance(inline, Text):
            for match in pattern.finditer(inline.raw):
                yield _typed(match.group(), source.position(inline.offset + match.start()))
    for block in document.blocks:
        if isinstance(block, Chart):
            for series in block.series:
                for match in pattern.finditer(series.label):
                    yield _typed(match.group(), series.position)


def _typed(number: str, position: Position) -> Finding:
    return Finding(
        position,
        _(
            "« %(number)s » est un nombre tapé ; reliez un chiffre"
            " (ou marquez une date, une année, une loi, une partie)"
        )
        % {"number": " ".join(number.split())},
    )


def _unknown_figures(document: Document, units: Mapping[str, str]) -> Iterator[Finding]:
    for reference in references(document):
        if reference.key in units:
            continue
        near = get_close_matches(reference.key, units, n=1)
        if near:
            problem = _(
                "le chiffre « %(key)s » n’existe pas ou n’existe plus ;"
                " le plus proche est « %(near)s »"
            ) % {"key": reference.key, "near": near[0]}
        else:
            problem = _("le chiffre « %(key)s » n’existe pas ou n’existe plus") % {
                "key": reference.key
            }
        yield Finding(reference.position, problem)


def _wordings(document: Document, units: Mapping[str, str]) -> Iterator[Finding]:
    """Try each wording on a value of the right unit: euros asked of a head-count are refused."""
    for inline in all_inlines(document):
        if not isinstance(inline, FigureText):
            continue
        unit = unit_of(inline.expression, units)
        if unit in ("", "date"):
            continue
        try:
            say(Quantity(Decimal(200), unit), inline.wordings, document.language)
        except WordingRefused as refusal:
            yield Finding(inline.position, str(refusal).rstrip("."))


def unit_of(expression: Expression, units: Mapping[str, str]) -> str:
    """Return the unit of what an expression gives; empty when a figure in it is unknown."""
    if isinstance(expression, Constant):
        return "count"
    if not isinstance(expression, Calculation):
        return units.get(expression.key, "")
    if expression.name in ("growth", "share"):
        return "ratio"
    return unit_of(expression.arguments[0], units)
