"""What ends what opens an account: one browser, one token, one trust, or all of them at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from egide.accounts.models import Account, ApiToken, KnownDevice, Session
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.accounts.services.entries import hold, promise_letter, require_own
from egide.kernel import audit
from egide.kernel.access import Actor, require, require_fresh
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb


class AlreadyEnded(Refused):
    """It opens nothing any more, or never was this person's."""


class AccountStateRefused(Refused):
    """The account is already so, or the suspension has no reason."""


@verb
def end_session(*, account: Account, session_id: int, by: Actor) -> None:
    """Sign another browser of one's own out, at once.

    :raises NotAllowed: for the account of somebody else.
    :raises AlreadyEnded: if there is no such session any more.
    """
    require_own(account, by)
    _end(account, Session.objects.filter(pk=session_id), _("Cette session est déjà fermée."))
    audit.record(by, "accounts.session_ended", account, session=session_id)


@verb
def end_token(*, account: Account, token_id: int, by: Actor) -> None:
    """End a token of one's own, at once.

    :raises NotAllowed: for the account of somebody else.
    :raises AlreadyEnded: if there is no such token any more.
    """
    require_own(account, by)
    _end(account, ApiToken.objects.filter(pk=token_id), _("Ce jeton est déjà fini."))
    audit.record(by, "accounts.token_ended", account, token=token_id)


@verb
def end_trust(*, account: Account, device_id: int, by: Actor) -> None:
    """Let a browser stand for the second factor no more; the next sign-in asks for a code.

    :raises NotAllowed: for the account of somebody else.
    :raises AlreadyEnded: if it is not trusted any more.
    """
    require_own(account, by)
    trusted = KnownDevice.objects.filter(account=account, pk=device_id, trusted_until__isnull=False)
    if not trusted.update(trusted_until=None):
        raise AlreadyEnded(_("Cet appareil n’est déjà plus de confiance."))
    audit.record(by, "accounts.trust_ended", account, device=device_id)


@verb
def end_everything(*, account: Account, keep: int | None = None, at: datetime, by: Actor) -> int:
    """Sign every browser of an account out, but the session ``keep``; count them.

    Tokens and trusted browsers end too: whoever presses this button wants nobody else to act in
    the name of the person. The office that keeps the accounts does it for others.

    :raises NotAllowed: without that right, or a fresh proof (StaleProof), for somebody else.
    """
    _require_own_or_kept(account, at=at, by=by)
    ended = end_elsewhere(account, keep=keep)
    if keep is None:
        audit.record(by, "accounts.everything_ended", account, count=ended)
    else:
        audit.record(by, "accounts.other_sessions_ended", account, count=ended)
    if by.person_id != account.person_id:
        promise_letter(account, "account_kept", account_id=account.pk, what="ended")
    return ended


@verb
def suspend_account(*, account: Account, reason: str, at: datetime, by: Actor) -> Account:
    """Let nobody come in by an account until it is opened again; all that it opened ends.

    :raises NotAllowed: without the right, for one's own, or without a fresh proof (StaleProof).
    :raises AccountStateRefused: if it is suspended already, or no reason is given.
    """
    held = _hold(account, at=at, by=by)
    if not held.is_active:
        raise AccountStateRefused(_("Ce compte est déjà fermé."))
    if not reason.strip():
        raise AccountStateRefused(_("Dites pourquoi : la personne le demandera."))
    held.is_active, held.closed_at, held.closed_why = False, at, reason.strip()
    held.save(update_fields=["is_active", "closed_at", "closed_why"])
    end_elsewhere(held, keep=None)

    audit.record(by, "accounts.account_suspended", held, reason=held.closed_why)
    promise_letter(held, "account_kept", account_id=held.pk, what="suspended")
    return held


@verb
def reopen_account(*, account: Account, reason: str, at: datetime, by: Actor) -> Account:
    """Let the person come in again.

    :raises NotAllowed: without the right, for one's own, or without a fresh proof (StaleProof).
    :raises AccountStateRefused: if it is open, or no reason is given.
    """
    held = _hold(account, at=at, by=by)
    if held.is_active:
        raise AccountStateRefused(_("Ce compte est ouvert."))
    if held.closed_at is None:
        raise AccountStateRefused(_("Les données de cette personne sont effacées."))
    if not reason.strip():
        raise AccountStateRefused(_("Dites ce qui permet de le rouvrir."))
    held.is_active, held.closed_at, held.closed_why = True, None, ""
    held.save(update_fields=["is_active", "closed_at", "closed_why"])

    audit.record(by, "accounts.account_reopened", held, reason=reason.strip())
    promise_letter(held, "account_kept", account_id=held.pk, what="reopened")
    return held


def end_elsewhere(account: Account, *, keep: int | None) -> int:
    """End every other session, trust and token: what opens the account is no longer the same.

    Part of the verbs that change it; says how many browsers it signed out.
    """
    Account.objects.filter(pk=account.pk).update(keys_changed_at=Now())
    ended, _kinds = Session.objects.filter(account=account).exclude(pk=keep or 0).delete()
    ApiToken.objects.filter(account=account).delete()
    KnownDevice.objects.filter(account=account).update(trusted_until=None)
    return ended


def _end(account: Account, rows: QuerySet[Any], sentence: str) -> None:
    ended, _kinds = rows.filter(account=account).delete()
    if not ended:
        raise AlreadyEnded(sentence)


def _hold(account: Account, *, at: datetime, by: Actor) -> Account:
    require(by, KEEP_ACCOUNTS)
    require_fresh(by, at=at)
    if by.person_id == account.person_id:
        raise NotAllowed(_("On ne suspend ni ne rouvre son propre compte."))
    return hold(account)


def _require_own_or_kept(account: Account, *, at: datetime, by: Actor) -> None:
    if by.person_id is None or by.person_id != account.person_id:
        require(by, KEEP_ACCOUNTS)
        require_fresh(by, at=at)
