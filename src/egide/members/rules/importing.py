"""How the cells of a line of a file become somebody who may enter the registry (S00 imports)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from egide.kernel.cells import (
    LineCells,
    UnreadableCell,
    clean_line,
    plain,
    read_whole,
    shown,
)
from egide.members.enums import (
    MEMBER_STATUSES,
    ContactKind,
    Cursus,
    LifeStatus,
    MembershipStatus,
    PositionStatus,
    RegistryStatus,
    SchoolingRank,
)
from egide.members.rules.countries import country_code
from egide.members.rules.people import (
    NewAddress,
    NewContact,
    NewPerson,
    NewPosition,
    NewSchooling,
    NewStanding,
)
from egide.members.rules.promotions import PromotionName

Promotions = Callable[[str], PromotionName]

SEVERAL = re.compile(r"[;|\n]| / | ou ")
AFTER_AN_EMAIL = " .,;>)"
BEFORE_AN_EMAIL = " <(;,"
LONGEST = {"lines": 240, "postcode": 12, "city": 80, "company": 120, "title": 120}
LONGEST |= {"sector": 80, "function": 80, "diploma_kind": 80}
LONGEST |= {"nickname": 80, "family_numbers": 80}

SEXES = {
    **dict.fromkeys(("f", "femme", "feminin", "female", "mme", "madame", "mlle", "mrs", "ms"), "F"),
    **dict.fromkeys(("m", "h", "homme", "masculin", "male", "mr", "monsieur"), "M"),
}
STANDINGS = {
    **dict.fromkeys(
        ("a jour", "actif", "active", "adherent", "adherent a jour", "current", "membre", "member",
         "membre actif", "oui", "yes", "1", "new", "grace"),
        MembershipStatus.CURRENT,
    ),
    **dict.fromkeys(
        ("en retard", "lapsed", "retard", "expired", "expire", "cotisation en retard", "pending"),
        MembershipStatus.LAPSED,
    ),
    **dict.fromkeys(("eleve", "etudiant", "student"), MembershipStatus.STUDENT),
    **dict.fromkeys(
        ("membre d honneur", "honneur", "honorary", "membre honoraire"), MembershipStatus.HONORARY
    ),
    **dict.fromkeys(
        ("demissionnaire", "resigned", "cancelled", "ancien membre"), MembershipStatus.RESIGNED
    ),
    **dict.fromkeys(("radie", "struck off"), MembershipStatus.STRUCK_OFF),
    **dict.fromkeys(("decede", "deceased"), MembershipStatus.DECEASED),
}  # fmt: skip
# Words that say that somebody is no member, and nothing more.
NO_STANDING = frozenset(
    {"non membre", "non adherent", "prospect", "contact", "inactif", "inactive", "non", "no", "0"}
)
POSITIONS = {
    **dict.fromkeys(("salarie", "employee", "employe", "en poste"), PositionStatus.EMPLOYEE),
    **dict.fromkeys(("independant", "independent", "freelance"), PositionStatus.INDEPENDENT),
    **dict.fromkeys(("dirigeant", "executive", "cadre dirigeant"), PositionStatus.EXECUTIVE),
    **dict.fromkeys(
        ("en recherche d emploi", "demandeur d emploi", "job seeker"), PositionStatus.JOB_SEEKER
    ),
    **dict.fromkeys(("retraite", "retired"), PositionStatus.RETIRED),
    **dict.fromkeys(("etudiant", "eleve", "student"), PositionStatus.STUDENT),
    **dict.fromkeys(("autre", "other"), PositionStatus.OTHER),
}
CURSUS = {plain(value): value for value in Cursus.values} | {
    **dict.fromkeys(("ingenieur", "engineer"), Cursus.ENGINEER),
    **dict.fromkeys(("double diplome", "double degree"), Cursus.DOUBLE_DEGREE),
    **dict.fromkeys(("doctorat", "these"), Cursus.PHD),
}


def person_of(cells: Mapping[str, str], *, promotions: Promotions, on: date) -> NewPerson:
    """Return who the cells of a line speak of, by the key of their column.

    Somebody whose standing is not said is taken for a member in good standing when they have a
    promotion, or a day from which they are one; for a contact otherwise.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on, LONGEST)
    schoolings = _schoolings(line, promotions)
    first_names, usage_name = _names(line)
    died_on = line.day("died_on")
    standings, status = _standings(line, bool(schoolings), died_on)
    entry = NewPerson(
        first_names=first_names,
        usage_name=usage_name,
        birth_name=_capitalised(line.text("birth_name")),
        society_no=line.read("society_no", read_whole),
        sex=line.word("sex", SEXES) or "",
        born_on=line.day("born_on"),
        died_on=died_on,
        nationality=line.read("nationality", _country) or "",
        nickname=line.text("nickname"),
        family_numbers=line.text("family_numbers"),
        registry_status=status,
        life_status=LifeStatus.DECEASED if died_on else LifeStatus.LIVING,
        schoolings=schoolings,
        standings=standings,
        contacts=_contacts(line),
        address=_address(line),
        positions=positions_in(line),
    )
    line.refuse_if_wrong()
    return entry


def _names(line: LineCells) -> tuple[str, str]:
    first_names, usage_name = line.text("first_names"), line.text("usage_name")
    if not first_names and not usage_name:
        first_names, usage_name = split_name(line.text("full_name"))
    for key, name in (("first_names", first_names), ("usage_name", usage_name)):
        if not name:
            line.refuse(key, _("Le nom et le prénom sont nécessaires."))
            break
    return _capitalised(first_names), _capitalised(usage_name)


@lru_cache(maxsize=65_536)
def _capitalised(name: str) -> str:
    """Return a name shouted in capitals as people write it; any other stays as it came."""
    if len(name) < 3 or name != name.upper():
        return name
    return re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), name)


