"""The address by which a reader refuses letters in one press, without signing in (RFC 8058).

What it stands for is in the address itself, signed: it works for as long as the letter is kept in
somebody's mailbox, and nobody can make one for somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing

from egide.letters.enums import Refusable

SALT = "letters.leaving"


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """Who leaves which letters: a kind, of the publics through which one of them came."""

    person_id: int
    kind: str
    audiences: tuple[str, ...]


def leaving_token(leaving: Leaving) -> str:
    """Return what stands in the address."""
    said = (leaving.person_id, leaving.kind, *leaving.audiences)
    return signing.Signer(salt=SALT).sign_object(said, compress=True)


def leaving_named(token: str) -> Leaving | None:
    """Return what an address stands for; nothing when it was not made here."""
    try:
        said: Sequence = signing.Signer(salt=SALT).unsign_object(token)
    except (signing.BadSignature, ValueError):
        return None
    person, kind, *audiences = said
    if kind not in Refusable.values:
        return None
    return Leaving(person_id=person, kind=kind, audiences=tuple(audiences))
