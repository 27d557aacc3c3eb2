"""A real mail server on the loopback, for tests whose letters must really leave."""

from __future__ import annotations

import email
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller


class MailServer:
    """What it received, and what it answers: ``answers`` by recipient, ``slow`` seconds a letter.

    A letter is noted before the answer leaves: whoever is killed in between sent it all the same.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.slow = 0.0
        self.port = 0

    async def handle_EHLO(  # noqa: N802 - the server's own names
        self, server: Any, session: Any, envelope: Any, hostname: str, answers: list[str]
    ) -> list[str]:
        """Say that several commands may come at once, as the mail servers of today do."""
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]]

    async def handle_RCPT(  # noqa: N802 - the server's own names
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse a recipient."""
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a letter, then take one's time to say so."""
        letter: Any = email.message_from_bytes(envelope.original_content, policy=policy.default)
        self.letters.append(letter)
        time.sleep(self.slow)
        return "250 OK"

    def read_by(self, address: str) -> list[EmailMessage]:
        """Return the letters to one address."""
        return [letter for letter in self.letters if letter["To"] == address]


def free_port() -> int:
    """Return a port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def listening() -> Iterator[MailServer]:
    """Give a mail server that listens on a free port of the loopback."""
    box = MailServer()
    box.port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=box.port)
    server.start()
    try:
        yield box
    finally:
        server.stop()


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    """A mail server that the site really speaks to."""
    with listening() as box:
        settings.EMAIL_BACKEND = "egide.kernel.outbox.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box
