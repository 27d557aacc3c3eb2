"""Letters about requests and addresses that were found, sent by the queue."""

from __future__ import annotations

from datetime import date

from egide.care.models import LostSearch, RightsRequest
from egide.care.queries import letter_of, proposal_letter
from egide.care.services import post


def send_letter(*, on: date, request_id: int, what: str, language: str) -> None:
    """Tell a person where their request stands, if they can be reached."""
    request = RightsRequest.objects.select_related("person").filter(pk=request_id).first()
    letter = letter_of(request, what, language=language) if request else None
    if letter is not None:
        post(letter)


def ask_confirmation(*, on: date, search_id: int, site: str, language: str) -> None:
    """Ask whoever reads an address that was proposed whether it is theirs."""
    search = LostSearch.objects.select_related("taken_by").filter(pk=search_id).first()
    letter = proposal_letter(search, site=site, language=language) if search else None
    if letter is not None:
        post(letter)
