"""What a file of mandates meets: the statutes by the words that people use for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from egide.kernel.registry import Cells
from egide.mandates.models import Body, Office, Scope, Seat
from egide.mandates.rules.importing import MandateLine, Statutes, mandate_of
from egide.members.queries.importing import promotion_reader


def reader(on: date) -> Callable[[Cells], MandateLine]:
    """Return what makes a mandate of the cells of a line; the statutes are read once."""
    promotions = promotion_reader(on)
    statutes = Statutes(
        offices=Office.objects.order_by("pk"),
        bodies=Body.objects.order_by("pk"),
        seats=Seat.objects.order_by("pk"),
        scopes=Scope.objects.order_by("pk"),
    )

    def read(cells: Cells) -> MandateLine:
        return mandate_of(cells, statutes=statutes, promotions=promotions, on=on)

    return read
