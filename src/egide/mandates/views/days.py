"""The day that a page is read on: today, or the one that the address asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate

FIRST, LAST = date(1846, 1, 1), date(2100, 12, 31)


def day_of(request: HttpRequest) -> date:
    """Return the day of ``?le=``; a day that does not exist is read as today."""
    try:
        day = date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return localdate()
    return day if FIRST <= day <= LAST else localdate()
