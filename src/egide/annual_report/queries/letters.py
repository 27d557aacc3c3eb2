"""What a letter about the report says, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from egide.annual_report.enums import NoticeKind
from egide.annual_report.models import Edition, makes_reports
from egide.annual_report.queries.readings import label_of
from egide.kernel import outbox, registry
from egide.kernel.access import actor_of
from egide.kernel.models import Letter
from egide.kernel.registry import LetterWriter, Written

Places = Sequence[tuple[str, int]]
# Told to a reader about their own doubt; everything else is for the makers of the report.
TO_A_READER = (NoticeKind.ANSWERED,)
ABOUT_ONE_NUMBER = (NoticeKind.ANSWERED, NoticeKind.CHALLENGED, NoticeKind.TO_CORRECT)


def write_notices(letters: Sequence[Letter], on: date) -> dict[int, Written]:
    """Write the letters that are still for somebody.

    Rights are asked again on the day when they leave: whoever left the office learns nothing. Each
    is in the language that its reader chose, or in that of the society.
    """
    people = {letter.person_id for letter in letters if letter.person_id}
    editions = Edition.objects.in_bulk({letter.facts["edition"] for letter in letters})
    addresses, chosen = outbox.addresses_of(people), registry.letter_languages(people)
    written = {}
    for letter in letters:
        person, kind = letter.person_id or 0, NoticeKind(letter.facts["kind"])
        known = kind in TO_A_READER or makes_reports(actor_of(person, on=on))
        if known and person in addresses:
            edition, places = editions[letter.facts["edition"]], letter.facts["figures"]
            with translation.override(chosen.get(person, settings.LANGUAGE_CODE)):
                written[letter.pk] = _written(edition, kind, places, addresses[person])
    return written


def _written(edition: Edition, kind: NoticeKind, places: Places, address: str) -> Written:
    words = {
        "year": edition.year,
        "kind": kind,
        "figures": [f"{label_of(key)} {year}" for key, year in places],
        "link": settings.SITE_URL + _path(edition, kind, places),
        "society": settings.SOCIETY_NAME,
    }
    return Written(
        address=address,
        subject=f"{_subject(edition, kind)} · {settings.SOCIETY_NAME}",
        text=render_to_string("annual_report/letters/notice.txt", words),
    )


def _path(edition: Edition, kind: NoticeKind, places: Places) -> str:
    if kind in ABOUT_ONE_NUMBER and places:
        key, year = places[0]
        return reverse("annual_report:figure", args=[key, year]) + "#contestations"
    name = "report" if kind == NoticeKind.PUBLISHED else "desk"
    return reverse(f"annual_report:{name}", args=[edition.year])


def _subject(edition: Edition, kind: NoticeKind) -> str:
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
    return words[kind] % {"year": edition.year}


WRITER = LetterWriter(name="annual_report.notice", write=write_notices)
