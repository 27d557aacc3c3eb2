"""The pages where letters are written, watched and kept: each says what stands in the way."""

from __future__ import annotations

import pytest
from django.core import mail

from egide.kernel.models import Letter
from egide.letters.models import Mailing
from egide.letters.permissions import WRITE_LETTERS
from egide.letters.tests.conftest import WORDS, begin, deliver, draft, writer

pytestmark = pytest.mark.django_db


def test_a_secretary_writes_from_the_first_word_to_the_last_letter(society, sign_in):
    mine = sign_in(society.author, WRITE_LETTERS)
    mine.post("/lettres/nouvelle/", {"kind": "NEWS", **WORDS})
    page = f"/lettres/{Mailing.objects.get().pk}/"
    for name in ("GT Bordeaux", "Club Lyon"):
        mine.post(f"{page}publics/ajouter/", {"audience": name})
    counted = mine.get(page).content.decode()
    mine.post(f"{page}envoyer/", {"expected": "3"})
    deliver()
    after = mine.get(page).content.decode()

    assert "Envoyer à 3\u202fpersonnes" in counted.replace("\u00a0", "\u202f")
    assert len(mail.outbox) == 3
    assert "3 / 3" in after
    assert "http-equiv" not in after


def test_several_publics_of_a_name_are_offered(society, sign_in):
    mailing = draft(writer(society.author))
    mine = sign_in(society.author, WRITE_LETTERS)

    several = mine.post(f"/lettres/{mailing.pk}/publics/ajouter/", {"audience": "o"})
    none = mine.post(f"/lettres/{mailing.pk}/publics/ajouter/", {"audience": "zzz"})

    assert (several.status_code, none.status_code) == (422, 422)
    assert "Club Lyon" in several.content.decode()
    assert "Aucun public de ce nom" in none.content.decode()


def test_what_was_typed_survives_a_refusal(society, sign_in):
    mine = sign_in(society.author, WRITE_LETTERS)

    answer = mine.post("/lettres/nouvelle/", {"kind": "NEWS", **WORDS, "body": "{{ secret }} mot"})

    assert answer.status_code == 422
    assert "Seuls ces champs" in answer.content.decode()
    assert "{{ secret }} mot" in answer.content.decode()


def test_the_preview_runs_nothing_and_loads_nothing(society, sign_in):
    mailing = draft(writer(society.author), "Club Lyon", body="<script>1</script> {{ prenom }}")

    answer = sign_in(society.author, WRITE_LETTERS).get(f"/lettres/{mailing.pk}/apercu/")

    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "<script>1" not in answer.content.decode()
    assert "Alix" in answer.content.decode()


def test_an_officer_sees_no_letter_of_others(society, sign_in):
    mailing = draft(writer(society.author), "Club Lyon")
    officer = sign_in(society.both, WRITE_LETTERS, group=society.lyon)

    statuses = {
        officer.get(f"/lettres/{mailing.pk}/{part}").status_code for part in ("", "apercu/")
    }
    statuses |= {
        officer.post(f"/lettres/{mailing.pk}/{part}/").status_code
        for part in ("envoyer", "pause", "reprendre", "abandonner", "essai", "doutes")
    }

    assert statuses == {404}
    assert not Letter.objects.exists()


def test_a_page_asks_as_many_questions_for_three_people_as_for_thirty(
    society, sign_in, django_assert_max_num_queries
):
    by = writer(society.author)
    mailing = begin(draft(by, "GT Bordeaux", "Club Lyon"), by)
    mine = sign_in(society.author, WRITE_LETTERS)

    with django_assert_max_num_queries(14):
        mine.get(f"/lettres/{mailing.pk}/")
