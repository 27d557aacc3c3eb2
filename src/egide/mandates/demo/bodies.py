"""The bodies and seats of the reference society: board 24, bureau 8, committee 60 [demo]."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_noop as _

from egide.kernel.demo import DemoLoad
from egide.mandates import services
from egide.mandates.demo.offices import BUREAU_OFFICES, DIRECT_OFFICES, EXTERNAL_OFFICES
from egide.mandates.enums import BodyKind, College, Condition, Designation, OfficeCode
from egide.mandates.models import Body, Office, Seat

SINCE = date(2010, 6, 5)
RESOLUTION = "Assemblée générale du 5 juin 2010"
# College, first seat, seats, what is written on each.
COMMITTEE_COLLEGES = (
    (College.DELEGATES, 18, _("délégués de promotion")),
    (College.YOUNG, 4, _("jeunes promotions")),
    (College.TERRITORIAL, 14, _("groupes territoriaux")),
    (College.REGIONS, 4, _("délégués internationaux")),
    (College.PROFESSIONAL, 6, _("groupes professionnels")),
    (College.CAMPUS, 3, _("délégués aux campus")),
    (College.STUDENTS, 3, _("élèves")),
)
CONDITIONS = {College.YOUNG: (Condition.YOUNG,), College.STUDENTS: (Condition.STUDENT,)}
ASSEMBLY_SEATS = 15


@dataclass(frozen=True)
class Bodies:
    """The bodies of the reference society, with their seats by number."""

    board: dict[int, Seat]
    bureau: dict[int, Seat]
    committee: dict[int, Seat]
    pairs: dict[int, Seat]


def create_bodies(demo: DemoLoad, offices: dict[str, Office]) -> Bodies:
    """Create the four bodies of the statutes, and the young pairs that go with the bureau."""
    plans = (
        ("AG", BodyKind.GENERAL_ASSEMBLY, _("Assemblée générale"), True, None, None),
        ("COMITE", BodyKind.COMMITTEE, _("Comité"), True, 60, OfficeCode.COMMITTEE_MEMBER),
        ("CA", BodyKind.BOARD, _("Conseil d’administration"), True, 24, OfficeCode.BOARD_MEMBER),
        ("BUREAU", BodyKind.BUREAU, _("Bureau"), True, None, OfficeCode.BUREAU_MEMBER),
        ("BINOMES", BodyKind.COMMISSION, _("Binômes jeunes promotions"), False, 8, None),
    )
    made: dict[str, Body] = {}
    for code, kind, name, statutory, most, gives in plans:
        made[code] = services.create_body(
            code=code,
            kind=kind,
            name=name,
            statutory=statutory,
            seats_at_most=most,
            gives=offices[gives] if gives else None,
            starts_on=SINCE,
            source=RESOLUTION,
            by=demo.by,
        )
    return Bodies(
        board=_board(demo, made["CA"], offices),
        bureau=_following(demo, made["BUREAU"], offices),
        committee=_committee(demo, made["COMITE"], offices),
        pairs=_pairs(demo, made["BINOMES"]),
    )


def _seat(demo: DemoLoad, body: Body, number: int, **values: object) -> Seat:
    return services.add_seat(
        body=body,
        number=number,
        starts_on=SINCE,
        source=RESOLUTION,
        by=demo.by,
        **values,  # type: ignore[arg-type]
    )


def _board(demo: DemoLoad, body: Body, offices: dict[str, Office]) -> dict[int, Seat]:
    seats = {}
    for number, plan in enumerate(DIRECT_OFFICES, start=1):
        seats[number] = _seat(
            demo,
            body,
            number,
            designation=Designation.DIRECT,
            term_years=3,
            carries=offices[plan.code],
        )
    for number in range(7, 7 + ASSEMBLY_SEATS):
        label = {20: _("délégués de promotion"), 21: _("jeunes promotions")}.get(number, "")
        seats[number] = _seat(
            demo, body, number, designation=Designation.GA, term_years=3, label=label
        )
    for number, plan in enumerate(EXTERNAL_OFFICES, start=22):
        seats[number] = _seat(
            demo,
            body,
            number,
            designation=Designation.EX_OFFICIO_EXTERNAL,
            follows=offices[plan.code],
        )
    return seats


def _following(demo: DemoLoad, body: Body, offices: dict[str, Office]) -> dict[int, Seat]:
    """Add one seat for each office of the bureau: the six of direct suffrage and the two presidents."""
    return {
        number: _seat(
            demo, body, number, designation=Designation.EX_OFFICIO, follows=offices[plan.code]
        )
        for number, plan in enumerate(BUREAU_OFFICES, start=1)
    }


def _committee(demo: DemoLoad, body: Body, offices: dict[str, Office]) -> dict[int, Seat]:
    seats = _following(demo, body, offices)
    for college, count, label in COMMITTEE_COLLEGES:
        for _rank in range(count):
            number = len(seats) + 1
            seats[number] = _seat(
                demo,
                body,
                number,
                designation=Designation.COLLEGE,
                college=college,
                term_years=1 if college == College.STUDENTS else 3,
                conditions=CONDITIONS.get(college, ()),
                label=label,
            )
    return seats


def _pairs(demo: DemoLoad, body: Body) -> dict[int, Seat]:
    return {
        number: _seat(
            demo,
            body,
            number,
            designation=Designation.COLLEGE,
            college=College.YOUNG,
            term_years=2,
            conditions=(Condition.YOUNG,),
            label=plan.name,
        )
        for number, plan in enumerate(BUREAU_OFFICES, start=1)
    }
