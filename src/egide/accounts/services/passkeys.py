"""Passkeys: added, used at the door or for a fresh proof, removed."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account, Passkey
from egide.accounts.services.endings import end_elsewhere
from egide.accounts.services.entries import (
    acting_person,
    finish,
    hold,
    noting_refusals,
    require_own,
)
from egide.accounts.services.factors import FactorRefused, make_codes_if_none, tell
from egide.kernel import audit
from egide.kernel.access import Actor, require_fresh
from egide.kernel.errors import Refused
from egide.kernel.identity import verb

MOST_PASSKEYS = 20
LONGEST_ANSWER = 20_000
# What reading an answer raises when a device, or a stranger, sends no answer at all.
NONSENSE = (ValueError, LookupError, TypeError, AttributeError, struct.error)


class PasskeyRefused(Refused):
    """What the device answered opens nothing."""


def options_to_add(*, account: Account, site: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser asks a device for a new key, and what must be remembered of it.

    ``site`` is the name of the machine that the person sees in the address: keys belong to it.
    """
    user = PublicKeyCredentialUserEntity(
        id=str(account.pk).encode(),
        name=str(account.person.society_no or account.person.readable_id),
        display_name=account.person.full_name,
    )
    options, state = _server(site).register_begin(
        user,
        _credentials(Passkey.objects.filter(account=account)),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return dict(options)["publicKey"], dict(state)


def options_to_prove(
    *, account: Account | None, site: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what the browser asks a device to sign, and what must be remembered of it.

    Without an account any key of this site may answer, and must know its owner by itself: by a
    finger, a face or a code. That is two proofs in one.
    """
    known = _credentials(Passkey.objects.filter(account=account)) if account else None
    options, state = _server(site).authenticate_begin(
        known,
        user_verification=UserVerificationRequirement.REQUIRED
        if account is None
        else UserVerificationRequirement.PREFERRED,
    )
    return dict(options)["publicKey"], dict(state)


@verb
def add_passkey(
    *,
    account: Account,
    name: str,
    state: dict[str, Any] | None,
    answer: str,
    site: str,
    keep: int | None,
    at: datetime,
    by: Actor,
) -> list[str]:
    """Keep the public half of a new key; return recovery codes when there were none.

    :raises NotAllowed: for the account of somebody else, or without a fresh proof (StaleProof).
    :raises PasskeyRefused: if what the device answered is not what was asked.
    :raises FactorRefused: if the account has twenty keys already.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    hold(account)
    if Passkey.objects.filter(account=account).count() >= MOST_PASSKEYS:
        raise FactorRefused(_("Vous avez déjà vingt clés d’accès. Retirez-en une."))
    try:
        made = _server(site).register_complete(state or {}, _read(answer))
    except NONSENSE as problem:
        raise PasskeyRefused(_refused()) from problem
    credential = made.credential_data
    if credential is None:
        raise PasskeyRefused(_refused())
    named = websafe_encode(credential.credential_id)
    if Passkey.objects.filter(credential_id=named).exists():
        raise FactorRefused(_("Cette clé d’accès est déjà sur un compte."))
    key = Passkey.objects.create(
        account=account,
        name=name.strip()[:60],
        credential_id=named,
        credential=websafe_encode(credential),
        sign_count=made.counter,
        made_at=at,
    )
    audit.record(by, "accounts.factor_added", account, factor=SecondFactor.PASSKEY, key=key.pk)
    codes = make_codes_if_none(account, at=at)
    end_elsewhere(account, keep=keep)
    tell(account, "passkey_added")
    return codes


@verb
def enter_by_passkey(
    *,
    account: Account | None,
    method: SignInMethod,
    state: dict[str, Any] | None,
    answer: str,
    site: str,
    at: datetime,
    by: Actor,
) -> Account:
    """Let somebody in by a key: as second proof of ``account``, or alone when it knows its owner.

    :raises PasskeyRefused: if what the device answered opens nothing, or another account.
    :raises AccountClosed: if the account is closed.
    """
    key = _use(account, state, answer, site=site, at=at)
    return finish(key.account, method, SecondFactor.PASSKEY)


@verb
def confirm_by_passkey(
    *,
    account: Account,
    state: dict[str, Any] | None,
    answer: str,
    site: str,
    at: datetime,
    by: Actor,
) -> SecondFactor:
    """Take a key as a fresh proof of who already is signed in.

    :raises NotAllowed: for the account of somebody else.
    :raises PasskeyRefused: if what the device answered opens nothing, or another account.
    """
    require_own(account, by)
    _use(account, state, answer, site=site, at=at)
    audit.record(by, "accounts.proved_again", account, factor=SecondFactor.PASSKEY)
    return SecondFactor.PASSKEY


def _use(
    account: Account | None, state: dict[str, Any] | None, answer: str, *, site: str, at: datetime
) -> Passkey:
    """Check what a key signed and return the key; the same answer never serves twice."""
    with noting_refusals("passkey", acting_person(account).name if account else "nobody"):
        return _checked(account, state, answer, site=site, at=at)


def _checked(
    account: Account | None, state: dict[str, Any] | None, answer: str, *, site: str, at: datetime
) -> Passkey:
    try:
        told = AuthenticationResponse.from_dict(_read(answer))
        keys = Passkey.objects.select_for_update(of=("self",)).select_related("account__person")
        if account is not None:
            keys = keys.filter(account=account)
        key = keys.filter(credential_id=websafe_encode(told.raw_id)).first()
        if key is None:
            raise PasskeyRefused(_refused())
        _server(site).authenticate_complete(state or {}, _credentials([key]), told)
    except NONSENSE as problem:
        raise PasskeyRefused(_refused()) from problem
    count = told.response.authenticator_data.counter
    if count <= key.sign_count and (count or key.sign_count):
        raise PasskeyRefused(_refused())
    key.sign_count, key.last_used_at = count, at
    key.save(update_fields=["sign_count", "last_used_at"])
    return key


def _server(site: str) -> Fido2Server:
    return Fido2Server(PublicKeyCredentialRpEntity(id=site, name=settings.SOCIETY_NAME))


def _credentials(keys: Any) -> Sequence[AttestedCredentialData]:
    return [AttestedCredentialData(websafe_decode(key.credential)) for key in keys]


def _read(answer: str) -> Any:
    if len(answer) > LONGEST_ANSWER:
        raise ValueError("too long")
    return json.loads(answer)


def _refused() -> str:
    return _("Cette clé d’accès n’a pas été reconnue. Recommencez, ou prenez un autre moyen.")
