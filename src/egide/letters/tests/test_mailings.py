"""A letter to several groups: each person once, told why, counted first, refused at will."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest
from django.core import mail
from django.utils import timezone

from egide.kernel import outbox
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Letter, LetterKind, LetterState, RegisterLine
from egide.letters import services
from egide.letters.enums import MailingState, Refusable
from egide.letters.models import Mailing, OptOut
from egide.letters.queries.audiences import audience_meant, audiences_called
from egide.letters.queries.progress import progress_of
from egide.letters.queries.reach import reach_of
from egide.letters.tests.conftest import NOW, SITE, TODAY, begin, deliver, draft, writer
from egide.members.models import Person

pytestmark = pytest.mark.django_db


def received():
    """Return each letter that left, as its reader's mail program parses it."""
    return {
        letter.to[0]: message_from_bytes(letter.raw.as_bytes(), policy=policy.default)
        for letter in mail.outbox
    }


class TestEachPersonOnce:
    def test_and_told_every_title_under_which_they_are_written_to(self, society):
        by = writer(society.author)
        begin(draft(by, "GT Bordeaux", "Club Lyon"), by)

        deliver()

        letters = received()
        assert sorted(letters) == [
            "alix@example.org",
            "basile@example.org",
            "celeste@example.org",
        ]
        why = "Vous recevez cette lettre comme membre de GT Bordeaux et comme membre de Club Lyon."
        both = letters["basile@example.org"]
        assert why in both.get_body(("plain",)).get_content()
        assert why in both.get_body(("html",)).get_content()
        assert "Cher Basile," in both.get_body(("html",)).get_content()
        assert len(mail.outbox) == 3

    def test_is_counted_before_it_leaves(self, society):
        by = writer(society.author)
        services.refuse_letters(
            person=society.only_lyon,
            kind=Refusable.NEWS,
            at=NOW,
            by=writer(society.only_lyon),
        )

        reach = reach_of(draft(by, "GT Bordeaux", "Club Lyon"), on=TODAY)

        assert (reach.people, reach.reached, reach.refused, reach.nowhere) == (5, 2, 1, 2)
        assert sorted(reach.by_audience.values()) == [2, 4]

    def test_a_number_that_changed_since_it_was_shown_stops_the_sending(self, society):
        by = writer(society.author)
        mailing = draft(by, "Club Lyon")

        with pytest.raises(services.MailingRefused, match="vient de changer"):
            services.begin_mailing(mailing=mailing, expected=9, site=SITE, at=NOW, on=TODAY, by=by)
        assert not Letter.objects.exists()

    def test_a_second_press_sends_nothing_more(self, society):
        by = writer(society.author)
        mailing = begin(draft(by, "Club Lyon"), by)

        with pytest.raises(services.MailingRefused, match="est partie"):
            begin(mailing, by)
        assert Letter.objects.count() == 2

    def test_leaves_a_line_without_a_name(self, society):
        by = writer(society.author)
        begin(draft(by, "Club Lyon"), by)

        line = RegisterLine.objects.latest("number")
        assert (line.action, line.facts["people"]) == ("letters.mailing_begun", 2)
        assert "Basile" not in str(line.facts)


@pytest.mark.proves("MSG-1")
class TestWhatMayBeRefused:
    @pytest.mark.parametrize(
        ("kind", "reached"),
        [(LetterKind.NEWS, 1), (LetterKind.APPEAL, 2), (LetterKind.STATUTORY, 2)],
    )
    def test_a_kind_that_was_refused_does_not_come_and_the_statutory_does(
        self, society, kind, reached
    ):
        by = writer(society.author)
        services.refuse_letters(
            person=society.both, kind=Refusable.NEWS, at=NOW, by=writer(society.both)
        )

        assert reach_of(draft(by, "Club Lyon", kind=kind), on=TODAY).reached == reached

    def test_one_public_refused_still_leaves_the_other(self, society):
        by = writer(society.author)
        name = f"groups.group:{society.bordeaux.pk}"
        services.refuse_letters(
            person=society.both,
            kind=Refusable.NEWS,
            audience=name,
            at=NOW,
            by=writer(society.both),
        )

        reach = reach_of(draft(by, "GT Bordeaux", "Club Lyon"), on=TODAY)

        assert len(reach.because[society.both.pk]) == 1
        assert reach_of(draft(by, "GT Bordeaux"), on=TODAY).reached == 1

    def test_what_is_refused_after_the_beginning_does_not_leave(self, society):
        by = writer(society.author)
        begin(draft(by, "Club Lyon"), by)
        services.refuse_letters(
            person=society.both, kind=Refusable.NEWS, at=NOW, by=writer(society.both)
        )

        deliver()

        assert sorted(received()) == ["celeste@example.org"]
        assert Letter.objects.get(person_id=society.both.pk).state == LetterState.DROPPED

    def test_nobody_refuses_or_accepts_for_another(self, society):
        for verb in (services.refuse_letters, services.accept_letters):
            with pytest.raises(NotAllowed):
                verb(person=society.both, kind=Refusable.NEWS, at=NOW, by=writer(society.author))


