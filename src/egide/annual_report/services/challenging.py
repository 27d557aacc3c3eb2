"""A reader challenges a number; its owner keeps it or has it corrected, and says why (S24)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from egide.annual_report.enums import ChallengeOutcome, NoticeKind
from egide.annual_report.models import Challenge, Edition, makes_reports
from egide.annual_report.permissions import CHALLENGE_FIGURE, EDIT_REPORT, PUBLISH_REPORT
from egide.annual_report.queries.owners import owner_right
from egide.annual_report.queries.readings import EditionReadings
from egide.annual_report.queries.restatements import value_columns, value_now
from egide.annual_report.services.moving import locked, standing_of
from egide.annual_report.services.notifying import tell, tell_owners, tell_person
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb

# Each challenge writes to the owner of a figure: nobody makes them read more than that in a day.
MOST_A_DAY = 20
ONE_DAY = timedelta(days=1)


class ChallengeRefused(Refused):
    """This challenge, or this answer, cannot be: the sentence says what is missing."""


@verb
def challenge_figure(
    *,
    edition: Edition,
    key: str,
    year: int,
    reason: str,
    at: datetime,
    on: date,
    by: Actor,
) -> Challenge:
    """Say that a number of an edition looks wrong, and why; its owner is asked to answer.

    Every member may; a draft is challenged by those who make it.

    :raises ChallengeRefused: without a reason, on a number that is not there, twice at once, or
        after ``MOST_A_DAY`` others in a day.
    """
    if not makes_reports(by):
        require(by, CHALLENGE_FIGURE)
    edition = locked(edition)
    value = _challenged_value(edition, key, year, reason, by)
    _refuse_flood(at=at, by=by)

    challenge = Challenge(
        edition=edition,
        key=key,
        year=year,
        reason=reason.strip(),
        author=by.name,
        person_id=by.person_id,
        raised_at=at,
        **value_columns(value),
    )
    challenge.full_clean()
    challenge.save()

    audit.record(by, "annual_report.figure_challenged", edition, key=key, year=year, on=on)
    tell_owners(
        edition,
        NoticeKind.CHALLENGED,
        [(key, year)],
        occasion=f"challenge {challenge.pk}",
        on=on,
        by=by,
    )
    return challenge


def _refuse_flood(*, at: datetime, by: Actor) -> None:
    """Refuse one challenge too many in a day; those taken back were read too, and count."""
    raised = Challenge.objects.filter(author=by.name, raised_at__gt=at - ONE_DAY).count()
    if raised >= MOST_A_DAY:
        raise ChallengeRefused(
            _(
                "Vous avez fait %(most)d contestations en un jour : laissez aux responsables le "
                "temps d’y répondre, et revenez demain."
            )
            % {"most": MOST_A_DAY}
        )


def _challenged_value(
    edition: Edition, key: str, year: int, reason: str, by: Actor
) -> Decimal | int | date | None:
    """Return the value that the reader read, or refuse the challenge."""
    if not edition.is_published and not makes_reports(by):
        raise NotAllowed(_("Ce rapport n’est pas publié."))
    if not reason.strip():
        raise ChallengeRefused(_("Dites ce qui vous fait douter de ce chiffre."))
    reading = EditionReadings(edition, "fr")(key, year)
    if reading.is_missing:
        raise ChallengeRefused(_("Ce rapport n’a pas de valeur pour ce chiffre."))
    waiting = edition.challenges.filter(outcome=ChallengeOutcome.OPEN, author=by.name)
    if waiting.filter(key=key, year=year).exists():
        raise ChallengeRefused(
            _("Vous avez déjà contesté ce chiffre ; son responsable vous doit une réponse.")
        )
    return reading.value


@verb
def answer_challenge(
    *, challenge: Challenge, outcome: str, answer: str, at: datetime, on: date, by: Actor
) -> Challenge:
    """Answer a challenge as the owner of the figure: it is kept, or the records were corrected.

    :raises ChallengeRefused: without words, twice, to one's own challenge, or « corrected » while
        the records and the overrides still give the value that was challenged.
    """
    require(by, owner_right(challenge.key) or EDIT_REPORT)
    edition = locked(challenge.edition)
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    _check_answer(challenge, outcome, answer, by)

    challenge.outcome, challenge.answer = outcome, answer.strip()
    challenge.answered_by, challenge.answered_at = by.name, at
    challenge.answered_as = standing_of(by, owner_right(challenge.key) or EDIT_REPORT)
    challenge.full_clean()
    challenge.save(update_fields=["outcome", "answer", "answered_by", "answered_as", "answered_at"])

    audit.record(
        by,
        "annual_report.challenge_answered",
        edition,
        key=challenge.key,
        year=challenge.year,
        outcome=str(outcome),
        on=on,
    )
    _tell_of_answer(challenge, on=on, by=by)
    return challenge


def _check_answer(challenge: Challenge, outcome: str, answer: str, by: Actor) -> None:
    if not challenge.is_open:
        raise ChallengeRefused(
            _("Cette contestation n’attend plus de réponse : %(outcome)s.")
            % {"outcome": challenge.get_outcome_display()}
        )
    if challenge.author == by.name:
        raise ChallengeRefused(_("On ne répond pas à sa propre contestation ; on la retire."))
    if outcome not in (ChallengeOutcome.KEPT, ChallengeOutcome.CORRECTED):
        raise ChallengeRefused(_("Dites si le chiffre est gardé ou corrigé."))
    if not answer.strip():
        raise ChallengeRefused(_("Une réponse s’écrit : dites ce que vous avez vérifié."))
    if outcome == ChallengeOutcome.CORRECTED and not _has_moved(challenge):
        raise ChallengeRefused(
            _(
                "Les enregistrements donnent toujours la valeur contestée :"
                " corrigez-les d’abord, ou gardez le chiffre."
            )
        )


def _has_moved(challenge: Challenge) -> bool:
    """Tell whether the records, or what the edition prints, are no longer what was challenged."""
    printed = EditionReadings(challenge.edition, "fr")(challenge.key, challenge.year).value
    now = value_now(challenge.key, challenge.year)
    return any(value is not None and value != challenge.value for value in (printed, now))


def _tell_of_answer(challenge: Challenge, *, on: date, by: Actor) -> None:
    occasion = f"challenge {challenge.pk}"
    places = [(challenge.key, challenge.year)]
    if challenge.person_id is not None:
        tell_person(
            challenge.edition,
            NoticeKind.ANSWERED,
            challenge.person_id,
            places,
            occasion=occasion,
        )
    if challenge.outcome == ChallengeOutcome.CORRECTED and challenge.edition.is_published:
        tell(
            challenge.edition,
            NoticeKind.TO_CORRECT,
            places,
            rights=[PUBLISH_REPORT],
            occasion=occasion,
            on=on,
            by=by,
        )


@verb
def withdraw_challenge(*, challenge: Challenge, on: date, by: Actor) -> Challenge:
    """Take back one's own challenge while nobody has answered it.

    :raises NotAllowed: to anybody but its author.
    :raises ChallengeRefused: once it has its answer.
    """
    edition = locked(challenge.edition)
    challenge = Challenge.objects.select_for_update(of=("self",)).get(pk=challenge.pk)
    if challenge.author != by.name:
        raise NotAllowed(_("Une contestation se retire par la personne qui l’a faite."))
    if not challenge.is_open:
        raise ChallengeRefused(
            _("Cette contestation n’attend plus de réponse : %(outcome)s.")
            % {"outcome": challenge.get_outcome_display()}
        )

    challenge.outcome = ChallengeOutcome.WITHDRAWN
    challenge.save(update_fields=["outcome"])

    audit.record(
        by,
        "annual_report.challenge_withdrawn",
        edition,
        key=challenge.key,
        year=challenge.year,
        on=on,
    )
    return challenge
