"""Tasks of the clock: mark the terms that are over, and move the seats that follow an office."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from egide.kernel.access import CLOCK
from egide.kernel.registry import Job
from egide.mandates import services


def end_terms(*, on: date) -> None:
    """Mark what ended yesterday or before, then fill the ex officio seats left vacant."""
    services.end_terms(on=on, by=CLOCK)
    services.fill_ex_officio_seats(on=on, by=CLOCK)


JOBS = (
    Job(
        name="mandates.end_terms",
        label=_("Clore les mandats échus et faire suivre les sièges de droit"),
        run=end_terms,
        schedule="5 0 * * *",
    ),
)