class TestWhoMayWrite:
    def test_an_officer_writes_to_their_group_and_to_no_other(self, society):
        by = writer(society.author, society.bordeaux)

        offered = [one.label for one in audiences_called("", actor=by, on=TODAY)]

        assert offered == ["GT Bordeaux"]
        assert audience_meant("Club Lyon", actor=by, on=TODAY) is None

    def test_the_scope_is_asked_again_by_the_verbs(self, society):
        secretary, officer = writer(society.author), writer(society.author, society.bordeaux)
        lyon = audience_meant("Club Lyon", actor=secretary, on=TODAY)
        mailing = draft(secretary, "Club Lyon")

        with pytest.raises(NotAllowed):
            services.add_audience(mailing=draft(officer), audience=lyon, by=officer)
        with pytest.raises(NotAllowed):
            begin(mailing, officer)
        assert not Letter.objects.exists()

    @pytest.mark.parametrize("kind", [LetterKind.STATUTORY, LetterKind.APPEAL])
    def test_an_officer_makes_no_appeal_and_convenes_nobody(self, society, kind):
        by = writer(society.author, society.bordeaux)

        with pytest.raises(services.MailingRefused, match="toute la société"):
            draft(by, kind=kind)

    def test_a_draft_of_another_does_not_exist(self, society):
        mailing = draft(writer(society.author))

        with pytest.raises(NotAllowed):
            services.drop_draft(mailing=mailing, by=writer(society.both, society.lyon))
        assert Mailing.objects.filter(pk=mailing.pk).exists()

    def test_without_the_right_nothing_is_written(self, society):
        with pytest.raises(NotAllowed):
            draft(Actor(name="person:1", person_id=1))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"body": "{{ motdepasse }}"}, "Seuls ces champs"),
        ({"body": "{{ prenom.__class__ }}"}, "Seuls ces champs"),
        ({"body": "{% for x in 'a' %}{% endfor %}"}, "Seuls ces champs"),
        ({"body": "{{ prenom|upper }}"}, "Seuls ces champs"),
        ({"body": "{{ prenom() }}"}, "Seuls ces champs"),
        ({"body": "{{ prenom"}, "accolade"),
        ({"body": "{# rien #}"}, "accolade"),
        ({"subject": "Dîner\r\nBcc: victime@example.org"}, "une ligne"),
        ({"sender_name": "GT\nBcc: victime@example.org"}, "une ligne"),
        ({"subject_en": "Dinner"}, "ni l’un ni l’autre"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(society, words, said):
    with pytest.raises(services.MailingRefused, match=said):
        draft(writer(society.author), **words)


def test_what_an_author_types_is_text_and_never_markup(society):
    by = writer(society.author)
    Person.objects.filter(pk=society.both.pk).update(first_names="<b>Basile</b>")
    begin(
        draft(by, "Club Lyon", body="<script>alert(1)</script> {{ prenom }} https://a.fr/?b=1&c=2"),
        by,
    )

    deliver()

    html = received()["basile@example.org"].get_body(("html",)).get_content()
    assert "<script>alert" not in html
    assert "&lt;b&gt;Basile&lt;/b&gt;" in html
    assert '<a href="https://a.fr/?b=1&amp;c=2"' in html


class TestTheWayOut:
    def test_a_trial_goes_to_the_author_alone(self, society):
        by = writer(society.author)
        services.try_mailing(mailing=draft(by, "Club Lyon"), site=SITE, by=by)

        deliver()

        assert list(received()) == ["alix@example.org"]
        assert mail.outbox[0].subject.startswith("[Essai] ")

    def test_an_answer_goes_to_the_author_only_if_they_chose_to_show_their_address(self, society):
        by = writer(society.author)
        begin(draft(by, "Club Lyon"), by)
        shown = draft(by, "GT Bordeaux")
        Mailing.objects.filter(pk=shown.pk).update(answers_to_author=True)
        begin(Mailing.objects.get(pk=shown.pk), by)

        deliver()

        answers = [letter.extra_headers.get("Reply-To") for letter in mail.outbox]
        assert answers == [None, None, "alix@example.org", "alix@example.org"]
        assert "alix@example.org" not in str(mail.outbox[0].raw.as_bytes())

    def test_a_pause_holds_what_has_not_left_and_a_resumption_lets_it(self, society):
        by = writer(society.author)
        mailing = begin(draft(by, "GT Bordeaux", "Club Lyon"), by)

        held = services.pause_mailing(mailing=mailing, by=by)
        deliver()
        while_paused = progress_of(mailing)
        services.resume_mailing(mailing=mailing, by=by)
        deliver()

        assert (held, while_paused.paused, while_paused.sent) == (3, 3, 0)
        assert progress_of(mailing).is_done
        assert Mailing.objects.get(pk=mailing.pk).state == MailingState.SENDING

    @pytest.mark.parametrize(("again", "copies"), [(True, 2), (False, 1)])
    def test_doubtful_letters_wait_for_a_decision(self, society, again, copies):
        by = writer(society.author)
        mailing = begin(draft(by, "Club Lyon"), by)
        Letter.objects.filter(person_id=society.both.pk).update(
            state=LetterState.SENDING, leased_until=timezone.now()
        )
        deliver()
        doubtful = progress_of(mailing).doubtful

        services.settle_doubts(mailing=mailing, again=again, by=by)
        deliver()

        assert (doubtful, len(mail.outbox)) == (1, copies)
        assert progress_of(mailing).is_done
        with pytest.raises(services.MailingRefused, match="doute"):
            services.settle_doubts(mailing=mailing, again=again, by=by)

    def test_words_do_not_change_once_it_left(self, society):
        by = writer(society.author)
        mailing = begin(draft(by, "Club Lyon"), by)

        with pytest.raises(services.MailingRefused, match="est partie"):
            services.remove_audience(mailing=mailing, audience_id=1, by=by)

    def test_every_letter_of_a_mailing_bears_an_identity_of_its_own(self, society):
        by = writer(society.author)
        begin(draft(by, "Club Lyon"), by)

        deliver()

        identities = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
        assert identities == {outbox.message_id_of(letter) for letter in Letter.objects.all()}
        assert OptOut.objects.count() == 0
