"""Who may hold a right: the people to whom a notice about it could go."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from egide.mandates.models import Mandate, OfficeRight


def may_hold(permission: str, on: date) -> Iterable[int]:
    """Return the people whose running mandates, on the whole society, may carry a right.

    It names too many rather than too few: the kernel asks afterwards for the rights of each.
    """
    offices = list(
        OfficeRight.objects.filter(permission=permission).values_list("office_id", flat=True)
    )
    return (
        Mandate.objects.running_on(on)
        .filter(
            Q(office__in=offices) | Q(seat__carries__in=offices) | Q(body__gives__in=offices),
            scope__isnull=True,
        )
        .order_by("person_id")
        .values_list("person_id", flat=True)
        .distinct()
    )
