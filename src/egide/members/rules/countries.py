"""Countries by their ISO 3166 code; one that no longer exists is refused by its name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale
from babel.core import get_global
from django.utils.translation import get_language

from egide.members.rules.names import fold

# Codes of the list that are no country: unions, pseudo-languages, the unknown.
NO_COUNTRY = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"})


@cache
def current_countries() -> frozenset[str]:
    """Return the codes of the countries and territories of today."""
    gone = get_global("territory_aliases")
    return frozenset(
        code
        for code in map(str, Locale.parse("fr").territories)
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRY and code not in gone
    )


def country_name(code: str) -> str:
    """Return the name of a country in the language of the reader."""
    names = Locale.parse((get_language() or "fr").replace("-", "_")).territories
    return str(names.get(code, code))


def language_names(codes: Iterable[str]) -> list[str]:
    """Return the names of languages in the language of the reader."""
    names = Locale.parse((get_language() or "fr").replace("-", "_")).languages
    return [names.get(code, code) for code in codes]


def country_code(text: str) -> str:
    """Return the code of the country that a reader typed, by its code or its name; or nothing."""
    wanted = fold(text)
    if wanted.upper() in current_countries():
        return wanted.upper()
    for language in (get_language() or "fr", "fr", "en"):
        if wanted in (codes := _codes_by_name(language)):
            return codes[wanted]
    return ""


@cache
def _codes_by_name(language: str) -> dict[str, str]:
    names = Locale.parse(language.replace("-", "_")).territories
    return {fold(str(names.get(code, code))): code for code in sorted(current_countries())}
