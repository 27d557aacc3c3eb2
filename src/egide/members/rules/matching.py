"""Whether two records are one person: a score that explains itself, for a human who decides.

Two steps, since everybody cannot be compared with everybody: ``blocking_keys`` says which records
are worth comparing (those that share a key, found in SQL), ``likeness`` compares two of them.
Names are compared as R-X-11 says. Nothing here reads the database.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _
from rapidfuzz.distance import JaroWinkler

from egide.members.rules.names import SHORT_FORMS, fold, sound

# From this score on, a human looks at the two records before anything is entered or merged.
LIKELY = 70
# From this one on, hardly anything but twins could be two people.
SURE = 90
# Under this, two names are two names.
LEAST_ALIKE = 0.75
# The same given name under another name: a marriage perhaps, if much else agrees.
CERTAIN_GIVEN_NAME, OTHER_SURNAME = 0.95, 0.3
NAME = 60
NOTHING_ELSE_KNOWN = 12
EMAIL, PHONE, POSTCODE = 25, 15, 5
SAME_BIRTH, NEAR_BIRTH, OTHER_BIRTH = 25, 8, -40
SAME_NUMBER = 30
SAME_PROMOTION, OTHER_PROMOTION = 20, -12


@dataclass(frozen=True, kw_only=True, slots=True)
class Card:
    """What is compared of a person. Contacts are in their stored form, e-mails in lower case."""

    first_names: str
    usage_name: str
    birth_name: str = ""
    born_on: date | None = None
    promotions: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    postcode: str = ""
    number: int | None = None


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How alike two cards are, from 0 to 100, and the reasons in words for whoever decides."""

    score: int
    reasons: tuple[str, ...]

    @property
    def likely(self) -> bool:
        """Whether a human should look."""
        return self.score >= LIKELY


def blocking_keys(card: Card) -> list[str]:
    """Return the keys of ``card``: two records of one person share one, or several.

    An address or a number that they share; their names as they sound, in any order; half a name
    with a promotion or a birthday, so that a slip in the other half is found.
    """
    first, *lasts = halves(card)
    keys = [f"e:{email}" for email in card.emails]
    keys += [f"p:{phone}" for phone in card.phones]
    keys += ["n:" + "|".join(sorted((first, last))) for last in lasts]
    for promotion in card.promotions:
        keys += [f"s:{promotion}|{half}" for half in (first, *lasts)]
    if card.born_on is not None:
        keys += [f"b:{card.born_on:%Y%m%d}|{half}" for half in (first, *lasts)]
    if card.number is not None:
        keys.append(f"#:{card.number}")
    return list(dict.fromkeys(keys))


def halves(card: Card) -> tuple[str, ...]:
    """Return how the given name sounds, then each surname."""
    return (_heard(card.first_names), *(_heard(name) for name in _surnames(card)))


def likeness(one: Card, other: Card) -> Likeness:
    """Compare two cards; each fact that both know adds or takes points, and says why."""
    names, how = _names(one, other)
    score, reasons = round(NAME * names), [how] if how else []
    known = False
    for points, reason in (
        *_contacts(one, other),
        _birth(one.born_on, other.born_on),
        _promotion(one.promotions, other.promotions),
    ):
        score += points
        known = known or points != 0
        if reason:
            reasons.append(reason)
    if not known:
        score += round(NOTHING_ELSE_KNOWN * names)
    if one.number is not None and one.number == other.number:
        # One number is one person, or a mistake of the file: either way somebody must look.
        score = max(score + SAME_NUMBER, LIKELY)
        reasons.append(_("même numéro de sociétaire"))
    elif names == 0:
        # A couple, twins, a family under one address: all but the name, and two people.
        score = min(score, LIKELY - 1)
    return Likeness(score=max(0, min(100, score)), reasons=tuple(reasons))


def _names(one: Card, other: Card) -> tuple[float, str]:
    """Return from 0 to 1 how alike the names are, and the sentence."""
    best = max(
        _alike(a, b) * _first_alike(one.first_names, other.first_names)
        for a in _surnames(one)
        for b in _surnames(other)
    )
    swapped = max(
        (_alike(one.first_names, b) * _alike(a, other.first_names))
        for a in _surnames(one)
        for b in _surnames(other)
    )
    given = _first_alike(one.first_names, other.first_names)
    if best == 0 and given >= CERTAIN_GIVEN_NAME:
        return OTHER_SURNAME * given, _("même prénom, autre nom")
    if swapped > best:
        return swapped * 0.97, _("nom et prénom échangés")
    if best > 0.999:
        return best, _("mêmes nom et prénom")
    return best, _("noms proches") if best > 0 else ""


def _surnames(card: Card) -> tuple[str, ...]:
    if card.birth_name and card.birth_name != card.usage_name:
        return (card.usage_name, card.birth_name)
    return (card.usage_name,)


@lru_cache(maxsize=65_536)
def _heard(name: str) -> str:
    """Return how the first word of a name sounds; a particle is no word of its own."""
    words = [word for word in fold(name).split() if len(word) > 2] or fold(name).split() or [""]
    return sound(words[0])


@lru_cache(maxsize=65_536)
def _alike(one: str, other: str) -> float:
    """Return from 0 to 1 how alike two names are; far ones are simply two names."""
    left, right = fold(one), fold(other)
    if left == right:
        return 1.0 if left else 0.0
    if left.replace(" ", "") == right.replace(" ", ""):
        return 0.98
    alike = JaroWinkler.similarity(left, right)
    if sound(left.replace(" ", "")) == sound(right.replace(" ", "")):
        alike = max(alike, 0.95)
    return 0.0 if alike < LEAST_ALIKE else ((alike - LEAST_ALIKE) / (1 - LEAST_ALIKE)) ** 0.5


@lru_cache(maxsize=65_536)
def _first_alike(one: str, other: str) -> float:
    """Compare given names: the first of them, all of them, or a usual short form of one."""
    left, right = fold(one), fold(other)
    if not left or not right:
        return 0.0
    whole = _alike(one, other)
    first_left, first_right = left.split()[0], right.split()[0]
    if first_left == first_right:
        # Jean and Jean-Luc may be two brothers; Camille and Camille Marie are one.
        return max(whole, 0.9 if first_left in COMPOUNDED else 0.97)
    if first_right in SHORT_FORMS.get(first_left, ()) or first_left in SHORT_FORMS.get(
        first_right, ()
    ):
        return max(whole, 0.9)
    return whole


# First halves of compound names: alone, they tell little.
COMPOUNDED = frozenset({"jean", "marie", "pierre", "anne", "paul"})


def _contacts(one: Card, other: Card) -> list[tuple[int, str]]:
    found = []
    if set(one.emails) & set(other.emails):
        found.append((EMAIL, _("même courriel")))
    if set(one.phones) & set(other.phones):
        found.append((PHONE, _("même téléphone")))
    if one.postcode and one.postcode == other.postcode:
        found.append((POSTCODE, _("même code postal")))
    return found


def _birth(one: date | None, other: date | None) -> tuple[int, str]:
    if one is None or other is None:
        return 0, ""
    if one == other:
        return SAME_BIRTH, _("nés le même jour")
    same = sum(a == b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))
    swapped = one.year == other.year and (one.month, one.day) == (other.day, other.month)
    if same == 2 or swapped:
        return NEAR_BIRTH, _("dates de naissance voisines")
    return OTHER_BIRTH, _("dates de naissance différentes")


def _promotion(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[int, str]:
    if not one or not other:
        return 0, ""
    if set(one) & set(other):
        return SAME_PROMOTION, _("même promotion")
    return OTHER_PROMOTION, _("promotions différentes")
