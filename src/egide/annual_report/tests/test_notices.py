"""Letters about the report: promised with the act, sent at least once under one Message-ID."""

from datetime import timedelta

import pytest
from django.core import mail

from egide.annual_report import permissions
from egide.annual_report.jobs import compare_editions
from egide.annual_report.queries.home import cards_of
from egide.annual_report.services import (
    answer_challenge,
    approve_edition,
    challenge_figure,
    compute_edition,
    submit_for_review,
)
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    MEMBER,
    NOW,
    OWNER,
    SECRETARY,
    STRANGER,
    TODAY,
    add_row,
    carry,
    certify,
)
from egide.kernel import outbox, registry
from egide.kernel.models import Letter
from egide.kernel.outbox.delivery import deliver
from egide.kernel.registry import Letterbox, RightsSource

pytestmark = pytest.mark.django_db
MAKERS = (EDITOR, OWNER, BOARD, SECRETARY)


@pytest.fixture
def offices(monkeypatch):
    """Mandates of this test only: who holds which right, and where their letters go.

    The dictionaries may be changed by the test: a right may end, an address may be missing.
    """
    held = {who.person_id: who for who in (*MAKERS, MEMBER)}
    addresses = {number: f"person{number}@example.org" for number in held}

    def grants(person_id, on):
        return held[person_id].grants if person_id in held else ()

    def may_hold(right, on):
        return [number for number, who in held.items() if right in who.permissions]

    def find(people):
        return {person: addresses[person] for person in people if person in addresses}

    monkeypatch.setattr(
        registry,
        "rights_sources",
        lambda: (RightsSource(name="test", grants=grants, may_hold=may_hold),),
    )
    monkeypatch.setattr(registry, "letterboxes", lambda: (Letterbox(name="test", addresses=find),))
    return held, addresses


def promised():
    """Return what was promised to whom, with the figures of each letter."""
    return [
        (letter.facts["kind"], letter.person_id, [key for key, _year in letter.facts["figures"]])
        for letter in Letter.objects.order_by("pk")
    ]


def challenge(edition, by=MEMBER):
    return challenge_figure(
        edition=edition,
        key="members.members",
        year=2020,
        reason="J’en compte deux.",
        at=NOW,
        on=TODAY,
        by=by,
    )


def test_the_owners_and_the_board_are_asked_when_the_edition_is_handed_in(edition, offices):
    carry(edition, to="REVIEW")

    assert promised() == [("CERTIFY", 2, ["members.members"]), ("APPROVE", 3, [])]


def test_an_owner_who_certified_already_is_not_asked(edition, offices):
    carry(edition, to="COMPUTED")
    certify(edition)

    submit_for_review(edition=edition, on=TODAY, by=EDITOR)

    assert promised() == [("APPROVE", 3, [])]


def test_approval_and_publication_are_told_to_who_made_the_report(edition, offices):
    carry(edition, to="PUBLISHED")

    assert promised()[2:] == [
        ("APPROVED", 1, []),
        ("APPROVED", 4, []),
        ("PUBLISHED", 2, ["members.members"]),
        ("PUBLISHED", 1, []),
        ("PUBLISHED", 3, []),
    ]


def test_a_draft_that_the_records_left_behind_is_told_once(edition, offices):
    carry(edition, to="COMPUTED")
    add_row("members.members")

    compare_editions(on=TODAY)
    compare_editions(on=TODAY + timedelta(days=1))

    assert promised() == [
        ("STALE", 2, ["members.members"]),
        ("STALE", 1, ["members.members"]),
    ]


@pytest.mark.proves("R-REP-2")
def test_a_restatement_is_told_to_the_owner_and_the_editors(edition, offices):
    carry(edition, to="PUBLISHED")
    Letter.objects.all().delete()
    add_row("members.members")

    compare_editions(on=TODAY)
    compare_editions(on=TODAY)

    assert promised() == [
        ("RESTATED", 2, ["members.members"]),
        ("RESTATED", 1, ["members.members"]),
    ]


def test_the_owner_is_told_of_a_challenge_and_the_challenger_of_the_answer(edition, offices):
    carry(edition, to="PUBLISHED")
    Letter.objects.all().delete()
    found = challenge(edition)
    add_row("members.members")

    answer_challenge(
        challenge=found, outcome="CORRECTED", answer="Exact.", at=NOW, on=TODAY, by=OWNER
    )

    assert promised() == [
        ("CHALLENGED", 2, ["members.members"]),
        ("ANSWERED", 7, ["members.members"]),
        ("TO_CORRECT", 4, ["members.members"]),
    ]


