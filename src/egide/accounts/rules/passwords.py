"""What a good password is: long, and not what a stranger would try first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.utils.translation import gettext as _

from egide.accounts.rules.common_passwords import FRENCH

SHORTEST, ADVISED, LONGEST = 12, 15, 500
LEAST_DIFFERENT_CHARACTERS = 5
SHORTEST_FORBIDDEN_WORD = 4


def obstacles_to_password(password: str, *, forbidden: Iterable[str] = ()) -> list[str]:
    """What makes a password too easy to guess, in words; empty when it is good.

    Length is what counts, so nothing is asked about its composition. ``forbidden`` are the words
    that a stranger would try first: the names of the person, the name of the society.
    """
    obstacles = []
    if len(password) < SHORTEST:
        obstacles.append(
            _(
                "Il faut au moins %(least)s caractères ; quinze ou plus valent mieux, une "
                "phrase par exemple."
            )
            % {"least": SHORTEST}
        )
    if len(password) > LONGEST:
        obstacles.append(_("Il ne peut dépasser %(most)s caractères.") % {"most": LONGEST})
    if len(set(password)) < LEAST_DIFFERENT_CHARACTERS:
        obstacles.append(_("Il répète trop peu de caractères différents."))
    if _is_common(password):
        obstacles.append(_("Il est dans les listes que les voleurs essaient d’abord."))
    folded = _letters(password)
    if any(word in folded for word in _words(forbidden)):
        obstacles.append(_("Il contient votre nom, votre numéro ou le nom de la société."))
    return obstacles


def _is_common(password: str) -> bool:
    """Common as it is, or once the digits and signs that people put around a word are gone."""
    lowered = password.lower().strip()
    core = re.sub(r"\d+", "", _letters(password))
    return lowered in _common() or core in FRENCH or core in _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)


def _letters(text: str) -> str:
    """Return letters and digits without case, accents or signs.

    Not ``members.rules.names.fold``: that one remembers what it folded, and no password may stay.
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in bare if letter.isalnum())


def _words(forbidden: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for text in forbidden:
        found |= {_letters(word) for word in re.split(r"[\s'’.-]+", text)} | {_letters(text)}
    return {word for word in found if len(word) >= SHORTEST_FORBIDDEN_WORD}
