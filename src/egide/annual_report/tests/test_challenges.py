"""A reader doubts a number; its owner answers, and everybody who reads the number sees it."""

from datetime import timedelta

import pytest

from egide.annual_report.enums import ChallengeOutcome, FigureState
from egide.annual_report.models import Challenge
from egide.annual_report.privacy import forget_challenger
from egide.annual_report.queries.desks import states_of
from egide.annual_report.queries.reports import obstacles
from egide.annual_report.rules.states import EditionNotReady
from egide.annual_report.services import (
    answer_challenge,
    approve_edition,
    approve_override,
    challenge_figure,
    compute_edition,
    withdraw_challenge,
)
from egide.annual_report.services.challenging import MOST_A_DAY, ChallengeRefused
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    MEMBER,
    NOW,
    OWNER,
    STRANGER,
    TODAY,
    actor,
    add_row,
    carry,
    certify,
    last_line,
    propose,
    refused_by_database,
)
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine

pytestmark = pytest.mark.django_db


def challenge(
    edition, *, by=MEMBER, reason="J’en compte deux.", key="members.members", year=2020, at=NOW
):
    return challenge_figure(
        edition=edition, key=key, year=year, reason=reason, at=at, on=TODAY, by=by
    )


def answer(found, outcome=ChallengeOutcome.KEPT, words="Recompté.", by=OWNER):
    return answer_challenge(challenge=found, outcome=outcome, answer=words, at=NOW, on=TODAY, by=by)


def plainly(sentence):
    return str(sentence).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.proves("R-REP-5")
def test_a_member_challenges_a_published_number_and_its_owner_answers(edition):
    carry(edition, to="PUBLISHED")

    found = challenge(edition)
    answered = answer(found, words="  Les lignes sont justes. ")

    assert (found.value, found.person_id, found.outcome) == (1, 7, "OPEN")
    assert (answered.outcome, answered.answer) == ("KEPT", "Les lignes sont justes.")
    assert (answered.answered_by, answered.answered_as) == ("person:2", "Vous êtes trésorier.")
    lines = RegisterLine.objects.filter(action__contains="challenge").order_by("number")
    assert [(line.action, line.actor, line.facts) for line in lines] == [
        (
            "annual_report.figure_challenged",
            "person:7",
            {"key": "members.members", "year": 2020, "on": "2021-05-15"},
        ),
        (
            "annual_report.challenge_answered",
            "person:2",
            {"key": "members.members", "year": 2020, "outcome": "KEPT", "on": "2021-05-15"},
        ),
    ]


def test_nobody_challenges_without_the_right_nor_a_draft_that_is_not_theirs(edition):
    carry(edition, to="REVIEW")
    with pytest.raises(NotAllowed):
        challenge(edition, by=MEMBER)
    carried = challenge(edition, by=BOARD)
    withdraw_challenge(challenge=carried, on=TODAY, by=BOARD)
    certify(edition)
    approve_edition(edition=edition, on=TODAY, by=BOARD)

    with pytest.raises(NotAllowed):
        challenge(edition, by=STRANGER)

    assert list(Challenge.objects.values_list("author", "outcome")) == [("person:3", "WITHDRAWN")]


def test_nobody_floods_an_owner_by_challenging_and_taking_back(edition):
    carry(edition, to="PUBLISHED")
    for _time in range(MOST_A_DAY):
        withdraw_challenge(challenge=challenge(edition), on=TODAY, by=MEMBER)

    with pytest.raises(ChallengeRefused) as refusal:
        challenge(edition)

    assert "20 contestations en un jour" in plainly(refusal.value)
    assert challenge(edition, by=BOARD).is_open
    assert challenge(edition, at=NOW + timedelta(days=1)).is_open


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"reason": " "}, "Dites ce qui vous fait douter de ce chiffre."),
        ({"key": "mutual_aid.aid_total"}, "Ce rapport n’a pas de valeur pour ce chiffre."),
        ({"year": 1999}, "Ce rapport n’a pas de valeur pour ce chiffre."),
    ],
)
def test_a_challenge_says_why_and_is_about_a_number_of_the_report(edition, given, sentence):
    carry(edition, to="PUBLISHED")

    with pytest.raises(ChallengeRefused) as refusal:
        challenge(edition, **given)

    assert str(refusal.value) == sentence


def test_a_reader_challenges_a_number_once_until_it_is_answered(edition):
    carry(edition, to="PUBLISHED")
    first = challenge(edition)
    with pytest.raises(ChallengeRefused) as refusal:
        challenge(edition)
    answer(first)

    second = challenge(edition)

    assert plainly(refusal.value) == (
        "Vous avez déjà contesté ce chiffre ; son responsable vous doit une réponse."
    )
    assert second.is_open


def test_only_the_owner_of_the_figure_answers_and_never_to_themselves(edition):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)
    own = challenge(edition, by=OWNER)

    with pytest.raises(NotAllowed):
        answer(found, by=actor(9, "mandates.certify_figures", "annual_report.edit_report"))
    with pytest.raises(ChallengeRefused) as refusal:
        answer(own)

    assert str(refusal.value).startswith("On ne répond pas à sa propre contestation")
    assert list(Challenge.objects.values_list("outcome", flat=True)) == ["OPEN", "OPEN"]


