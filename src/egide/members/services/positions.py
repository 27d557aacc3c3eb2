"""What a person does for a living."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import PositionStatus
from egide.members.models import Person, Position, PositionChange
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.people import NewPosition, clean_words
from egide.members.services.profiles import count_save, count_saves, hold_profile, hold_profiles

POSITION_COLUMNS = (
    "person_id", "status", "company", "title", "sector", "function", "starts_on", "ends_on",
    "verified_at",
)  # fmt: skip
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
def take_positions(
    *, positions: Sequence[tuple[int, NewPosition]], by: Actor, on: date
) -> list[int]:
    """Write many positions, each with the id of its person: a file. All enter or none does.

    Returns their ids in the order given; the register gets one line.

    :raises ProfileClosed: if somebody is not there any more.
    :raises PositionRefused: if a position ends before it starts.
    """
    people = {person_id for person_id, _position in positions}
    hold_profiles(people, by=by)
    for _person_id, position in positions:
        _refuse_days(position)
    ids = list(next_ids(Position, len(positions)))
    copy_rows(
        Position,
        ("id", *POSITION_COLUMNS),
        (
            (pk, *columns_of_position(person_id, position))
            for pk, (person_id, position) in zip(ids, positions, strict=True)
        ),
    )
    count_saves(people)

    audit.record_rows(by, "members.positions_taken", Position, ids, count=len(ids), on=on)
    return ids


@verb
def withdraw_positions(
    *, ids: Collection[int], by: Actor, on: date, reason: str = ""
) -> dict[int, str]:
    """Remove the positions that a file wrote and nobody touched since; the others stay.

    Returns those that stay, each with the reason in words. What was never true of somebody is no
    part of their history either.
    """
    require(by, MANAGE_REGISTRY)
    held = Position.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    rows = {pk: (person, verified) for pk, person, verified in
            held.values_list("pk", "person_id", "verified_at")}  # fmt: skip
    changed = PositionChange._base_manager.filter(pgh_obj__in=rows)
    staying = dict.fromkeys(
        [pk for pk, (_person, verified) in rows.items() if verified is not None],
        _("Cette situation a été confirmée depuis."),
    ) | dict.fromkeys(
        changed.values_list("pgh_obj_id", flat=True), _("Cette situation a été modifiée depuis.")
    )
    going = sorted(rows.keys() - staying.keys())
    if not going:
        return staying

    Position._base_manager.filter(pk__in=going)._raw_delete("default")
    PositionChange._base_manager.filter(pgh_obj__in=going)._raw_delete("default")
    count_saves({rows[pk][0] for pk in going})

    audit.record_rows(
        by, "members.positions_withdrawn", Position, going, reason=reason, count=len(going), on=on
    )
    return staying


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


def columns_of_position(person_id: int, position: NewPosition) -> tuple:
    """Return a position as it is copied, in the order of ``POSITION_COLUMNS``."""
    return (
        person_id,
        str(position.status),
        clean_words(position.company),
        clean_words(position.title),
        clean_words(position.sector),
        clean_words(position.function),
        position.starts_on,
        position.ends_on,
        position.verified_at,
    )


def _refuse_days(position: NewPosition) -> None:
    if position.starts_on and position.ends_on and position.ends_on < position.starts_on:
        raise PositionRefused(_("Un poste finit le jour où il commence, ou plus tard."))


def _refuse_left(row: Position) -> None:
    if row.ends_on is not None:
        raise PositionAlreadyLeft(
            _("Ce poste est quitté depuis le %(day)s.") % {"day": f"{row.ends_on:%d/%m/%Y}"}
        )


def _write(row: Position, position: NewPosition) -> None:
    if position.status not in PositionStatus.values:
        raise PositionRefused(_("Choisissez une situation de la liste."))
    _refuse_days(position)
    for name, most in LONGEST.items():
        value = clean_words(getattr(position, name))
        if len(value) > most:
            raise PositionRefused(_("Une ligne du poste est trop longue."))
        setattr(row, name, value)
    row.status = position.status
    row.starts_on, row.ends_on = position.starts_on, position.ends_on
    row.verified_at = position.verified_at
    row.save()
