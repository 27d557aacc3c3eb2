"""Tasks of the timetable: editions are compared with the records every night."""

from __future__ import annotations

from datetime import date

from egide.annual_report.models import Edition
from egide.annual_report.services import note_restatements
from egide.kernel.access import CLOCK


def compare_editions(*, on: date) -> None:
    """Note what the records no longer say as an edition computed it (R-REP-2).

    A draft learns that it is stale, a published report that it is restated.
    """
    for edition in Edition.objects.filter(computed_at__isnull=False).order_by("year", "pk"):
        note_restatements(edition=edition, on=on, by=CLOCK)
