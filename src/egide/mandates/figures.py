"""What is counted about who governs (F-02 to F-05, F-18, F-31, F-35)."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from egide.kernel.periods import Period
from egide.kernel.registry import Figure, FigureColumn, Words
from egide.mandates.enums import BodyKind, Designation, OfficeCode
from egide.mandates.models import Body, Mandate
from egide.mandates.permissions import CERTIFY_FIGURES, READ_FIGURES

OWNER = _("Secrétariat général")
PEOPLE = Count("person", distinct=True)
WHO = (
    FigureColumn(path="person__sort_name", label=_("Personne")),
    FigureColumn(path="starts_on", label=_("Depuis le")),
    FigureColumn(path="ends_on", label=_("Jusqu’au")),
)
SEAT = (
    FigureColumn(path="seat__number", label=_("Siège")),
    FigureColumn(path="seat__label", label=_("Libellé")),
    *WHO,
)
SCOPE = (FigureColumn(path="scope__label", label=_("Périmètre")), *WHO)


def bodies(period: Period) -> QuerySet[Body]:
    """The bodies of the statutes that exist on the last day."""
    return Body.objects.existing_on(period.end).filter(statutory=True).order_by("code", "pk")


def _sitting(kind: BodyKind, **more: str) -> Callable[[Period], QuerySet[Mandate]]:
    def rows(period: Period) -> QuerySet[Mandate]:
        return (
            Mandate.objects.running_on(period.end)
            .filter(body__kind=kind, body__statutory=True, **more)
            .order_by("seat__number", "pk")
        )

    return rows


def _holding(code: OfficeCode) -> Callable[[Period], QuerySet[Mandate]]:
    def rows(period: Period) -> QuerySet[Mandate]:
        return (
            Mandate.objects.running_on(period.end)
            .filter(office__code=code)
            .order_by("scope__label", "starts_on", "pk")
        )

    return rows


def regions_elected(period: Period) -> QuerySet[Mandate]:
    """The delegates of regions whose election falls in the period, annulled elections left out."""
    return (
        Mandate.objects.elected_during(period)
        .filter(office__code=OfficeCode.DRI)
        .order_by("elected_on", "pk")
    )


def _seats(
    name: str, label: Words, definition: Words, rows: Callable[[Period], QuerySet[Mandate]]
) -> Figure:
    return Figure(
        key=f"mandates.{name}",
        label=label,
        definition=definition,
        rows=rows,
        measure=PEOPLE,
        columns=SEAT,
        permission=READ_FIGURES,
        owner=OWNER,
        owner_right=CERTIFY_FIGURES,
        row_url="mandates:mandate",
    )


def _offices(
    name: str, label: Words, definition: Words, rows: Callable[[Period], QuerySet[Mandate]]
) -> Figure:
    return Figure(
        key=f"mandates.{name}",
        label=label,
        definition=definition,
        rows=rows,
        columns=SCOPE,
        permission=READ_FIGURES,
        owner=OWNER,
        owner_right=CERTIFY_FIGURES,
        row_url="mandates:mandate",
    )


FIGURES = (
    Figure(
        key="mandates.bodies",
        label=_("Organes de la Société"),
        definition=_("Organes prévus par les statuts qui existent le dernier jour de la période."),
        rows=bodies,
        columns=(
            FigureColumn(path="name", label=_("Organe")),
            FigureColumn(path="starts_on", label=_("Depuis le")),
        ),
        permission=READ_FIGURES,
        owner=OWNER,
        owner_right=CERTIFY_FIGURES,
        row_url="mandates:body",
        row_key="code",
    ),
    _seats(
        "committee",
        _("Membres du comité"),
        _("Personnes qui siègent au comité le dernier jour de la période."),
        _sitting(BodyKind.COMMITTEE),
    ),
    _seats(
        "board",
        _("Membres du conseil d’administration"),
        _("Personnes qui siègent au conseil d’administration le dernier jour de la période."),
        _sitting(BodyKind.BOARD),
    ),
    _seats(
        "board_direct",
        _("Administrateurs élus au suffrage direct"),
        _("Administrateurs en exercice le dernier jour, sur un siège pourvu au suffrage direct."),
        _sitting(BodyKind.BOARD, seat__designation=Designation.DIRECT),
    ),
    _seats(
        "board_by_assembly",
        _("Administrateurs élus par l’assemblée générale"),
        _("Administrateurs en exercice le dernier jour, sur un siège pourvu par l’assemblée."),
        _sitting(BodyKind.BOARD, seat__designation=Designation.GA),
    ),
    _seats(
        "board_external",
        _("Personnalités extérieures au conseil"),
        _(
            "Administrateurs en exercice le dernier jour, "
            "sur un siège attaché à une fonction extérieure."
        ),
        _sitting(BodyKind.BOARD, seat__designation=Designation.EX_OFFICIO_EXTERNAL),
    ),
    _seats(
        "bureau",
        _("Membres du bureau"),
        _("Personnes qui siègent au bureau le dernier jour de la période."),
        _sitting(BodyKind.BUREAU),
    ),
    _offices(
        "dri_elected",
        _("Délégués internationaux élus dans l’année"),
        _("Mandats de délégué d’une région du monde dont l’élection tombe dans la période."),
        regions_elected,
    ),
    _offices(
        "career_delegates",
        _("Délégués carrières"),
        _("Mandats de délégué carrières en cours le dernier jour de la période."),
        _holding(OfficeCode.CAREER_DELEGATE),
    ),
    _offices(
        "dsc",
        _("Délégués de la Société aux campus"),
        _("Mandats de délégué à un campus (DSC) en cours le dernier jour de la période."),
        _holding(OfficeCode.DSC),
    ),
    _offices(
        "dsc_deputies",
        _("Adjoints aux délégués de la Société"),
        _("Mandats d’adjoint au délégué à un campus en cours le dernier jour de la période."),
        _holding(OfficeCode.DSC_DEPUTY),
    ),
)
