"""Reads what stands between braces: a figure and its wordings, a literal, a claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from egide.annual_report.rules.parser.source import Source
from egide.annual_report.rules.predicates import PREDICATES
from egide.annual_report.rules.syntax import (
    Calculation,
    Constant,
    EditionYear,
    Expression,
    FigureReference,
    FigureText,
    Literal,
    Predicate,
)
from egide.annual_report.rules.wording import MAKERS, Wording, problem_with

CALCULATIONS = {
    "growth": (2, 2),
    "share": (2, 2),
    "ratio": (2, 2),
    "difference": (2, 2),
    "sum": (2, 20),
}
LITERALS = ("year", "date", "month", "law", "section")

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"[^"\n]*")
      | (?P<date>\d{4}-\d{2}(?:-\d{2})?(?![\w.-]))
      | (?P<offset>@[+-]?\d+)
      | (?P<number>-?\d+(?:\.\d+)?(?![\w.]))
      | (?P<name>[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*)
      | (?P<punctuation>[(),|])""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """One word between braces."""

    kind: str
    text: str
    offset: int


class BraceReader:
    """Reads the content of one pair of braces, ``start`` to ``end`` of the source."""

    def __init__(self, source: Source, start: int, end: int) -> None:
        self.source = source
        self.start = start
        self.end = end
        self.tokens = list(self._split())
        self.at = 0

    def _split(self) -> list[Token]:
        found = []
        offset = self.start
        while offset < self.end:
            match = _TOKEN.match(self.source.text, offset, self.end)
            if match is None or match.lastgroup is None:
                raise self.source.mistake(
                    _("« %(character)s » n’a pas de sens entre accolades")
                    % {"character": self.source.text[offset]},
                    offset,
                )
            if match.lastgroup != "space":
                found.append(Token(match.lastgroup, match.group(), offset))
            offset = match.end()
        return found

    def figure_or_literal(self) -> FigureText | Literal | EditionYear:
        """Return what the braces hold, when they do not open a claim."""
        first = self._peek()
        if first is None:
            raise self.source.mistake(_("les accolades sont vides"), self.start)
        if first.text in LITERALS:
            return self._literal()
        if first.text == "edition":
            return self._edition_year()
        return self._figure()

    def claim(self) -> Predicate:
        """Return the predicate of ``claim greater(a, b)``."""
        self._next()
        name = self._expect("name", _("le nom d’une comparaison"))
        shape = PREDICATES.get(name.text)
        if shape is None:
            raise self.source.mistake(
                _("la comparaison « %(name)s » n’existe pas ; choisissez parmi : %(known)s")
                % {"name": name.text, "known": ", ".join(PREDICATES)},
                name.offset,
            )
        arguments = self._arguments()
        self._check_count(name, len(arguments), shape.fewest, shape.most)
        self._finish()
        return Predicate(name.text, arguments, self.source.position(name.offset))

    def _figure(self) -> FigureText:
        expression = self._expression()
        if isinstance(expression, Constant):
            raise self.source.mistake(_("un nombre ne se tape pas ; reliez un chiffre"), self.start)
        wordings: list[Wording] = []
        while self._peek() is not None:
            self._expect("|", _("une barre « | » avant la formulation"))
            wordings.append(self._wording())
        makers = [wording for wording in wordings if wording.name in MAKERS]
        if len(makers) > 1:
            raise self.source.mistake(
                _("« %(first)s » et « %(second)s » disent le même chiffre ; gardez-en une")
                % {"first": makers[0].name, "second": makers[1].name},
                self.start,
            )
        return FigureText(expression, tuple(wordings), self.source.position(self.start))

    def _wording(self) -> Wording:
        name = self._expect("name", _("le nom d’une formulation"))
        arguments = []
        while (token := self._peek()) is not None and token.text != "|":
            self._next()
            if token.text != ",":
                arguments.append(token.text.strip('"'))
        wording = Wording(name.text, tuple(arguments))
        if problem := problem_with(wording):
            raise self.source.mistake(problem, name.offset)
        return wording

    def _expression(self) -> Expression:
        token = self._next()
        if token is None:
            raise self.source.mistake(_("il manque un chiffre"), self.end)
        if token.kind == "number":
            return Constant(Decimal(token.text))
        if token.kind != "name":
            raise self.source.mistake(
                _("« %(text)s » n’est pas un chiffre") % {"text": token.text}, token.offset
            )
        if token.text in CALCULATIONS:
            arguments = self._arguments()
            self._check_count(token, len(arguments), *CALCULATIONS[token.text])
            return Calculation(token.text, arguments, self.source.position(token.offset))
        if "." not in token.text:
            raise self.source.mistake(
                _("« %(text)s » n’est pas la clé d’un chiffre : une clé s’écrit « module.nom »")
                % {"text": token.text},
                token.offset,
            )
        return FigureReference(token.text, self._offset(), self.source.position(token.offset))

    def _offset(self) -> int:
        token = self._peek()
        if token is None or token.kind != "offset":
            return 0
        self._next()
        return int(token.text[1:])

    def _arguments(self) -> tuple[Expression, ...]:
        self._expect("(", _("une parenthèse « ( »"))
        arguments = [self._expression()]
        while (token := self._next()) is not None and token.text == ",":
            arguments.append(self._expression())
        if token is None or token.text != ")":
            raise self.source.mistake(
                _("il manque une parenthèse « ) »"), token.offset if token else self.end
            )
        return tuple(arguments)

    def _check_count(self, name: Token, given: int, fewest: int, most: int) -> None:
        if fewest <= given <= most:
            return
        raise self.source.mistake(
            _("« %(name)s » attend de %(fewest)d à %(most)d chiffres et en reçoit %(given)d")
            % {"name": name.text, "fewest": fewest, "most": most, "given": given},
            name.offset,
        )

    def _edition_year(self) -> EditionYear:
        first = self._next()
        offset = self._offset()
        self._finish()
        return EditionYear(offset, self.source.position(first.offset if first else self.start))

    def _literal(self) -> Literal:
        kind = self._next()
        token = self._next()
        if kind is None or token is None:
            raise self.source.mistake(_("il manque une valeur"), self.end)
        value = token.text.strip('"')
        day = self._day(kind.text, token)
        self._finish()
        return Literal(kind.text, value, day, self.source.position(kind.offset))

    def _day(self, kind: str, token: Token) -> date | None:
        """Check that a literal is of its kind, and return its day if it has one."""
        fits = {
            "year": bool(re.fullmatch(r"1[0-9]{3}|2[01][0-9]{2}", token.text)),
            "date": bool(re.fullmatch(r"\d{4}-\d{2}-\d{2}", token.text)),
            "month": bool(re.fullmatch(r"\d{4}-\d{2}", token.text)),
            "law": token.kind == "string" and len(token.text) > 2,
            "section": bool(re.fullmatch(r"\d{1,2}(\.\d{1,2})?", token.text)),
        }
        if not fits[kind]:
            raise self.source.mistake(
                _EXPECTED_LITERAL[kind]() % {"text": token.text}, token.offset
            )
        if kind not in ("date", "month"):
            return None
        try:
            return date.fromisoformat(token.text if kind == "date" else f"{token.text}-01")
        except ValueError:
            raise self.source.mistake(
                _("le %(text)s n’existe pas au calendrier") % {"text": token.text}, token.offset
            ) from None

    def _finish(self) -> None:
        token = self._peek()
        if token is not None:
            raise self.source.mistake(
                _("« %(text)s » est de trop") % {"text": token.text}, token.offset
            )

    def _peek(self) -> Token | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _next(self) -> Token | None:
        token = self._peek()
        self.at += 1
        return token

    def _expect(self, wanted: str, described: str) -> Token:
        token = self._next()
        if token is None or wanted not in (token.kind, token.text):
            raise self.source.mistake(
                _("il faut %(what)s ici") % {"what": described}, token.offset if token else self.end
            )
        return token


_EXPECTED_LITERAL = {
    "year": lambda: _("« %(text)s » n’est pas une année du calendrier"),
    "date": lambda: _("« %(text)s » n’est pas un jour ; un jour s’écrit 2018-11-17"),
    "month": lambda: _("« %(text)s » n’est pas un mois ; un mois s’écrit 2020-07"),
    "law": lambda: _("le nom d’une loi s’écrit entre guillemets droits"),
    "section": lambda: _("« %(text)s » n’est pas un numéro de partie"),
}
