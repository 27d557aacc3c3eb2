"""Letters leave by a real mail server, or wait in a folder; a failure is tried again."""

from __future__ import annotations

import email
import socket
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from django.core.mail.message import EmailMessage as Letter
from django.utils.timezone import localdate

from egide.accounts.jobs import send_sign_in_letter
from egide.accounts.models import SignInLink


class Box(Message):
    """A mailbox on the loopback."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[email.message.Message] = []

    def handle_message(self, message: email.message.Message) -> None:
        self.letters.append(email.message_from_bytes(message.as_bytes(), policy=policy.default))


@pytest.fixture
def mail_server(settings):
    """A mail server that the site really speaks to."""
    box = Box()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


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
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
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
    client, camille, mailoutbox, monkeypatch
):
    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    link = SignInLink.objects.get()
    job = {"on": localdate(), "link_id": link.pk, "language": "fr", "site": "http://testserver"}
    with monkeypatch.context() as patch:
        patch.setattr(Letter, "send", _away)
        with pytest.raises(ConnectionRefusedError):
            send_sign_in_letter(**job)
    first = SignInLink.objects.get().token_hash

    send_sign_in_letter(**job)

    assert len(mailoutbox) == 1
    assert SignInLink.objects.get().token_hash not in {"", first}


def _away(letter, fail_silently=False):
    raise ConnectionRefusedError


@pytest.mark.django_db
def test_a_letter_asked_for_twice_by_the_queue_is_not_sent_after_its_time(
    client, camille, mailoutbox
):
    client.post("/connexion/lien/", {"identifier": "camille@example.org"})
    link = SignInLink.objects.get()
    SignInLink.objects.update(expires_at=link.asked_at)

    send_sign_in_letter(on=localdate(), link_id=link.pk, language="fr", site="http://testserver")

    assert mailoutbox == []
