"""Numbers in letters, in French and in English, from zero to 9 999 999."""

from __future__ import annotations

from django.utils.translation import gettext as _

from egide.kernel.errors import Refused

LARGEST = 9_999_999

FRENCH_UNITS = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix",
    "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
)  # fmt: skip
FRENCH_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante"}
ENGLISH_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
ENGLISH_TENS = (
    "",
    "",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
)
ENGLISH_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


class NotSayableInWords(Refused):
    """This number is not written in letters: it is negative, too large or not whole."""


def in_words(value: int, language: str, *, feminine: bool = False) -> str:
    """Return the number in letters: ``deux``, ``vingt et une``, ``two hundred and five``."""
    _check_sayable(value)
    if language == "fr":
        return _french(value, feminine=feminine)
    return _english(value)


def ordinal_in_words(value: int, language: str, *, feminine: bool = False) -> str:
    """Return the rank in letters: ``première``, ``deuxième``, ``twenty-first``."""
    _check_sayable(value)
    if value == 0:
        raise NotSayableInWords(_("Il n’existe pas de rang zéro."))
    if language == "fr":
        if value == 1:
            return "première" if feminine else "premier"
        return _french_rank(_french(value, feminine=False))
    return _english_rank(_english(value))


def _check_sayable(value: int) -> None:
    if value < 0:
        raise NotSayableInWords(_("Un nombre négatif ne s’écrit pas en lettres dans le rapport."))
    if value > LARGEST:
        raise NotSayableInWords(_("Au-delà de 9 999 999, un nombre s’écrit en chiffres."))


def _french(value: int, *, feminine: bool) -> str:
    millions, rest = divmod(value, 1_000_000)
    thousands, below = divmod(rest, 1_000)
    parts = []
    if millions:
        parts.append("un million" if millions == 1 else f"{FRENCH_UNITS[millions]} millions")
    if thousands:
        # « Mille » never takes an s, and « cent » and « vingt » lose theirs before it.
        parts.append(
            "mille" if thousands == 1 else f"{_french_below_thousand(thousands, last=False)} mille"
        )
    if below or not parts:
        parts.append(_french_below_thousand(below, last=True))
    words = " ".join(parts)
    if feminine and below % 10 == 1 and below % 100 not in (11, 71, 91):
        words += "e"
    return words


def _french_below_thousand(value: int, *, last: bool) -> str:
    hundreds, rest = divmod(value, 100)
    parts = []
    if hundreds:
        plural = "s" if hundreds > 1 and rest == 0 and last else ""
        parts.append("cent" if hundreds == 1 else f"{FRENCH_UNITS[hundreds]} cent{plural}")
    if rest or not parts:
        parts.append(_french_below_hundred(rest, last=last))
    return " ".join(parts)


def _french_below_hundred(value: int, *, last: bool) -> str:
    if value < 20:
        return FRENCH_UNITS[value]
    if value >= 80:
        if value == 80:
            return "quatre-vingts" if last else "quatre-vingt"
        return f"quatre-vingt-{FRENCH_UNITS[value - 80]}"
    tens = min(value // 10, 6)
    rest = value - 10 * tens
    if rest == 0:
        return FRENCH_TENS[tens]
    if rest in (1, 11):
        return f"{FRENCH_TENS[tens]} et {FRENCH_UNITS[rest]}"
    return f"{FRENCH_TENS[tens]}-{FRENCH_UNITS[rest]}"


def _french_rank(words: str) -> str:
    if words.endswith("cinq"):
        return words + "uième"
    if words.endswith("neuf"):
        return words[:-1] + "vième"
    # « quatre-vingts », « deux cents » and « deux millions » lose their s; « trois » keeps it.
    for plural in ("vingts", "cents", "millions"):
        if words.endswith(plural):
            return words[:-1] + "ième"
    return words.removesuffix("e") + "ième"


def _english(value: int) -> str:
    millions, rest = divmod(value, 1_000_000)
    thousands, below = divmod(rest, 1_000)
    parts = []
    if millions:
        parts.append(f"{ENGLISH_UNITS[millions]} million")
    if thousands:
        parts.append(f"{_english_below_thousand(thousands)} thousand")
    if below or not parts:
        joint = "and " if parts and below < 100 else ""
        parts.append(joint + _english_below_thousand(below))
    return " ".join(parts)


def _english_below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return _english_below_hundred(rest)
    words = f"{ENGLISH_UNITS[hundreds]} hundred"
    return f"{words} and {_english_below_hundred(rest)}" if rest else words


def _english_below_hundred(value: int) -> str:
    if value < 20:
        return ENGLISH_UNITS[value]
    tens, rest = divmod(value, 10)
    return f"{ENGLISH_TENS[tens]}-{ENGLISH_UNITS[rest]}" if rest else ENGLISH_TENS[tens]


def _english_rank(words: str) -> str:
    head, last = words[: _last_word_at(words)], words[_last_word_at(words) :]
    if last in ENGLISH_ORDINALS:
        return head + ENGLISH_ORDINALS[last]
    if last.endswith("y"):
        return head + last[:-1] + "ieth"
    return head + last + "th"


def _last_word_at(words: str) -> int:
    return max(words.rfind(" "), words.rfind("-")) + 1
