"""People whom a careless count would take for members: the dead, those who left, those to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from egide.kernel.demo import draw
from egide.members.demo.chances import Chances
from egide.members.demo.drafts import Draft, name_draft
from egide.members.demo.names import SURNAMES, given_names
from egide.members.demo.shares import share
from egide.members.demo.size import WITHOUT_SURVIVOR, Counts, living_promotions
from egide.members.enums import LifeStatus, MembershipStatus, RegistryStatus
from egide.members.rules.people import NewPerson, NewSchooling, NewStanding
from egide.members.rules.promotions import PromotionName

FIRST_DECEASED, LAST_DECEASED = 1930, 1995
# Whoever left or was erased had entered by then: no young member among them.
LAST_ENTRY_OF_THOSE_WHO_LEFT = 2010
ADHESION_YEARS = 3


def deceased_entries(counts: Counts, first_row: int) -> list[NewPerson]:
    """Return the dead, spread over the entry years 1930 to 1995; some died within 2020."""
    years = range(FIRST_DECEASED, LAST_DECEASED + 1)
    by_year = share(counts.deceased, dict.fromkeys(years, 1))
    drafts = [
        _draft(first_row + place, year)
        for place, year in enumerate(y for y, people in by_year.items() for _ in range(people))
    ]
    recent = [draft for draft in drafts if draft.entry_year >= 1955][-counts.died_in_2020 * 3 :: 3]
    died_in_2020 = {draft.row for draft in recent[: counts.died_in_2020]}
    return [_deceased(draft, in_2020=draft.row in died_in_2020) for draft in drafts]


def _draft(row: int, entry_year: int) -> Draft:
    promotions = _promotions_by_year()[entry_year]
    centre, year = promotions[draw("promotion of a decoy", row, len(promotions))]
    draft = Draft(row, centre, year)
    name_draft(draft, set())
    return draft


@cache
def _promotions_by_year() -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for promotion in (*WITHOUT_SURVIVOR, *living_promotions()):
        found[promotion[1]].append(promotion)
    return found


def _deceased(draft: Draft, *, in_2020: bool) -> NewPerson:
    joined = date(draft.entry_year + ADHESION_YEARS, 1, 1)
    first_day = max(date(draft.entry_year + 20, 1, 1), date(1996, 1, 1))
    # Nobody of them lived to a hundred.
    last_day = min(date(2019, 12, 31), date(draft.entry_year + 79, 1, 1))
    span = (last_day - first_day).days
    died_on = first_day + timedelta(days=draw("death", draft.row, span))
    if in_2020:
        died_on = date(2020, 1, 2) + timedelta(days=draw("death", draft.row, 360))
    spans = [(MembershipStatus.CURRENT, joined, died_on - timedelta(days=1))]
    if in_2020:
        # Nobody who died in 2020 had paid the due of the year.
        spans = [
            (MembershipStatus.CURRENT, joined, date(2019, 12, 31)),
            (MembershipStatus.LAPSED, date(2020, 1, 1), died_on - timedelta(days=1)),
        ]
    lived = tuple(NewStanding(status=s, starts_on=a, ends_on=b) for s, a, b in spans)
    return _entry(
        draft,
        life_status=LifeStatus.DECEASED,
        died_on=died_on,
        standings=(*lived, NewStanding(status=MembershipStatus.DECEASED, starts_on=died_on)),
    )


def resigned_entries(count: int, first_row: int) -> list[NewPerson]:
    """Return those who resigned or were struck off, between 2012 and 2020."""
    entries = []
    for row in range(first_row, first_row + count):
        entry_year = 1950 + draw("entry of who left", row, LAST_ENTRY_OF_THOSE_WHO_LEFT - 1949)
        draft = _draft(row, entry_year)
        joined = date(draft.entry_year + ADHESION_YEARS, 1, 1)
        left_on = max(joined, date(2012, 1, 1)) + timedelta(
            days=1 + draw("leaving", row, 3_200 if joined.year < 2012 else 2_400)
        )
        left_on = min(left_on, date(2020, 12, 1))
        how = MembershipStatus.RESIGNED if row % 3 else MembershipStatus.STRUCK_OFF
        entries.append(
            _entry(
                draft,
                standings=(
                    NewStanding(
                        status=MembershipStatus.LAPSED,
                        starts_on=joined,
                        ends_on=left_on - timedelta(days=1),
                    ),
                    NewStanding(status=how, starts_on=left_on),
                ),
            )
        )
    return entries


def prospect_entries(count: int, first_row: int) -> list[NewPerson]:
    """Return students of 2020 who never adhered: at the School, and not counted (S01)."""
    return [
        _entry(_draft(row, 2020), registry_status=RegistryStatus.PROSPECT)
        for row in range(first_row, first_row + count)
    ]


def contact_entries(count: int, first_row: int) -> list[NewPerson]:
    """Return people of the School and of companies: known, and of no promotion."""
    entries = []
    for row in range(first_row, first_row + count):
        chances = Chances("contact of the society", row)
        sex = "F" if chances.below(2) else "M"
        names = given_names(1985, sex)
        entries.append(
            NewPerson(
                society_no=row,
                first_names=names[chances.below(len(names))],
                usage_name=SURNAMES[chances.below(len(SURNAMES))],
                sex=sex,
                registry_status=RegistryStatus.CONTACT,
                audit_note="École" if row % 3 else "Entreprise",
            )
        )
    return entries


def duplicate_entries(drafts: Sequence[Draft], count: int, first_row: int) -> list[NewPerson]:
    """Return copies of members, written otherwise, that wait for somebody to decide (AC-REG-5)."""
    compound = [draft for draft in drafts if "-" in draft.given and draft.entry_year < 2018]
    return [
        NewPerson(
            society_no=first_row + place,
            first_names=draft.given.upper().replace("-", " "),
            usage_name=draft.surname.upper(),
            registry_status=RegistryStatus.PROSPECT,
            audit_status="WATCHED",
            audit_note="Doublon probable : décision attendue.",
            schoolings=(NewSchooling(promotion=PromotionName(draft.centre, draft.entry_year)),),
        )
        for place, draft in enumerate(compound[:: max(1, len(compound) // count)][:count])
    ]


def _entry(draft: Draft, **known: object) -> NewPerson:
    values: dict = {"registry_status": RegistryStatus.GRADUATE} | known
    return NewPerson(
        society_no=draft.row,
        first_names=draft.first_names,
        usage_name=draft.surname,
        sex=draft.sex,
        born_on=draft.born_on,
        nationality=draft.nationality,
        schoolings=(NewSchooling(promotion=PromotionName(draft.centre, draft.entry_year)),),
        **values,
    )
