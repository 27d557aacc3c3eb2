"""The list of requests that were answered."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from egide.care.enums import RightsKind, RightsState
from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.kernel.routes import address_of

CLOSED = Table(
    "demandes-closes",
    title=_("Demandes closes"),
    columns=(
        Column(
            "id",
            _("N°"),
            kind="number",
            sort=True,
            link=lambda asked: address_of("care:request", asked.pk),
        ),
        Column("person", _("Personne"), value=lambda asked: asked.person.full_name),
        Column("kind", _("Objet"), value=label_of("kind", RightsKind), sort="kind"),
        Column("state", _("Suite"), value=label_of("state", RightsState), sort="state"),
        Column("received_on", _("Reçue le"), kind="date", sort=True),
        Column("due_on", _("Avant le"), kind="date", sort=True),
        Column("closed_on", _("Close le"), kind="date", sort=True),
        Column(
            "late", _("En retard"), kind="flag", value=lambda asked: asked.closed_on > asked.due_on
        ),
    ),
    filters=(
        Filter(
            "objet",
            _("Objet"),
            lambda rows, kind: rows.filter(kind=kind),
            choices=RightsKind.choices,
        ),
    ),
    default_sort="-closed_on",
    empty=Empty(
        _("Aucune demande close"),
        _("Quand une demande est répondue ou refusée, elle reste ici cinq ans."),
        sign="shield-check",
    ),
)
