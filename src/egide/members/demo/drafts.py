"""Who the members of the reference society are, before anything else is known of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from egide.members.demo.chances import Chances, first_of, ranks
from egide.members.demo.names import (
    ABROAD_MEN,
    ABROAD_WOMEN,
    NATIONALITIES,
    SURNAMES,
    given_names,
)
from egide.members.demo.size import (
    Counts,
    band_of,
    living_promotions,
    members_of,
    payers_of,
)
from egide.members.services.identifiers import base_of

# People shown on pictures: given name, surname, sex, promotion (4.2).
SHOWN_PEOPLE = (
    ("Camille", "Torelisse", "F", "Bo", 1985),
    ("Hugo", "Valesquier", "M", "An", 1990),
    ("Inès", "Corandel", "F", "Li", 2014),
    ("Paul", "Perebrune", "M", "Cl", 1978),
    ("Maïa", "Ferandel", "F", "An", 1994),
    ("Tom", "Sabirolle", "M", "Ch", 1988),
)
SHOWN_NAMES = frozenset((given, surname) for given, surname, *_rest in SHOWN_PEOPLE)
# Women in a hundred of those who entered by that year.
WOMEN_UNTIL = ((1963, 0), (1979, 2), (1989, 6), (1999, 10), (2010, 14), (2020, 18))
FROM_ABROAD_IN_A_HUNDRED = 7
WITH_SECOND_NAME_IN_A_HUNDRED = 40


@dataclass(slots=True)
class Draft:
    """One person of the reference society: a row number, a promotion and a name."""

    row: int
    centre: str
    entry_year: int
    sex: str = ""
    given: str = ""
    second: str = ""
    surname: str = ""
    nationality: str = "FR"
    readable_id: str = ""
    born_on: date | None = None
    payer_in: set[int] = field(default_factory=set)

    @property
    def first_names(self) -> str:
        return f"{self.given} {self.second}".strip()


def draft_members(counts: Counts, *, small: bool) -> list[Draft]:
    """Return the members in the order of their society numbers, the first to enter first."""
    drafts = [
        Draft(row, centre, entry_year)
        for row, (centre, entry_year) in enumerate(_places(small=small), start=1)
    ]
    find_payers(drafts)
    shown = _who_is_shown(drafts)
    _let_the_shown_pay(drafts, shown)
    taken: dict[tuple[str, int], set[tuple[str, str]]] = defaultdict(set)
    for draft in drafts:
        name_draft(draft, taken[draft.centre, draft.entry_year], shown.get(draft.row))
    _plant_homonyms(drafts, counts, shown)
    give_readable_ids(drafts)
    return drafts


def _places(*, small: bool) -> Iterator[tuple[str, int]]:
    for centre, entry_year in living_promotions():
        for _place in range(members_of(centre, entry_year, small=small)):
            yield centre, entry_year


def find_payers(drafts: list[Draft]) -> None:
    """Mark who paid the due of each year: in each band, the first by hash (4.8)."""
    order = ranks("dues", (draft.row for draft in drafts))
    for year in (2017, 2018, 2019, 2020):
        bands: dict[str, list[Draft]] = defaultdict(list)
        for draft in drafts:
            if draft.entry_year <= year:
                bands[band_of(draft.entry_year, year)].append(draft)
        for band, people in bands.items():
            if band == "student":
                continue
            paid = first_of(
                order, (draft.row for draft in people), payers_of(band, year, len(people))
            )
            for draft in people:
                if draft.row in paid:
                    draft.payer_in.add(year)


def _who_is_shown(drafts: list[Draft]) -> dict[int, tuple[str, str, str]]:
    """Return the row of each person shown: the first of the promotion who is up to date."""
    rows = {}
    for given, surname, sex, centre, entry_year in SHOWN_PEOPLE:
        peers = [d for d in drafts if (d.centre, d.entry_year) == (centre, entry_year)]
        row = next((d.row for d in peers if {2019, 2020} <= d.payer_in), peers[0].row)
        rows[row] = (given, surname, sex)
    return rows


def _let_the_shown_pay(drafts: list[Draft], shown: dict[int, tuple[str, str, str]]) -> None:
    """Officers are up to date: in the small society, where chance may not say so, somebody of the
    same band gives them their place among the payers, so that no count changes."""
    by_row = {draft.row: draft for draft in drafts}
    for row in shown:
        draft = by_row[row]
        for year in {2019, 2020} - draft.payer_in:
            band = band_of(draft.entry_year, year)
            payer = next(
                d
                for d in drafts
                if year in d.payer_in and d.row not in shown and band_of(d.entry_year, year) == band
            )
            payer.payer_in.remove(year)
            draft.payer_in.add(year)


def name_draft(
    draft: Draft, taken: set[tuple[str, str]], shown: tuple[str, str, str] | None = None
) -> None:
    """Give a draft a name that nobody of the promotion bears, a sex and a birth day."""
    chances = Chances("person", draft.row)
    women = next(share for last, share in WOMEN_UNTIL if draft.entry_year <= last)
    draft.sex = "F" if chances.below(100) < women else "M"
    from_abroad = draft.entry_year >= 1990 and chances.below(100) < FROM_ABROAD_IN_A_HUNDRED
    given = given_names(draft.entry_year, draft.sex)
    if from_abroad:
        given = ABROAD_WOMEN if draft.sex == "F" else ABROAD_MEN
        draft.nationality = NATIONALITIES[draft.row % len(NATIONALITIES)]
    draft.given = given[chances.below(len(given))]
    place = chances.below(len(SURNAMES))
    while (draft.given, SURNAMES[place]) in taken or (draft.given, SURNAMES[place]) in SHOWN_NAMES:
        place = (place + 1) % len(SURNAMES)
    draft.surname = SURNAMES[place]
    if not from_abroad and chances.below(100) < WITH_SECOND_NAME_IN_A_HUNDRED:
        second = given[chances.below(len(given))]
        draft.second = second if second != draft.given else ""
    if shown is not None:
        draft.given, draft.surname, draft.sex = shown
        draft.second, draft.nationality = "", "FR"
    taken.add((draft.given, draft.surname))
    draft.born_on = date(draft.entry_year - 20, 3, 1) + timedelta(days=chances.below(700))


def _plant_homonyms(drafts: list[Draft], counts: Counts, shown: dict[int, tuple]) -> None:
    """Give two people of one promotion the same name, in as many promotions as asked (R-REG-3)."""
    planted: set[tuple[str, int]] = set()
    order = ranks("homonyms", range(len(drafts) - 1))
    for place in sorted(order, key=order.__getitem__):
        if len(planted) == counts.homonyms_in_a_promotion:
            return
        elder, younger = drafts[place], drafts[place + 1]
        promotion = (elder.centre, elder.entry_year)
        fits = (
            promotion == (younger.centre, younger.entry_year)
            and promotion not in planted
            and not {elder.row, younger.row} & set(shown)
        )
        if fits:
            younger.given, younger.surname, younger.sex = elder.given, elder.surname, elder.sex
            younger.second = "" if elder.second else "Marie"
            planted.add(promotion)


def give_readable_ids(drafts: list[Draft]) -> None:
    """Foresee the readable id that the registry will give, since e-mail addresses hold it."""
    seen: dict[str, int] = defaultdict(int)
    for draft in drafts:
        base = base_of(draft.first_names, draft.surname, draft.entry_year)
        seen[base] += 1
        draft.readable_id = base if seen[base] == 1 else f"{base}.{seen[base]}"
