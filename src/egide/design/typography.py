"""How numbers, money, days and sentences are written, in French and in English.

Pure functions: the language is given, never read. The pages use them through the filters of
``environment``, the annual report and the exports call them directly. French follows the rules of
the house: U+202F between thousands and before ``; ! ?``, U+00A0 before ``: % €`` and inside
guillemets, comma for decimals; English prints ``2,059`` and ``14.73%`` (R-REP-3, AC-REP-6).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

NARROW = "\u202f"
NBSP = "\u00a0"
MINUS = "\u2212"
NOTHING = "–"

Number = int | float | Decimal


@lru_cache(maxsize=8)
def _locale(lang: str) -> Locale:
    # The society is French: its English is the one of Europe, with the day before the month.
    return Locale.parse("fr_FR" if lang.startswith("fr") else "en_GB")


def _is_french(lang: str) -> bool:
    return lang.startswith("fr")


@lru_cache(maxsize=8)
def _separators(lang: str) -> tuple[str, str]:
    symbols = _locale(lang).number_symbols["latn"]
    return symbols["group"], symbols["decimal"]


def rounded(value: Number, decimals: int) -> Decimal:
    """Round half up, as accounts do, and never to minus zero."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: Number | None, lang: str, decimals: int | None = None) -> str:
    """Write a number: ``34 225``, ``2,059``, ``−12,5``. ``decimals`` forces that many."""
    if value is None:
        return NOTHING
    if decimals is not None:
        value = rounded(value, decimals)
    elif isinstance(value, float):
        value = Decimal(str(value))
    group, point = _separators(lang)
    whole, _, fraction = (
        f"{abs(value):,f}".partition(".")
        if value != int(value) or decimals
        else (f"{abs(int(value)):,}", "", "")
    )
    sign = MINUS if value < 0 else ""
    text = sign + whole.replace(",", group)
    return f"{text}{point}{fraction}" if fraction else text


def signed(value: Number | None, lang: str, decimals: int | None = None) -> str:
    """Write a difference with its sign: ``+12``, ``−3``, ``0``."""
    text = number(value, lang, decimals)
    if value is None or text.startswith(MINUS) or not text.strip("0.,"):
        return text
    return f"+{text}"


def percent(ratio: Number | None, lang: str, decimals: int = 2, *, sign: bool = False) -> str:
    """Write a ratio as a percentage: ``0.1473`` gives ``14,73 %`` or ``14.73%``."""
    if ratio is None:
        return NOTHING
    exact = ratio if isinstance(ratio, Decimal) else Decimal(str(ratio))
    text = (signed if sign else number)(exact * 100, lang, decimals)
    return f"{text}{NBSP}%" if _is_french(lang) else f"{text}%"


def money(cents: int | None, lang: str, *, whole: bool = False) -> str:
    """Write an amount held in integer cents: ``1 234,50 €`` or ``€1,234.50``.

    ``whole`` leaves the cents out (rounded) where a reader looks at the order of magnitude.
    """
    if cents is None:
        return NOTHING
    text = number(Decimal(cents) / 100, lang, 0 if whole else 2)
    if _is_french(lang):
        return f"{text}{NBSP}€"
    return f"{MINUS}€{text[1:]}" if text.startswith(MINUS) else f"€{text}"


def date_long(day: date | None, lang: str, *, weekday: bool = False) -> str:
    """Write a day in full: ``1er juin 2020``, ``1 June 2020``; ``weekday`` adds ``lundi``."""
    if day is None:
        return NOTHING
    text = format_date(day, "EEEE d MMMM y" if weekday else "d MMMM y", locale=_locale(lang))
    if _is_french(lang) and day.day == 1:
        text = re.sub(r"\b1 ", "1er ", text, count=1)
    return re.sub(r"(\d(?:er)?) ", rf"\1{NBSP}", text, count=1)


def date_short(day: date | None, lang: str) -> str:
    """Write a day for a table: ``01/06/2020``, ``1 Jun 2020``."""
    if day is None:
        return NOTHING
    if _is_french(lang):
        return day.strftime("%d/%m/%Y")
    return f"{day.day}{NBSP}{format_date(day, 'MMM y', locale=Locale.parse('en'))}"


def month(day: date | None, lang: str) -> str:
    """Write the month of a day: ``juin 2020``."""
    return NOTHING if day is None else format_date(day, "MMMM y", locale=_locale(lang))


