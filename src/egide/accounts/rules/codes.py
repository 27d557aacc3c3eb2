"""Codes of an application (RFC 6238), and codes on paper."""

from __future__ import annotations

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS = 30, 6
# A code lives its half minute (ASVS 6.5.5), and what it takes to press the button and arrive.
TRAVEL_SECONDS = 5
SECRET_BYTES = 20
RECOVERY_CODES = 10
# No letter or digit that is read for another one: 24 signs are 120 bits, so that a plain hash
# is enough (ASVS 6.5.2).
RECOVERY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
RECOVERY_LENGTH = 24


def new_secret() -> str:
    """Return what an application and the site will share, as people may type it (base 32)."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def step_of(at: datetime) -> int:
    """Return the half minute in which ``at`` lies."""
    return int(at.timestamp()) // STEP_SECONDS


def code_of(secret: str, step: int) -> str:
    """Return the code that the application shows in one half minute (RFC 4226, SHA-1)."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8, "big"), "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of_code(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """Return the half minute of which ``code`` is; nothing when it is of none.

    Only that of ``at`` counts, or of a few seconds before, and only one later than ``after``: each
    code serves once.
    """
    found = None
    for step in (step_of(at - timedelta(seconds=TRAVEL_SECONDS)), step_of(at)):
        # All are compared, so that the time tells nothing.
        if hmac.compare_digest(code_of(secret, step), code) and step > after:
            found = step
    return found


def address_for_app(secret: str, *, society: str, number: int) -> str:
    """Return what the drawing says to the application: whose site, whose account, the secret."""
    label = quote(f"{society}:{number}")
    more = urlencode({"secret": secret, "issuer": society, "digits": DIGITS}, quote_via=quote)
    return f"otpauth://totp/{label}?{more}"


def in_groups(text: str) -> str:
    """Write a secret or a code in groups of four, as people copy it."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def new_recovery_codes() -> list[str]:
    """Return ten codes for paper."""
    return [
        "".join(secrets.choice(RECOVERY_LETTERS) for _place in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]


def tidy(code: str) -> str:
    """Return a code as it is compared: no spaces, no dashes, capitals."""
    return "".join(sign for sign in code if sign.isalnum()).upper()
