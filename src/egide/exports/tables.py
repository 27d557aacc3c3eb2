"""The list of all extracts, for who answers for personal data."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.exports.enums import ExtractState
from egide.exports.models import Extract
from egide.kernel.routes import address_of


def _search(extracts: QuerySet[Extract], text: str) -> QuerySet[Extract]:
    return extracts.filter(
        Q(title__icontains=text) | Q(purpose__icontains=text) | Q(asker__sort_name__icontains=text)
    )


EXTRACTS = Table(
    "extraits",
    title=_("Tous les extraits"),
    columns=(
        Column(
            "title",
            _("Liste"),
            sort=True,
            link=lambda extract: address_of("exports:extract", extract.pk),
        ),
        Column(
            "asker",
            _("Demandé par"),
            value=lambda extract: extract.asker.full_name,
            sort="asker__sort_name",
        ),
        Column("rows", _("Lignes"), kind="number", sort=True),
        Column("state", _("État"), value=label_of("state", ExtractState), sort="state"),
        Column("asked_at", _("Demandé le"), kind="instant", sort=True),
        Column("taken", _("Emporté, fois"), kind="number", sort=True),
        Column("purpose", _("Usage"), optional=True),
    ),
    filters=(
        Filter(
            "etat",
            _("État"),
            lambda found, state: found.filter(state=state),
            choices=ExtractState.choices,
        ),
    ),
    search=_search,
    default_sort="-asked_at",
    empty=Empty(
        _("Aucun extrait"),
        _("Les grandes listes de personnes que l’on demande à emporter seront ici."),
        sign="download",
    ),
)
