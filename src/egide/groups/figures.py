"""What can be counted of groups (F-15, F-30, F-43); each number opens its groups."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from egide.groups.enums import EGIDE_KINDS, TERRITORIAL_KINDS, GroupKind
from egide.groups.models import Group
from egide.groups.permissions import CERTIFY_FIGURES, READ_FIGURES
from egide.kernel.periods import Period
from egide.kernel.registry import Figure, FigureColumn, Words

OWNER = _("Pôle Communauté")
COLUMNS = (
    FigureColumn(path="name", label=_("Groupe")),
    FigureColumn(path="kind", label=_("Type")),
    FigureColumn(path="area", label=_("Territoire")),
    FigureColumn(path="created_on", label=_("Créé le")),
)


def territorial_groups(period: Period) -> QuerySet[Group]:
    """Territorial groups active on the last day, whatever their legal form (F-15)."""
    return _active(period, *TERRITORIAL_KINDS)


def territorial_groups_france(period: Period) -> QuerySet[Group]:
    """Territorial groups of mainland France active on the last day (F-15)."""
    return _active(period, GroupKind.TERRITORIAL_FR)


def territorial_groups_overseas(period: Period) -> QuerySet[Group]:
    """Territorial groups overseas active on the last day (F-15)."""
    return _active(period, GroupKind.TERRITORIAL_OVERSEAS)


def territorial_groups_abroad(period: Period) -> QuerySet[Group]:
    """Territorial groups abroad active on the last day (F-15)."""
    return _active(period, GroupKind.TERRITORIAL_INTL)


def egide_groups(period: Period) -> QuerySet[Group]:
    """Territorial groups and promotions whose agreement was in force on the last day (F-43,
    R-GRP-2)."""
    return (
        Group.objects.filter(kind__in=EGIDE_KINDS)
        .under_egide_on(period.end)
        .order_by("kind", "name", "pk")
    )


def rexam_sections_created(period: Period) -> QuerySet[Group]:
    """Rexam sections created in the period (F-30)."""
    return (
        Group.objects.filter(kind=GroupKind.REXAM_SECTION)
        .created_during(period)
        .order_by("created_on", "name", "pk")
    )


def _active(period: Period, *kinds: GroupKind) -> QuerySet[Group]:
    return Group.objects.filter(kind__in=kinds).active_on(period.end).order_by("kind", "name", "pk")


def _figure(
    name: str, label: Words, definition: Words, rows: Callable[[Period], QuerySet[Group]]
) -> Figure:
    return Figure(
        key=f"groups.{name}",
        label=label,
        definition=definition,
        rows=rows,
        columns=COLUMNS,
        permission=READ_FIGURES,
        owner=OWNER,
        owner_right=CERTIFY_FIGURES,
        row_url="groups:group",
    )


FIGURES = (
    _figure(
        "territorial_groups",
        _("Groupes territoriaux"),
        _(
            "Groupes territoriaux actifs le dernier jour de la période, "
            "en France, outre-mer et à l’étranger."
        ),
        territorial_groups,
    ),
    _figure(
        "territorial_groups_france",
        _("Groupes territoriaux en métropole"),
        _("Groupes territoriaux de métropole actifs le dernier jour de la période."),
        territorial_groups_france,
    ),
    _figure(
        "territorial_groups_overseas",
        _("Groupes territoriaux outre-mer"),
        _("Groupes territoriaux d’outre-mer actifs le dernier jour de la période."),
        territorial_groups_overseas,
    ),
    _figure(
        "territorial_groups_abroad",
        _("Groupes territoriaux à l’étranger"),
        _("Groupes territoriaux à l’étranger actifs le dernier jour de la période."),
        territorial_groups_abroad,
    ),
    _figure(
        "egide_groups",
        _("Groupes sous égide"),
        _(
            "Groupes territoriaux et promotions dont la convention "
            "d’égide, signée et non suspendue, "
            "court le dernier jour de la période."
        ),
        egide_groups,
    ),
    _figure(
        "rexam_sections_created",
        _("Sections Rexam créées"),
        _("Sections du réseau Rexam créées pendant la période."),
        rexam_sections_created,
    ),
)
