"""How many seats a body may have, and how each may be filled."""

from __future__ import annotations

from django.utils.translation import gettext as _

from egide.mandates.enums import EX_OFFICIO_DESIGNATIONS, SEAT_DESIGNATIONS, BodyKind, Designation
from egide.mandates.models import Body, Office


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
            "Le bureau ne peut dépasser un tiers du conseil d’administration (R-GOV-4) : "
            "pour %(board)d sièges au conseil, %(most)d au bureau, et non %(bureau)d."
        )
        % {"board": board_seats, "most": most, "bureau": bureau_seats}
    ]


def needs_by_election(*, vacant: int, seats: int) -> bool:
    """Tell whether more than a third of the seats of direct suffrage are vacant (R-GOV-8)."""
    return vacant * 3 > seats


def obstacles_to_seat_wording(
    *, body: Body, designation: str, follows: Office | None, carries: Office | None
) -> list[str]:
    """What is wrong in the way a seat is to be filled; empty when the statutes know it."""
    obstacles = []
    ex_officio = designation in EX_OFFICIO_DESIGNATIONS
    if designation not in SEAT_DESIGNATIONS:
        obstacles.append(
            _("Un siège ne se remplit pas ainsi : ce mode est celui d’un remplacement.")
        )
    if ex_officio and follows is None:
        obstacles.append(_("Un siège de droit suit une fonction : dites laquelle."))
    if follows is not None and not ex_officio:
        obstacles.append(_("Seul un siège de droit suit une fonction."))
    if follows is not None and carries is not None:
        obstacles.append(_("Un siège qui suit une fonction n’en donne pas une autre."))
    for office in (follows, carries):
        if office is not None and (office.scope_kinds or not office.single):
            obstacles.append(
                _("La fonction « %(office)s » n’a pas un titulaire unique pour toute la société.")
                % {"office": office.label}
            )
    if designation == Designation.DIRECT and body.kind == BodyKind.COMMISSION:
        obstacles.append(_("Les sièges d’une commission ne s’élisent pas au suffrage direct."))
    return obstacles
