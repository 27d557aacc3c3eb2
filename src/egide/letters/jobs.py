"""Tasks of the timetable: what is forgotten; and what the mail server tells at once."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.timezone import localdate

from egide.kernel.access import CLOCK
from egide.kernel.models import Letter
from egide.kernel.outbox import LetterRefused
from egide.letters import services


def note_refusal(refused: LetterRefused) -> None:
    """Note that the mail server refused an address for good: a letter that came back at once."""
    services.note_return(
        letter=Letter.objects.get(pk=refused.letter_id),
        status=refused.answer,
        at=timezone.now(),
        on=localdate(),
        by=CLOCK,
    )


def forget(*, on: date) -> None:
    """Remove what members wrote to each other, and returns, when their time has come."""
    services.forget_relayed(at=timezone.now(), by=CLOCK)
    services.forget_returns(at=timezone.now(), by=CLOCK)
