"""Letters leave by a real mail server, or wait in a folder; a failure is tried again."""

from __future__ import annotations

import email
from email import policy
from pathlib import Path

import pytest
from django.utils import timezone

from egide.accounts.models import SignInLink
from egide.kernel.models import Letter, LetterState
from egide.kernel.outbox import delivery


@pytest.mark.django_db
class TestByAMailServer:
    def test_the_letter_arrives_with_its_link_and_its_code(
        self, client, camille, run_jobs, mail_server
    ):
        client.post("/connexion/lien/", {"identifier": "camille@example.org"})
        run_jobs()

        (letter,) = mail_server.letters
        text = letter.get_content()
        path = next(line for line in text.splitlines() if line.startswith("http")).split("/", 3)[3]
        client.post(f"/{path}")
        assert letter["To"] == "camille@example.org"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert "Bonjour Camille Torelisse" in text
        assert "&#" not in text
        assert client.get("/mon-compte/").wsgi_request.user.person_id == camille.pk

    def test_no_header_can_be_added_by_what_was_typed(self, client, camille, run_jobs, mail_server):
        client.post(
            "/connexion/lien/", {"identifier": "camille@example.org\r\nBcc: thief@example.org"}
        )
        run_jobs()

        assert mail_server.letters == []


@pytest.mark.django_db
def test_without_a_mail_server_letters_wait_in_a_folder(
    client, camille, run_jobs, settings, tmp_path
):
    settings.EMAIL_BACKEND = "egide.kernel.outbox.folder.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"

    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    run_jobs()

    (file,) = Path(settings.EMAIL_FILE_PATH).iterdir()
    assert (
        "/connexion/lien/"
        in email.message_from_bytes(file.read_bytes(), policy=policy.default).get_content()
    )


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_again_with_a_new_token(
    client, camille, mailoutbox, monkeypatch, run_jobs
):
    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    with monkeypatch.context() as patch:
        patch.setattr(delivery.Envelope, "message", _away)
        run_jobs()
    first = SignInLink.objects.get().token_hash
    Letter.objects.update(due_at=timezone.now())

    run_jobs()

    assert len(mailoutbox) == 1
    assert SignInLink.objects.get().token_hash not in {"", first}


def _away(letter):
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_a_letter_that_could_not_leave_in_time_does_not_leave(
    client, camille, mailoutbox, run_jobs
):
    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    link = SignInLink.objects.get()
    SignInLink.objects.update(expires_at=link.asked_at)

    run_jobs()

    assert mailoutbox == []
    assert Letter.objects.get().state == LetterState.DROPPED


@pytest.mark.django_db
@pytest.mark.proves("G32")
def test_the_outbox_keeps_neither_the_link_nor_the_code_nor_what_was_typed(
    client, camille, run_jobs, last_letter
):
    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    client.post("/connexion/lien/", {"identifier": "nobody@example.org"})
    run_jobs()
    path, code = last_letter()

    kept = str(list(Letter.objects.order_by("pk").values()))
    assert path.rsplit("/", 2)[1] not in kept
    assert code not in kept
    assert "nobody@example.org" not in kept


@pytest.mark.django_db
@pytest.mark.proves("G18")
def test_what_is_written_when_somebody_asks_does_not_depend_on_who_is_known(client, camille):
    for typed in ("camille@example.org", "nobody@example.org"):
        client.post("/connexion/lien/", {"identifier": typed})

    known, unknown = Letter.objects.order_by("pk").values(
        "kind", "writer", "person_id", "address", "subject", "text", "state", "occasion"
    )
    assert known == unknown
