"""The routes of bodies, seats, offices and mandates, for the access matrix."""

from __future__ import annotations

from django.utils.timezone import localdate

from egide.mandates.models import Incompatibility, Mandate, Seat
from tests.matrix.declaring import Declared, Side, always


def seated(side: Side) -> int:
    """Return a mandate of the board that nobody of any side serves: the whole society's."""
    return (
        Mandate.objects.filter(seat__isnull=False, body__code="CA")
        .running_on(localdate())
        .order_by("pk")
        .values_list("pk", flat=True)[0]
    )


MATRIX = Declared(
    chosen=("mandates:choose_place", "mandates:entrust"),
    # Seats and what is done about their mandates: the board's, which no scope holds.
    whole=(
        *("mandates:rights_on_day", "mandates:fill_seat", "mandates:end_mandate"),
        *("mandates:cancel_mandate", "mandates:ratify"),
    ),
    things={
        "mandates:body.code": always("CA"),
        "api:body.code": always("CA"),
        "mandates:amend_body.code": always("CA"),
        "mandates:dissolve_body.code": always("CA"),
        "mandates:add_seat.code": always("CA"),
        "mandates:entrust.code": always("PROMOTION_DELEGATE"),
        "code": always("SECRETARY"),
        "seat_id": lambda side: Seat.objects.order_by("pk").values_list("pk", flat=True)[0],
        "pair_id": lambda side: Incompatibility.objects.order_by("pk").values_list("pk")[0][0],
        "mandate_id": seated,
    },
)
