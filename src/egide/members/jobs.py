"""What the registry does every night."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from egide.kernel.access import CLOCK
from egide.kernel.registry import Job
from egide.members import services


def refresh_listing(*, on: date, **_arguments: Any) -> None:
    """Bring the directory to today: standings begin and end without anybody touching them."""
    services.refresh_listing(by=CLOCK, on=on)


def find_duplicates(*, on: date, **_arguments: Any) -> None:
    """Look for records that are one person (AC-REG-5); somebody decides in the morning."""
    services.find_duplicates(by=CLOCK, on=on)


JOBS = (
    Job(
        name="members.refresh_listing",
        label=_("Mettre l’annuaire à la date du jour"),
        run=refresh_listing,
        schedule="5 0 * * *",
        time_limit=120,
    ),
    Job(
        name="members.find_duplicates",
        label=_("Chercher les fiches qui parlent d’une seule personne"),
        run=find_duplicates,
        schedule="40 2 * * *",
        time_limit=900,
    ),
)
