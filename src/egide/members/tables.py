"""The lists of the registry."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table
from egide.kernel.pages import Request
from egide.members import services
from egide.members.enums import PositionStatus
from egide.members.permissions import EXPORT_DIRECTORY
from egide.members.queries.lines import PAGE_SIZE, DirectoryLine


def _by_the_search(rows: Any, value: Any) -> Any:
    """Filters and text of the directory are answered by ``queries.directory``, all at once."""
    return rows


def _profile(line: DirectoryLine) -> str:
    return reverse("members:profile", args=[line.readable_id])


def _note_export(request: Request, table: Table, rows: int) -> None:
    columns = tuple(column.key for column in table.columns)
    services.record_export(people=rows, columns=columns, by=request.actor, on=localdate())


DIRECTORY = Table(
    name="annuaire",
    title=_("Annuaire"),
    columns=(
        Column("name", _("Nom"), sort="name", link=_profile),
        Column("promotions", _("Promotion"), sort="promotions"),
        Column("work", _("Situation")),
        Column("city", _("Ville")),
        Column("country", _("Pays"), value="country_name", optional=True),
        Column("nickname", _("Surnom"), optional=True),
        Column("birth", _("Nom de naissance"), value="birth_name_apart", optional=True),
    ),
    filters=(
        Filter("centre", _("Centre"), _by_the_search, kind="text"),
        Filter("depuis", _("Entrée à partir de"), _by_the_search, kind="number"),
        Filter("jusque", _("jusqu’en"), _by_the_search, kind="number"),
        Filter("ville", _("Ville"), _by_the_search, kind="text"),
        Filter("pays", _("Pays"), _by_the_search, kind="text"),
        Filter("entreprise", _("Entreprise"), _by_the_search, kind="text"),
        Filter("secteur", _("Secteur"), _by_the_search, kind="text"),
        Filter("situation", _("Situation"), _by_the_search, choices=PositionStatus.choices),
    ),
    search=_by_the_search,
    search_orders=True,
    page_size=PAGE_SIZE,
    empty=Empty(
        _("L’annuaire est vide"),
        _("Les sociétaires y paraîtront dès leur inscription au registre."),
        "users",
    ),
    export_right=EXPORT_DIRECTORY,
    on_export=_note_export,
)
