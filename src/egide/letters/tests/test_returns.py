"""Letters that come back: three for good close an address and tell the group."""

from __future__ import annotations

import argparse
import mailbox
from datetime import timedelta

import pytest

from egide.groups.models import GroupNotice
from egide.kernel import outbox, registry
from egide.kernel.access import CLOCK, command_actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Letter, LetterKind, LetterState, RegisterLine
from egide.letters import services
from egide.letters.models import ReturnedLetter
from egide.letters.rules.reports import report_in
from egide.letters.rules.returns import is_hard
from egide.letters.tests.conftest import NOW, TODAY, deliver, writer
from egide.members.models import ContactPoint

pytestmark = [pytest.mark.django_db, pytest.mark.proves("MSG-2")]
OPERATOR = command_actor("bounces")


def sent_to(person, address="basile@example.org"):
    return Letter.objects.create(
        kind=LetterKind.SERVICE, person_id=person.pk, address=address, state=LetterState.SENT
    )


def report(message_id, *, status="5.1.1", action="failed", head="text/rfc822-headers"):
    """Return what the server of the reader sends back."""
    return f"""\
From: MAILER-DAEMON@example.org
To: egide@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

Sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; basile@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 No such user

--B
Content-Type: {head}

Message-ID: {message_id}
Subject: Lettre

--B--
""".encode()


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("550 5.1.1 No such user", True),
        ("5.0.0 unknown", True),
        ("5.4.4 host not found", False),
        ("5.2.2 mailbox full", False),
        ("552 5.2.3 too long", False),
        ("5.7.1 refused by policy", False),
        ("4.2.2", False),
        ("550 no such user", True),
        ("552 mailbox full", False),
        ("2.0.0", False),
        ("", False),
    ],
)
def test_only_the_address_itself_counts_against_it(status, hard):
    assert is_hard(status) is hard


@pytest.mark.parametrize("head", ["text/rfc822-headers", "message/rfc822"])
def test_a_report_names_the_letter(head):
    found = report_in(report("<letter-1-ab@localhost>", head=head))

    assert (found.message_id, found.action) == ("<letter-1-ab@localhost>", "failed")
    assert found.status == "5.1.1 550 No such user"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Hello",
        b"Content-Type: multipart/report\n\nnothing",
        b"\xff\xfe\x00",
        b"From: a\n\nI am away.",
    ],
)
def test_what_reports_nothing_is_left_aside(content):
    assert report_in(content) is None


class TestThreeReturns:
    def three(self, society, **more):
        for number in range(3):
            services.note_return(
                letter=sent_to(society.both),
                status="5.1.1",
                at=NOW + timedelta(days=number),
                on=TODAY,
                by=OPERATOR,
                **more,
            )

    def test_close_the_address_and_ask_the_group(self, society):
        for number in range(3):
            held = ContactPoint.objects.get(person=society.both).invalid
            assert not held, number
            services.note_return(
                letter=sent_to(society.both), status="5.1.1", at=NOW, on=TODAY, by=OPERATOR
            )

        assert ContactPoint.objects.get(person=society.both).invalid
        notice = GroupNotice.objects.get(kind="LOST")
        assert (notice.group_id, notice.person_id) == (society.bordeaux.pk, society.both.pk)
        lines = RegisterLine.objects.filter(action__in=["letters.address_died"])
        assert lines.count() == 1
        assert "example.org" not in str(lines.get().facts)

    def test_the_same_one_read_twice_counts_once(self, society):
        letter = sent_to(society.both)
        for _time in range(5):
            services.note_return(letter=letter, status="5.1.1", at=NOW, on=TODAY, by=OPERATOR)

        assert ReturnedLetter.objects.count() == 1
        assert not ContactPoint.objects.get(person=society.both).invalid

    def test_an_address_confirmed_since_begins_anew(self, society):
        ContactPoint.objects.filter(person=society.both).update(
            verified_at=NOW + timedelta(days=30)
        )

        self.three(society)

        assert not ContactPoint.objects.get(person=society.both).invalid

    def test_soft_ones_close_nothing(self, society):
        for _time in range(5):
            services.note_return(
                letter=sent_to(society.both), status="4.2.2", at=NOW, on=TODAY, by=OPERATOR
            )

        assert not ContactPoint.objects.get(person=society.both).invalid

    def test_nobody_without_the_right_closes_an_address(self, society):
        with pytest.raises(NotAllowed):
            services.note_return(
                letter=sent_to(society.both),
                status="5.1.1",
                at=NOW,
                on=TODAY,
                by=writer(society.author),
            )


def run(*words):
    command = registry.commands()["letters bounces"]
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args([str(word) for word in words]))


class TestTheCommand:
    @pytest.mark.parametrize("form", ["mbox", "maildir", "one"])
    def test_reads_a_mailbox_in_any_form(self, society, tmp_path, form, capsys):
        content = report(outbox.message_id_of(sent_to(society.both)))
        forged = report("<letter-1-00000000000000000000000000000000@localhost>")
        place = tmp_path / "box"
        if form == "one":
            place.write_bytes(content)
        else:
            box = mailbox.mbox(place) if form == "mbox" else mailbox.Maildir(place)
            for message in (content, forged, b"Subject: away\n\nI am away."):
                box.add(message)
            box.flush()
            box.close()

        code = run(place, "--json")

        assert code == 0
        assert ReturnedLetter.objects.count() == 1
        assert '"noted": 1' in capsys.readouterr().out

    def test_a_missing_file_is_said(self, tmp_path, capsys):
        assert run(tmp_path / "nothing") == 1
        assert "nothing" in capsys.readouterr().err


def test_a_refusal_at_the_door_of_the_server_is_a_return(
    society, mail_server, django_capture_on_commit_callbacks
):
    mail_server.answers["basile@example.org"] = "550 5.1.1 No such user"
    outbox.post(
        kind=LetterKind.SERVICE, person_id=society.both.pk, subject="Objet", text="Bonjour."
    )

    with django_capture_on_commit_callbacks(execute=True):
        deliver()

    returned = ReturnedLetter.objects.get()
    assert (returned.person_id, returned.hard) == (society.both.pk, True)


@pytest.mark.proves("G23")
def test_returns_are_forgotten_after_a_year(society):
    services.note_return(
        letter=sent_to(society.both), status="5.1.1", at=NOW, on=TODAY, by=OPERATOR
    )

    kept = services.forget_returns(at=NOW + timedelta(days=365), by=CLOCK)
    gone = services.forget_returns(at=NOW + timedelta(days=366), by=CLOCK)

    assert (kept, gone) == (0, 1)
