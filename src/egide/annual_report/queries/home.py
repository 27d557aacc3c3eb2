"""What the report asks of a person, on their home: certify, answer, approve, publish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from egide.annual_report.enums import ChallengeOutcome, EditionState
from egide.annual_report.models import Challenge, Edition, makes_reports
from egide.annual_report.permissions import APPROVE_REPORT, EDIT_REPORT, PUBLISH_REPORT
from egide.annual_report.queries.figure_pages import may_read_reports
from egide.annual_report.queries.naming import PUBLIC_REPORTS
from egide.annual_report.queries.owners import keys_owned_by
from egide.annual_report.queries.readings import label_of
from egide.annual_report.queries.reports import uncertified_figures
from egide.kernel import parameters
from egide.kernel.access import Actor
from egide.kernel.registry import HomeCard

ANSWER_SHOWN_FOR = timedelta(days=30)
MOST = 4
WAITS_FOR = {
    EditionState.REVIEW: (APPROVE_REPORT, gettext_lazy("à approuver au nom du conseil")),
    EditionState.APPROVED_BY_BOARD: (
        PUBLISH_REPORT,
        gettext_lazy("à présenter à l’assemblée générale"),
    ),
    EditionState.PRESENTED_TO_AG: (PUBLISH_REPORT, gettext_lazy("à publier")),
}


def cards_of_visitor(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield the last report published and the dictionary, where the society shows them to all."""
    public = bool(parameters.value(PUBLIC_REPORTS, on=on))
    if not may_read_reports(actor, public=public):
        return
    last = Edition.objects.visible_to(actor, public=public).order_by("-year").first()
    if last is None:
        yield HomeCard(
            title=_("Rapports d’activité"),
            url=reverse("annual_report:editions"),
            detail=_("Aucun n’est encore publié : le premier se lira ici."),
            icon="book-open",
        )
    else:
        yield HomeCard(
            title=_("Rapport d’activité %(year)s") % {"year": last.year},
            url=reverse("annual_report:report", args=[last.year]),
            detail=_("Chaque nombre s’ouvre sur ce qui le fait."),
            icon="book-open",
        )
    yield HomeCard(
        title=_("Chiffres"),
        url=reverse("annual_report:figures"),
        detail=_("Ce que chaque chiffre veut dire, d’où il vient et qui en répond."),
        icon="hash",
    )


def cards_of(actor: Actor, on: date) -> Iterator[HomeCard]:
    """Yield what waits for this person; a reader learns that their challenge was answered."""
    yield from _answers(actor, on)
    if not makes_reports(actor):
        return
    owned = keys_owned_by(actor)
    if owned:
        yield from _challenges(owned, actor)
    for edition in Edition.objects.filter(state__in=WAITS_FOR).order_by("-year", "pk"):
        yield from _of_edition(edition, actor, owned)
    yield from _stale(actor)


def _answers(actor: Actor, on: date) -> Iterator[HomeCard]:
    answered = Challenge.objects.filter(
        person_id=actor.person_id,
        outcome__in=(ChallengeOutcome.KEPT, ChallengeOutcome.CORRECTED),
        answered_at__date__gte=on - ANSWER_SHOWN_FOR,
    )
    for challenge in answered.order_by("-answered_at", "pk")[:MOST]:
        yield HomeCard(
            title=_("Votre contestation a sa réponse"),
            url=reverse("annual_report:challenge", args=[challenge.pk]),
            detail=f"{label_of(challenge.key)} {challenge.year}"
            f" · {challenge.get_outcome_display()}",
            icon="message-circle-reply",
        )


def _challenges(owned: frozenset[str], actor: Actor) -> Iterator[HomeCard]:
    waiting = Challenge.objects.filter(outcome=ChallengeOutcome.OPEN, key__in=owned)
    for challenge in waiting.exclude(author=actor.name).order_by("raised_at", "pk")[:MOST]:
        yield HomeCard(
            title=_("Un chiffre contesté attend votre réponse"),
            url=reverse("annual_report:challenge", args=[challenge.pk]),
            detail=f"{label_of(challenge.key)} {challenge.year}",
            icon="message-circle-question-mark",
            urgent=True,
        )


def _of_edition(edition: Edition, actor: Actor, owned: frozenset[str]) -> Iterator[HomeCard]:
    desk = reverse("annual_report:desk", args=[edition.year])
    if edition.state == EditionState.REVIEW and owned:
        mine = sum(1 for figure in uncertified_figures(edition) if figure.key in owned)
        if mine:
            title = ngettext(
                "%(count)d chiffre à certifier", "%(count)d chiffres à certifier", mine
            )
            yield HomeCard(
                title=title % {"count": mine},
                url=f"{desk}#chiffres",
                detail=_("Rapport d’activité %(year)d") % {"year": edition.year},
                icon="badge-check",
                urgent=True,
            )
    right, what = WAITS_FOR[EditionState(edition.state)]
    if actor.can(right):
        yield HomeCard(
            title=_("Rapport d’activité %(year)d") % {"year": edition.year},
            url=desk,
            detail=str(what),
            icon="stamp",
            urgent=True,
        )


def _stale(actor: Actor) -> Iterator[HomeCard]:
    if not actor.can(EDIT_REPORT):
        return
    drafts = Edition.objects.filter(
        state__in=(EditionState.COMPUTED, EditionState.REVIEW), restatements__isnull=False
    )
    for edition in drafts.distinct().order_by("-year", "pk"):
        yield HomeCard(
            title=_("Des chiffres du rapport %(year)d sont périmés") % {"year": edition.year},
            url=reverse("annual_report:desk", args=[edition.year]),
            detail=_("Les enregistrements ont changé depuis le calcul."),
            icon="history",
        )
