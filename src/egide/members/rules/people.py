"""What may enter the registry about a person, how good it is, and how standings follow."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from django.utils.translation import gettext as _

from egide.members.enums import (
    AuditStatus,
    DataStatus,
    LifeStatus,
    MembershipStatus,
    RegistryStatus,
    SchoolingRank,
)
from egide.members.models import Centre
from egide.members.rules.contacts import UnusableContact, clean_contact
from egide.members.rules.countries import current_countries
from egide.members.rules.promotions import (
    PromotionName,
    obstacles_to_promotion,
    obstacles_to_schooling,
)

LONGEST_NAME = 120
YOUNGEST_AT_ENTRY, OLDEST_AT_ENTRY = 13, 80
LONGEST_LIFE = timedelta(days=125 * 366)
# Nobody's name holds these; a spreadsheet or a page might obey them.
NEVER_IN_A_NAME = frozenset('<>=@{}[]|\\~#$%*+;:"_^&!?/0123456789')


@dataclass(frozen=True, kw_only=True, slots=True)
class NewSchooling:
    """The time at the School of somebody who enters the registry."""

    promotion: PromotionName
    rank: str = SchoolingRank.PRINCIPAL
    cursus: str = "ENGINEER"
    left_on: date | None = None
    diploma_kind: str = ""
    diploma_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewStanding:
    """One standing of somebody who enters the registry, with its days."""

    status: str
    starts_on: date
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewContact:
    """A contact point as received, not yet cleaned."""

    kind: str
    value: str
    primary: bool = True
    verified_at: datetime | None = None
    invalid: bool = False
    source: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class NewAddress:
    """Where somebody lives from a day on; without a day, from the day of the verb."""

    country: str
    lines: str = ""
    postcode: str = ""
    city: str = ""
    starts_on: date | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPosition:
    """What somebody does for a living, from a day on."""

    status: str
    company: str = ""
    title: str = ""
    sector: str = ""
    function: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    verified_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewPerson:
    """Somebody who enters the registry, with all that is known of them that day.

    ``society_no`` is given only when an older registry already numbered the person; ``audience``
    holds the parts of the profile whose readers were chosen, by part.
    """

    first_names: str
    usage_name: str
    birth_name: str = ""
    society_no: int | None = None
    sex: str = ""
    born_on: date | None = None
    died_on: date | None = None
    nationality: str = ""
    languages: tuple[str, ...] = ()
    nickname: str = ""
    family_numbers: str = ""
    registry_status: str = RegistryStatus.PROSPECT
    life_status: str = LifeStatus.LIVING
    audit_status: str = AuditStatus.SAFE
    audit_note: str = ""
    schoolings: tuple[NewSchooling, ...] = ()
    standings: tuple[NewStanding, ...] = ()
    contacts: tuple[NewContact, ...] = ()
    address: NewAddress | None = None
    positions: tuple[NewPosition, ...] = ()
    audience: Mapping[str, str] | None = None

    @property
    def entry_year(self) -> int | None:
        """The entry year of the principal promotion."""
        for schooling in self.schoolings:
            if schooling.rank == SchoolingRank.PRINCIPAL:
                return schooling.promotion.entry_year
        return None


@lru_cache(maxsize=16_384)
def clean_words(text: str) -> str:
    """Return a line that people typed as it is stored: composed letters, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


@lru_cache(maxsize=16_384)
def obstacles_to_name(name: str) -> tuple[str, ...]:
    """Return why ``name`` cannot be somebody's name; empty when it can."""
    if not any(letter.isalpha() for letter in name):
        return (_("Un nom et un prénom sont nécessaires."),)
    if len(name) > LONGEST_NAME:
        return (_("Un nom tient en %(most)d caractères.") % {"most": LONGEST_NAME},)
    if any(letter in NEVER_IN_A_NAME or not letter.isprintable() for letter in name):
        return (
            _("Un nom ne contient ni chiffre ni signe autre que l’apostrophe et le trait d’union."),
        )
    return ()


