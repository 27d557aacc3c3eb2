"""How many people the reference society has, full and small (4.3, 4.4).

Small keeps every promotion alive: a hundredth of its members, one at least. So promotions, groups
and mandates stay as they are; what counts people changes as follows.

==================  ======  =====
                      full  small
==================  ======  =====
members             34 225    550
young promotions    10 000    110
payers 2020         16 816    304
deceased             2 150     22
resigned, struck       310      4
anonymised              40      1
prospects               26      2
contacts               120      3
duplicates               6      2
second promotions      900     10
==================  ======  =====
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

REFERENCE_DAY = date(2020, 12, 31)
# code, name, nickname, founding, closing, years of entry with living members
CENTRES = (
    ("Ch", "Châlons", "", 1806, None, 1945, 2020),
    ("An", "Angers", "", 1815, None, 1945, 2020),
    ("Ai", "Aix", "KIN", 1843, None, 1945, 2020),
    ("Cl", "Cluny", "", 1901, None, 1945, 2020),
    ("Li", "Lille", "", 1900, None, 1945, 2020),
    ("Bo", "Bordeaux", "", 1963, None, 1963, 2020),
    ("Me", "Metz", "", 1997, None, 1997, 2020),
    ("Ka", "Karlsruhe", "", 2008, None, 2008, 2020),
    ("Pa", "Paris", "", 1912, 1989, 1945, 1989),
)
YEARLY_2011_2020 = {
    "An": 155,
    "Ai": 150,
    "Bo": 145,
    "Ch": 145,
    "Cl": 140,
    "Li": 150,
    "Me": 90,
    "Ka": 25,
}
BY_DECADE = ((1949, 6), (1959, 18), (1969, 45), (1979, 62), (1989, 72), (1999, 84), (2010, 68))
KARLSRUHE_UNTIL_2010 = 14

# Bands of 2020, each with its last entry year and those who paid each year's due (4.8); benefactors
# and job seekers are among the active and the retired.
PAYERS = {
    2017: {"young": 1_190, "early": 1_390, "active": 5_350 + 220 + 76, "retired": 4_780 + 34},
    2018: {"young": 1_200, "early": 1_400, "active": 5_400 + 200 + 78, "retired": 4_800 + 34},
    2019: {"young": 1_400, "early": 1_650, "active": 6_500 + 300 + 120, "retired": 5_500 + 52},
    2020: {"young": 1_500, "early": 1_800, "active": 7_000 + 400 + 150, "retired": 5_900 + 66},
}
MEMBERS_BY_BAND = {
    2017: {"young": 3_000, "early": 2_470, "active": 16_310, "retired": 6_445},
    2018: {"young": 3_000, "early": 2_980, "active": 16_366, "retired": 6_879},
    2019: {"young": 3_000, "early": 3_490, "active": 16_422, "retired": 7_313},
    2020: {"young": 3_000, "early": 4_000, "active": 16_478, "retired": 7_747},
}


@dataclass(frozen=True)
class Counts:
    """How many people of each kind."""

    deceased: int
    died_in_2020: int
    presumed_dead: int
    resigned: int
    anonymised: int
    prospects: int
    contacts: int
    duplicates: int
    second_promotions: int
    homonyms_in_a_promotion: int


FULL = Counts(2_150, 38, 9, 310, 40, 26, 120, 6, 900, 12)
SMALL = Counts(22, 2, 1, 4, 1, 2, 3, 2, 10, 1)
# Promotions of which nobody is left: nine decoys for the groups, and one a year before them.
WITHOUT_SURVIVOR = (
    *((("Ch", "An", "Ai", "Cl", "Li", "Pa")[year % 6], year) for year in range(1930, 1938)),
    *((("Ch", "An", "Ai", "Cl", "Li", "Pa")[year % 6], year) for year in range(1938, 1945)),
    ("Ch", 1943),
    ("An", 1944),
)


def counts(*, small: bool) -> Counts:
    """Return how many people of each kind the society of this size has."""
    return SMALL if small else FULL


def members_of(centre: str, entry_year: int, *, small: bool) -> int:
    """Return how many living members a promotion has."""
    if entry_year > 2010:
        full = YEARLY_2011_2020[centre]
    elif centre == "Ka":
        full = KARLSRUHE_UNTIL_2010
    else:
        full = next(people for last, people in BY_DECADE if entry_year <= last)
    return max(1, round(full / 100)) if small else full


def living_promotions() -> Iterator[tuple[str, int]]:
    """Yield the 520 promotions with living members, by year of entry, then in the order above."""
    for year in range(1945, 2021):
        for code, _name, _nickname, _founded, _closed, first, last in CENTRES:
            if first <= year <= last:
                yield code, year


def band_of(entry_year: int, year: int) -> str:
    """Return the tariff band of an entry year in a year (R-DUE-2); students pay nothing."""
    age = year - entry_year
    if age <= 2:
        return "student"
    if age <= 5:
        return "young"
    if age <= 9:
        return "early"
    return "active" if age <= 42 else "retired"


def payers_of(band: str, year: int, members: int) -> int:
    """Return how many of a band's members paid the due of a year, at the size of the society."""
    full = MEMBERS_BY_BAND[year][band]
    return PAYERS[year][band] if members == full else round(PAYERS[year][band] * members / full)
