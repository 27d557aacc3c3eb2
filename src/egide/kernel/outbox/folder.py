"""The way out of a site without a mail server: each letter is a file that a mail program opens."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes letters into a folder, each under its own identity: one sent twice is one file."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each letter, whole or not at all."""
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for letter in email_messages:
            message: Any = letter.message()
            name = re.sub(r"[^\w.-]", "", str(letter.extra_headers["Message-ID"]).split("@")[0])
            unfinished = folder / f".{name}.part"
            unfinished.write_bytes(message.as_bytes(linesep="\r\n"))
            unfinished.replace(folder / f"{name}.eml")
        return len(email_messages)