@pytest.mark.parametrize(
    ("outcome", "words", "start"),
    [
        ("KEPT", "  ", "Une réponse s’écrit"),
        ("OPEN", "Vu.", "Dites si le chiffre est gardé ou corrigé."),
        ("CORRECTED", "Corrigé.", "Les enregistrements donnent toujours la valeur contestée"),
    ],
)
def test_an_answer_is_written_and_says_only_what_is_true(edition, outcome, words, start):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)

    with pytest.raises(ChallengeRefused) as refusal:
        answer(found, outcome, words)

    assert plainly(refusal.value).startswith(start)


def test_a_figure_is_corrected_once_its_records_are(edition):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)
    add_row("members.members")

    answered = answer(found, ChallengeOutcome.CORRECTED)

    assert answered.outcome == "CORRECTED"


def test_a_figure_is_corrected_by_an_approved_override_too(edition):
    carry(edition, to="COMPUTED")
    found = challenge(edition, by=EDITOR)
    approve_override(override=propose(edition, value=2), on=TODAY, by=BOARD)

    answered = answer(found, ChallengeOutcome.CORRECTED)

    assert answered.outcome == "CORRECTED"


def test_an_answered_challenge_is_not_answered_nor_withdrawn_again(edition):
    carry(edition, to="PUBLISHED")
    found = answer(challenge(edition))

    with pytest.raises(ChallengeRefused) as again:
        answer(found)
    with pytest.raises(ChallengeRefused) as withdrawn:
        withdraw_challenge(challenge=found, on=TODAY, by=MEMBER)

    expected = "Cette contestation n’attend plus de réponse : chiffre gardé."
    assert (plainly(again.value), plainly(withdrawn.value)) == (expected, expected)


def test_a_challenge_is_withdrawn_by_its_author_only(edition):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)

    with pytest.raises(NotAllowed):
        withdraw_challenge(challenge=found, on=TODAY, by=OWNER)
    withdrawn = withdraw_challenge(challenge=found, on=TODAY, by=MEMBER)

    assert withdrawn.outcome == "WITHDRAWN"
    last = last_line()
    assert last.action == "annual_report.challenge_withdrawn"


def test_an_open_challenge_holds_the_approval_back(edition):
    carry(edition, to="REVIEW")
    certify(edition)
    found = challenge(edition, by=EDITOR)

    with pytest.raises(EditionNotReady) as refusal:
        approve_edition(edition=edition, on=TODAY, by=BOARD)
    answer(found)
    approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert [plainly(sentence) for sentence in refusal.value.obstacles] == [
        "Le chiffre « Membres 2020 » est contesté et attend la réponse de son responsable."
    ]


@pytest.mark.proves("R-REP-2")
def test_the_state_of_a_number_follows_what_happens_to_it(edition):
    place = ("members.members", 2020)
    carry(edition, to="REVIEW")
    computed = states_of(edition)[place]
    certify(edition)
    certified = states_of(edition)[place]
    found = challenge(edition, by=EDITOR)
    disputed = states_of(edition)[place]
    answer(found)
    answered = states_of(edition)[place]

    assert (computed, certified, disputed, answered) == (
        FigureState.COMPUTED,
        FigureState.CERTIFIED,
        FigureState.DISPUTED,
        FigureState.CERTIFIED,
    )


@pytest.mark.proves("R-REP-7")
def test_a_number_that_the_records_no_longer_give_is_not_approved(edition):
    carry(edition, to="REVIEW")
    certify(edition)
    add_row("members.members")

    with pytest.raises(EditionNotReady) as refusal:
        approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert [plainly(sentence) for sentence in refusal.value.obstacles] == [
        "Les enregistrements derrière « Membres 2020 » ont changé : recalculez le chiffre."
    ]
    assert obstacles(edition) == []


def test_an_erased_reader_leaves_the_answer_and_no_name(edition):
    carry(edition, to="PUBLISHED")
    answered = answer(challenge(edition))
    waiting = challenge(edition)

    forget_challenger(Challenge.objects.filter(person_id=7))

    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert (answered.author, answered.reason, answered.answer) == ("", "…", "Recompté.")
    assert (waiting.author, waiting.person_id, waiting.outcome) == ("", None, "WITHDRAWN")


def test_the_database_refuses_an_answer_to_oneself_and_an_answer_without_words(edition):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)
    rows = Challenge.objects.filter(pk=found.pk)

    refused_by_database(lambda: rows.update(outcome="KEPT"))
    refused_by_database(
        lambda: rows.update(outcome="KEPT", answer="x", answered_by="person:7", answered_at=NOW)
    )
    refused_by_database(lambda: rows.update(reason=" "))


def test_computing_again_takes_the_staleness_away(edition):
    carry(edition, to="COMPUTED")
    add_row("members.members")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert states_of(edition)[("members.members", 2020)] == FigureState.COMPUTED
    assert edition.restatements.count() == 0
