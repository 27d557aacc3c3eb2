"""The statutes as data: bodies, seats, offices and the rights that they carry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel import audit, parameters, registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.kernel.registry import Confidentiality
from egide.mandates.enums import BodyKind, Condition, ScopeKind, Secrecy
from egide.mandates.models import Body, Incompatibility, Mandate, Office, OfficeRight, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.rules import (
    SeatDraft,
    obstacles_to_body_seats,
    obstacles_to_seat_count,
    obstacles_to_seats,
)
from egide.mandates.services.filling import fill_from_office

BUREAU_SHARE = "mandates.bureau_share_of_board"
RANK = {Confidentiality.NORMAL: 0, Confidentiality.PERSONAL: 1, Confidentiality.SECRET: 2}


class SeatRefused(Refused):
    """The statutes do not allow this seat, or its removal."""


class RightRefused(Refused):
    """The office may not carry this right."""


class BodyRefused(Refused):
    """The statutes do not allow this body, or its dissolution."""


@verb
def create_body(
    *,
    code: str,
    kind: BodyKind,
    name: str,
    starts_on: date,
    by: Actor,
    statutory: bool = False,
    seats_at_most: int | None = None,
    gives: Office | None = None,
    source: str = "",
) -> Body:
    """Create a body (organe) from a day on; the statutes have one of each kind (R-GOV-1).

    :raises BodyRefused: if the code is taken, or a statutory body of this kind exists.
    """
    require(by, MANAGE_STATUTES)
    if Body.objects.filter(code=code).exists():
        raise BodyRefused(_("Le code « %(code)s » est déjà pris.") % {"code": code})
    if statutory and Body.objects.filter(running_on(starts_on), kind=kind, statutory=True).exists():
        raise BodyRefused(_("Les statuts n’ont qu’un organe de cette nature à la fois."))
    if statutory and kind == BodyKind.COMMISSION:
        raise BodyRefused(_("Une commission n’est pas un organe des statuts."))

    body = Body.objects.create(
        code=code,
        kind=kind,
        name=name,
        statutory=statutory,
        seats_at_most=seats_at_most,
        gives=gives,
        starts_on=starts_on,
        source=source,
    )

    audit.record(by, "mandates.body_created", body, code=code, kind=kind, starts_on=starts_on)
    return body


@verb
def dissolve_body(*, body: Body, on: date, by: Actor, source: str) -> Body:
    """End a body on its last day; its seats must have been retired by then.

    :raises BodyRefused: if it has ended already, or a seat exists after ``on``.
    """
    require(by, MANAGE_STATUTES)
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if body.ends_on is not None:
        raise BodyRefused(_("Cet organe a déjà une fin."))
    if Seat.objects.filter(body=body).exclude(ends_on__lte=on).exists():
        raise BodyRefused(_("Supprimez d’abord les sièges de cet organe."))

    before = audit.fingerprint(body)
    body.ends_on = on
    body.save(update_fields=["ends_on"])

    audit.record(by, "mandates.body_dissolved", body, before=before, reason=source, on=on)
    return body


@verb
def add_seat(*, body: Body, draft: SeatDraft, starts_on: date, source: str, by: Actor) -> Seat:
    """Add a seat to a body by a resolution (siège); one that follows an office is filled at once.

    :raises SeatRefused: over the ceiling of the body or of the bureau (R-GOV-4, AC-GOV-1), when the
        number is taken, or when it is not filled in a way that the statutes know.
    """
    (seat,) = _add_seats(body, [draft], starts_on, source, by=by)
    audit.record(
        by,
        "mandates.seat_added",
        seat,
        body=body.code,
        number=seat.number,
        designation=seat.designation,
        starts_on=starts_on,
    )
    return seat


@verb
def add_seats(
    *, body: Body, drafts: Sequence[SeatDraft], starts_on: date, source: str, by: Actor
) -> list[Seat]:
    """Add the seats that one resolution gives to a body; all or none, one line in the register.

    :raises SeatRefused: as ``add_seat`` does.
    """
    seats = _add_seats(body, drafts, starts_on, source, by=by)
    audit.record(
        by, "mandates.seats_added", body, reason=source, seats=len(seats), starts_on=starts_on
    )
    return seats


def _add_seats(
    body: Body, drafts: Sequence[SeatDraft], starts_on: date, source: str, *, by: Actor
) -> list[Seat]:
    require(by, MANAGE_STATUTES)
    body = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    obstacles = obstacles_to_adding_seats(body, drafts=drafts, on=starts_on)
    if not source.strip():
        obstacles.append(_("Indiquez la résolution qui crée ce siège."))
    if obstacles:
        raise SeatRefused(" ".join(obstacles))

    seats = Seat.objects.bulk_create(
        Seat(
            body=body,
            starts_on=starts_on,
            source=source.strip(),
            **{**vars(draft), "conditions": list(draft.conditions)},
        )
        for draft in drafts
    )
    followed = [seat for seat in seats if seat.follows_id is not None]
    if followed and Mandate.objects.running_on(starts_on).exists():
        for seat in followed:
            fill_from_office(seat, on=starts_on, by=by)
    return seats


def obstacles_to_adding_seats(body: Body, *, drafts: Sequence[SeatDraft], on: date) -> list[str]:
    """What forbids these seats in ``body`` from a day on; shown before, and used to refuse."""
    existing = Seat.objects.existing_on(on).filter(Q(body=body) | Q(carries__isnull=False))
    facts = list(existing.values_list("body_id", "number", "carries_id"))
    numbers = {number for body_id, number, _carries in facts if body_id == body.pk}
    count = len(numbers) + len(drafts)
    obstacles = [
        *obstacles_to_body_seats(body, count=count, on=on),
        *obstacles_to_seats(
            body, drafts=drafts, taken=numbers, carried={carries for *_rest, carries in facts}
        ),
    ]
    if body.statutory and body.kind == BodyKind.BUREAU:
        obstacles += _ceiling(bureau_seats=count, board_seats=_seats_of(BodyKind.BOARD, on), on=on)
    return obstacles


def _ceiling(*, bureau_seats: int, board_seats: int, on: date) -> list[str]:
    share = parameters.value(BUREAU_SHARE, on=on)
    return obstacles_to_seat_count(bureau_seats=bureau_seats, board_seats=board_seats, share=share)


def _seats_of(kind: BodyKind, on: date) -> int:
    return Seat.objects.existing_on(on).filter(body__kind=kind, body__statutory=True).count()


@verb
def retire_seat(*, seat: Seat, on: date, source: str, by: Actor) -> Seat:
    """Retire a seat at the end of ``on`` by a dated resolution (supprimer un siège).

    :raises SeatRefused: if it is retired already, held after ``on``, or if the bureau would then
        exceed a third of the board (R-GOV-4).
    """
    require(by, MANAGE_STATUTES)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    obstacles = []
    if seat.ends_on is not None:
        obstacles.append(_("Ce siège a déjà une fin."))
    if on < seat.starts_on:
        obstacles.append(_("Ce siège n’existe pas encore ce jour-là."))
    if not source.strip():
        obstacles.append(_("Indiquez la résolution qui supprime ce siège."))
    if Mandate.objects.real().filter(seat=seat).exclude(ends_on__lte=on).exists():
        obstacles.append(
            _("Ce siège est encore pourvu après ce jour : mettez d’abord fin au mandat.")
        )
    if seat.body.statutory and seat.body.kind == BodyKind.BOARD:
        board_seats = _seats_of(BodyKind.BOARD, on) - 1
        obstacles += _ceiling(
            bureau_seats=_seats_of(BodyKind.BUREAU, on), board_seats=board_seats, on=on
        )
    if obstacles:
        raise SeatRefused(" ".join(obstacles))

    before = audit.fingerprint(seat)
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])

    audit.record(by, "mandates.seat_retired", seat, before=before, reason=source.strip(), on=on)
    return seat


@verb
def define_office(
    *,
    code: str,
    name: str,
    by: Actor,
    feminine: str = "",
    scope_kinds: Iterable[ScopeKind] = (),
    single: bool = False,
    term_years: int | None = None,
    conditions: Iterable[Condition] = (),
    secrecy: Secrecy = Secrecy.SECRET,
    rights: Iterable[str] = (),
    source: str = "",
) -> Office:
    """Define an office (fonction) and the rights that it carries, as data.

    :raises RightRefused: if the code is taken, or a right is unknown or above its secrecy (R-X-2).
    """
    require(by, MANAGE_STATUTES)
    if Office.objects.filter(code=code).exists():
        raise RightRefused(_("Le code « %(code)s » est déjà pris.") % {"code": code})
    wanted = sorted(set(rights))
    _refuse_rights(wanted, secrecy=secrecy)

    office = Office.objects.create(
        code=code,
        name=name,
        feminine=feminine,
        scope_kinds=list(scope_kinds),
        single=single,
        term_years=term_years,
        conditions=list(conditions),
        secrecy=secrecy,
        source=source,
    )
    OfficeRight.objects.bulk_create(
        [OfficeRight(office=office, permission=code) for code in wanted]
    )

    audit.record(by, "mandates.office_defined", office, code=code, rights=wanted)
    return office


@verb
def set_office_rights(*, office: Office, rights: Iterable[str], by: Actor, reason: str) -> Office:
    """Replace the rights of an office; whoever holds it has them from the next page on.

    :raises RightRefused: if a right is unknown, above the office's secrecy, or without a reason.
    """
    require(by, MANAGE_STATUTES)
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    wanted = set(rights)
    if not reason.strip():
        raise RightRefused(_("Dites pourquoi les droits de cette fonction changent."))
    _refuse_rights(wanted, secrecy=office.secrecy)
    held = set(office.rights.values_list("permission", flat=True))

    office.rights.filter(permission__in=held - wanted).delete()
    OfficeRight.objects.bulk_create(
        [OfficeRight(office=office, permission=code) for code in sorted(wanted - held)]
    )

    audit.record(
        by,
        "mandates.office_rights_set",
        office,
        reason=reason.strip(),
        added=sorted(wanted - held),
        removed=sorted(held - wanted),
    )
    return office


def _refuse_rights(codes: Iterable[str], *, secrecy: str) -> None:
    known = registry.permissions()
    for code in sorted(codes):
        if code not in known:
            raise RightRefused(_("Aucun module ne déclare le droit « %(code)s ».") % {"code": code})
        if RANK[known[code].confidentiality] > RANK[Confidentiality(secrecy)]:
            raise RightRefused(
                _(
                    "Cette fonction ne peut porter le droit « %(right)s » : "
                    "ses données lui sont fermées (R-X-2)."
                )
                % {"right": known[code].label}
            )


@verb
def declare_incompatible(
    *, first: Office, second: Office, source: str, by: Actor
) -> Incompatibility:
    """Say that one person may not hold two offices at a time (incompatibilité).

    :raises RightRefused: if they are one and the same, declared already, or without a source.
    """
    require(by, MANAGE_STATUTES)
    if first.pk == second.pk or not source.strip():
        raise RightRefused(_("Une incompatibilité porte sur deux fonctions, et a une source."))
    low, high = sorted((first, second), key=lambda office: office.pk)
    if Incompatibility.objects.filter(first=low, second=high).exists():
        raise RightRefused(_("Cette incompatibilité est déjà dite."))

    pair = Incompatibility.objects.create(first=low, second=high, source=source.strip())

    audit.record(
        by, "mandates.offices_declared_incompatible", pair, first=low.code, second=high.code
    )
    return pair
