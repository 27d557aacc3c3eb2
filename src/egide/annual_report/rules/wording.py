"""How a figure is said in a sentence (R-REP-3): exactly, about, more than, in letters…

A ``Quantity`` is a value and its unit; a ``Wording`` is one of the names of the table at the end
with its arguments. Everything is pure and says the same thing in French and in English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import ceil

from django.utils.translation import gettext as _

from egide.annual_report.rules.number_words import in_words, ordinal_in_words
from egide.design.typography import MINUS, NBSP, date_long, number, plural, rounded
from egide.kernel.errors import Refused

NOT_APPLICABLE = "n/a"


class WordingRefused(Refused):
    """This wording does not suit this value (euros asked of a head-count, letters of a rate)."""


@dataclass(frozen=True)
class Quantity:
    """A value and its unit: ``count``, ``cents``, ``days``, ``ratio``, ``percent`` or ``date``.

    ``None`` is a rate without a meaning: its base was zero or negative.
    """

    value: int | Decimal | date | None
    unit: str = "count"

    @property
    def amount(self) -> Decimal:
        """The value as an exact number."""
        if self.value is None or isinstance(self.value, date):
            raise WordingRefused(_("Cette valeur n’est pas un nombre."))
        return Decimal(self.value)


@dataclass(frozen=True)
class Wording:
    """One step of the way a figure is said: its name and what it was given."""

    name: str
    arguments: tuple[str, ...] = ()


def say(quantity: Quantity, wordings: tuple[Wording, ...], language: str) -> str:
    """Return the text of a figure, in the language, after all its wordings.

    The first wording that makes text wins; ``noun`` and ``capital`` complete it.
    """
    makers = [step for step in wordings if step.name in MAKERS]
    finishers = [step for step in wordings if step.name in FINISHERS]
    if quantity.value is None:
        text = NOT_APPLICABLE
    elif makers:
        text = MAKERS[makers[0].name].make(quantity, makers[0].arguments, language)
    else:
        text = say_plainly(quantity, language)
    for step in finishers:
        text = FINISHERS[step.name].make(text, quantity, step.arguments, language)
    return text


def say_plainly(quantity: Quantity, language: str) -> str:
    """Return the figure in the way that suits its unit, when the text asks for nothing special."""
    if quantity.value is None:
        return NOT_APPLICABLE
    if quantity.unit == "cents":
        return _euros(quantity, (), language)
    if quantity.unit in ("ratio", "percent"):
        return _percent(quantity, (), language)
    if quantity.unit == "date":
        return _day(quantity, (), language)
    return number(quantity.amount.normalize(), language)


def _exact(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    places = int(arguments[0]) if arguments else None
    if quantity.unit == "cents":
        return _euros(quantity, arguments, language)
    if quantity.unit in ("ratio", "percent"):
        return _percent(quantity, arguments, language)
    if quantity.unit == "date":
        return _day(quantity, (), language)
    return number(quantity.amount.normalize(), language, places)


def _step(arguments: tuple[str, ...]) -> Decimal:
    step = Decimal(arguments[0])
    if step <= 0:
        raise WordingRefused(_("Le pas d’un arrondi est un nombre positif."))
    return step


def _in_steps(quantity: Quantity, step: Decimal) -> tuple[Decimal, Decimal]:
    """Return the amount and the step in one scale: the step of a sum is typed in euros."""
    return quantity.amount, step * 100 if quantity.unit == "cents" else step


def _plain(amount: Decimal, quantity: Quantity, language: str) -> str:
    return say_plainly(Quantity(amount, quantity.unit), language)


def _more_than(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    amount, step = _in_steps(quantity, _step(arguments))
    floor = (ceil(amount / step) - 1) * step  # the highest multiple strictly below
    if amount % step == 0 or floor <= 0:
        return _plain(amount, quantity, language)
    return f"{'plus de' if language == 'fr' else 'more than'} {_plain(floor, quantity, language)}"


def _about(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    amount, step = _in_steps(quantity, _step(arguments))
    nearest = rounded(amount / step, 0) * step
    return f"{'environ' if language == 'fr' else 'about'} {_plain(nearest, quantity, language)}"


def _need_cents(quantity: Quantity) -> Decimal:
    if quantity.unit != "cents":
        raise WordingRefused(_("Seule une somme d’argent se dit en euros."))
    return quantity.amount / 100


def _money(amount: Decimal, places: int | None, suffix: str, language: str) -> str:
    digits = number(amount, language, places)
    if language == "fr":
        return f"{digits}{NBSP}{suffix}€"
    sign, digits = (digits[0], digits[1:]) if digits[0] == MINUS else ("", digits)
    return f"{sign}€{digits}{suffix}"


def _euros(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    amount = _need_cents(quantity)
    whole = amount == amount.to_integral_value()
    places = int(arguments[0]) if arguments else (0 if whole else 2)
    return _money(amount, places, "", language)


def _keur(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    thousands = rounded(_need_cents(quantity) / 1000, 0)
    if arguments == ("brackets",):
        return f"({number(abs(thousands), language)})"
    if arguments == ("bare",):
        return number(thousands, language)
    return _money(thousands, 0, "k", language)


def _millions(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    places = int(arguments[0]) if arguments else 1
    if quantity.unit == "cents":
        return _money(quantity.amount / 100_000_000, places, "M", language)
    millions = rounded(quantity.amount / 1_000_000, places)
    word = plural(millions, "million", "millions", "fr") if language == "fr" else "million"
    return f"{number(millions, language, places)}{NBSP}{word}"


def _points(quantity: Quantity) -> Decimal:
    if quantity.unit == "ratio":
        return quantity.amount * 100
    if quantity.unit == "percent":
        return quantity.amount
    raise WordingRefused(_("Seul un taux se dit en pour cent."))


def _percent(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    digits = number(_points(quantity), language, int(arguments[0]) if arguments else 2)
    return f"{digits}{NBSP}%" if language == "fr" else f"{digits}%"


def _signed_percent(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    places = int(arguments[0]) if arguments else 2
    sign = "+" if rounded(_points(quantity), places) > 0 else ""
    return sign + _percent(quantity, arguments, language)


def _whole(quantity: Quantity) -> int:
    if quantity.unit not in ("count", "days"):
        raise WordingRefused(_("Seul un dénombrement s’écrit en lettres."))
    if quantity.amount != quantity.amount.to_integral_value():
        raise WordingRefused(_("Un nombre à décimales ne s’écrit pas en lettres."))
    return int(quantity.amount)


def _words(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    return in_words(_whole(quantity), language, feminine="feminine" in arguments)


def _ordinal(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    return ordinal_in_words(_whole(quantity), language, feminine="feminine" in arguments)


def _bare(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    """A number that names, not counts: the 219 of a promotion, the 6 of a broadcast."""
    return str(_whole(quantity))


def _day(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    if not isinstance(quantity.value, date):
        raise WordingRefused(_("Cette valeur n’est pas une date."))
    return date_long(quantity.value, language)


def _noun(text: str, quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    counted = Decimal(0) if quantity.value is None else quantity.amount
    if quantity.unit == "cents":
        counted /= 100
    return f"{text}{NBSP}{plural(counted, arguments[0], arguments[1], language)}"


def _only_noun(quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    return plural(quantity.amount, arguments[0], arguments[1], language)


def _capital(text: str, quantity: Quantity, arguments: tuple[str, ...], language: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Maker:
    """A wording that turns a value into text, and how many arguments it takes."""

    make: Callable[[Quantity, tuple[str, ...], str], str]
    fewest: int = 0
    most: int = 0
    accepts: str = ""  # "number", "gender", "style" or "text"


@dataclass(frozen=True)
class Finisher:
    """A wording that completes a text: the noun that agrees, a capital."""

    make: Callable[[str, Quantity, tuple[str, ...], str], str]
    fewest: int = 0
    most: int = 0
    accepts: str = ""


MAKERS = {
    "exact": Maker(_exact, most=1, accepts="number"),
    "more_than": Maker(_more_than, 1, 1, "number"),
    "about": Maker(_about, 1, 1, "number"),
    "euros": Maker(_euros, most=1, accepts="number"),
    "keur": Maker(_keur, most=1, accepts="style"),
    "millions": Maker(_millions, most=1, accepts="number"),
    "percent": Maker(_percent, most=1, accepts="number"),
    "signed_percent": Maker(_signed_percent, most=1, accepts="number"),
    "words": Maker(_words, most=1, accepts="gender"),
    "ordinal": Maker(_ordinal, most=1, accepts="gender"),
    "bare": Maker(_bare),
    "day": Maker(_day),
    "only_noun": Maker(_only_noun, 2, 2, "text"),
}
FINISHERS = {
    "noun": Finisher(_noun, 2, 2, "text"),
    "capital": Finisher(_capital),
}
ALLOWED_ARGUMENTS = {"gender": ("masculine", "feminine"), "style": ("brackets", "bare")}


def problem_with(wording: Wording) -> str:
    """Return what is wrong with a wording as it was typed; empty when it can be used."""
    known = MAKERS.get(wording.name) or FINISHERS.get(wording.name)
    if known is None:
        return _("la formulation « %(name)s » n’existe pas ; choisissez parmi : %(known)s") % {
            "name": wording.name,
            "known": ", ".join(sorted({*MAKERS, *FINISHERS})),
        }
    if not known.fewest <= len(wording.arguments) <= known.most:
        return _("la formulation « %(name)s » attend %(fewest)d à %(most)d précisions") % {
            "name": wording.name,
            "fewest": known.fewest,
            "most": known.most,
        }
    if known.accepts == "number" and not all(
        _is_number(argument) for argument in wording.arguments
    ):
        return _("la formulation « %(name)s » attend un nombre") % {"name": wording.name}
    allowed = ALLOWED_ARGUMENTS.get(known.accepts)
    if allowed and not set(wording.arguments) <= set(allowed):
        return _("la formulation « %(name)s » accepte : %(allowed)s") % {
            "name": wording.name,
            "allowed": ", ".join(allowed),
        }
    return ""


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()