def obstacles_to_registering(
    entry: NewPerson, *, centres: Mapping[str, Centre], on: date
) -> list[str]:
    """Return why ``entry`` cannot enter the registry, in words for the clerk; empty when it can."""
    names = (entry.first_names, entry.usage_name, entry.birth_name or entry.usage_name)
    obstacles = [o for name in dict.fromkeys(names) for o in obstacles_to_name(clean_words(name))]
    obstacles += _obstacles_of_dates(entry, on)
    obstacles += _obstacles_of_schoolings(entry, centres, on)
    obstacles += _obstacles_of_standings(entry, on)
    obstacles += _obstacles_of_contacts(entry)
    for code in (entry.nationality, entry.address.country if entry.address else ""):
        obstacles += obstacles_to_country(code) if code else []
    return list(dict.fromkeys(obstacles))


def obstacles_to_country(code: str) -> list[str]:
    """Return why ``code`` is no country of today; a country that is gone is refused by its code."""
    if code in current_countries():
        return []
    return [_("« %(code)s » n’est pas un pays d’aujourd’hui.") % {"code": code[:10]}]


def obstacles_to_life(born_on: date | None, died_on: date | None, *, on: date) -> list[str]:
    """Return what is impossible in the days of a birth and of a death."""
    obstacles = []
    if born_on is not None and (born_on > on or (on - born_on > LONGEST_LIFE and died_on is None)):
        obstacles.append(_("La date de naissance n’est pas vraisemblable."))
    if died_on is not None and died_on > on:
        obstacles.append(_("La date de décès est dans l’avenir."))
    if died_on is not None and born_on is not None and died_on < born_on:
        obstacles.append(_("La date de décès précède la naissance."))
    return obstacles


def _obstacles_of_dates(entry: NewPerson, on: date) -> list[str]:
    obstacles = obstacles_to_life(entry.born_on, entry.died_on, on=on)
    if entry.died_on is not None and entry.life_status != LifeStatus.DECEASED:
        obstacles.append(_("Une date de décès suppose un décès confirmé."))
    entry_year = entry.entry_year
    if not obstacles and entry.born_on is not None and entry_year is not None:
        age = entry_year - entry.born_on.year
        if not YOUNGEST_AT_ENTRY <= age <= OLDEST_AT_ENTRY:
            obstacles.append(_("La date de naissance ne va pas avec l’année d’entrée à l’École."))
    return obstacles


def _obstacles_of_schoolings(
    entry: NewPerson, centres: Mapping[str, Centre], on: date
) -> list[str]:
    """One principal promotion at most, each possible, none twice (R-REG-2, R-REG-4)."""
    obstacles: list[str] = []
    promotions = [schooling.promotion for schooling in entry.schoolings]
    for promotion in promotions:
        centre = centres.get(promotion.centre)
        if centre is None:
            obstacles.append(
                _("« %(text)s » n’est pas un centre de l’École.") % {"text": promotion.centre[:10]}
            )
        else:
            obstacles += obstacles_to_promotion(centre, promotion.entry_year, on=on)
    for one in entry.schoolings:
        obstacles += obstacles_to_schooling(
            one.promotion.entry_year, left_on=one.left_on, diploma_on=one.diploma_on, on=on
        )
    principal = [s for s in entry.schoolings if s.rank == SchoolingRank.PRINCIPAL]
    if entry.schoolings and len(principal) != 1:
        obstacles.append(_("Une personne a une promotion principale, et une seule."))
    if len(set(promotions)) < len(promotions):
        obstacles.append(_("La même promotion est donnée deux fois."))
    return obstacles


def _obstacles_of_standings(entry: NewPerson, on: date) -> list[str]:
    obstacles = []
    for standing in entry.standings:
        if standing.ends_on is not None and standing.ends_on < standing.starts_on:
            obstacles.append(_("Une qualité finit le jour où elle commence, ou plus tard."))
    for earlier, later in pairwise(entry.standings):
        if earlier.ends_on is None or later.starts_on <= earlier.ends_on:
            obstacles.append(_("Deux qualités de sociétaire se chevauchent."))
    if entry.standings and entry.registry_status in {
        RegistryStatus.PROSPECT,
        RegistryStatus.CONTACT,
    }:
        obstacles.append(_("Un prospect ou un contact n’est pas sociétaire."))
    dead = entry.life_status == LifeStatus.DECEASED
    if dead and any(
        s.ends_on is None and s.status != MembershipStatus.DECEASED for s in entry.standings
    ):
        obstacles.append(_("Une personne décédée n’est plus sociétaire."))
    return obstacles


