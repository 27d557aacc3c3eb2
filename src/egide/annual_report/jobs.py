"""Tasks of the timetable: published editions are compared with the records every night."""

from __future__ import annotations

from datetime import date

from egide.annual_report.models import Edition
from egide.annual_report.services import note_restatements
from egide.kernel.access import CLOCK


def compare_published_editions(on: date) -> None:
    """Note what the records no longer say as a published edition froze it (R-REP-2)."""
    for edition in Edition.objects.published().order_by("year", "pk"):
        note_restatements(edition=edition, on=on, by=CLOCK)
