"""Letters are promised with the act, leave at least once, and say why they did not."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate

from egide.kernel import events, outbox, registry, restoring
from egide.kernel.access import command_actor
from egide.kernel.models import Letter, LetterKind, LetterState, RegisterLine
from egide.kernel.outbox import delivery
from egide.kernel.registry import Letterbox, LetterWriter, Written

pytestmark = [pytest.mark.django_db, pytest.mark.proves("MSG-2")]
OPERATOR = command_actor("test")


def promise(address="camille@example.org", **more):
    given = {"kind": LetterKind.SERVICE, "subject": "Séance", "text": "Bonjour."}
    outbox.post(address=address, **(given | more))


def deliver():
    return delivery.deliver(on=localdate())


def states():
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


@pytest.fixture
def written_by(monkeypatch):
    """Return what lets a function of the test write the letters of the writer ``test``."""

    def use(write):
        writer = LetterWriter(name="test", write=write)
        monkeypatch.setattr(registry, "letter_writers", lambda: {"test": writer})

    return use


def test_a_letter_leaves_once_under_its_own_identity(mailoutbox, settings):
    settings.DEFAULT_FROM_EMAIL = "bureau@society.example"
    promise()

    left = (deliver(), deliver())

    (letter,) = mailoutbox
    row = Letter.objects.get()
    assert (left, row.state, row.tries) == ((1, 0), LetterState.SENT, 1)
    assert letter.extra_headers["Message-ID"] == outbox.message_id_of(row)
    assert outbox.letter_named(outbox.message_id_of(row)) == row


def test_a_letter_is_promised_exactly_when_its_act_holds(mailoutbox):
    def act_and_fail():
        with transaction.atomic():
            promise()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act_and_fail()

    deliver()

    assert (mailoutbox, Letter.objects.count()) == ([], 0)


def test_the_same_occasion_is_told_once_to_a_person(mailoutbox):
    for occasion in ("séance:1", "séance:1", "séance:2"):
        promise(person_id=7, occasion=occasion)

    deliver()

    assert len(mailoutbox) == 2


@pytest.mark.parametrize(
    "made_up",
    ["", "<x@y>", "<letter-1@y>", "<letter-1-00@y>", "<letter-99999999999999999999-0@y>"],
)
def test_a_made_up_identity_names_no_letter(made_up):
    promise()

    assert outbox.letter_named(made_up) is None


def test_a_person_without_an_address_is_not_written_to(mailoutbox, monkeypatch):
    box = Letterbox(name="test", addresses=lambda people: {7: "sept@example.org"})
    monkeypatch.setattr(registry, "letterboxes", lambda: (box,))
    for person in (7, 8):
        promise(address="", person_id=person)

    deliver()

    assert [letter.to for letter in mailoutbox] == [["sept@example.org"]]
    assert states() == [LetterState.SENT, LetterState.DROPPED]


def test_what_a_writer_leaves_out_is_for_nobody_any_more(mailoutbox, written_by):
    written_by(lambda letters, on: {})
    promise(writer="test")

    deliver()

    assert (mailoutbox, states()) == ([], [LetterState.DROPPED])


def test_one_letter_that_cannot_be_written_does_not_stop_the_others(mailoutbox, written_by):
    def write(letters, on):
        return {
            letter.pk: Written(
                address="camille@example.org", subject=str(1 // letter.facts["n"]), text=""
            )
            for letter in letters
        }

    written_by(write)
    for number in (1, 0, 1):
        promise(writer="test", facts={"n": number})

    deliver()

    assert states() == [LetterState.SENT, LetterState.QUEUED, LetterState.SENT]
    assert Letter.objects.filter(due_at__gt=timezone.now()).count() == 1


def test_letters_sent_in_numbers_let_the_others_pass_first(mailoutbox):
    outbox.post_all(
        Letter(kind=LetterKind.NEWS, mass=True, address=f"a{n}@example.org") for n in range(3)
    )
    promise()

    deliver()

    assert [letter.to[0][0] for letter in mailoutbox] == ["c", "a", "a", "a"]


def test_no_more_letters_leave_in_a_minute_than_the_server_likes(mailoutbox, settings):
    settings.MAIL_PER_MINUTE = 5
    outbox.post_all(
        Letter(kind=LetterKind.NEWS, mass=True, address=f"a{n}@example.org") for n in range(9)
    )
    in_numbers = deliver()
    promise()
    alone = deliver()

    assert (in_numbers, alone) == (4, 1)
    assert states().count(LetterState.QUEUED) == 5


def test_a_held_letter_stays_until_it_is_let_go(mailoutbox):
    promise(occasion="lettre:1", person_id=1)
    held = outbox.hold(occasion="lettre:1")
    deliver()
    while_held = len(mailoutbox)

    outbox.let_go(occasion="lettre:1", why=outbox.PAUSED)
    deliver()

    assert (held, while_held, len(mailoutbox)) == (1, 0, 1)


class TestTheMailServer:
    def test_a_whole_letter_arrives_as_it_was_written(self, mail_server, written_by):
        long = "Élégie — « été » " * 40
        written = Written(
            address="camille@example.org",
            subject=long.strip(),
            text="Bonjour,\n\nà jeudi.\n",
            html="<p>à jeudi</p>",
            sender_name="GT Bordeaux, Égide",
            headers=(("Reply-To", "gt@example.org"),),
        )
        written_by(lambda letters, on: {letter.pk: written for letter in letters})
        promise(writer="test")

        deliver()

        (letter,) = mail_server.letters
        assert letter.defects == []
        assert letter["Subject"] == long.strip()
        assert letter["From"].addresses[0].display_name == "GT Bordeaux, Égide"
        assert letter["Reply-To"] == "gt@example.org"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert letter.get_body(("plain",)).get_content() == "Bonjour,\n\nà jeudi.\n"
        assert letter.get_body(("html",)).get_content().strip() == "<p>à jeudi</p>"

    def test_an_address_refused_for_good_is_told(self, mail_server, monkeypatch):
        told = []
        monkeypatch.setattr(events, "publish", told.append)
        mail_server.answers["camille@example.org"] = "550 5.1.1 No such user"
        promise(person_id=7)

        deliver()

        row = Letter.objects.get()
        assert (row.state, row.status) == (LetterState.FAILED, "550 5.1.1 No such user")
        assert told == [
            outbox.LetterRefused(
                letter_id=row.pk, person_id=7, address="camille@example.org", answer=row.status
            )
        ]

    def test_an_address_refused_for_now_is_tried_later_and_not_for_ever(self, mail_server):
        mail_server.answers["camille@example.org"] = "451 4.7.1 Later"
        promise()

        waits = []
        for _try in range(delivery.MOST_TRIES):
            deliver()
            row = Letter.objects.get()
            waits.append(round((row.due_at - timezone.now()).total_seconds() / 60))
            Letter.objects.update(due_at=timezone.now())

        assert waits[:4] == [1, 2, 4, 8]
        assert (row.state, row.tries) == (LetterState.FAILED, delivery.MOST_TRIES)

    def test_a_server_that_is_away_leaves_every_letter_untouched(self, settings):
        settings.EMAIL_BACKEND = "egide.kernel.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        promise()

        deliver()

        row = Letter.objects.get()
        assert (row.state, row.tries, row.lease) == (LetterState.QUEUED, 0, None)
        assert row.due_at > timezone.now()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (LetterKind.SERVICE, LetterState.QUEUED),
        (LetterKind.STATUTORY, LetterState.QUEUED),
        (LetterKind.NEWS, LetterState.HELD),
        (LetterKind.APPEAL, LetterState.HELD),
    ],
)
class TestALetterOfWhichNobodyKnowsWhetherItLeft:
    def test_after_a_crash(self, kind, expected, mailoutbox):
        promise(kind=kind)
        Letter.objects.update(
            state=LetterState.SENDING, leased_until=timezone.now() - timedelta(seconds=1)
        )

        delivery.take_back()

        assert (states(), Letter.objects.get().status) == ([expected], outbox.INTERRUPTED)

    def test_when_the_server_hangs_up_in_the_middle(self, kind, expected, monkeypatch):
        def hang_up(envelope):
            raise smtplib.SMTPServerDisconnected

        monkeypatch.setattr(delivery.Envelope, "message", hang_up)
        promise(kind=kind)

        deliver()

        assert (states(), Letter.objects.get().status) == ([expected], outbox.INTERRUPTED)


@pytest.mark.proves("G14")
class TestAfterARestore:
    def test_what_waited_is_held_and_what_comes_after_leaves(self, mailoutbox):
        promise("before@example.org")
        restoring.record_restore(backup="2026-11-23", by=OPERATOR)
        promise("after@example.org")

        deliver()

        assert [letter.to for letter in mailoutbox] == [["after@example.org"]]
        assert outbox.counts() == [
            outbox.Count(state="HELD", why="restored", letters=1),
            outbox.Count(state="SENT", why="", letters=1),
        ]
        assert RegisterLine.objects.latest("number").facts == {"count": 1}

    @pytest.mark.parametrize(
        ("send", "state"), [(True, LetterState.SENT), (False, LetterState.DROPPED)]
    )
    def test_somebody_decides_what_becomes_of_it(self, send, state, mailoutbox):
        promise()
        outbox.hold_all(by=OPERATOR)

        outbox.release(send=send, by=OPERATOR)
        deliver()

        assert states() == [state]


@pytest.mark.proves("G23")
def test_words_go_after_a_month_and_letters_after_a_year(mailoutbox):
    promise(facts={"a": 1})
    deliver()

    def after(days):
        Letter.objects.update(settled_at=timezone.now() - timedelta(days=days, minutes=-1))
        delivery.forget()
        return list(Letter.objects.values_list("address", "subject", "text", "facts"))

    whole = ("camille@example.org", "Séance", "Bonjour.", {"a": 1})
    assert after(30) == [whole]
    assert after(31) == [("", "", "", {})]
    assert after(365) == [("", "", "", {})]
    assert after(366) == []
