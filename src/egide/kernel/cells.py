"""What people wrote in the cells of a spreadsheet, read: days, numbers, yes and no.

A cell that cannot be read is refused by a sentence which quotes it; nothing is guessed silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import override

from egide.kernel.errors import Refused

T = TypeVar("T")
# In which the words of a file may be.
LANGUAGES = ("fr", "en")

# Spaces that spreadsheets put between thousands, and marks that no eye sees.
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\x00"))
NUMERIC_DAY = re.compile(
    r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})(?:[T ]\d{1,2}:\d\d.*)?", re.ASCII
)
WRITTEN_DAY = re.compile(r"(\d{1,2})(?:er)? ([^\W\d_]+)\.? (\d{4})")
SERIAL = re.compile(r"\d{4,5}(?:[.,]0*)?", re.ASCII)
FIRST_SERIAL = date(1899, 12, 30)
# To 31 December 2099; what could be a year alone is none.
SERIALS = range(2_101, 73_051)
MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier january janv jan",
            "fevrier february fevr fev feb",
            "mars march mar",
            "avril april avr apr",
            "mai may",
            "juin june jun",
            "juillet july juil jul",
            "aout august aug",
            "septembre september sept sep",
            "octobre october oct",
            "novembre november nov",
            "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}
# The headers under which people write when something began and ended, whatever it is.
SINCE = ("debut", "date de debut", "du", "depuis", "depuis le", "from", "start", "start date")
UNTIL = ("fin", "date de fin", "au", "jusqu au", "to", "end", "end date")
YES = frozenset({"oui", "o", "yes", "y", "vrai", "true", "1", "x", "actif", "active"})
NO = frozenset({"non", "n", "no", "faux", "false", "0", "inactif", "inactive"})


class UnreadableCell(Refused):
    """The text of a cell is not what its column wants."""


class LineRefused(Refused):
    """Cells of one line that cannot be read: sentences by column key, ``""`` for the whole line."""

    def __init__(self, problems: Mapping[str, Sequence[str]]) -> None:
        self.problems = {column: list(said) for column, said in problems.items()}
        super().__init__(" ".join(one for said in self.problems.values() for one in said))


def shown(text: str, most: int = 40) -> str:
    """Return a text that somebody wrote, cut so that a sentence can quote it."""
    plain = " ".join(
        "".join(sign if sign.isprintable() else " " for sign in text[: most * 2]).split()
    )
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def clean_line(text: str) -> str:
    """Return a cell as one line: no unseen mark, single spaces."""
    if text.isascii() and "\x00" not in text:
        return " ".join(text.split())
    return SPACES.sub(" ", text.translate(UNSEEN)).strip()


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """Return the letters and digits of ``text`` in lower case without accents, spaced by one."""
    letters = unicodedata.normalize("NFKD", text.replace("œ", "oe").casefold())
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare))


def read_day(text: str, *, on: date) -> date | None:
    """Return the day that a cell says, or nothing for an empty cell.

    Day, month, year, in figures or in words; year first as machines write it; the serial number of
    a spreadsheet. Two digits of a year are those of the last century that is not after ``on``.

    :raises UnreadableCell: if no calendar has that day, or it is written month first.
    """
    return _read_day(clean_line(text), on)


@lru_cache(maxsize=65_536)
def _read_day(text: str, on: date) -> date | None:
    if not text or text in {"0000-00-00", "-"}:
        return None
    parts = _parts(text)
    if parts is None:
        serial = SERIAL.fullmatch(text)
        number = int(re.split("[.,]", text)[0]) if serial else 0
        if number in SERIALS:
            return FIRST_SERIAL + timedelta(days=number)
        raise UnreadableCell(
            _("« %(text)s » n’est pas une date. Écrivez jour/mois/année : 31/12/2020.")
            % {"text": shown(text)}
        )
    year, month, day, digits = parts
    if digits <= 2:
        year += on.year // 100 * 100
        year -= 100 if year > on.year else 0
    try:
        return date(year, month, day)
    except ValueError:
        pass
    if month > 12 and 1 <= day <= 12 and digits == 4:
        raise UnreadableCell(
            _("« %(text)s » met le mois avant le jour. Écrivez jour/mois/année.")
            % {"text": shown(text)}
        )
    raise UnreadableCell(
        _("Le « %(text)s » n’existe dans aucun calendrier.") % {"text": shown(text)}
    )


def _parts(text: str) -> tuple[int, int, int, int] | None:
    """Return year, month, day and how many digits the year has."""
    found = NUMERIC_DAY.fullmatch(text)
    if found:
        first, month, last = found[1], found[2], found[3]
        if len(first) == 4 and len(last) <= 2:
            return int(first), int(month), int(last), 4
        if len(first) <= 2 and len(last) in {2, 4}:
            return int(last), int(month), int(first), len(last)
        return None
    written = WRITTEN_DAY.fullmatch(text.casefold())
    month_number = MONTHS.get(plain(written[2])) if written else None
    if written is None or month_number is None:
        return None
    return int(written[3]), month_number, int(written[1]), 4


def read_number(text: str) -> Decimal | None:
    """Return the number of a cell, as French or English spreadsheets write it: 1 234,50.

    :raises UnreadableCell: if it is no number.
    """
    bare = SPACES.sub("", text.translate(UNSEEN)).replace("−", "-").removesuffix("€")
    if not bare:
        return None
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "." if comma > point else ","
        bare = bare.replace(thousands, "")
    try:
        number = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise UnreadableCell(
            _("« %(text)s » n’est pas un nombre. Écrivez : 1 234,50.") % {"text": shown(text)}
        )
    return number


def read_whole(text: str, *, most: int = 2_000_000_000) -> int | None:
    """Return the whole number of a cell; a spreadsheet may have written 12 as 12.0.

    :raises UnreadableCell: if it is no whole number from 0 to ``most``.
    """
    number = read_number(text)
    if number is None:
        return None
    if number != number.to_integral_value() or not 0 <= number <= most:
        raise UnreadableCell(
            _("« %(text)s » n’est pas un nombre entier, ou il est trop grand.")
            % {"text": shown(text)}
        )
    return int(number)


def read_flag(text: str) -> bool | None:
    """Return the yes or the no of a cell.

    :raises UnreadableCell: if it is neither.
    """
    word = plain(text)
    if not word:
        return None
    if word in YES or word in NO:
        return word in YES
    raise UnreadableCell(_("« %(text)s » n’est ni oui ni non.") % {"text": shown(text)})


def read_word(text: str, words: Mapping[str, T]) -> T | None:
    """Return what the word of a cell means; ``words`` are plain (``plain``).

    :raises UnreadableCell: if it is none of them.
    """
    word = plain(text)
    if not word or word in words:
        return words.get(word)
    raise UnreadableCell(_("« %(text)s » n’est pas un mot attendu ici.") % {"text": shown(text)})


def spoken(label: Any) -> list[str]:
    """Return what a label says in each language, as ``plain`` compares it."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(plain(str(label)))
    return list(dict.fromkeys(found))


