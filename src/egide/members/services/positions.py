"""What a person does for a living."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import PositionStatus
from egide.members.models import Person, Position
from egide.members.rules.people import NewPosition, clean_words
from egide.members.services.profiles import count_save, hold_profile

LONGEST = {"company": 120, "title": 120, "sector": 80, "function": 80}


class PositionRefused(Refused):
    """The position is impossible as written."""


class PositionAlreadyLeft(Refused):
    """The position already has a last day."""


@verb
def take_position(
    *, person: Person, position: NewPosition, by: Actor, on: date, version: int | None = None
) -> Position:
    """Write a position; several may run at once (a director who teaches).

    :raises PositionRefused: if it ends before it starts, or a line is too long.
    """
    held = hold_profile(person, version=version, by=by)
    row = Position(person=held)
    _write(row, position)
    count_save(held)

    audit.record(by, "members.position_taken", held, position=row.pk, status=row.status, on=on)
    return row


@verb
def correct_position(
    *,
    position: Position,
    correction: NewPosition,
    by: Actor,
    on: date,
    version: int | None = None,
) -> Position:
    """Correct what a position says.

    :raises PositionRefused: if it ends before it starts, or a line is too long.
    """
    held = hold_profile(position.person, version=version, by=by)
    row = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    _write(row, correction)
    count_save(held)

    audit.record(by, "members.position_corrected", held, position=row.pk, on=on)
    return row


@verb
def confirm_position(
    *, position: Position, at: datetime, by: Actor, on: date, version: int | None = None
) -> Position:
    """Note that the person still does this (R-REG-11).

    :raises PositionAlreadyLeft: if it has a last day.
    """
    held = hold_profile(position.person, version=version, by=by)
    row = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    _refuse_left(row)
    row.verified_at = at
    row.save(update_fields=["verified_at"])
    count_save(held)

    audit.record(by, "members.position_confirmed", held, position=row.pk, on=on)
    return row


@verb
def leave_position(
    *, position: Position, by: Actor, on: date, version: int | None = None
) -> Position:
    """Close a position; ``on`` is its last day.

    :raises PositionAlreadyLeft: if it has a last day.
    :raises PositionRefused: if it starts after ``on``.
    """
    held = hold_profile(position.person, version=version, by=by)
    row = Position.objects.select_for_update(of=("self",)).get(pk=position.pk)
    _refuse_left(row)
    if row.starts_on is not None and row.starts_on > on:
        raise PositionRefused(_("Ce poste ne commence qu’après ce jour."))
    row.ends_on = on
    row.save(update_fields=["ends_on"])
    count_save(held)

    audit.record(by, "members.position_left", held, position=row.pk, on=on)
    return row


def _refuse_left(row: Position) -> None:
    if row.ends_on is not None:
        raise PositionAlreadyLeft(
            _("Ce poste est quitté depuis le %(day)s.") % {"day": f"{row.ends_on:%d/%m/%Y}"}
        )


def _write(row: Position, position: NewPosition) -> None:
    if position.status not in PositionStatus.values:
        raise PositionRefused(_("Choisissez une situation de la liste."))
    if position.starts_on and position.ends_on and position.ends_on < position.starts_on:
        raise PositionRefused(_("Un poste finit le jour où il commence, ou plus tard."))
    for name, most in LONGEST.items():
        value = clean_words(getattr(position, name))
        if len(value) > most:
            raise PositionRefused(_("Une ligne du poste est trop longue."))
        setattr(row, name, value)
    row.status = position.status
    row.starts_on, row.ends_on = position.starts_on, position.ends_on
    row.verified_at = position.verified_at
    row.save()
