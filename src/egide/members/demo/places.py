"""Where the members of the reference society live: real places, invented inhabitants.

The module of groups makes one territorial group of each zone, and the members' addresses are
shared among the zones by largest remainder on ``weight``: so every member falls in exactly one.
A zone without postcodes is the whole of its country; where two fit, the narrower one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from egide.members.demo.abroad import ABROAD
from egide.members.demo.france import CITIES, DEPARTMENTS, OVERSEAS
from egide.members.demo.shares import share

METROPOLITAN_MEMBERS = 30_100
OVERSEAS_MEMBERS = 325


class ZoneKind(Enum):
    """Which kind of territorial group stands there."""

    DEPARTMENT = "DEPARTMENT"
    CITY = "CITY"
    OVERSEAS = "OVERSEAS"
    ABROAD = "ABROAD"


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town and one of its postcodes."""

    name: str
    postcode: str


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The area of one territorial group of the reference society.

    ``code`` is a department's number, a country's code, or a country's code and a town;
    ``postcodes`` are inclusive ranges; ``weight`` shares the members of metropolitan France, of
    the overseas territories or of one country; ``region`` is a part of the world, for groups
    abroad.
    """

    code: str
    name: str
    kind: ZoneKind
    country: str
    lon: float
    lat: float
    weight: int
    postcodes: tuple[tuple[str, str], ...] = ()
    towns: tuple[Town, ...] = ()
    region: str = ""


CORSICA = {"2A": ("20000", "20199"), "2B": ("20200", "20999")}


@cache
def metropolitan_zones() -> tuple[Zone, ...]:
    """Return the 96 departments and the 12 cities that have a group of their own."""
    departments = [_department(line) for line in DEPARTMENTS.strip().splitlines()]
    cities = [_city(line) for line in CITIES.strip().splitlines()]
    return tuple(departments + cities)


@cache
def overseas_zones() -> tuple[Zone, ...]:
    """Return the eight overseas territories with a group."""
    zones = []
    for line in OVERSEAS.strip().splitlines():
        country, name, lon, lat, weight, first, last, town = line.split(";")
        zones.append(
            Zone(
                code=country,
                name=name,
                kind=ZoneKind.OVERSEAS,
                country=country,
                lon=float(lon),
                lat=float(lat),
                weight=int(weight),
                postcodes=((first, last),),
                towns=(_town(town),),
            )
        )
    return tuple(zones)


@cache
def zones_abroad() -> tuple[Zone, ...]:
    """Return the 66 zones of 28 countries; the first zone of a country is the rest of it."""
    zones: list[Zone] = []
    region = country = ""
    for line in ABROAD.strip().splitlines():
        if not line.startswith(" "):
            region, country, _members = line.split(";")
            continue
        name, lon, lat, weight, town, *postcodes = line.strip().split(";")
        zones.append(
            Zone(
                code=f"{country} {name}",
                name=name,
                kind=ZoneKind.ABROAD,
                country=country,
                lon=float(lon),
                lat=float(lat),
                weight=int(weight),
                postcodes=tuple(_range(text) for text in postcodes),
                towns=(_town(town),),
                region=region,
            )
        )
    return tuple(zones)


@cache
def members_by_country_abroad() -> dict[str, int]:
    """Return how many members live in each country abroad, at full size (3 800 in all)."""
    heads = [line for line in ABROAD.strip().splitlines() if not line.startswith(" ")]
    return {country: int(members) for _region, country, members in (h.split(";") for h in heads)}


@cache
def members_by_zone(total: int) -> dict[str, int]:
    """Return how many of ``total`` members live in each zone, by its code.

    At full size: 30 100 in metropolitan France, 325 overseas, 3 800 abroad (4.4); a smaller
    society keeps the proportions.
    """
    abroad = members_by_country_abroad()
    parts = {"FR": METROPOLITAN_MEMBERS, "OVERSEAS": OVERSEAS_MEMBERS, **abroad}
    here = parts if total == sum(parts.values()) else share(total, parts)
    found = share(here["FR"], {zone.code: zone.weight for zone in metropolitan_zones()})
    found |= share(here["OVERSEAS"], {zone.code: zone.weight for zone in overseas_zones()})
    for country in abroad:
        weights = {z.code: z.weight for z in zones_abroad() if z.country == country}
        found |= share(here[country], weights)
    return found


def all_zones() -> tuple[Zone, ...]:
    """Return the 182 zones: France, overseas, abroad."""
    return metropolitan_zones() + overseas_zones() + zones_abroad()


def _department(line: str) -> Zone:
    number, name, lon, lat, weight, *towns = line.split(";")
    inside = sum(
        z.weight for z in map(_city, CITIES.strip().splitlines()) if z.code.startswith(number)
    )
    return Zone(
        code=number,
        name=name,
        kind=ZoneKind.DEPARTMENT,
        country="FR",
        lon=float(lon),
        lat=float(lat),
        weight=int(weight) - inside,
        postcodes=(CORSICA.get(number, (f"{number}000", f"{number}999")),),
        towns=tuple(_town(town) for town in towns),
    )


def _city(line: str) -> Zone:
    name, lon, lat, weight, first, last, *inside = line.split(";")
    return Zone(
        code=f"{first[:2]} {name}",
        name=name,
        kind=ZoneKind.CITY,
        country="FR",
        lon=float(lon),
        lat=float(lat),
        weight=int(weight),
        postcodes=_city_ranges(name, first, last),
        towns=tuple(Town(name=name, postcode=postcode) for postcode in dict.fromkeys(inside)),
    )


def _city_ranges(name: str, first: str, last: str) -> tuple[tuple[str, str], ...]:
    """Toulouse and Nice have hundreds, between which lie other towns; elsewhere one range."""
    if int(last) - int(first) < 150 and name not in {"Strasbourg"}:
        return ((first, last),)
    return tuple((f"{n:05}", f"{n:05}") for n in range(int(first), int(last) + 1, 100))


def _town(text: str) -> Town:
    """Read "75013 Paris": what holds a digit is the postcode, the rest is the town."""
    words = text.split(" ")
    postcode = [word for word in words if any(letter.isdigit() for letter in word)]
    postcode += [word for word in words if word.isalpha() and word.isupper()]
    name = " ".join(word for word in words if word not in postcode)
    return Town(name=name, postcode=" ".join(postcode))


def _range(text: str) -> tuple[str, str]:
    """Read "40000-46999"; where postcodes hold a hyphen, the middle one parts the two."""
    parts = text.split("-")
    half = len(parts) // 2
    return "-".join(parts[:half]), "-".join(parts[half:])
