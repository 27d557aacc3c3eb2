"""Days, years and what lies between them; a period includes its last day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.fields import RangeBoundary
from django.db.models import Expression, Func, Q


@dataclass(frozen=True)
class Period:
    """Days from ``start`` to ``end``, both counted."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"a period ends on or after its first day: {self.start} > {self.end}")

    @classmethod
    def year(cls, year: int, *, up_to: date | None = None) -> Period:
        """Return the calendar year, or its days up to ``up_to`` when that day falls in it."""
        start, end = date(year, 1, 1), date(year, 12, 31)
        if up_to is not None and start <= up_to < end:
            end = up_to
        return cls(start, end)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end


def running_on(day: date, *, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows whose days include ``day``; an open end runs for ever."""
    return Q(**{f"{start}__lte": day}) & lasting_until(day, end=end)


def running_during(period: Period, *, start: str = "starts_on", end: str = "ends_on") -> Q:
    """Rows of which at least one day falls in ``period``."""
    return Q(**{f"{start}__lte": period.end}) & lasting_until(period.start, end=end)


def lasting_until(day: date, *, end: str = "ends_on") -> Q:
    """Rows of which a day falls on ``day`` or after it, begun or not; an open end runs for ever."""
    return Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day})


class Days(Func):
    """The days between two columns, both counted, for an exclusion constraint."""

    function = "DATERANGE"

    def __init__(self, start: str, end: str, *more: Expression) -> None:
        boundary = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
        super().__init__(start, end, *(more or (boundary,)))