def split_name(full: str) -> tuple[str, str]:
    """Return given names and surname of one cell: what is in capitals is the surname."""
    if "," in full:
        last, _comma, first = full.partition(",")
        return first.strip(), last.strip()
    words = full.split()
    loud = [word for word in words if len(word) > 1 and word == word.upper()]
    if loud and len(loud) < len(words):
        return " ".join(word for word in words if word not in loud), " ".join(loud)
    return " ".join(words[:1]), " ".join(words[1:])


def _schoolings(line: LineCells, promotions: Promotions) -> tuple[NewSchooling, ...]:
    cells = line.cells
    principal = line.read("promotion", promotions)
    if principal is None and "promotion" not in cells and "centre" in cells:
        written = f"{cells['centre'].strip()} {cells.get('entry_year', '').strip()}"
        principal = line.read("centre", lambda _cell: promotions(written))
    if principal is None:
        return ()
    first = NewSchooling(
        promotion=principal,
        cursus=line.word("cursus", CURSUS) or Cursus.ENGINEER,
        left_on=line.day("left_on"),
        diploma_kind=line.text("diploma_kind"),
        diploma_on=line.day("diploma_on"),
    )
    second = line.read("second_promotion", promotions)
    if second is None:
        return (first,)
    return (first, NewSchooling(promotion=second, rank=SchoolingRank.SECONDARY))


def _standings(
    line: LineCells, schooled: bool, died_on: date | None
) -> tuple[tuple[NewStanding, ...], str]:
    """Return the standing, with its first day, and the state at the registry."""
    cell = plain(line.cells.get("standing", ""))
    standing = None
    if cell not in NO_STANDING:
        standing = line.word("standing", STANDINGS)
    if standing is None and not cell and (schooled or "member_since" in line.cells):
        standing = MembershipStatus.CURRENT
    if died_on is not None and standing is not None:
        standing = MembershipStatus.DECEASED
    status = RegistryStatus.GRADUATE if schooled else RegistryStatus.CONTACT
    if standing == MembershipStatus.STUDENT:
        status = RegistryStatus.STUDENT
    elif standing in MEMBER_STATUSES:
        status = RegistryStatus.GRADUATE
    elif standing is None:
        status = RegistryStatus.PROSPECT if schooled else RegistryStatus.CONTACT
    since = line.day("member_since")
    if standing is None:
        return (), status
    if status == RegistryStatus.CONTACT:
        status = RegistryStatus.GRADUATE
    if died_on is None:
        return (NewStanding(status=standing, starts_on=since or line.on),), status
    deceased = NewStanding(status=standing, starts_on=died_on)
    if since is None or since >= died_on:
        return (deceased,), status
    lived = NewStanding(
        status=MembershipStatus.CURRENT, starts_on=since, ends_on=died_on - timedelta(days=1)
    )
    return (lived, deceased), status


def _contacts(line: LineCells) -> tuple[NewContact, ...]:
    found: list[NewContact] = []
    for kind, keys in CONTACTS:
        seen: set[str] = set()
        for key in keys:
            cell = line.cells.get(key)
            if cell is None:
                continue
            for part in SEVERAL.split(cell):
                value = _email(part) if kind == ContactKind.EMAIL else clean_line(part)
                if value and value.casefold() not in seen:
                    found.append(NewContact(kind=kind, value=value, primary=not seen))
                    seen.add(value.casefold())
    return tuple(found)


CONTACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (ContactKind.EMAIL, ("email", "email_2")),
    (ContactKind.PHONE, ("phone", "mobile")),
    (ContactKind.WEB, ("web",)),
)


def _email(cell: str) -> str:
    """Return an address without what people and programs write around it."""
    text = clean_line(cell).removeprefix("mailto:")
    if "<" in text:
        text = text[text.index("<") + 1 :]
    text = text.strip(BEFORE_AN_EMAIL).rstrip(AFTER_AN_EMAIL)
    local, at, domain = text.rpartition("@")
    return f"{local}{at}{domain.lower()}"


def _address(line: LineCells) -> NewAddress | None:
    lines = [text for key in ("address", "address_2") if (text := line.text(key))]
    postcode, city = line.text("postcode"), line.text("city")
    country = line.read("country", _country) or ""
    if not (lines or postcode or city or country):
        return None
    written = ", ".join(lines)
    if len(written) > LONGEST["lines"]:
        line.refuse("address", _("L’adresse tient en 240 caractères."))
    return NewAddress(
        country=country or "FR",
        lines=written,
        postcode=_french_postcode(postcode) if country in {"", "FR"} else postcode,
        city=city,
        starts_on=line.day("address_since"),
    )


def _french_postcode(text: str) -> str:
    """Return a French postcode whose first zero a spreadsheet ate."""
    return f"0{text}" if len(text) == 4 and text.isdigit() else text


@lru_cache(maxsize=4_096)
def _country(cell: str) -> str:
    text = clean_line(cell)
    code = country_code(text)
    if text and not code:
        raise UnreadableCell(
            _("« %(text)s » n’est pas un pays d’aujourd’hui.") % {"text": shown(text)}
        )
    return code


def positions_in(line: LineCells) -> tuple[NewPosition, ...]:
    """Return the job of which a line speaks, or nothing."""
    company, title = line.text("company"), line.text("title")
    status = line.word("position_status", POSITIONS)
    sector, function = line.text("sector"), line.text("function")
    if not (company or title or status or sector or function):
        return ()
    return (
        NewPosition(
            status=status or PositionStatus.EMPLOYEE,
            company=company,
            title=title,
            sector=sector,
            function=function,
            starts_on=line.day("position_since"),
        ),
    )
