"""The 2020 edition of the reference society: opened, and computed from what is recorded."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils.timezone import make_aware

from egide.annual_report.services import compute_edition, open_edition
from egide.kernel.demo import DemoLoad

YEAR = 2020
# The day on which the reference society builds its report.
BUILT_ON = date(2021, 5, 15)


def build(demo: DemoLoad) -> None:
    """Open the edition with the house's texts and compute every figure that exists."""
    edition = open_edition(year=YEAR, on=BUILT_ON, by=demo.by)
    computed_at = make_aware(datetime.combine(BUILT_ON, time(9)))
    compute_edition(edition=edition, at=computed_at, on=BUILT_ON, by=demo.by)
