"""What a letter about the report says, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from egide.annual_report.enums import NoticeKind
from egide.annual_report.models import Notice, makes_reports
from egide.annual_report.queries.readings import label_of
from egide.kernel import registry
from egide.kernel.access import actor_of

# Told to a reader about their own doubt; everything else is for the makers of the report.
TO_A_READER = (NoticeKind.ANSWERED,)
ABOUT_ONE_NUMBER = (NoticeKind.ANSWERED, NoticeKind.CHALLENGED, NoticeKind.TO_CORRECT)


@dataclass(frozen=True, kw_only=True)
class ReportLetter:
    """A letter ready to leave."""

    address: str
    subject: str
    body: str
    message_id: str


def letter_of(notice: Notice, *, on: date) -> ReportLetter | None:
    """Return the letter of a notice; nothing when it is for nobody any more.

    Rights are asked again on the day of the sending: whoever left the office learns nothing. It is
    written in the language that the person chose, or in that of the society.
    """
    if notice.kind not in TO_A_READER and not makes_reports(actor_of(notice.person_id, on=on)):
        return None
    address = _address(notice.person_id)
    if not address:
        return None
    chosen = registry.letter_languages([notice.person_id])
    with translation.override(chosen.get(notice.person_id, settings.LANGUAGE_CODE)):
        words = {
            "year": notice.edition.year,
            "kind": notice.kind,
            "figures": [f"{label_of(key)} {year}" for key, year in notice.figures],
            "link": settings.SITE_URL + _path(notice),
            "society": settings.SOCIETY_NAME,
        }
        return ReportLetter(
            address=address,
            subject=f"{_subject(notice)} · {settings.SOCIETY_NAME}",
            body=render_to_string("annual_report/letters/notice.txt", words),
            message_id=message_id_of(notice),
        )


def message_id_of(notice: Notice) -> str:
    """Return the identity of the letter: the same however often it is sent."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ") or "localhost"
    return f"<annual-report-notice-{notice.pk}@{domain}>"


def _address(person_id: int) -> str:
    for letterbox in registry.letterboxes():
        found = letterbox.addresses([person_id])
        if person_id in found:
            return found[person_id]
    return ""


def _path(notice: Notice) -> str:
    if notice.kind in ABOUT_ONE_NUMBER and notice.figures:
        key, year = notice.figures[0]
        return reverse("annual_report:figure", args=[key, year]) + "#contestations"
    name = "report" if notice.kind == NoticeKind.PUBLISHED else "desk"
    return reverse(f"annual_report:{name}", args=[notice.edition.year])


def _subject(notice: Notice) -> str:
    words = {
        NoticeKind.CERTIFY: _("Rapport %(year)d : des chiffres à certifier"),
        NoticeKind.APPROVE: _("Rapport %(year)d : prêt pour le conseil"),
        NoticeKind.STALE: _("Rapport %(year)d : des chiffres ont changé"),
        NoticeKind.APPROVED: _("Rapport %(year)d : approuvé par le conseil"),
        NoticeKind.PUBLISHED: _("Rapport %(year)d : publié"),
        NoticeKind.RESTATED: _("Rapport %(year)d : des chiffres publiés ont changé"),
        NoticeKind.CHALLENGED: _("Rapport %(year)d : un de vos chiffres est contesté"),
        NoticeKind.ANSWERED: _("Rapport %(year)d : une réponse à votre contestation"),
        NoticeKind.TO_CORRECT: _("Rapport %(year)d : un erratum à publier"),
    }
    return words[NoticeKind(notice.kind)] % {"year": notice.edition.year}
