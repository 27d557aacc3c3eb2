"""The way out through a mail server: Django's, with one answer less to wait for a letter.

Addresses were checked when the letter was made (``mime``), so they are not taken apart again. Where
the server takes several commands at once (RFC 2920), sender and recipient are told together.
"""

from __future__ import annotations

import smtplib
import socket
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend as DjangoBackend

TAKEN = (250, 251)


class EmailBackend(DjangoBackend):
    """Hands letters to one recipient each to a mail server."""

    def open(self) -> bool | None:
        """Connect; what is small leaves at once, or each answer would wait for the next one."""
        opened = super().open()
        server: Any = self.connection
        if opened and isinstance(server.sock, socket.socket):
            server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return opened

    def _send(self, email_message: EmailMessage) -> bool:
        server: Any = self.connection
        letter: Any = email_message.message()
        content = letter.as_bytes(linesep="\r\n")
        if server.has_extn("pipelining"):
            _send_together(server, email_message.from_email, email_message.to[0], content)
        else:
            server.sendmail(email_message.from_email, email_message.to, content)
        return True


def _send_together(server: smtplib.SMTP, sender: str, recipient: str, content: bytes) -> None:
    """Do what ``smtplib.SMTP.sendmail`` does, and raise what it raises."""
    server.send(
        f"mail FROM:{smtplib.quoteaddr(sender)}\r\nrcpt TO:{smtplib.quoteaddr(recipient)}\r\n"
    )
    taken, words = server.getreply()
    found, answer = server.getreply()
    if taken != TAKEN[0]:
        server.rset()
        raise smtplib.SMTPSenderRefused(taken, words, sender)
    if found not in TAKEN:
        server.rset()
        raise smtplib.SMTPRecipientsRefused({recipient: (found, answer)})
    code, said = server.data(content)
    if code != TAKEN[0]:
        server.rset()
        raise smtplib.SMTPDataError(code, said)
