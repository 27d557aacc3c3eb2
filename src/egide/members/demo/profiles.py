"""What the registry knows of each member beside the name: standing, contacts, home, work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from egide.kernel.demo import draw
from egide.members.demo.chances import Chances, eight_ranks, first_of
from egide.members.demo.drafts import Draft
from egide.members.demo.names import SURNAMES
from egide.members.demo.places import Zone, all_zones, members_by_zone
from egide.members.demo.shares import spread
from egide.members.demo.size import Counts
from egide.members.enums import (
    Audience,
    ContactKind,
    MembershipStatus,
    PositionStatus,
    ProfileField,
    RegistryStatus,
    SchoolingRank,
)
from egide.members.rules.people import (
    NewAddress,
    NewContact,
    NewPerson,
    NewPosition,
    NewSchooling,
    NewStanding,
)
from egide.members.rules.promotions import PromotionName

SCHOOL_YEARS = 3
CALLS_SINCE = 2017
LAST_YEAR = 2020
# Ranges that the regulator keeps for fiction: nobody ever answers there.
FICTION = ("+3363998", "+3319900", "+3326191", "+3335301", "+3346571", "+3353649")
STREETS = (
    "rue des Forges",
    "avenue de la Gare",
    "place du Marché",
    "rue de la Fonderie",
    "chemin des Écoliers",
    "boulevard des Ateliers",
    "rue du Tour",
    "allée des Tilleuls",
    "rue de l’Équerre",
    "quai des Mariniers",
    "rue du Compas",
    "impasse de l’Enclume",
)
TRADES = (
    ("Aéronautique", "Ateliers"),
    ("Énergie", "Énergies"),
    ("Automobile", "Mécanique"),
    ("Bâtiment et travaux publics", "Bâtisseurs"),
    ("Métallurgie", "Fonderies"),
    ("Numérique", "Systèmes"),
    ("Santé", "Laboratoires"),
    ("Ferroviaire", "Rails"),
    ("Conseil", "Cabinet"),
    ("Agroalimentaire", "Moulins"),
)
WORK = (
    ("Études", "Ingénieur d’études"),
    ("Production", "Responsable de production"),
    ("Qualité", "Ingénieur qualité"),
    ("Projet", "Chef de projet"),
    ("Achats", "Responsable des achats"),
    ("Recherche", "Ingénieur de recherche"),
    ("Maintenance", "Responsable de maintenance"),
    ("Direction", "Directeur de site"),
)
LANGUAGES = (("fr", "en"), ("fr", "en", "de"), ("fr", "en", "es"), ("fr",), ("fr", "en", "it"))


@dataclass(frozen=True)
class Choices:
    """Which members are of which kind, as the shares of the reference society ask (4.4)."""

    without_email: frozenset[int]
    bounced: frozenset[int]
    verified: frozenset[int]
    hidden: frozenset[int]
    email_to_members: frozenset[int]
    phone_to_promotion: frozenset[int]
    second_promotion: frozenset[int]
    homes: Mapping[int, Zone]

    @classmethod
    def among(cls, drafts: Sequence[Draft], counts: Counts) -> Choices:
        """Draw the kinds; a share is exact, to the nearest person."""
        rows = [draft.row for draft in drafts]
        total = len(rows)
        orders = eight_ranks("kind", rows)

        def share(order: int, percent: int, among: Sequence[int]) -> frozenset[int]:
            return first_of(orders[order], among, round(total * percent / 100))

        without = share(0, 9, rows)
        with_email = [row for row in rows if row not in without]
        bounced = share(1, 4, with_email)
        verified = share(2, 71, [row for row in with_email if row not in bounced])
        hidden = share(3, 6, rows)
        open_rows = [row for row in with_email if row not in hidden]
        older = [draft.row for draft in drafts if draft.entry_year <= LAST_YEAR - SCHOOL_YEARS]
        zones = {zone.code: zone for zone in all_zones()}
        by_place = sorted(rows, key=orders[4].__getitem__)
        homes = dict(zip(by_place, spread(members_by_zone(total)), strict=True))
        return cls(
            without_email=without,
            bounced=bounced,
            verified=verified,
            hidden=hidden,
            email_to_members=share(5, 55, open_rows),
            phone_to_promotion=share(6, 22, [r for r in rows if r not in hidden]),
            second_promotion=first_of(orders[7], older, counts.second_promotions),
            homes={row: zones[code] for row, code in homes.items()},
        )


def member_entry(draft: Draft, choices: Choices, living: frozenset[tuple[str, int]]) -> NewPerson:
    """Return all that the registry knows of a member."""
    chances = Chances("profile", draft.row)
    student = draft.entry_year > LAST_YEAR - SCHOOL_YEARS
    return NewPerson(
        society_no=draft.row,
        first_names=draft.first_names,
        usage_name=draft.surname,
        birth_name=_birth_name(draft, chances.below(100)),
        sex=draft.sex,
        born_on=draft.born_on,
        nationality=draft.nationality,
        languages=LANGUAGES[chances.below(len(LANGUAGES))],
        registry_status=RegistryStatus.STUDENT if student else RegistryStatus.GRADUATE,
        schoolings=schoolings(draft, second=draft.row in choices.second_promotion, living=living),
        standings=standings(draft),
        contacts=_contacts(draft, choices),
        address=_address(draft, choices.homes[draft.row]),
        positions=_positions(draft),
        audience=_audience(draft, choices, chances.below(100)),
    )


def _birth_name(draft: Draft, chance: int) -> str:
    """One woman in four bears another name than at birth."""
    if draft.sex == "F" and draft.entry_year < 2010 and chance < 25:
        return SURNAMES[draw("birth name", draft.row, len(SURNAMES))]
    return ""


def schoolings(
    draft: Draft, *, second: bool, living: frozenset[tuple[str, int]]
) -> tuple[NewSchooling, ...]:
    """Return the principal promotion, and for some a second one that never counts (R-REG-4)."""
    left_on = date(draft.entry_year + SCHOOL_YEARS, 6, 30)
    done = left_on.year <= LAST_YEAR
    principal = NewSchooling(
        promotion=PromotionName(draft.centre, draft.entry_year),
        left_on=left_on if done else None,
        diploma_kind="Diplôme d’ingénieur" if done else "",
        diploma_on=left_on if done else None,
    )
    if not second:
        return (principal,)
    beside = ("Li", draft.entry_year) if draft.centre != "Li" else ("An", draft.entry_year)
    repeated = (draft.centre, draft.entry_year + 1)
    centre, year = repeated if repeated in living and draft.row % 2 else beside
    other = NewSchooling(promotion=PromotionName(centre, year), rank=SchoolingRank.SECONDARY)
    return (principal, other)


def standings(draft: Draft) -> tuple[NewStanding, ...]:
    """Return a member's standings: student, then up to date or behind, as the years' dues say."""
    adhered = date(draft.entry_year, 10, 1) + timedelta(
        days=Chances("adhesion", draft.row).below(61)
    )
    graduated = date(draft.entry_year + SCHOOL_YEARS, 1, 1)
    if graduated.year > LAST_YEAR:
        return (NewStanding(status=MembershipStatus.STUDENT, starts_on=adhered),)
    spans = [(MembershipStatus.STUDENT, adhered)]
    for year in range(max(CALLS_SINCE, graduated.year), LAST_YEAR + 1):
        paid = year in draft.payer_in
        status = MembershipStatus.CURRENT if paid else MembershipStatus.LAPSED
        if spans[-1][0] != status:
            begins = graduated if len(spans) == 1 else date(year, 1, 1)
            spans.append((status, begins))
    ends = [begins - timedelta(days=1) for _status, begins in spans[1:]]
    return tuple(
        NewStanding(status=status, starts_on=begins, ends_on=ends_on)
        for (status, begins), ends_on in zip(spans, [*ends, None], strict=True)
    )


def _contacts(draft: Draft, choices: Choices) -> tuple[NewContact, ...]:
    chances = Chances("contact", draft.row)
    days = chances.below(700)
    verified_at = datetime(2020, 12, 15, 9, tzinfo=UTC) - timedelta(days=days)
    contacts = []
    if draft.row not in choices.without_email:
        contacts.append(
            NewContact(
                kind=ContactKind.EMAIL,
                value=f"{draft.readable_id}@example.org",
                verified_at=verified_at if draft.row in choices.verified else None,
                invalid=draft.row in choices.bounced,
                source="registre",
            )
        )
    if draft.row in choices.phone_to_promotion or chances.below(100) < 40:
        number = f"{FICTION[chances.below(len(FICTION))]}{chances.below(10_000):04}"
        contacts.append(NewContact(kind=ContactKind.PHONE, value=number, source="registre"))
    return tuple(contacts)


def _address(draft: Draft, home: Zone) -> NewAddress:
    chances = Chances("address", draft.row)
    town = home.towns[chances.below(len(home.towns))]
    street = f"{1 + chances.below(120)} {STREETS[chances.below(len(STREETS))]}"
    since = date(max(draft.entry_year, 1990), 10, 1) + timedelta(days=chances.below(60))
    verified = chances.below(100) < 55
    return NewAddress(
        country=home.country,
        lines=street,
        postcode=town.postcode,
        city=town.name,
        starts_on=since,
        verified_at=datetime(2020, 3, 2, 9, tzinfo=UTC) - timedelta(days=chances.below(400))
        if verified
        else None,
    )


def _positions(draft: Draft) -> tuple[NewPosition, ...]:
    chances = Chances("position", draft.row)
    age = LAST_YEAR - draft.entry_year
    if age < SCHOOL_YEARS:
        return ()
    if age > 42:
        return (
            NewPosition(status=PositionStatus.RETIRED, starts_on=date(draft.entry_year + 43, 7, 1)),
        )
    kind = chances.below(100)
    if kind < 15:
        return ()
    if kind < 18:
        return (NewPosition(status=PositionStatus.JOB_SEEKER, starts_on=date(2020, 9, 1)),)
    status = PositionStatus.EMPLOYEE
    if kind > 88:
        status = PositionStatus.INDEPENDENT if kind < 95 else PositionStatus.EXECUTIVE
    sector, noun = TRADES[chances.below(len(TRADES))]
    function, title = WORK[chances.below(len(WORK))]
    first_year = draft.entry_year + SCHOOL_YEARS
    return (
        NewPosition(
            status=status,
            company=f"{noun} {SURNAMES[chances.below(400)]}",
            title=title,
            sector=sector,
            function=function,
            starts_on=date(first_year + chances.below(LAST_YEAR - first_year + 1), 9, 1),
            verified_at=datetime(2020, 6, 1, 9, tzinfo=UTC) if chances.below(100) < 40 else None,
        ),
    )


def _audience(draft: Draft, choices: Choices, chance: int) -> dict[str, str]:
    if draft.row in choices.hidden:
        return {ProfileField.NAME: Audience.NOBODY}
    shown: dict[str, str] = {}
    if draft.row in choices.email_to_members:
        shown[ProfileField.EMAIL] = Audience.MEMBERS
        shown[ProfileField.CITY] = Audience.MEMBERS
    if draft.row in choices.phone_to_promotion:
        shown[ProfileField.PHONE] = Audience.PROMOTION
    if chance < 45:
        shown[ProfileField.POSITION] = Audience.MEMBERS
    return shown
