"""The keys that sign what we say of people: one signs, those before still verify."""

from __future__ import annotations

import secrets
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import RSAKey

from egide.identity_provider.models import SigningKey
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from egide.identity_provider.rules import KEY_LIFE, KEY_PUBLISHED
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb

# The one that every client must know (OpenID Connect Discovery, section 3).
ALGORITHM = "RS256"
# 128 bits of strength (ASVS 11.2.3).
BITS = 3072


@verb
def renew_signing_key(*, at: datetime, by: Actor) -> SigningKey:
    """Sign by another key from now on; what the one before signed still verifies for a while.

    :raises NotAllowed: without the right on applications.
    """
    require(by, MANAGE_APPLICATIONS)
    SigningKey.objects.filter(ended_at__isnull=True).update(ended_at=at)
    key = _draw(at)
    audit.record(by, "identity_provider.signing_key_renewed", key, kid=key.kid)
    return key


@verb
def turn_signing_key(*, at: datetime, by: Actor) -> bool:
    """Renew the key that is old, forget those whose signatures have all expired; say if it turned.

    :raises NotAllowed: without the right on applications.
    """
    require(by, MANAGE_APPLICATIONS)
    SigningKey.objects.filter(ended_at__lte=at - KEY_PUBLISHED).delete()
    old = SigningKey.objects.filter(ended_at__isnull=True, made_at__lte=at - KEY_LIFE).exists()
    if old:
        renew_signing_key(at=at, by=by)
    return old


def ensure_key(at: datetime) -> None:
    """Draw the first key; part of the verb that connects the first application."""
    SigningKey.objects.get_or_create(ended_at=None, defaults=_drawn(at))


def signing_key() -> RSAKey:
    """Return the key that signs."""
    return _opened(SigningKey.objects.get(ended_at__isnull=True))


def public_keys() -> dict[str, Any]:
    """Return the public halves of the keys that may have signed, as applications read them."""
    found = SigningKey.objects.order_by("-made_at", "-pk")
    return {"keys": [_opened(key).as_dict(private=False) for key in found]}


def _draw(at: datetime) -> SigningKey:
    return SigningKey.objects.create(ended_at=None, **{k: v() for k, v in _drawn(at).items()})


def _drawn(at: datetime) -> dict[str, Any]:
    """Return what makes a new key, drawn only when the row is really made."""
    return {"kid": lambda: secrets.token_hex(8), "private": _new_pem, "made_at": lambda: at}


def _new_pem() -> str:
    private = rsa.generate_private_key(public_exponent=65537, key_size=BITS)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _opened(key: SigningKey) -> RSAKey:
    return _imported(key.kid, key.private)


@lru_cache(maxsize=16)
def _imported(kid: str, pem: str) -> RSAKey:
    return RSAKey.import_key(pem, {"kid": kid, "use": "sig", "alg": ALGORITHM})
