"""How a line typed in the directory is read: words of a name, and perhaps a promotion."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import ascii_lowercase

from egide.members.rules.names import SHORT_FORMS, fold, sound

LONGEST_TEXT = 200
MOST_WORDS = 6
# Below this length one slip changes most trigrams of a word: its neighbours are spelt out instead.
LONGEST_SPELT = 6
SHORTEST_SPELT = 3
# "bo 185", "Bo. 1985", "kin217": a word of letters, then the number or the year of a promotion.
PROMOTION_WORDS = re.compile(r"(?<![^\W\d_])([^\W\d_]+)\.?\s?(\d{2,4})(?!\w)")


@dataclass(frozen=True, kw_only=True)
class Word:
    """One word to look for: itself, its sound, the names it may be short for, its neighbours."""

    text: str
    sound: str
    long_forms: tuple[str, ...]
    neighbours: tuple[str, ...]

    @property
    def after(self) -> str:
        """The first word, in the order of bytes, that does not begin like this one."""
        return self.text[:-1] + chr(ord(self.text[-1]) + 1)


@dataclass(frozen=True, kw_only=True)
class PromotionWords:
    """What may be a promotion within the line: the words as typed, the centre's, the years."""

    typed: str
    centre: str
    years: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A typed line as the search understands it; ``cut`` when it was too long to be read whole."""

    words: tuple[Word, ...]
    promotions: tuple[PromotionWords, ...]
    cut: bool


def read_line(text: str) -> Reading:
    """Read what somebody typed. Never fails: what cannot be read is left out."""
    line = text[:LONGEST_TEXT].replace("\x00", " ")
    promotions = tuple(
        PromotionWords(typed=match[0], centre=fold(match[1]), years=entry_years(match[2]))
        for match in PROMOTION_WORDS.finditer(line)
    )
    found = read_words(line)
    return Reading(
        words=found[:MOST_WORDS],
        promotions=promotions,
        cut=len(text) > LONGEST_TEXT or len(found) > MOST_WORDS,
    )


def read_words(line: str) -> tuple[Word, ...]:
    """Return the words of ``line``, each once; lone letters say too little and are left out."""
    kept = [word for word in dict.fromkeys(fold(line).split()) if len(word) > 1]
    return tuple(_word(word[:60]) for word in kept)


def without(line: str, promotions: tuple[PromotionWords, ...]) -> str:
    """Return the line without the words that turned out to name promotions."""
    for found in promotions:
        line = line.replace(found.typed, " ", 1)
    return line


def entry_years(digits: str) -> tuple[int, ...]:
    """Return the entry years that a number may mean: 1985, 185 (1985), 85 (1885 or 1985)."""
    number = int(digits)
    if len(digits) == 4:
        return (number,)
    if len(digits) == 3:
        return (1800 + number,)
    return (1800 + number, 1900 + number, 2000 + number)


def _word(text: str) -> Word:
    spelt = SHORTEST_SPELT <= len(text) <= LONGEST_SPELT and text.isascii() and text.isalpha()
    return Word(
        text=text,
        sound=sound(text),
        long_forms=tuple(sorted(SHORT_FORMS.get(text, ()))),
        neighbours=neighbours(text) if spelt else (),
    )


def neighbours(word: str) -> tuple[str, ...]:
    """Return the words one slip away: a letter missing, doubled, changed, or two swapped."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    found = {left + right[1:] for left, right in cuts if right}
    found |= {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    found |= {left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase}
    found |= {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    return tuple(found - {word})
