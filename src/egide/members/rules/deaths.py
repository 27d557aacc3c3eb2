"""When a reported death may be written down (R-REG-9)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.members.models import DeathReport
from egide.members.rules.names import fold
from egide.members.rules.people import obstacles_to_life

SOURCES_NEEDED = 2


def standing_reports(reports: Sequence[DeathReport]) -> list[DeathReport]:
    """Return the reports that nobody withdrew."""
    return [report for report in reports if report.withdrawn_on is None]


def obstacles_to_confirming(
    reports: Sequence[DeathReport], *, born_on: date | None, died_on: date | None, on: date
) -> list[str]:
    """Return what still forbids writing a death down: two sources or a document, and a day.

    Two reports of one and the same person are one source.
    """
    obstacles = []
    standing = standing_reports(reports)
    sources = {fold(report.reported_by) for report in standing}
    documented = any(report.document_reference for report in standing)
    if not documented and len(sources) < SOURCES_NEEDED:
        obstacles.append(_("Il faut deux sources différentes, ou une pièce."))
    if died_on is None:
        obstacles.append(_("Indiquez la date du décès."))
    return obstacles + obstacles_to_life(born_on, died_on, on=on)


def stated_day(reports: Sequence[DeathReport]) -> date | None:
    """Return the day of death that the reports give; a document speaks before a person."""
    standing = sorted(standing_reports(reports), key=lambda report: not report.document_reference)
    return next((report.died_on for report in standing if report.died_on is not None), None)
