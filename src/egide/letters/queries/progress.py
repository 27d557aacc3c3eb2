"""How far a mailing is: what the outbox says of its letters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from egide.kernel import outbox
from egide.kernel.models import Letter, LetterState
from egide.letters.models import Mailing


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How many letters of a mailing stand where."""

    people: int
    sent: int
    waiting: int
    paused: int
    doubtful: int
    failed: int
    dropped: int

    @property
    def settled(self) -> int:
        """How many need nothing more."""
        return self.sent + self.failed + self.dropped

    @property
    def is_done(self) -> bool:
        return not (self.waiting or self.paused or self.doubtful)


def progress_of(mailing: Mailing) -> Progress:
    """Return where the letters of a mailing stand."""
    rows = (
        Letter.objects.filter(occasion=mailing.occasion)
        .values_list("state", "status")
        .annotate(count=Count("pk"))
    )
    counts: dict[str, int] = {}
    for state, status, count in rows:
        where = status if state == LetterState.HELD else state
        counts[where] = counts.get(where, 0) + count
    return Progress(
        people=mailing.people,
        sent=counts.get(LetterState.SENT, 0),
        waiting=counts.get(LetterState.QUEUED, 0) + counts.get(LetterState.SENDING, 0),
        paused=counts.get(outbox.PAUSED, 0) + counts.get(outbox.RESTORED, 0),
        doubtful=counts.get(outbox.INTERRUPTED, 0),
        failed=counts.get(LetterState.FAILED, 0),
        dropped=counts.get(LetterState.DROPPED, 0),
    )
