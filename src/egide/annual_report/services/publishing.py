"""Presenting, publishing and correcting an edition."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.annual_report.enums import CopyPart, EditionState, NoticeKind
from egide.annual_report.models import Edition, Erratum, KeptCopy
from egide.annual_report.permissions import APPROVE_REPORT, EDIT_REPORT, PUBLISH_REPORT
from egide.annual_report.queries.copies import FILES, parts_to_keep
from egide.annual_report.queries.reports import named_figures
from egide.annual_report.rules.states import check_transition
from egide.annual_report.services.moving import locked, move
from egide.annual_report.services.notifying import tell, tell_owners
from egide.kernel import documents, kills
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class ErratumEmpty(Refused):
    """An erratum says what was wrong, in both languages."""


@verb
def present_edition(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Record that the report was presented to the general assembly."""
    require(by, PUBLISH_REPORT)
    edition = locked(edition)
    move(edition, EditionState.PRESENTED_TO_AG, permission=PUBLISH_REPORT, on=on, by=by)
    return edition


@verb
def publish_edition(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Open the report to its readers; its values stay as they are for ever (R-REP-2).

    Its page, its PDF and its data are kept as they are that day; those who made it are told.

    :raises DocumentNotWritten: if the disk refuses; the edition is then not published.
    """
    require(by, PUBLISH_REPORT)
    edition = locked(edition)
    step = move(edition, EditionState.PUBLISHED, permission=PUBLISH_REPORT, on=on, by=by)
    for part, language in parts_to_keep():
        _keep(edition, part, language, by=by)
    kills.point("publishing.kept")

    occasion = f"step {step.pk}"
    places = [(figure.key, figure.year) for figure in named_figures(edition)]
    tell_owners(edition, NoticeKind.PUBLISHED, places, occasion=occasion, on=on, by=by)
    tell(
        edition,
        NoticeKind.PUBLISHED,
        rights=[EDIT_REPORT, APPROVE_REPORT, PUBLISH_REPORT],
        occasion=occasion,
        on=on,
        by=by,
    )
    return edition


def _keep(edition: Edition, part: str, language: str, *, by: Actor) -> None:
    file = FILES[CopyPart(part)]
    document = documents.keep(
        content=file.make(edition, language),
        kind="annual_report.copy",
        name=file.name_for(edition, language),
        media_type=file.media_type,
        by=by,
    )
    copy = KeptCopy(edition=edition, part=part, language=language, document=document)
    copy.full_clean()
    copy.save()


@verb
def correct_edition(
    *, edition: Edition, text_fr: str, text_en: str, on: date, by: Actor
) -> Erratum:
    """Publish an erratum beside the edition, which itself is not touched.

    :raises ErratumEmpty: if it says nothing in one of the languages.
    """
    require(by, PUBLISH_REPORT)
    edition = locked(edition)
    check_transition(edition.state, EditionState.CORRECTED)
    if not text_fr.strip() or not text_en.strip():
        raise ErratumEmpty(_("Un erratum s’écrit en français et en anglais."))

    erratum = Erratum(
        edition=edition,
        published_on=on,
        text_fr=text_fr.strip(),
        text_en=text_en.strip(),
        author=by.name,
    )
    erratum.full_clean()
    erratum.save()
    move(
        edition,
        EditionState.CORRECTED,
        permission=PUBLISH_REPORT,
        on=on,
        by=by,
        reason=erratum.text_fr,
    )
    return erratum
