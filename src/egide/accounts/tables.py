"""The list of requests for a lost access that are closed."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from egide.accounts.enums import RecoveryState
from egide.accounts.models.recovery import OPEN
from egide.design.tables import Column, Empty, Filter, Table

ENDS = tuple(
    (state.value, state.label)
    for state in RecoveryState
    if state not in (RecoveryState.ASKED, *OPEN)
)
CLOSED = Table(
    "demandes-d-acces-closes",
    title=_("Demandes d’accès closes"),
    columns=(
        Column(
            "id",
            _("N°"),
            kind="number",
            sort=True,
            link=lambda asked: reverse("accounts:request", args=[asked.pk]),
        ),
        Column("name", _("Demandée par"), value=lambda one: f"{one.first_names} {one.name}"),
        Column("person", _("Fiche"), value=lambda one: one.person.full_name if one.person else ""),
        Column("state", _("Suite"), value=lambda one: one.get_state_display(), sort="state"),
        Column(
            "decided_by",
            _("Décidée par"),
            value=lambda one: one.decided_by.full_name if one.decided_by else "",
        ),
        Column("asked_at", _("Demandée le"), kind="date", sort=True),
        Column("closed_at", _("Close le"), kind="date", sort=True),
    ),
    filters=(
        Filter("suite", _("Suite"), lambda rows, state: rows.filter(state=state), choices=ENDS),
    ),
    default_sort="-closed_at",
    empty=Empty(
        _("Aucune demande close"),
        _("Une demande refusée, retirée, arrêtée ou menée à bien reste ici un an."),
        sign="lock-keyhole",
    ),
)
