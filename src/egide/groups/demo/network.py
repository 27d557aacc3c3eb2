"""The groups themselves: where they are, what gathers them, since when [demo]."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from babel import Locale

from egide.groups import services
from egide.groups.enums import GroupKind, WorldRegion
from egide.kernel.demo import DemoLoad, draw
from egide.mandates.models import Scope
from egide.members.demo.places import Zone, ZoneKind, all_zones, metropolitan_zones
from egide.members.models import Promotion

CITY_PRIORITY = 20
ZONE_PRIORITY = 10
# Everything territorial is older than the years of the report.
OLDEST, NEWEST = date(1895, 1, 1), date(2016, 12, 31)
KIND_OF_ZONE = {
    ZoneKind.DEPARTMENT: GroupKind.TERRITORIAL_FR,
    ZoneKind.CITY: GroupKind.TERRITORIAL_FR,
    ZoneKind.OVERSEAS: GroupKind.TERRITORIAL_OVERSEAS,
    ZoneKind.ABROAD: GroupKind.TERRITORIAL_INTL,
}
REGION_SCOPES = {
    WorldRegion.EUROPE: "region.europe",
    WorldRegion.AFRICA_MIDDLE_EAST: "region.africa",
    WorldRegion.ASIA_PACIFIC: "region.asia",
    WorldRegion.AMERICAS: "region.americas",
}
PROFESSIONAL = (
    "Aéronautique",
    "Agroalimentaire",
    "Assurance et banque",
    "Automobile",
    "Bâtiment",
    "Bois et papier",
    "Chimie",
    "Cinéma et image",
    "Conseil",
    "Construction navale",
    "Cybersécurité",
    "Défense",
    "Design industriel",
    "Développement durable",
    "Droit et brevets",
    "Eau et déchets",
    "Électronique",
    "Énergie",
    "Enseignement et recherche",
    "Entrepreneurs",
    "Ferroviaire",
    "Fonction publique",
    "Fonderie",
    "Hydrogène",
    "Immobilier",
    "Intelligence artificielle",
    "Logistique",
    "Luxe",
    "Machine-outil",
    "Management",
    "Matériaux",
    "Mécanique",
    "Numérique",
    "Nucléaire",
    "Pétrole et gaz",
    "Plasturgie",
    "Qualité",
    "Santé",
    "Spatial",
    "Travaux publics",
)
AFFINITY = (
    ("France–Chine", date(2020, 10, 15)),
    ("France–Brésil", date(2011, 5, 20)),
    ("Voile et mer", date(1987, 6, 13)),
    ("Montagne", date(1979, 2, 3)),
    ("Musique", date(1994, 11, 19)),
    ("Golf", date(2003, 4, 26)),
)
REXAM = (
    ("Toulouse", date(2020, 9, 24)),
    ("Paris", date(2014, 3, 6)),
    ("Lyon", date(2016, 10, 13)),
    ("Nantes", date(2018, 4, 19)),
)
YOUTH = (
    "Paris",
    "Lyon",
    "Toulouse",
    "Bordeaux",
    "Lille",
    "Nantes",
    "Marseille",
    "Strasbourg",
    "Grenoble",
)
# Groups that are no more: a careless count would take them for groups of today.
CLOSED = (
    (GroupKind.TERRITORIAL_FR, "Seine", "", date(1902, 3, 8), date(2015, 6, 30)),
    (GroupKind.TERRITORIAL_FR, "Seine-et-Oise", "", date(1911, 5, 14), date(2016, 1, 31)),
    (GroupKind.TERRITORIAL_FR, "Vallée de la Fensch", "", date(1926, 9, 4), date(2020, 12, 30)),
    (
        GroupKind.TERRITORIAL_OVERSEAS,
        "Nouvelles-Hébrides",
        "",
        date(1954, 2, 6),
        date(2015, 12, 31),
    ),
    (
        GroupKind.TERRITORIAL_INTL,
        "Saïgon",
        WorldRegion.ASIA_PACIFIC,
        date(1931, 1, 17),
        date(2017, 4, 30),
    ),
    (
        GroupKind.TERRITORIAL_INTL,
        "Tananarive",
        WorldRegion.AFRICA_MIDDLE_EAST,
        date(1948, 7, 10),
        date(2018, 9, 30),
    ),
    (
        GroupKind.TERRITORIAL_INTL,
        "Caracas",
        WorldRegion.AMERICAS,
        date(1962, 10, 20),
        date(2019, 8, 31),
    ),
)


@dataclass
class Network:
    """The groups of the reference society, by what they are; ids in the order of their plan."""

    territorial: dict[str, int] = field(default_factory=dict)
    zones: dict[str, Zone] = field(default_factory=dict)
    promotions: dict[str, int] = field(default_factory=dict)
    entry_years: dict[str, int] = field(default_factory=dict)
    professional: dict[str, int] = field(default_factory=dict)
    affinity: dict[str, int] = field(default_factory=dict)
    rexam: dict[str, int] = field(default_factory=dict)
    youth: dict[str, int] = field(default_factory=dict)

    @property
    def free(self) -> dict[str, int]:
        """The groups that people choose, by type and name."""
        return {
            f"{kind} {name}": pk
            for kind, groups in (
                ("GP", self.professional),
                ("affinity", self.affinity),
                ("rexam", self.rexam),
                ("youth", self.youth),
            )
            for name, pk in groups.items()
        }


def found_network(demo: DemoLoad) -> Network:
    """Found the 182 territorial groups, the 520 promotions, the 59 others, and the closed ones."""
    network = Network()
    zones = all_zones()
    ids = services.found_groups(groups=[_territorial(zone) for zone in zones], by=demo.by)
    network.territorial = dict(zip((zone.code for zone in zones), ids, strict=True))
    network.zones = {zone.code: zone for zone in zones}
    services.found_areas(areas=_areas(network), by=demo.by)
    promotions = list(
        Promotion.objects.filter(entry_year__gte=1945).order_by("entry_year", "label", "pk")
    )
    ids = services.found_groups(groups=[_promotion(one) for one in promotions], by=demo.by)
    network.promotions = dict(zip((one.label for one in promotions), ids, strict=True))
    network.entry_years = {one.label: one.entry_year for one in promotions}
    _found_free(demo, network)
    services.found_groups(
        groups=[
            services.ExistingGroup(
                kind=kind, name=name, region=region, created_on=created_on, closed_on=closed_on
            )
            for kind, name, region, created_on, closed_on in CLOSED
        ],
        by=demo.by,
    )
    return network


Plan = tuple[GroupKind, str, date, int | None]


def _plans(network: Network) -> list[Plan]:
    """Return the groups that people choose: type, name, first day, group they belong to."""
    plans: list[Plan] = [
        (
            GroupKind.PROFESSIONAL,
            name,
            _day("professional", name, date(1958, 1, 1), date(2018, 12, 31)),
            None,
        )
        for name in PROFESSIONAL
    ]
    plans += [(GroupKind.AFFINITY, name, day, None) for name, day in AFFINITY]
    plans += [(GroupKind.REXAM_SECTION, name, day, None) for name, day in REXAM]
    cities = {zone.name: network.territorial[code] for code, zone in network.zones.items()}
    plans += [
        (
            GroupKind.YOUTH,
            name,
            _day("youth", name, date(2005, 1, 1), date(2018, 12, 31)),
            cities[name],
        )
        for name in YOUTH
    ]
    return plans


def _found_free(demo: DemoLoad, network: Network) -> None:
    plans = _plans(network)
    ids = services.found_groups(
        groups=[
            services.ExistingGroup(
                kind=kind,
                name=name,
                created_on=created_on,
                parent_id=parent_id,
                presentation=_presentation(kind, name),
            )
            for kind, name, created_on, parent_id in plans
        ],
        by=demo.by,
    )
    places = {
        GroupKind.PROFESSIONAL: network.professional,
        GroupKind.AFFINITY: network.affinity,
        GroupKind.REXAM_SECTION: network.rexam,
        GroupKind.YOUTH: network.youth,
    }
    for (kind, name, _created, _parent), pk in zip(plans, ids, strict=True):
        places[kind][name] = pk


def _territorial(zone: Zone) -> services.ExistingGroup:
    region = WorldRegion(zone.region) if zone.region else None
    return services.ExistingGroup(
        kind=KIND_OF_ZONE[zone.kind],
        name=zone.name,
        created_on=_day(
            "territorial", zone.code, OLDEST if not region else date(1950, 1, 1), NEWEST
        ),
        region=region or "",
        area=_area(zone),
        longitude=Decimal(str(zone.lon)),
        latitude=Decimal(str(zone.lat)),
        presentation=_presentation(KIND_OF_ZONE[zone.kind], zone.name),
        scope_parent_id=_region_scopes()[REGION_SCOPES[region]] if region else None,
    )


def _region_scopes() -> dict[str, int]:
    return dict(Scope.objects.filter(code__in=REGION_SCOPES.values()).values_list("code", "pk"))


def _promotion(promotion: Promotion) -> services.ExistingGroup:
    return services.ExistingGroup(
        kind=GroupKind.PROMOTION,
        name=promotion.label,
        promotion_id=promotion.pk,
        created_on=date(promotion.entry_year, 10, 1),
    )


def _areas(network: Network) -> list[services.ExistingArea]:
    """Return where each group is at home; a city stands before its department, a zone before the
    rest."""
    areas = []
    for code, zone in network.zones.items():
        priority = CITY_PRIORITY if zone.kind == ZoneKind.CITY else ZONE_PRIORITY
        ranges = zone.postcodes or (("", ""),)
        areas += [
            services.ExistingArea(
                group_id=network.territorial[code],
                country=zone.country,
                postcode_from=first.replace(" ", ""),
                postcode_to=last.replace(" ", ""),
                priority=priority if first else 0,
            )
            for first, last in ranges
        ]
    return areas


def _area(zone: Zone) -> str:
    """Return where a zone is: its department, or its country."""
    if zone.kind in (ZoneKind.DEPARTMENT, ZoneKind.CITY):
        number = zone.code.split(" ")[0]
        return f"{_departments()[number]} ({number})"
    return str(Locale("fr").territories.get(zone.country, zone.country))


def _departments() -> dict[str, str]:
    return {
        zone.code: zone.name for zone in metropolitan_zones() if zone.kind == ZoneKind.DEPARTMENT
    }


def _day(kind: str, name: str, first: date, last: date) -> date:
    return first + timedelta(days=draw(f"group created|{kind}", name, (last - first).days + 1))


_WORDS = {
    GroupKind.TERRITORIAL_FR: (
        "Le groupe {name} réunit les sociétaires qui y vivent ou "
        "y travaillent : dîners, visites "
        "d’entreprises, accueil des nouveaux venus et des jeunes diplômés."
    ),
    GroupKind.TERRITORIAL_OVERSEAS: (
        "Le groupe {name} accueille les sociétaires de passage "
        "comme ceux qui y ont posé leurs valises."
    ),
    GroupKind.TERRITORIAL_INTL: (
        "À {name}, le groupe accueille les nouveaux arrivants, aide "
        "les élèves en séjour et garde le lien "
        "avec la France."
    ),
    GroupKind.PROFESSIONAL: (
        "Le groupe {name} fait se rencontrer celles et ceux du "
        "métier : retours d’expérience, veille, "
        "coups de main entre générations."
    ),
    GroupKind.AFFINITY: "{name} : un goût partagé, quelques rendez-vous par an, et "
    "beaucoup d’amitié.",
    GroupKind.REXAM_SECTION: "La section de {name} réunit les experts indépendants du "
    "réseau Rexam.",
    GroupKind.YOUTH: "Les jeunes promotions de {name} se retrouvent chaque mois autour d’un verre.",
}


def _presentation(kind: GroupKind, name: str) -> str:
    return _WORDS[kind].format(name=name)
