"""The lists of what groups do, report, and are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _
from markupsafe import Markup

from egide.design.tables import Column, Empty, Filter, Table, label_of
from egide.groups.enums import WATCHED_NOTICES, ActivityKind, GroupKind, NoticeKind, ReturnState
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.queries.search import Folded
from egide.kernel.pages import PUBLIC
from egide.kernel.routes import address_of

RETURN_TONES = {
    ReturnState.DUE: "info",
    ReturnState.SUBMITTED: "info",
    ReturnState.ACCEPTED: "good",
    ReturnState.TO_FIX: "warn",
    ReturnState.MISSING: "bad",
}
BY_GROUP = Folded("group__name")


def _group_holds(rows, text: str):
    return rows.filter(group__name__icontains=text.strip())


def _return_badge(report) -> Markup:
    state = ReturnState(report.state)
    return Markup('<span class="badge badge-{}">{}</span>').format(RETURN_TONES[state], state.label)


def _of_a_group(link: Callable[[Any], str]) -> tuple[Column, Column]:
    """Return the columns of whose line it is: the group, which leads to ``link``; its kind."""
    group = Column("group", _("Groupe"), value="group.name", sort=BY_GROUP, link=link)
    return group, Column("kind", _("Type"), value=label_of("group.kind", GroupKind))


RETURNS = Table(
    name="comptes-rendus",
    title=_("Comptes rendus annuels"),
    columns=(
        *_of_a_group(lambda report: address_of("groups:return", report.pk)),
        Column("year", _("Année"), value=lambda report: str(report.year), sort="year", align="end"),
        Column(
            "state",
            _("État"),
            value=label_of("state", ReturnState),
            cell=_return_badge,
            sort="state",
        ),
        Column("met", _("Sociétaires rencontrés"), value="members_met", kind="number", sort=True),
        Column("activities", _("Activités"), value="activities", kind="number", sort=True),
        Column("submitted", _("Remis le"), value="submitted_on", kind="date", sort=True),
    ),
    filters=(
        Filter(
            "etat",
            _("État"),
            apply=lambda reports, state: reports.filter(state=state),
            choices=ReturnState.choices,
        ),
        Filter(
            "type",
            _("Type"),
            apply=lambda reports, kind: reports.filter(group__kind=kind),
            choices=GroupKind.choices,
        ),
    ),
    search=_group_holds,
    search_label=_("Chercher un groupe"),
    default_sort="-year",
    page_size=50,
    empty=Empty(
        _("Aucun compte rendu"),
        _("Ils sont demandés à chaque groupe le 1er janvier, pour le 31."),
        sign="file-pen",
    ),
    export_right=MANAGE_GROUPS,
)

NOTICES = Table(
    name="veille",
    title=_("Ce que la veille signale"),
    columns=(
        *_of_a_group(lambda notice: address_of("groups:desk", notice.group_id)),
        Column("nature", _("Signalement"), value=label_of("kind", NoticeKind), sort="kind"),
        Column("since", _("Signalé le"), value="raised_on", kind="date", sort=True),
    ),
    filters=(
        Filter(
            "nature",
            _("Signalement"),
            apply=lambda notices, kind: notices.filter(kind=kind),
            choices=[(kind.value, kind.label) for kind in WATCHED_NOTICES],
        ),
    ),
    search=_group_holds,
    search_label=_("Chercher un groupe"),
    default_sort="since",
    page_size=50,
    empty=Empty(
        _("Rien à signaler"),
        _("Chaque nuit, la veille regarde tous les groupes."),
        sign="circle-check",
    ),
    export_right=MANAGE_GROUPS,
)

ACTIVITIES = Table(
    name="activites",
    title=_("Activités"),
    columns=(
        Column(
            "title",
            _("Activité"),
            value="title",
            sort=Folded("title"),
            link=lambda activity: address_of("groups:activity", activity.pk),
        ),
        Column("kind", _("Nature"), value=label_of("kind", ActivityKind)),
        Column("held", _("Date"), value="held_on", kind="date", sort=True),
        Column("place", _("Lieu"), value="place"),
        Column("attendance", _("Présents"), value="attendance", kind="number", sort=True),
    ),
    filters=(
        Filter(
            "nature",
            _("Nature"),
            apply=lambda activities, kind: activities.filter(kind=kind),
            choices=ActivityKind.choices,
        ),
    ),
    search=lambda activities, text: activities.filter(title__icontains=text.strip()),
    search_label=_("Chercher une activité"),
    default_sort="-held",
    page_size=50,
    empty=Empty(
        _("Aucune activité notée"),
        _("Un dîner, une visite, une réunion : ils apparaissent ici dès qu’ils sont annoncés."),
        sign="calendar",
    ),
    export_right=PUBLIC,
)
