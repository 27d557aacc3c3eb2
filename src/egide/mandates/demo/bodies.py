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
from egide.mandates.services import SeatDraft

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
        bureau=_add(demo, made["BUREAU"], _following(offices)),
        committee=_add(demo, made["COMITE"], _committee(offices)),
        pairs=_add(demo, made["BINOMES"], _pairs()),
    )


def _board(demo: DemoLoad, body: Body, offices: dict[str, Office]) -> dict[int, Seat]:
    drafts = [
        SeatDraft(
            number=number,
            designation=Designation.DIRECT,
            term_years=3,
            conditions=(Condition.MEMBER,),
            carries=offices[plan.code],
        )
        for number, plan in enumerate(DIRECT_OFFICES, start=1)
    ]
    labels = {20: _("délégués de promotion"), 21: _("jeunes promotions")}
    drafts += [
        SeatDraft(
            number=number,
            designation=Designation.GA,
            term_years=3,
            conditions=(Condition.MEMBER,),
            label=labels.get(number, ""),
        )
        for number in range(7, 7 + ASSEMBLY_SEATS)
    ]
    drafts += [
        SeatDraft(
            number=number,
            designation=Designation.EX_OFFICIO_EXTERNAL,
            follows=offices[plan.code],
        )
        for number, plan in enumerate(EXTERNAL_OFFICES, start=22)
    ]
    return _add(demo, body, drafts)


def _following(offices: dict[str, Office]) -> list[SeatDraft]:
    """Return one seat for each office of the bureau: the six of direct suffrage, two presidents."""
    return [
        SeatDraft(number=number, designation=Designation.EX_OFFICIO, follows=offices[plan.code])
        for number, plan in enumerate(BUREAU_OFFICES, start=1)
    ]


def _committee(offices: dict[str, Office]) -> list[SeatDraft]:
    drafts = _following(offices)
    for college, count, label in COMMITTEE_COLLEGES:
        drafts += [
            SeatDraft(
                number=number,
                designation=Designation.COLLEGE,
                college=college,
                term_years=1 if college == College.STUDENTS else 3,
                conditions=CONDITIONS.get(college, (Condition.MEMBER,)),
                label=label,
            )
            for number in range(len(drafts) + 1, len(drafts) + 1 + count)
        ]
    return drafts


def _pairs() -> list[SeatDraft]:
    return [
        SeatDraft(
            number=number,
            designation=Designation.COLLEGE,
            college=College.YOUNG,
            term_years=2,
            conditions=(Condition.YOUNG,),
            label=plan.name,
        )
        for number, plan in enumerate(BUREAU_OFFICES, start=1)
    ]


def _add(demo: DemoLoad, body: Body, drafts: list[SeatDraft]) -> dict[int, Seat]:
    seats = services.add_seats(
        body=body, drafts=drafts, starts_on=SINCE, source=RESOLUTION, by=demo.by
    )
    return {seat.number: seat for seat in seats}
