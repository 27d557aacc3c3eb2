"""The seats of the bodies: added, amended and retired by dated resolutions; none is edited."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.kernel import audit, parameters
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.mandates.enums import BodyKind
from egide.mandates.models import Body, Mandate, Seat
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
    """The statutes do not allow this seat, this change, or its removal."""


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
def amend_seat(*, seat: Seat, draft: SeatDraft, starts_on: date, source: str, by: Actor) -> Seat:
    """Change how a seat is filled from a day on: the old one ends on the eve, another follows it.

    :raises SeatRefused: with every obstacle of ``obstacles_to_amending_seat``.
    """
    require(by, MANAGE_STATUTES)
    Body.objects.select_for_update(of=("self",)).get(pk=seat.body_id)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    obstacles = obstacles_to_amending_seat(seat, draft=draft, on=starts_on, source=source)
    if obstacles:
        raise SeatRefused(" ".join(obstacles))

    close_seat(seat, on=starts_on - timedelta(days=1), source=source.strip(), by=by)
    return add_seat(body=seat.body, draft=draft, starts_on=starts_on, source=source, by=by)


def obstacles_to_amending_seat(seat: Seat, *, draft: SeatDraft, on: date, source: str) -> list[str]:
    """What forbids that ``seat`` reads otherwise from a day on; shown before, used to refuse."""
    others = Seat.objects.existing_on(on).filter(Q(body=seat.body) | Q(carries__isnull=False))
    facts = list(others.exclude(pk=seat.pk).values_list("body_id", "number", "carries_id"))
    return [
        *_obstacles_to_closing(seat, on=on - timedelta(days=1), source=source),
        *obstacles_to_seats(
            seat.body,
            drafts=[draft],
            taken={number for body_id, number, _carries in facts if body_id == seat.body_id},
            carried={carries for *_rest, carries in facts},
        ),
    ]


@verb
def retire_seat(*, seat: Seat, on: date, source: str, by: Actor) -> Seat:
    """Retire a seat at the end of ``on`` by a dated resolution (supprimer un siège).

    :raises SeatRefused: with every obstacle of ``obstacles_to_retiring``.
    """
    require(by, MANAGE_STATUTES)
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body").get(pk=seat.pk)
    obstacles = obstacles_to_retiring(seat, on=on, source=source)
    if obstacles:
        raise SeatRefused(" ".join(obstacles))
    return close_seat(seat, on=on, source=source.strip(), by=by)


def obstacles_to_retiring(seat: Seat, *, on: date, source: str) -> list[str]:
    """What forbids that ``seat`` ends on a day: shown before, and used to refuse.

    It is retired already, held after ``on``, or the bureau would then exceed a third of the board
    (R-GOV-4).
    """
    obstacles = _obstacles_to_closing(seat, on=on, source=source)
    if seat.body.statutory and seat.body.kind == BodyKind.BOARD:
        board_seats = _seats_of(BodyKind.BOARD, on) - 1
        obstacles += _ceiling(
            bureau_seats=_seats_of(BodyKind.BUREAU, on), board_seats=board_seats, on=on
        )
    return obstacles


def _obstacles_to_closing(seat: Seat, *, on: date, source: str) -> list[str]:
    obstacles = []
    if seat.ends_on is not None:
        obstacles.append(_("Ce siège a déjà une fin."))
    if on < seat.starts_on:
        obstacles.append(_("Ce siège n’existe pas encore ce jour-là."))
    if not source.strip():
        obstacles.append(_("Indiquez la résolution qui en décide."))
    held = Mandate.objects.real().filter(seat=seat).exclude(ends_on__lte=on)
    if held.exists():
        obstacles.append(
            _("Ce siège est encore pourvu après ce jour : mettez d’abord fin au mandat.")
        )
    return obstacles


def close_seat(seat: Seat, *, on: date, source: str, by: Actor) -> Seat:
    """Write the last day of a seat, for a verb that has checked the right and the obstacles."""
    before = audit.fingerprint(seat)
    seat.ends_on = on
    seat.save(update_fields=["ends_on"])
    audit.record(by, "mandates.seat_retired", seat, before=before, reason=source, on=on)
    return seat