def words_of(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Return the value that each word of a choice means: the value itself, its labels."""
    return {
        word: value for value, label in choices if value for word in (plain(value), *spoken(label))
    }


@dataclass(slots=True)
class LineCells:
    """The cells of a line by the key of their column, as they are read, and what could not be.

    ``longest`` says how many characters some columns take.
    """

    cells: Mapping[str, str]
    on: date
    longest: Mapping[str, int] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return a cell as one line; nothing where it is too long, which is said."""
        cell = self.cells.get(key)
        if cell is None:
            return ""
        text = clean_line(cell)
        most = self.longest.get(key)
        if most is not None and len(text) > most:
            self.refuse(key, _("« %(text)s » est trop long : %(most)d caractères au plus.")
                        % {"text": shown(text), "most": most})  # fmt: skip
            return ""
        return text

    def read(self, key: str, how: Callable[[str], T]) -> T | None:
        """Return what a cell says, or nothing where it is empty or refused."""
        cell = self.cells.get(key)
        if cell is None:
            return None
        try:
            return how(cell)
        except Refused as refusal:
            self.refuse(key, str(refusal))
            return None

    def day(self, key: str) -> date | None:
        """Return the day of a cell."""
        return self.read(key, lambda cell: read_day(cell, on=self.on))

    def word(self, key: str, words: Mapping[str, Any]) -> Any:
        """Return what the word of a cell means."""
        return self.read(key, lambda cell: read_word(cell, words))

    def refuse(self, key: str, sentence: str) -> None:
        """Say what is wrong in a column; ``""`` is the whole line."""
        self.problems.setdefault(key, []).append(sentence)

    def refuse_if_wrong(self) -> None:
        """Refuse the line if something of it could not be read.

        :raises LineRefused: with all that was said.
        """
        if self.problems:
            raise LineRefused(self.problems)
