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
# What must be left of a password once the words of the house are taken out of it.
LEAST_OF_ONE_S_OWN = 6


# The words of any such society; its own groups and centres are told by their modules.
HOUSE = (
    *("société", "ancien", "anciens", "élève", "élèves", "école", "gadzarts", "gadz", "arts"),
    *("métiers", "ingénieur", "promotion", "groupe", "délégué", "tabagns", "fraternité"),
    *("entraide", "association", "comité", "bureau", "conseil"),
)


def obstacles_to_password(
    password: str, *, forbidden: Iterable[str] = (), context: Iterable[str] = ()
) -> list[str]:
    """What makes a password too easy to guess, in words; empty when it is good.

    Length is what counts, so nothing is asked about its composition. ``forbidden`` are the words
    that a stranger would try first: the names of the person, the name of the society. Of the words
    of ``context`` (centres, groups, the School), it may hold some, but not be made of them.
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
    elif _is_of_the_house(folded, context):
        obstacles.append(
            _("Il n’est fait que de noms que tout le monde connaît ici : centres, groupes, École.")
        )
    return obstacles


def _is_of_the_house(folded: str, context: Iterable[str]) -> bool:
    """Made of names of the house alone, with the digits that people put around them."""
    left = re.sub(r"\d", "", folded)
    whole = left
    for word in sorted(_words((*HOUSE, *context)), key=lambda word: (-len(word), word)):
        left = left.replace(word, "")
    return left != whole and len(left) < LEAST_OF_ONE_S_OWN


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
