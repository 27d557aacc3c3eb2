"""How the cells of a line of a file become a group that exists already (S00 imports)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from egide.groups.enums import TERRITORIAL_KINDS, GroupKind, WorldRegion
from egide.groups.rules.areas import region_of
from egide.kernel.cells import (
    LineCells,
    UnreadableCell,
    clean_line,
    plain,
    read_whole,
    shown,
    words_of,
)
from egide.members.rules.countries import country_code
from egide.members.rules.importing import Promotions

LONGEST = {"name": 120, "area": 120, "presentation": 4_000, "association": 160, "parent": 120}
LONGEST |= {"group": 120, "charter_version": 20, "end_reason": 400}
KINDS = {
    **dict.fromkeys(
        ("gt", "territorial", "groupe territorial", "regional", "territorial group"),
        GroupKind.TERRITORIAL_FR,
    ),
    **dict.fromkeys(("outre mer", "overseas"), GroupKind.TERRITORIAL_OVERSEAS),
    **dict.fromkeys(("gti", "etranger", "international", "abroad"), GroupKind.TERRITORIAL_INTL),
    **dict.fromkeys(("promo", "class", "class year"), GroupKind.PROMOTION),
    **dict.fromkeys(("gp", "groupe professionnel", "professional group"), GroupKind.PROFESSIONAL),
    **dict.fromkeys(("amicale", "groupe d amitie", "amitie", "club"), GroupKind.AFFINITY),
    **dict.fromkeys(("rexam",), GroupKind.REXAM_SECTION),
    **dict.fromkeys(("jp", "jeunes", "young"), GroupKind.YOUTH),
}
AREAS = re.compile(r"[;,|/\n]|\bet\b|\band\b")
DEPARTMENT = re.compile(r"0?[1-9]|[1-8]\d|9[0-5]|9[78]\d", re.ASCII)
POSTCODES = re.compile(r"(\d{5})\s*(?:-|–|à|to)\s*(\d{5})", re.ASCII)
# The postcodes of the two departments of Corsica begin with 20.
CORSICA = {"2a": ("20000", "20199"), "2b": ("20200", "20699")}
FRANCE = "FR"


@dataclass(frozen=True, slots=True)
class Area:
    """Addresses that a group serves: a country, or some of its postcodes."""

    country: str
    postcode_from: str = ""
    postcode_to: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.country, self.postcode_from, self.postcode_to)))


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """A group as a line says it; ``parent`` and ``promotion`` are names, found later."""

    kind: GroupKind
    name: str
    created_on: date
    closed_on: date | None = None
    parent: str = ""
    promotion: str = ""
    region: str = ""
    area: str = ""
    areas: tuple[Area, ...] = ()
    presentation: str = ""
    association: str = ""
    association_since: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class AgreementLine:
    """An égide agreement as a line says it; its group is a name, its signatories are numbers."""

    group: str
    charter_version: str
    starts_on: date
    for_group: int
    for_society: int
    ends_on: date | None = None
    end_reason: str = ""


def agreement_of(cells: Mapping[str, str], *, on: date) -> AgreementLine:
    """Return the égide agreement of which the cells of a line speak, by the key of their column.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on, LONGEST)
    needed = {
        "group": line.text("group"),
        "charter_version": line.text("charter_version"),
        "starts_on": line.day("starts_on"),
        "for_group": line.read("for_group", read_whole),
        "for_society": line.read("for_society", read_whole),
    }
    for key, found in needed.items():
        if not found and key not in line.problems:
            line.refuse(key, _("Cette cellule est nécessaire à une convention d’égide."))
    starts_on, ends_on = needed["starts_on"], line.day("ends_on")
    for key, day in (("starts_on", starts_on), ("ends_on", ends_on)):
        if isinstance(day, date) and day > on:
            line.refuse(key, _("« %(text)s » n’est pas encore venu.")
                        % {"text": shown(line.cells[key])})  # fmt: skip
    if isinstance(starts_on, date) and ends_on and ends_on < starts_on:
        line.refuse("ends_on", _("Une convention finit le jour où elle commence, ou plus tard."))
    reason = line.text("end_reason")
    line.refuse_if_wrong()
    return AgreementLine(**needed, ends_on=ends_on, end_reason=reason)  # type: ignore[arg-type]