def instant(
    moment: datetime | None, lang: str, *, zone: tzinfo | None = None, short: bool = False
) -> str:
    """Write an instant: ``1er juin 2020 à 14 h 05``, ``1 June 2020 at 14:05``."""
    if moment is None:
        return NOTHING
    local = moment.astimezone(zone) if zone else moment
    day = (date_short if short else date_long)(local.date(), lang)
    return f"{day} {'à' if _is_french(lang) else 'at'} {clock(local, lang)}"


def clock(moment: datetime, lang: str) -> str:
    """Write an hour: ``14 h 05``, ``14:05``."""
    if _is_french(lang):
        minutes = f"{NBSP}{moment.minute:02d}" if moment.minute else ""
        return f"{moment.hour}{NBSP}h{minutes}"
    return f"{moment.hour:02d}:{moment.minute:02d}"


def date_range(start: date | None, end: date | None, lang: str) -> str:
    """Write a period, last day included: ``du 1er juin 2020 au 3 juillet 2021``."""
    french = _is_french(lang)
    if start and end:
        if start == end:
            return date_long(start, lang)
        words = ("du", "au") if french else ("from", "to")
        return f"{words[0]} {date_long(start, lang)} {words[1]} {date_long(end, lang)}"
    if start:
        return f"{'depuis le' if french else 'since'} {date_long(start, lang)}"
    if end:
        return f"{'jusqu’au' if french else 'until'} {date_long(end, lang)}"
    return NOTHING


def ordinal(value: int, lang: str, *, feminine: bool = False) -> str:
    """Write a rank: ``1er``, ``1re``, ``2e``; ``1st``, ``22nd``, ``113th``."""
    text = number(value, lang)
    if _is_french(lang):
        if value == 1:
            return f"{text}{'re' if feminine else 'er'}"
        return f"{text}e"
    if 10 <= value % 100 <= 20:
        return f"{text}th"
    return text + {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")


def plural(value: Number, one: str, many: str, lang: str) -> str:
    """Return the form that agrees with ``value``: French keeps the singular below two."""
    singular = -2 < value < 2 if _is_french(lang) else value in (1, -1)
    return one if singular else many


def counted(value: int, one: str, many: str, lang: str) -> str:
    """Write a count and its noun: ``1 membre``, ``34 225 membres``."""
    return f"{number(value, lang)}{NBSP}{plural(value, one, many, lang)}"


def enumeration(items: Iterable[object], lang: str) -> str:
    """Write a list as a sentence does: ``Lille, Metz et Angers``."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {'et' if _is_french(lang) else 'and'} {words[-1]}"


def file_size(size: int, lang: str) -> str:
    """Write the size of a document: ``12 ko``, ``1,4 Mo``; ``12 kB``, ``1.4 MB``."""
    units = ("o", "ko", "Mo", "Go") if _is_french(lang) else ("B", "kB", "MB", "GB")
    amount, rank = Decimal(size), 0
    while amount >= 1000 and rank < len(units) - 1:
        amount, rank = amount / 1000, rank + 1
    decimals = 1 if rank and amount < 10 else 0
    return f"{number(amount, lang, decimals)}{NBSP}{units[rank]}"


def initials(name: str) -> str:
    """Return the two letters that stand for a person where there is no portrait."""
    words = [word for word in re.split(r"[\s\-]+", name) if word[:1].isalpha()]
    return "".join(
        word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)
    ).upper()


_FRENCH_SPACES = (
    (re.compile(r"(?<=\S) +(?=[;!?](?:\s|$|[»)”]))"), NARROW),
    (re.compile(r"(?<=\S) +(?=:(?:\s|$))"), NBSP),
    (re.compile(rf"«[ {NBSP}{NARROW}]*"), f"«{NBSP}"),
    (re.compile(rf"[ {NBSP}{NARROW}]*»"), f"{NBSP}»"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d) (?=(?:%|€|k€|M€|h\b|km\b|m²|ans?\b))"), NBSP),
    (re.compile(r"\b(n°|p\.|art\.|M\.|Mme) (?=\S)"), rf"\1{NBSP}"),
)


def nbsp(text: str, lang: str) -> str:
    """Give a text that people typed the spaces and apostrophes of good printing.

    A space that stands where the rule wants an unbreakable one is replaced; nothing is inserted
    elsewhere, so an address or an hour is never broken.
    """
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text).replace("...", "…")
    if not _is_french(lang):
        return text
    for pattern, space in _FRENCH_SPACES:
        text = pattern.sub(space, text)
    return text
