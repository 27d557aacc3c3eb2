"""One member writes to another: no address is shown but what the sender chose."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from egide.kernel.access import CLOCK, Actor, Grant
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.letters import services
from egide.letters.enums import Refusable
from egide.letters.models import RelayLetter
from egide.letters.permissions import WATCH_LETTERS
from egide.letters.tests.conftest import NOW, SITE, deliver, writer
from egide.members.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("MSG-2")]


def write(society, *, to=None, by=None, at=NOW, **more):
    given = {"subject": "Un stage", "text": "Bonjour,\nun mot.", "shows_address": False, **more}
    return services.write_to_member(
        recipient=to or society.both, site=SITE, at=at, by=by or writer(society.author), **given
    )


def whole(letter):
    return letter.raw.as_bytes().decode() + letter.body + str(letter.extra_headers)


def test_neither_address_is_shown(society):
    write(society)

    deliver()

    (letter,) = mail.outbox
    assert letter.to == ["basile@example.org"]
    assert "alix@example.org" not in whole(letter)
    assert "Bonjour,\nun mot." in letter.body
    assert f"{SITE}/lettres/recues/" in letter.body


def test_the_sender_may_show_theirs(society):
    write(society, shows_address=True)

    deliver()

    assert mail.outbox[0].extra_headers["Reply-To"] == "alix@example.org"


def test_an_answer_comes_back_the_same_way(society):
    received = write(society)
    write(society, to=society.author, by=writer(society.both), answers=received)

    deliver()

    assert [letter.to for letter in mail.outbox] == [["basile@example.org"], ["alix@example.org"]]
    assert "basile@example.org" not in whole(mail.outbox[1])


def test_an_answer_is_for_who_wrote_and_by_who_received(society):
    received = write(society)

    for by, to in ((society.only_lyon, society.author), (society.both, society.only_lyon)):
        with pytest.raises(NotAllowed):
            write(society, to=to, by=writer(by), answers=received)


@pytest.mark.parametrize("name", ["nowhere", "gone"])
def test_who_has_no_address_or_may_have_died_is_not_written_to(society, name):
    with pytest.raises(services.RelayRefused, match="ne reçoit pas"):
        write(society, to=getattr(society, name))


def test_who_takes_no_letters_is_answered_for_with_the_same_sentence(society):
    services.refuse_letters(
        person=society.both, kind=Refusable.RELAY, at=NOW, by=writer(society.both)
    )
    sentences = set()
    for to in (society.both, society.nowhere):
        with pytest.raises(services.RelayRefused) as refusal:
            write(society, to=to)
        sentences.add(str(refusal.value))

    assert len(sentences) == 1


def test_who_is_not_in_the_directory_is_not_written_to(society):
    Person.objects.filter(pk=society.both.pk).update(listed=False)

    with pytest.raises(NotAllowed):
        write(society)


def test_ten_a_day(society):
    for _letter in range(10):
        write(society)

    with pytest.raises(services.RelayRefused, match="10 lettres"):
        write(society)
    write(society, at=NOW + timedelta(days=1, minutes=1))
    assert RelayLetter.objects.count() == 11


@pytest.mark.parametrize("typed", ["a\r\nBcc: victime@example.org", "a\nb", "a\x00b"])
def test_a_line_end_in_the_subject_is_refused(society, typed):
    with pytest.raises(services.RelayRefused, match="une ligne"):
        write(society, subject=typed)


class TestAbuse:
    def test_is_reported_by_who_received_it_judged_and_its_author_stopped(self, society):
        received = write(society)
        right = Grant(permission=WATCH_LETTERS, scope_ids=None, reason="essai")
        watcher = Actor(name="person:1", person_id=1, grants=(right,))

        services.report_abuse(
            relayed=received, complaint="Déplacé.", at=NOW, by=writer(society.both)
        )
        services.judge_abuse(
            relayed=received, judgement="Averti.", stopped=True, at=NOW, by=watcher
        )

        with pytest.raises(services.RelayRefused, match="secrétariat"):
            write(society)
        line = RegisterLine.objects.latest("number")
        assert (line.action, line.facts) == ("letters.abuse_judged", {"stopped": True})

    def test_is_not_reported_or_judged_by_another(self, society):
        received = write(society)

        with pytest.raises(NotAllowed):
            services.report_abuse(
                relayed=received, complaint="x", at=NOW, by=writer(society.author)
            )
        with pytest.raises(NotAllowed):
            services.judge_abuse(
                relayed=received, judgement="x", stopped=True, at=NOW, by=writer(society.author)
            )


@pytest.mark.proves("G23")
def test_words_are_forgotten_after_ninety_days_unless_a_report_waits(society):
    old, reported = write(society), write(society)
    services.report_abuse(relayed=reported, complaint="x", at=NOW, by=writer(society.both))

    early = services.forget_relayed(at=NOW + timedelta(days=90), by=CLOCK)
    late = services.forget_relayed(at=NOW + timedelta(days=91), by=CLOCK)

    assert (early, late) == (0, 1)
    assert RelayLetter.objects.get(pk=old.pk).text == ""
    assert RelayLetter.objects.get(pk=reported.pk).text != ""


def test_by_the_pages(society, sign_in):
    there = f"/annuaire/{society.both.readable_id}/ecrire/"
    mine = sign_in(society.author, "members.read_directory")
    words = {"subject": "Un stage", "text": "Bonjour."}
    refused = mine.post(there, {"subject": "a\r\nBcc: v@e.fr", "text": "Ce que j’ai tapé"})
    sent = mine.post(there, words)
    deliver()
    theirs = sign_in(society.both)
    answer = f"/lettres/recues/{RelayLetter.objects.get().pk}/repondre/"

    assert refused.status_code == 422
    assert "Ce que j’ai tapé" in refused.content.decode()
    assert sent.status_code == 302
    assert theirs.get(answer).status_code == 200
    assert mine.get(answer).status_code == 404
    assert "basile@example.org" not in mine.get(there).content.decode()