def _obstacles_of_contacts(entry: NewPerson) -> list[str]:
    obstacles = []
    country = entry.address.country if entry.address else "FR"
    for contact in entry.contacts:
        try:
            clean_contact(contact.kind, contact.value, country=country)
        except UnusableContact as refusal:
            obstacles.append(str(refusal))
    primary = [contact.kind for contact in entry.contacts if contact.primary]
    if len(set(primary)) < len(primary):
        obstacles.append(_("Une seule coordonnée de chaque nature est la principale."))
    return obstacles


# From each standing, those that may follow (S02, states); ``None`` is somebody without one.
NEXT_STANDINGS: dict[str | None, tuple[str, ...]] = {
    None: (
        MembershipStatus.STUDENT,
        MembershipStatus.CURRENT,
        MembershipStatus.LAPSED,
        MembershipStatus.HONORARY,
    ),
    MembershipStatus.STUDENT: (
        MembershipStatus.CURRENT,
        MembershipStatus.LAPSED,
        MembershipStatus.HONORARY,
        MembershipStatus.RESIGNED,
        MembershipStatus.STRUCK_OFF,
    ),
    MembershipStatus.CURRENT: (
        MembershipStatus.LAPSED,
        MembershipStatus.HONORARY,
        MembershipStatus.RESIGNED,
        MembershipStatus.STRUCK_OFF,
    ),
    MembershipStatus.LAPSED: (
        MembershipStatus.CURRENT,
        MembershipStatus.HONORARY,
        MembershipStatus.RESIGNED,
        MembershipStatus.STRUCK_OFF,
    ),
    MembershipStatus.HONORARY: (MembershipStatus.RESIGNED, MembershipStatus.STRUCK_OFF),
    MembershipStatus.RESIGNED: (MembershipStatus.CURRENT,),
    MembershipStatus.STRUCK_OFF: (MembershipStatus.CURRENT,),
    MembershipStatus.DECEASED: (),
}


def obstacles_to_standing(present: str | None, wanted: str) -> list[str]:
    """Return why ``wanted`` may not follow ``present``, naming what may (R-X-7)."""
    allowed = NEXT_STANDINGS[present]
    if wanted in allowed:
        return []
    if wanted == MembershipStatus.DECEASED:
        return [_("Un décès se confirme par un signalement, pas par un changement de qualité.")]
    labels = ", ".join(str(MembershipStatus(status).label) for status in allowed)
    now = MembershipStatus(present).label if present else _("sans qualité")
    return [
        _("De « %(now)s », on ne passe pas à « %(wanted)s ». Possible : %(allowed)s.")
        % {
            "now": now,
            "wanted": MembershipStatus(wanted).label,
            "allowed": labels or _("aucun changement"),
        }
    ]


def is_listed(*, life_status: str, data_status: str, is_member: bool, name_audience: str) -> bool:
    """Tell whether other members find the person in the directory (R-REG-6)."""
    return (
        is_member
        and data_status == DataStatus.ACTIVE
        and life_status != LifeStatus.DECEASED
        and name_audience in {"MEMBERS", "PUBLIC"}
    )


@dataclass(frozen=True, kw_only=True)
class Quality:
    """How fresh a profile is: each part filled and verified lately, or not (R-REG-11)."""

    email: bool
    place: bool
    position: bool
    group: bool

    @property
    def percent(self) -> int:
        """The share of the four parts that are good, in hundredths."""
        return 25 * (self.email + self.place + self.position + self.group)

    @property
    def missing(self) -> dict[str, str]:
        """What the person could do next, part by part, in words for them."""
        steps = {
            "email": _("Confirmez votre adresse électronique."),
            "place": _("Confirmez votre adresse postale, ou au moins votre pays."),
            "position": _("Confirmez votre situation professionnelle."),
            "group": _("Rejoignez votre groupe territorial."),
        }
        return {part: step for part, step in steps.items() if not getattr(self, part)}


def is_recent(verified_at: datetime | None, *, on: date, months: int) -> bool:
    """Tell whether something was verified within ``months`` before ``on``."""
    if verified_at is None:
        return False
    first = on.year * 12 + on.month - 1 - months
    year, month = divmod(first, 12)
    day = min(on.day, 28)
    return verified_at.date() >= date(year, month + 1, day)


def first_recent(verified: Iterable[datetime | None], *, on: date, months: int) -> bool:
    """Tell whether one at least was verified within ``months`` before ``on``."""
    return any(is_recent(at, on=on, months=months) for at in verified)
