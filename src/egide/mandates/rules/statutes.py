"""How many seats a body may have, and how each may be filled."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from egide.mandates.enums import (
    EX_OFFICIO_DESIGNATIONS,
    SEAT_DESIGNATIONS,
    BodyKind,
    College,
    Condition,
    Designation,
)
from egide.mandates.models import Body, Office
from egide.members.rules.names import fold

CODE_LENGTH = 34


@dataclass(frozen=True, kw_only=True)
class SeatDraft:
    """A seat as a resolution words it."""

    number: int
    designation: Designation
    label: str = ""
    college: str = College.NONE
    term_years: int | None = None
    conditions: tuple[Condition, ...] = ()
    follows: Office | None = None
    carries: Office | None = None


def code_for(name: str, *, taken: Container[str]) -> str:
    """Return a code for a body or an office of this name that no other has: readers see names."""
    words = "_".join(fold(name).upper().split())
    stem = "".join(letter for letter in words if letter.isascii())[:CODE_LENGTH].strip("_")
    code = stem = stem or "SANS_NOM"
    rank = 1
    while code in taken:
        rank += 1
        code = f"{stem}_{rank}"
    return code


def most_bureau_seats(board_seats: int, *, share: int) -> int:
    """Return how many seats the bureau may have: one in ``share`` of the board's (R-GOV-4)."""
    return board_seats // share


def obstacles_to_seat_count(*, bureau_seats: int, board_seats: int, share: int) -> list[str]:
    """What forbids these numbers of seats: the bureau is at most a third of the board (R-GOV-4)."""
    most = most_bureau_seats(board_seats, share=share)
    if bureau_seats <= most:
        return []
    return [
        _(
            "Le bureau ne peut dépasser un tiers du conseil d’administration (R-GOV-4) : "
            "pour %(board)d sièges au conseil, %(most)d au bureau, et non %(bureau)d."
        )
        % {"board": board_seats, "most": most, "bureau": bureau_seats}
    ]


def needs_by_election(*, vacant: int, seats: int) -> bool:
    """Tell whether more than a third of the seats of direct suffrage are vacant (R-GOV-8)."""
    return vacant * 3 > seats


def obstacles_to_body_seats(body: Body, *, count: int, on: date) -> list[str]:
    """What forbids that ``body`` has ``count`` seats on a day (R-GOV-1)."""
    obstacles = []
    if on < body.starts_on:
        obstacles.append(_("Cet organe n’existe pas encore."))
    if body.ends_on is not None and on > body.ends_on:
        obstacles.append(_("Cet organe n’existe plus."))
    if body.kind == BodyKind.GENERAL_ASSEMBLY:
        obstacles.append(_("Tous les sociétaires siègent à l’assemblée : elle n’a pas de sièges."))
    if body.seats_at_most is not None and count > body.seats_at_most:
        obstacles.append(
            _("Les statuts donnent à cet organe %(most)d sièges au plus (R-GOV-1).")
            % {"most": body.seats_at_most}
        )
    return obstacles


def obstacles_to_seats(
    body: Body, *, drafts: Sequence[SeatDraft], taken: Iterable[int], carried: Iterable[int | None]
) -> list[str]:
    """What is wrong in the way these seats are numbered and filled; empty when all is right."""
    numbers, offices = set(taken), {pk for pk in carried if pk is not None}
    obstacles = []
    for draft in drafts:
        if draft.number in numbers:
            obstacles.append(_("Le siège n° %(number)d existe déjà.") % {"number": draft.number})
        numbers.add(draft.number)
        if draft.carries is not None:
            if draft.carries.pk in offices:
                obstacles.append(
                    _("Un autre siège donne déjà la fonction « %(office)s ».")
                    % {"office": draft.carries.label}
                )
            offices.add(draft.carries.pk)
        obstacles += _obstacles_to_filling(body, draft)
    return obstacles


def _obstacles_to_filling(body: Body, draft: SeatDraft) -> Iterator[str]:
    ex_officio = draft.designation in EX_OFFICIO_DESIGNATIONS
    if draft.designation not in SEAT_DESIGNATIONS:
        yield _("Un siège ne se remplit pas ainsi : ce mode est celui d’un remplacement.")
    if ex_officio and draft.follows is None:
        yield _("Un siège de droit suit une fonction : dites laquelle.")
    if draft.follows is not None and not ex_officio:
        yield _("Seul un siège de droit suit une fonction.")
    if draft.follows is not None and draft.carries is not None:
        yield _("Un siège qui suit une fonction n’en donne pas une autre.")
    for office in (draft.follows, draft.carries):
        if office is not None and (office.scope_kinds or not office.single):
            yield _("La fonction « %(office)s » n’a pas un titulaire unique pour la Société.") % {
                "office": office.label
            }
    if draft.designation == Designation.DIRECT and body.kind == BodyKind.COMMISSION:
        yield _("Les sièges d’une commission ne s’élisent pas au suffrage direct.")
    if draft.designation == Designation.APPOINTED and body.kind != BodyKind.COMMISSION:
        yield _("Seuls les sièges d’une commission se pourvoient par nomination.")
    if (draft.designation == Designation.COLLEGE) != bool(draft.college):
        yield _("Un collège remplit les sièges élus par un collège, et eux seuls.")
