"""How a line typed in the directory is read: words of a name, and perhaps a promotion."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
class Reading:
    """A typed line as the search understands it; ``cut`` when it was too long to be read whole.

    ``promotions`` are the pieces of the line that may name one: a word and a number.
    """

    line: str
    words: tuple[Word, ...]
    promotions: tuple[str, ...]
    cut: bool


def read_line(text: str) -> Reading:
    """Read what somebody typed. Never fails: what cannot be read is left out."""
    line = text[:LONGEST_TEXT].replace("\x00", " ")
    found = read_words(line)
    return Reading(
        line=line,
        promotions=tuple(match[0] for match in PROMOTION_WORDS.finditer(line)),
        words=found[:MOST_WORDS],
        cut=len(text) > LONGEST_TEXT or len(found) > MOST_WORDS,
    )


def read_words(line: str) -> tuple[Word, ...]:
    """Return the words of ``line``, each once; lone letters say too little and are left out."""
    kept = [word for word in dict.fromkeys(fold(line).split()) if len(word) > 1]
    return tuple(_word(word[:60]) for word in kept)


def without(line: str, pieces: Iterable[str]) -> str:
    """Return the line without the pieces that turned out to name promotions."""
    for piece in pieces:
        line = line.replace(piece, " ", 1)
    return line


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
    found |= {
        left + letter + right[1:] for left, right in cuts if right for letter in ascii_lowercase
    }
    found |= {left + letter + right for left, right in cuts for letter in ascii_lowercase}
    return tuple(found - {word})
