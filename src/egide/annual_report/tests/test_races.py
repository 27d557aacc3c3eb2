"""Two people at once: one act holds, the other gets a sentence, and nothing typed is lost.

Each runs in a thread, on a connection of its own, as two requests do. The first holds the edition
until the second waits for it; PostgreSQL itself says that it waits, so nothing depends on timing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import translation

from egide.annual_report import permissions
from egide.annual_report.models import Edition
from egide.annual_report.rules.states import TransitionRefused
from egide.annual_report.services import (
    answer_challenge,
    approve_edition,
    challenge_figure,
    compute_edition,
    open_edition,
    publish_edition,
    submit_for_review,
    withdraw_challenge,
)
from egide.annual_report.services.challenging import ChallengeRefused
from egide.annual_report.services.writing import EditionExists
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    MEMBER,
    NOW,
    OWNER,
    SECRETARY,
    TODAY,
    actor,
    add_row,
    carry,
    certify,
    certify_figures,
    frozen,
    rewrite,
    seals,
)
from egide.kernel.errors import Refused, Stale
from egide.kernel.models import RegisterLine

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("R-X-3")]
OTHER_BOARD = actor(13, permissions.APPROVE_REPORT, reason="Vous êtes secrétaire général.")
WAITING = """
    SELECT count(*) FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return cursor.fetchone()[0] > 0


def in_a_request(act: Callable[[], object]) -> object:
    """Do one thing as another request would; a refusal is its answer."""
    try:
        with translation.override("fr"):
            return act()
    except Refused as refusal:
        return refusal
    finally:
        connection.close()


def race(first: Callable[[], object], second: Callable[[], object]) -> object:
    """Do ``first``; before it commits, let ``second`` come and wait. Return what became of it."""
    with ThreadPoolExecutor(max_workers=1) as others:
        with transaction.atomic():
            first()
            waiting = others.submit(in_a_request, second)
            deadline = time.monotonic() + 30
            while not is_somebody_waiting():
                assert not waiting.done(), waiting.result()
                assert time.monotonic() < deadline
                time.sleep(0.01)
        return waiting.result(timeout=30)


def lines(action: str) -> int:
    return RegisterLine.objects.filter(action=f"annual_report.{action}").count()


def test_two_editors_of_one_text(edition):
    second = race(lambda: rewrite(edition, "Premier."), lambda: rewrite(edition, "Autre."))

    assert isinstance(second, Stale)
    assert "Votre texte est gardé ci-dessous" in str(second)
    assert edition.texts.get(language="fr", number=3).body == "Premier."
    assert edition.texts.filter(language="fr").count() == 3


def test_two_editors_open_the_same_year(figures, db):
    second = race(
        lambda: open_edition(year=2021, on=TODAY, by=EDITOR),
        lambda: open_edition(year=2021, on=TODAY, by=EDITOR),
    )

    assert isinstance(second, EditionExists)
    assert str(second) == "Le rapport de 2021 est déjà ouvert."
    assert Edition.objects.count() == 1


def test_two_approvals_at_once(edition):
    carry(edition, to="REVIEW")
    certify(edition)

    second = race(
        lambda: approve_edition(edition=edition, on=TODAY, by=BOARD),
        lambda: approve_edition(edition=edition, on=TODAY, by=OTHER_BOARD),
    )

    assert isinstance(second, TransitionRefused)
    assert "L’édition est approuvée par le conseil" in str(second).replace("\u00a0", " ")
    assert edition.steps.filter(state="APPROVED_BY_BOARD").count() == 1


def test_an_approval_while_an_owner_certifies_waits_for_the_certification(edition):
    carry(edition, to="REVIEW")

    second = race(
        lambda: certify(edition), lambda: approve_edition(edition=edition, on=TODAY, by=BOARD)
    )

    assert second.state == "APPROVED_BY_BOARD"
    assert frozen(edition).certified_by == "person:2"


def test_a_certification_that_comes_after_the_approval_is_refused(edition):
    carry(edition, to="REVIEW")
    certify(edition, "members.members")
    late = seals(edition, "dues.dues")

    second = race(
        lambda: approve_edition(edition=edition, on=TODAY, by=BOARD),
        lambda: certify_figures(edition=edition, seals=late, at=NOW, on=TODAY, by=OWNER),
    )

    assert isinstance(second, TransitionRefused)
    assert frozen(edition, "dues.dues").certified_by == ""


def test_what_is_computed_again_while_its_owner_certifies_is_not_certified_unseen(edition):
    carry(edition, to="COMPUTED")
    seen = seals(edition)
    add_row("members.members")

    second = race(
        lambda: compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR),
        lambda: certify_figures(edition=edition, seals=seen, at=NOW, on=TODAY, by=OWNER),
    )

    assert isinstance(second, Stale)
    assert set(edition.figures.values_list("certified_by", flat=True)) == {""}


def test_two_publications_at_once(edition):
    carry(edition, to="PRESENTED_TO_AG")

    second = race(
        lambda: publish_edition(edition=edition, on=TODAY, by=SECRETARY),
        lambda: publish_edition(edition=edition, on=TODAY, by=SECRETARY),
    )

    assert isinstance(second, TransitionRefused)
    assert edition.steps.filter(state="PUBLISHED").count() == 1


def test_a_text_written_while_the_edition_is_handed_in_is_refused(edition):
    carry(edition, to="COMPUTED")

    second = race(
        lambda: submit_for_review(edition=edition, on=TODAY, by=EDITOR),
        lambda: rewrite(edition, "Trop tard."),
    )

    assert isinstance(second, TransitionRefused)
    assert edition.texts.filter(language="fr").count() == 2


def test_a_challenge_sent_twice_is_one(edition):
    carry(edition, to="PUBLISHED")

    def challenge():
        return challenge_figure(
            edition=edition,
            key="members.members",
            year=2020,
            reason="Deux.",
            at=NOW,
            on=TODAY,
            by=MEMBER,
        )

    second = race(challenge, challenge)

    assert isinstance(second, ChallengeRefused)
    assert (edition.challenges.count(), lines("figure_challenged")) == (1, 1)


def test_a_challenge_withdrawn_while_its_owner_answers(edition):
    carry(edition, to="PUBLISHED")
    found = challenge_figure(
        edition=edition,
        key="members.members",
        year=2020,
        reason="Deux.",
        at=NOW,
        on=TODAY,
        by=MEMBER,
    )

    second = race(
        lambda: withdraw_challenge(challenge=found, on=TODAY, by=MEMBER),
        lambda: answer_challenge(
            challenge=found, outcome="KEPT", answer="Juste.", at=NOW, on=TODAY, by=OWNER
        ),
    )

    assert isinstance(second, ChallengeRefused)
    found.refresh_from_db()
    assert (found.outcome, found.answer) == ("WITHDRAWN", "")
