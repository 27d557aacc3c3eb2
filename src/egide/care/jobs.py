"""Letters about requests, sent by the queue."""

from __future__ import annotations

from datetime import date

from egide.care.models import RightsRequest
from egide.care.queries import letter_of
from egide.care.services import post


def send_letter(*, on: date, request_id: int, what: str, language: str) -> None:
    """Tell a person where their request stands, if they can be reached."""
    request = RightsRequest.objects.select_related("person").filter(pk=request_id).first()
    letter = letter_of(request, what, language=language) if request else None
    if letter is not None:
        post(letter)