def test_a_letter_says_what_to_do_and_where(edition, offices, settings):
    settings.SITE_URL = "https://egide.example"
    settings.DEFAULT_FROM_EMAIL = "rapport@society.example"
    carry(edition, to="REVIEW")

    deliver(on=TODAY)

    letter = mail.outbox[0]
    promised = Letter.objects.get(facts__kind="CERTIFY")
    assert letter.to == ["person2@example.org"]
    assert letter.subject.startswith("Rapport 2020\u00a0: des chiffres à certifier · ")
    assert "  - Membres 2020\n" in letter.body
    assert "https://egide.example/rapport/2020/atelier/" in letter.body
    assert letter.extra_headers["Message-ID"] == outbox.message_id_of(promised)


def test_a_letter_is_in_the_language_of_who_reads_it(edition, offices, monkeypatch):
    monkeypatch.setattr(registry, "letter_languages", lambda people: {2: "en"})
    carry(edition, to="REVIEW")

    deliver(on=TODAY)

    subjects = {letter.to[0]: letter.subject.partition(" · ")[0] for letter in mail.outbox}
    assert subjects["person2@example.org"] == "Report 2020: figures to certify"
    assert subjects["person3@example.org"] == "Rapport 2020\u00a0: prêt pour le conseil"


def test_each_letter_leaves_once(edition, offices):
    carry(edition, to="REVIEW")

    deliver(on=TODAY)
    deliver(on=TODAY)

    assert [letter.to for letter in mail.outbox] == [
        ["person2@example.org"],
        ["person3@example.org"],
    ]
    assert list(Letter.objects.values_list("state", flat=True)) == ["SENT", "SENT"]


def test_who_left_the_office_or_has_no_address_gets_no_letter(edition, offices):
    held, addresses = offices
    carry(edition, to="REVIEW")
    del held[OWNER.person_id], addresses[BOARD.person_id]

    deliver(on=TODAY)

    assert mail.outbox == []
    assert list(Letter.objects.values_list("state", flat=True)) == ["DROPPED", "DROPPED"]


def titles(who, on=TODAY):
    return [(card.title, card.urgent) for card in cards_of(who, on)]


def test_the_home_of_each_maker_says_what_waits_for_them(edition, offices):
    carry(edition, to="REVIEW")
    in_review = [titles(who) for who in (OWNER, BOARD, EDITOR, STRANGER)]
    certify(edition)
    approve_edition(edition=edition, on=TODAY, by=BOARD)

    assert in_review == [
        [("1 chiffre à certifier", True)],
        [("Rapport d’activité 2020", True)],
        [],
        [],
    ]
    assert (titles(OWNER), titles(SECRETARY)) == ([], [("Rapport d’activité 2020", True)])


def test_the_home_tells_the_owner_of_a_challenge_and_the_reader_of_the_answer(edition, offices):
    carry(edition, to="PUBLISHED")
    found = challenge(edition)
    asked = titles(OWNER)

    answer_challenge(challenge=found, outcome="KEPT", answer="Juste.", at=NOW, on=TODAY, by=OWNER)

    assert asked == [("Un chiffre contesté attend votre réponse", True)]
    assert titles(MEMBER) == [("Votre contestation a sa réponse", False)]
    assert titles(MEMBER, on=TODAY + timedelta(days=31)) == []


def test_the_home_tells_the_editors_that_a_draft_is_stale(edition, offices):
    carry(edition, to="COMPUTED")
    add_row("members.members")
    compare_editions(on=TODAY)

    assert titles(EDITOR) == [("Des chiffres du rapport 2020 sont périmés", False)]


def test_every_right_of_an_owner_is_told_apart(edition, figures, offices):
    """Each owner is asked for their own figures, not for the others'."""
    object.__setattr__(figures["dues.dues"], "owner_right", permissions.PUBLISH_REPORT)
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    add_row("members.members")
    add_row("dues.dues", value=5)

    compare_editions(on=TODAY)

    assert promised() == [
        ("STALE", 2, ["members.members"]),
        ("STALE", 4, ["dues.dues"]),
        ("STALE", 1, ["dues.dues", "members.members"]),
    ]
