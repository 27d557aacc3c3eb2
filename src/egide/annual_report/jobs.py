"""Tasks of the timetable: editions are compared with the records every night; letters leave."""

from __future__ import annotations

from datetime import date

from django.core.mail import EmailMessage
from django.utils import timezone

from egide.annual_report.models import Edition, Notice
from egide.annual_report.queries.letters import letter_of
from egide.annual_report.services import note_restatements, settle_notice
from egide.kernel.access import CLOCK
from egide.kernel.identity import acting


def compare_editions(*, on: date) -> None:
    """Note what the records no longer say as an edition computed it (R-REP-2).

    A draft learns that it is stale, a published report that it is restated.
    """
    for edition in Edition.objects.filter(computed_at__isnull=False).order_by("year", "pk"):
        note_restatements(edition=edition, on=on, by=CLOCK)


def send_notices(*, on: date) -> None:
    """Send the letters that wait; one that the mail server refuses is tried again by the queue.

    Each is claimed, sent and settled in a transaction of its own: a kill between the mail server's
    answer and our commit sends it again under the same Message-ID.
    """
    for number in Notice.objects.waiting().order_by("pk").values_list("pk", flat=True):
        with acting(CLOCK):
            notice = Notice.objects.waiting().select_for_update(skip_locked=True).filter(pk=number)
            for claimed in notice.select_related("edition"):
                _send(claimed, on=on)


def _send(notice: Notice, *, on: date) -> None:
    letter = letter_of(notice, on=on)
    if letter is not None:
        EmailMessage(
            subject=letter.subject,
            body=letter.body,
            to=[letter.address],
            headers={
                "Message-ID": letter.message_id,
                "Auto-Submitted": "auto-generated",
                "X-Auto-Response-Suppress": "All",
            },
        ).send()
    settle_notice(notice=notice, sent=letter is not None, at=timezone.now(), by=CLOCK)