def group_of(cells: Mapping[str, str], *, promotions: Promotions, on: date) -> GroupLine:
    """Return the group of which the cells of a line speak, by the key of their column.

    :raises LineRefused: with what cannot be read, column by column.
    """
    line = LineCells(cells, on, LONGEST)
    kind = line.word("kind", _kinds())
    if kind is None and "kind" not in line.problems:
        line.refuse("kind", _("Dites de quel type est le groupe."))
    promotion = ""
    if kind == GroupKind.PROMOTION:
        key = "promotion" if "promotion" in cells else "name"
        promotion = str(line.read(key, promotions) or "")
    areas = line.read("areas", read_areas) or ()
    if areas and kind and kind not in TERRITORIAL_KINDS:
        line.refuse("areas", _("Seul un groupe territorial dessert un territoire."))
    region = _region(line, kind, areas)
    name = promotion or line.text("name")
    if not name and not {"name", "promotion"} & line.problems.keys():
        line.refuse("name", _("Le groupe n’a pas de nom."))
    created_on, closed_on = _days(line, on)
    association, since = _association(line, created_on)
    parent, area, presentation = (line.text(key) for key in ("parent", "area", "presentation"))
    line.refuse_if_wrong()
    return GroupLine(
        kind=GroupKind(kind),
        name=name,
        created_on=created_on or on,
        closed_on=closed_on,
        parent=parent,
        promotion=promotion,
        region=region,
        area=area,
        areas=areas,
        presentation=presentation,
        association=association,
        association_since=since,
    )


def read_areas(cell: str) -> tuple[Area, ...]:
    """Return the areas of a cell: departments, ranges of French postcodes, countries.

    :raises UnreadableCell: quoting the first part that is none of these.
    """
    return tuple(dict.fromkeys(_area(part) for part in AREAS.split(cell) if clean_line(part)))


def _area(part: str) -> Area:
    text = clean_line(part)
    postcodes = POSTCODES.fullmatch(text)
    if postcodes:
        return Area(FRANCE, *postcodes.groups())
    if text.casefold() in CORSICA:
        return Area(FRANCE, *CORSICA[text.casefold()])
    if DEPARTMENT.fullmatch(text):
        first = text.zfill(2)
        return Area(FRANCE, first.ljust(5, "0"), first.ljust(5, "9"))
    country = country_code(text)
    if not country:
        raise UnreadableCell(
            _("« %(text)s » n’est ni un département, ni une plage de codes postaux, ni un pays.")
            % {"text": shown(text)}
        )
    return Area(country)


def _region(line: LineCells, kind: str | None, areas: tuple[Area, ...]) -> str:
    region = line.word("region", _regions()) or ""
    if kind != GroupKind.TERRITORIAL_INTL:
        return ""
    found = {str(region_of(area.country) or "") for area in areas} - {""}
    if not region and len(found) == 1:
        return found.pop()
    if not region and "region" not in line.problems:
        line.refuse("region", _("Dites la région du monde d’un groupe de l’étranger."))
    return region


def _days(line: LineCells, on: date) -> tuple[date | None, date | None]:
    created_on, closed_on = line.day("created_on"), line.day("closed_on")
    if created_on is None and "created_on" not in line.problems:
        line.refuse("created_on", _("Le jour de la fondation est nécessaire."))
    for key, day in (("created_on", created_on), ("closed_on", closed_on)):
        if day is not None and day > on:
            line.refuse(key, _("« %(text)s » n’est pas encore venu.")
                        % {"text": shown(line.cells[key])})  # fmt: skip
    if created_on and closed_on and closed_on < created_on:
        line.refuse("closed_on", _("Le groupe « %(name)s » est clos avant d’être créé.")
                    % {"name": shown(line.cells.get("name", ""))})  # fmt: skip
    return created_on, closed_on


def _association(line: LineCells, created_on: date | None) -> tuple[str, date | None]:
    name, since = line.text("association"), line.day("association_since")
    if since is not None and not name:
        line.refuse("association", _("Une association a un nom déclaré."))
    return name, (since or created_on) if name else None


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    return {**words_of(GroupKind.choices), **{word: str(kind) for word, kind in KINDS.items()}}


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    return words_of(WorldRegion.choices)


def words_of_name(name: str) -> str:
    """Return a group’s name as files write it: without “GT”, case or accents."""
    return plain(name).removeprefix("gt ")
