"""What the showcase shows: plausible numbers of no society in particular."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from egide.design import charts
from egide.design.tables import Column, Filter, Table
from egide.design.tables.page import Listing
from egide.design.tables.query import Query
from egide.design.typography import money, number

# Nobody: the names of the synthetic society.
PEOPLE = (
    ("Camille Torelisse", "Bo 185"),
    ("Hugo Valesquier", "An 190"),
    ("Inès Corandel", "Li 214"),
    ("Paul Perebrune", "Cl 178"),
    ("Maïa Ferandel", "Me 198"),
    ("Tom Sabirolle", "Ai 203"),
)


@dataclass(frozen=True)
class Drawing:
    """A chart and the table beside it."""

    svg: Markup
    columns: list[Any]
    rows: list[list[Any]]
    caption: str
    source: str = ""


def drawings(lang: str) -> list[Drawing]:
    """Return one chart of each kind."""
    return [_results(lang), _members(lang), _groups(lang), _receipts(lang), _regions(lang)]


def _plain(lang: str) -> Callable[[float], str]:
    return lambda value: number(value, lang)


def _results(lang: str) -> Drawing:
    years = ["2017", "2018", "2019", "2020"]
    rows = {_("Recettes"): [1510, 1490, 1760, 1940], _("Dépenses"): [3200, 2900, 2650, 2480]}
    rows[_("Résultat")] = [a - b for a, b in zip(*list(rows.values())[:2], strict=True)]
    svg = charts.bars(
        years,
        [charts.Series(name, values) for name, values in rows.items()],
        title=_("Recettes, dépenses et résultat"),
        description=_("En milliers d’euros, de 2017 à 2020 : le déficit se réduit chaque année."),
        write=_plain(lang),
    )
    table = [
        [name, *[money(value * 100_000, lang, whole=True) for value in values]]
        for name, values in rows.items()
    ]
    return Drawing(
        svg,
        ["", *[(year, "end") for year in years]],
        table,
        _("Le déficit se réduit"),
        _("En milliers d’euros."),
    )


def _members(lang: str) -> Drawing:
    years = [str(year) for year in range(2011, 2021)]
    values = [31240, 31610, 32020, 32380, 32700, 33010, 33300, 33560, 33870, 34225]
    svg = charts.lines(
        years,
        [charts.Series(_("Membres"), values)],
        title=_("Membres au 31 décembre"),
        description=_("La société gagne environ trois cents membres par an."),
        write=_plain(lang),
        from_zero=False,
    )
    rows = [[year, number(value, lang)] for year, value in zip(years, values, strict=True)]
    return Drawing(
        svg, [_("Année"), (_("Membres"), "end")], rows, _("La société grandit lentement")
    )


_TOWNS = (
    ("Paris", 2.35, 48.86, 9200),
    ("Lyon", 4.84, 45.76, 2600),
    ("Bordeaux", -0.58, 44.84, 1240),
    ("Toulouse", 1.44, 43.6, 1610),
    ("Nantes", -1.55, 47.22, 890),
    ("Lille", 3.06, 50.63, 986),
    ("Strasbourg", 7.75, 48.58, 610),
    ("Marseille", 5.37, 43.3, 1380),
    ("Rennes", -1.68, 48.11, 470),
    ("Metz", 6.18, 49.12, 540),
    ("Angers", -0.56, 47.47, 720),
    ("Brest", -4.49, 48.39, 160),
    ("Nice", 7.27, 43.7, 520),
    ("Dijon", 5.04, 47.32, 330),
    ("Clermont", 3.08, 45.78, 290),
    ("Bayonne", -1.47, 43.49, 210),
)


def _groups(lang: str) -> Drawing:
    svg = charts.dot_map(
        [charts.Place(lon, lat, value, name) for name, lon, lat, value in _TOWNS],
        title=_("Groupes territoriaux de métropole"),
        description=_("Un point par groupe, plus large où les membres sont plus nombreux."),
        write=_plain(lang),
    )
    rows = [[name, number(value, lang)] for name, _lon, _lat, value in _TOWNS]
    return Drawing(svg, [_("Groupe"), (_("Membres"), "end")], rows, _("Où sont les groupes"))


def _receipts(lang: str) -> Drawing:
    items = [
        (_("Cotisations"), 905.0),
        (_("Dons"), 412.0),
        (_("Annuaire et revue"), 233.0),
        (_("Loyers"), 187.0),
        (_("Placements"), -38.0),
    ]
    svg = charts.ranking(
        items,
        title=_("Recettes par nature"),
        description=_("Les cotisations font près de la moitié des recettes."),
        write=_plain(lang),
    )
    rows = [[name, number(value, lang)] for name, value in items]
    return Drawing(
        svg,
        [_("Nature"), (_("k€"), "end")],
        rows,
        _("D’où vient l’argent"),
        _("En milliers d’euros."),
    )


_REGIONS = (
    ("HDF", 2, 0, 1890),
    ("NOR", 1, 1, 940),
    ("IDF", 2, 1, 9200),
    ("GES", 3, 1, 1720),
    ("BRE", 0, 1, 880),
    ("PDL", 0, 2, 1980),
    ("CVL", 1, 2, 760),
    ("BFC", 2, 2, 610),
    ("NAQ", 0, 3, 2240),
    ("ARA", 2, 3, 4350),
    ("OCC", 1, 4, 2870),
    ("PAC", 2, 4, 2650),
    ("COR", 3, 4, 74),
)


def _regions(lang: str) -> Drawing:
    svg = charts.tile_map(
        [charts.Tile(column, row, code, code, value) for code, column, row, value in _REGIONS],
        title=_("Membres par région"),
        description=_("Un carreau par région, à peu près à sa place ; la barre dit le nombre."),
        write=_plain(lang),
    )
    rows = [[code, number(value, lang)] for code, _c, _r, value in _REGIONS]
    return Drawing(svg, [_("Région"), (_("Membres"), "end")], rows, _("Carreaux de régions"))


@dataclass(frozen=True)
class Town:
    """A row of the list that the showcase displays."""

    name: str
    members: int
    large: bool


TOWNS = Table(
    "villes",
    title=gettext_lazy("Groupes de métropole"),
    columns=(
        Column("name", gettext_lazy("Groupe"), sort=True, link=lambda town: f"#{town.name}"),
        Column("members", gettext_lazy("Membres"), kind="number", sort=True),
        Column("large", gettext_lazy("Plus de mille"), kind="flag", optional=True),
    ),
    filters=(
        Filter("grand", gettext_lazy("Plus de mille"), lambda rows, value: rows, kind="flag"),
    ),
    search=lambda rows, text: rows,
    default_sort="-members",
    page_size=8,
)


def towns(given: QueryDict, lang: str) -> Listing:
    """Return a list as ``table_page`` would; its rows live in no table and are sorted here."""
    query = Query.read(TOWNS, given)
    rows = [Town(name, members, members > 1000) for name, _lon, _lat, members in _TOWNS]
    rows = [town for town in rows if query.text.casefold() in town.name.casefold()]
    rows = [town for town in rows if town.large or not query.asked[0].on]
    key = query.sort.removeprefix("-")
    rows.sort(key=lambda town: getattr(town, key), reverse=query.sort.startswith("-"))
    size = TOWNS.page_size
    pages = max(1, -(-len(rows) // size))
    page = min(query.page, pages)
    shown = rows[(page - 1) * size : page * size]
    return Listing(TOWNS, query, shown, len(rows), page, pages, may_export=False, language=lang)
