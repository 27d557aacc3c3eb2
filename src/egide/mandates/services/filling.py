"""Seats that follow an office, filled when they appear or when something kept them empty."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.mandates.events import MandateStarted
from egide.mandates.models import Mandate, Seat
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.ground import Ground
from egide.mandates.rules import MandateDraft, obstacles_to_mandate
from egide.mandates.services.giving import OwnMandate, Row, draft_of_follower, write


def fill_from_office(seat: Seat, *, on: date, by: Actor) -> Mandate | None:
    """Give a seat to who holds the office that it follows on ``on``; nobody may hold it yet.

    For a verb that has checked the right. A holder who may not sit (a seat in that body already)
    leaves the seat vacant, and the page of the body says so.

    :raises OwnMandate: if the seat would give the actor an office by the body (R-X-8).
    """
    holder = (
        Mandate.objects.running_on(on)
        .filter(Q(office=seat.follows_id) | Q(seat__carries=seat.follows_id))
        .order_by("pk")
        .first()
    )
    if holder is None:
        return None
    if by.person_id == holder.person_id and seat.body.gives_id is not None:
        raise OwnMandate(
            _(
                "Ce siège vous reviendrait, et siéger là donne une fonction : nul n’ajoute à ses "
                "propres droits. Demandez à un autre responsable (R-X-8)."
            )
        )
    draft = _draft_after(holder, seat, on=on)
    ground = Ground([draft])
    proposal = ground.proposal(draft, ex_officio=True)
    if obstacles_to_mandate(proposal, ground.near(proposal)):
        return None

    (pk,) = write([Row(proposal, None)], first_follows=holder.pk)
    mandate = Mandate.objects.get(pk=pk)

    audit.record(
        by,
        "mandates.mandate_followed",
        mandate,
        person=mandate.person_id,
        seat=seat.pk,
        starts_on=mandate.starts_on,
        ends_on=mandate.ends_on,
    )
    events.publish(MandateStarted(mandate_id=pk, person_id=mandate.person_id, on=mandate.starts_on))
    return mandate


def _draft_after(holder: Mandate, seat: Seat, *, on: date) -> MandateDraft:
    """Return the mandate on ``seat`` that goes with the one of the office, from ``on`` at least."""
    return draft_of_follower(
        MandateDraft(
            person_id=holder.person_id,
            starts_on=max(holder.starts_on, on),
            term_ends_on=holder.term_ends_on,
            ended_on=holder.ends_on if holder.end_reason else None,
            end_reason=holder.end_reason,
        ),
        seat,
    )


@verb
def fill_ex_officio_seats(*, on: date, by: Actor) -> int:
    """Fill the ex officio seats that are vacant while their office is held (R-GOV-10).

    Run twice, it does nothing more; returns how many were filled.
    """
    require(by, MANAGE_MANDATES)
    held = Mandate.objects.running_on(on).filter(seat=OuterRef("pk"))
    vacant = Seat.objects.existing_on(on).filter(~Exists(held), follows__isnull=False)
    filled = [
        fill_from_office(seat, on=on, by=by)
        for seat in vacant.select_related("body", "follows").order_by("pk")
    ]
    return len([mandate for mandate in filled if mandate is not None])
