"""Which promotion people mean, and which promotions can exist (R-REG-1, R-REG-2, R-REG-5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel.errors import Refused
from egide.members.models import Centre
from egide.members.rules.names import fold

LONGEST = 60
WRITTEN = re.compile(r"([a-z][a-z ]*?) ?([0-9]{2,4})")
ZERO_YEAR = 1800


class UnreadablePromotion(Refused):
    """The text does not name a promotion."""


class ImpossiblePromotion(Refused):
    """The centre has no promotion in that year (R-REG-2)."""


class AmbiguousPromotion(Refused):
    """Two digits of a year fit several promotions; ``candidates`` are theirs, to ask which."""

    def __init__(self, message: str, candidates: tuple[PromotionName, ...]) -> None:
        super().__init__(message)
        self.candidates = candidates


@dataclass(frozen=True, order=True)
class PromotionName:
    """A centre and an entry year; its text is the canonical one, « Bo 174 »."""

    centre: str
    entry_year: int

    def __str__(self) -> str:
        return f"{self.centre} {self.entry_year - ZERO_YEAR}"


def parse_promotion(
    text: str,
    *,
    centres: Iterable[Centre],
    has_living_members: Callable[[PromotionName], bool],
    on: date,
) -> PromotionName:
    """Return the promotion that ``text`` names (R-REG-1).

    "Bo 174", "Bo. 174", "BO174", "bo 1974", "kin 217" and "Bordeaux 174" are understood. Two
    digits are accepted only when exactly one of the promotions they fit has living members.

    :raises UnreadablePromotion: if the text is not a centre and a number.
    :raises ImpossiblePromotion: if the centre had no entry in that year (R-REG-2).
    :raises AmbiguousPromotion: if two digits fit no living promotion, or several.
    """
    known = list(centres)
    found = WRITTEN.fullmatch(fold(text)) if len(text) <= LONGEST else None
    if found is None:
        raise UnreadablePromotion(
            _("« %(text)s » n’est pas une promotion. Écrivez le centre et le numéro : Bo 174.")
            % {"text": shortened(text)}
        )
    centre = _centre_called(found[1], known)
    if len(found[2]) == 2:
        return _from_two_digits(centre, int(found[2]), has_living_members, on)
    year = int(found[2]) if len(found[2]) == 4 else ZERO_YEAR + int(found[2])
    for obstacle in obstacles_to_promotion(centre, year, on=on):
        raise ImpossiblePromotion(obstacle)
    return PromotionName(centre.code, year)


def obstacles_to_promotion(centre: Centre, entry_year: int, *, on: date) -> list[str]:
    """Return why ``centre`` has no promotion of ``entry_year``; empty when it may (R-REG-2)."""
    facts = {
        "centre": centre.name,
        "year": entry_year,
        "first": centre.first_entry_year,
        "last": centre.last_entry_year,
    }
    if entry_year > on.year:
        return [_("La promotion %(year)d n’est pas encore entrée à l’École.") % facts]
    if entry_year < centre.first_entry_year:
        return [
            _("%(centre)s n’a pas de promotion %(year)d : les entrées y commencent en %(first)d.")
            % facts
        ]
    if centre.last_entry_year is not None and entry_year > centre.last_entry_year:
        return [
            _("%(centre)s n’a pas de promotion %(year)d : la dernière y est entrée en %(last)d.")
            % facts
        ]
    return []


def first_young_year(*, on: date, most_years: int) -> int:
    """Return the entry year of the oldest young promotions (jeunes promotions, R-REG-5)."""
    return on.year - most_years


def obstacles_to_schooling(
    entry_year: int, *, left_on: date | None, diploma_on: date | None, on: date
) -> list[str]:
    """Return what is impossible in the days of somebody at the School; empty when nothing is."""
    obstacles = []
    for day in (left_on, diploma_on):
        if day is not None and day.year < entry_year:
            obstacles.append(_("On ne sort pas de l’École avant d’y être entré."))
        if day is not None and day > on:
            obstacles.append(_("La sortie et le diplôme s’écrivent une fois passés."))
    return list(dict.fromkeys(obstacles))


def shortened(text: str) -> str:
    """Return a text that people typed, cut so that a sentence can quote it."""
    plain = " ".join(
        "".join(letter if letter.isprintable() else " " for letter in text[:80]).split()
    )
    return plain if len(plain) <= 40 else plain[:39] + "…"


def _centre_called(name: str, centres: Sequence[Centre]) -> Centre:
    for centre in centres:
        whole = fold(centre.name)
        if name in {fold(centre.code), fold(centre.nickname), whole, whole.split(" ")[0]} - {""}:
            return centre
    raise UnreadablePromotion(
        _("« %(text)s » n’est pas un centre de l’École. Les centres sont : %(codes)s.")
        % {
            "text": shortened(name),
            "codes": ", ".join(sorted(centre.code for centre in centres)),
        }
    )


def _from_two_digits(
    centre: Centre, digits: int, has_living_members: Callable[[PromotionName], bool], on: date
) -> PromotionName:
    first = centre.first_entry_year
    years = range(first + (digits - first) % 100, on.year + 1, 100)
    candidates = [
        PromotionName(centre.code, year)
        for year in years
        if not obstacles_to_promotion(centre, year, on=on)
    ]
    if not candidates:
        raise ImpossiblePromotion(
            _("%(centre)s n’a aucune promotion dont l’année finit par %(digits)02d.")
            % {"centre": centre.name, "digits": digits}
        )
    living = [candidate for candidate in candidates if has_living_members(candidate)]
    if len(living) == 1:
        return living[0]
    raise AmbiguousPromotion(
        _("Deux chiffres ne suffisent pas. Précisez l’année d’entrée : %(years)s ?")
        % {"years": _(" ou ").join(str(candidate.entry_year) for candidate in candidates)},
        tuple(candidates),
    )
