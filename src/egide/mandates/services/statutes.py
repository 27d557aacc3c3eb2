"""The statutes as data: bodies and their seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel import audit, parameters
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.mandates.enums import BodyKind
from egide.mandates.models import Body, Mandate, Office, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.rules import (
    SeatDraft,
    obstacles_to_body_seats,
    obstacles_to_seat_count,
    obstacles_to_seats,
)
from egide.mandates.services.filling import fill_from_office

BUREAU_SHARE = "mandates.bureau_share_of_board"


class SeatRefused(Refused):
    """The statutes do not allow this seat, or its removal."""


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
