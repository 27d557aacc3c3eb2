"""Opening an edition and writing its text."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from egide.annual_report.enums import ReportLanguage
from egide.annual_report.models import Edition, EditionStep, EditionText
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.measuring import units
from egide.annual_report.queries.reports import latest_text
from egide.annual_report.rules.linter import TextRefused, lint
from egide.annual_report.rules.parser import parse
from egide.annual_report.services.moving import check_open, locked
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused, Stale
from egide.kernel.identity import verb

LAST_TYPED = "2020"  # the year of the texts that come with the site


class EditionExists(Refused):
    """There is already a report of this year."""


@verb
def open_edition(*, year: int, on: date, by: Actor) -> Edition:
    """Open the report of a year, with the texts of the year before to start from.

    :raises EditionExists: if the year has its edition.
    """
    require(by, EDIT_REPORT)
    if Edition.objects.filter(year=year).exists():
        raise EditionExists(_("Le rapport de %(year)d est déjà ouvert.") % {"year": year})

    edition = Edition(year=year)
    edition.full_clean()
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError as error:  # somebody opened it in the same second
        raise EditionExists(
            _("Le rapport de %(year)d est déjà ouvert.") % {"year": year}
        ) from error
    EditionStep.objects.create(edition=edition, state=edition.state, on=on, actor=by.name)
    for language in ReportLanguage.values:
        EditionText.objects.create(
            edition=edition,
            language=language,
            number=1,
            body=_text_to_start_from(year, language),
            author=by.name,
        )

    audit.record(by, "annual_report.edition_opened", edition, year=year, on=on)
    return edition


@verb
def write_text(
    *, edition: Edition, language: str, body: str, base_number: int, on: date, by: Actor
) -> EditionText:
    """Keep a new version of the text (R-REP-1); ``base_number`` is the version that was being read.

    :raises TextNotUnderstood: if it does not parse, with line and column.
    :raises TextRefused: if a number is typed or a figure does not exist; every place is named.
    :raises Stale: if somebody else wrote a version meanwhile; nothing is overwritten.
    """
    require(by, EDIT_REPORT)
    edition = locked(edition)
    check_open(edition)
    latest = latest_text(edition, language)
    number = latest.number if latest else 0
    if number != base_number:
        raise Stale(
            _(
                "Quelqu’un a enregistré une autre version de ce texte pendant que vous écriviez."
                " Votre texte est gardé ci-dessous ; reprenez-le à partir de la dernière version."
            )
        )
    body = body.replace("\r\n", "\n")
    if findings := lint(parse(body, language), units()):
        raise TextRefused(findings)

    text = EditionText(
        edition=edition, language=language, number=number + 1, body=body, author=by.name
    )
    text.full_clean()
    text.save()

    audit.record(
        by, "annual_report.text_written", edition, language=language, number=text.number, on=on
    )
    return text


def _text_to_start_from(year: int, language: str) -> str:
    """Return the last text written in this language before ``year``, or the one of the house."""
    before = (
        EditionText.objects.filter(edition__year__lt=year, language=language)
        .order_by("-edition__year", "-number")
        .first()
    )
    if before is not None:
        return before.body
    house = files("egide.annual_report") / "templates/annual_report/editions"
    return (house / f"{LAST_TYPED}.{language}.txt").read_text(encoding="utf-8")
