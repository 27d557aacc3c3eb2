"""One press refuses letters, whoever presses; looking never does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.kernel import journal
from egide.kernel.access import CLOCK, actor_of
from egide.kernel.models import RegisterLine
from egide.letters.enums import Refusable
from egide.letters.models import OptOut
from egide.letters.queries.leaving import Leaving, leaving_named, leaving_token
from egide.letters.services import accept_letters, refuse_letters
from egide.letters.tests.conftest import begin, deliver, draft, writer

pytestmark = [pytest.mark.django_db, pytest.mark.proves("MSG-1")]


@pytest.fixture
def path(society):
    """The address that a letter bears for who is in both groups."""
    by = writer(society.author)
    begin(draft(by, "GT Bordeaux", "Club Lyon"), by)
    deliver()
    letter = next(one for one in mail.outbox if one.to == ["basile@example.org"])
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return (
        letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://egide.example")
    )


def refused():
    return sorted(OptOut.objects.values_list("person_id", "audience"))


def test_a_scanner_that_looks_changes_nothing(path):
    for method in ("get", "head", "options"):
        getattr(Client(), method)(path)

    assert refused() == []
    assert "Ouvrir cette page n’a rien changé" in Client().get(path).content.decode()


def test_the_mail_program_sends_one_post_without_a_cookie(path, society):
    answer = Client(enforce_csrf_checks=True).post(
        path, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    both = [
        (society.both.pk, f"groups.group:{group.pk}") for group in (society.bordeaux, society.lyon)
    ]
    assert answer.status_code == 200
    assert refused() == sorted(both)
    assert RegisterLine.objects.latest("number").facts["way"] == "letter"


def test_twice_is_once(path):
    for _press in range(2):
        Client().post(path)

    assert len(refused()) == 2


def test_the_reader_may_refuse_the_whole_kind(path, society):
    Client().post(path, {"everything": "1"})

    assert refused() == [(society.both.pk, "")]


@pytest.mark.parametrize("spoilt", ["x", "é", "AAAA:BBBB", ""])
def test_an_address_that_was_not_made_here_opens_nothing(path, spoilt):
    for there in (path[:-2] + spoilt + "/", f"/lettres/ne-plus-recevoir/{spoilt or 'y'}/"):
        assert Client().get(there).status_code == 404
        assert Client().post(there).status_code == 404

    assert refused() == []


def test_nobody_makes_an_address_for_another(society):
    token = leaving_token(Leaving(person_id=society.both.pk, kind="NEWS", audiences=("a",)))
    _body, signature = token.rsplit(":", 1)
    other = leaving_token(Leaving(person_id=society.author.pk, kind="NEWS", audiences=("a",)))

    assert leaving_named(token).audiences == ("a",)
    assert leaving_named(f"{other.rsplit(':', 1)[0]}:{signature}") is None


def test_a_kind_that_cannot_be_refused_has_no_address(society):
    by = writer(society.author)
    begin(draft(by, "Club Lyon", kind="STATUTORY"), by)

    deliver()

    assert len(mail.outbox) == 2
    assert all("List-Unsubscribe" not in letter.extra_headers for letter in mail.outbox)


def test_one_s_own_page_shows_it_and_takes_it_back(path, society, sign_in):
    Client().post(path)
    mine = sign_in(society.both)
    shown = mine.get("/mes-lettres/").content.decode()
    name = f"groups.group:{society.lyon.pk}"
    mine.post("/mes-lettres/accepter/", {"kind": "NEWS", "audience": name})
    mine.post("/mes-lettres/refuser/", {"kind": "APPEAL"})
    mine.post("/mes-lettres/refuser/", {"kind": "STATUTORY"})

    assert "Club Lyon" in shown
    assert refused() == [
        (society.both.pk, ""),
        (society.both.pk, f"groups.group:{society.bordeaux.pk}"),
    ]


@pytest.mark.proves("R-REG-6", "G22")
def test_what_was_refused_after_a_backup_is_refused_again_after_its_restore(
    society, settings, tmp_path
):
    settings.JOURNAL = tmp_path / "journal.jsonl"
    person, at = society.both, timezone.now()
    me = actor_of(person.pk, on=localdate())
    # The savepoint is the backup: neither the refusals nor their lines in the register are in it.
    with transaction.atomic():
        refuse_letters(person=person, kind=Refusable.NEWS, at=at, by=me)
        refuse_letters(person=person, kind=Refusable.APPEAL, at=at, by=me)
        accept_letters(person=person, kind=Refusable.APPEAL, at=at + timedelta(hours=1), by=me)
        assert journal.complete(by=CLOCK) == 3
        assert journal.replay(by=CLOCK).done == 0
        transaction.set_rollback(True)
    assert not OptOut.objects.exists()

    assert journal.replay(by=CLOCK).done == 3

    assert [one.kind for one in OptOut.objects.filter(person=person)] == [Refusable.NEWS]
    assert journal.replay(by=CLOCK).done == 0
    assert journal.complete(by=CLOCK) == 0
