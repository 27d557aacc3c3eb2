"""What is forgotten when its time has come."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from egide.identity_provider import services
from egide.kernel.access import CLOCK


def forget_expired(*, on: date) -> None:
    """Remove expired codes and tokens, and agreements taken back long ago."""
    services.forget_expired(at=timezone.now(), by=CLOCK)


def turn_signing_key(*, on: date) -> None:
    """Sign by another key when the one that signs is old."""
    services.turn_signing_key(at=timezone.now(), by=CLOCK)
