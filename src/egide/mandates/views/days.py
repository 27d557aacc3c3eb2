"""The day that a page is read on: today, or the one that the address asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import get_language

from egide.design.typography import date_long
from egide.mandates.rules import FIRST_DAY, LAST_DAY


def day_of(request: HttpRequest) -> date:
    """Return the day of ``?le=``; a day that does not exist is read as today."""
    try:
        day = date.fromisoformat(request.GET.get("le", ""))
    except ValueError:
        return localdate()
    return day if FIRST_DAY <= day <= LAST_DAY else localdate()


def day_in_words(day: date) -> str:
    """Write a day in the language of the reader."""
    return date_long(day, get_language() or "fr")
