"""The second factor: an application of codes, codes on paper, and what a sign-in does of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account, AuthenticatorApp, Passkey, RecoveryCode
from egide.accounts.rules import codes
from egide.accounts.rules.limits import SECOND_FACTORS_PER_ACCOUNT, SECOND_FACTORS_PER_DAY
from egide.accounts.services.endings import end_elsewhere
from egide.accounts.services.entries import (
    acting_person,
    count_try,
    finish,
    hold,
    noting_refusals,
    promise_letter,
    require_own,
)
from egide.kernel import audit
from egide.kernel.access import Actor, require_fresh
from egide.kernel.errors import Refused
from egide.kernel.identity import acting, verb


class WrongCode(Refused):
    """The code is not the one that the application shows now, nor a recovery code left."""


class FactorRefused(Refused):
    """The second factor cannot be added as things stand."""


@verb
def begin_app(*, account: Account, at: datetime, by: Actor) -> AuthenticatorApp:
    """Make the secret that a new application will share; it proves nothing before its first code.

    :raises NotAllowed: for the account of somebody else, or without a fresh proof (StaleProof).
    :raises FactorRefused: if the account has an application already.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    if hold(account).app_added_at is not None:
        raise FactorRefused(_("Vous avez déjà une application. Retirez-la pour en ajouter une."))
    AuthenticatorApp.objects.filter(account=account).delete()
    app = AuthenticatorApp(account=account, secret=codes.new_secret(), begun_at=at)
    app.save()
    audit.record(by, "accounts.app_begun", account)
    return app


@verb
def confirm_app(
    *, account: Account, code: str, keep: int | None, at: datetime, by: Actor
) -> list[str]:
    """Take the first code of the new application; return recovery codes when there were none.

    From now on each sign-in asks for it. Every other session ends, and a letter tells.

    :raises NotAllowed: for the account of somebody else, or without a fresh proof (StaleProof).
    :raises WrongCode: if the code is not the one that the application shows.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    held = hold(account)
    app = queries.app_of(account) if held.app_added_at is None else None
    if app is None or not _take(app, code, at=at):
        raise WrongCode(
            _("Ce code n’est pas le bon. Tapez celui que l’application montre maintenant.")
        )
    held.app_added_at = at
    held.save(update_fields=["app_added_at"])
    audit.record(by, "accounts.factor_added", account, factor=SecondFactor.APP)
    made = make_codes_if_none(account, at=at)
    end_elsewhere(account, keep=keep)
    tell(account, "app_added")
    return made


@verb
def remove_factor(
    *, account: Account, passkey_id: int | None = None, keep: int | None, at: datetime, by: Actor
) -> None:
    """Remove a key, or the application where none is named; what opened the account ends.

    Codes on paper go with the last factor that they stood in for, and a letter tells.

    :raises NotAllowed: for the account of somebody else, or without a fresh proof (StaleProof).
    :raises FactorRefused: if it is removed already.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    hold(account)
    which: dict[str, Any] = {}
    if passkey_id is None:
        gone = _forget_app(account)
        factor = SecondFactor.APP
    else:
        gone, _kinds = Passkey.objects.filter(account=account, pk=passkey_id).delete()
        factor, which = SecondFactor.PASSKEY, {"key": passkey_id}
    if not gone:
        raise FactorRefused(_("Ce second facteur est déjà retiré."))
    audit.record(by, "accounts.factor_removed", account, factor=factor, **which)
    if not queries.has_second_factor(account):
        RecoveryCode.objects.filter(account=account).delete()
    end_elsewhere(account, keep=keep)
    tell(account, f"{factor.lower()}_removed")


@verb
def make_recovery_codes(
    *, account: Account, keep: int | None, at: datetime, by: Actor
) -> list[str]:
    """Make ten new recovery codes; those before are worth nothing any more.

    :raises NotAllowed: for the account of somebody else, or without a fresh proof (StaleProof).
    :raises FactorRefused: if there is no second factor that they would stand in for.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    hold(account)
    if not queries.has_second_factor(account):
        raise FactorRefused(_("Ajoutez d’abord un second facteur : ces codes le remplacent."))
    made = _make_codes(account, at=at)
    audit.record(by, "accounts.recovery_codes_made", account)
    end_elsewhere(account, keep=keep)
    tell(account, "codes_made")
    return made


def check_second_factor(
    *, account: Account, method: SignInMethod, code: str, at: datetime, by: Actor
) -> Account:
    """Let somebody in who gave a first proof and now gives a code; not one transaction.

    The tries stay counted whatever happens, by account and for all doors.

    :raises TooManyTries: after five tries in five minutes, or fifty in a day.
    :raises WrongCode: if the code opens nothing.
    :raises AccountClosed: if the account was closed meanwhile.
    """
    _count(account)
    return _enter_with_code(account=account, method=method, code=code, at=at, by=by)


@verb
def _enter_with_code(
    *, account: Account, method: SignInMethod, code: str, at: datetime, by: Actor
) -> Account:
    return finish(account, method, _use(account, code, at=at))


def confirm_by_code(*, account: Account, code: str, at: datetime, by: Actor) -> SecondFactor:
    """Take a code as a fresh proof of who already is signed in; counted like a sign-in.

    :raises TooManyTries: after five tries in five minutes, or fifty in a day.
    :raises WrongCode: if the code opens nothing.
    """
    _count(account)
    return _confirm_with_code(account=account, code=code, at=at, by=by)


@verb
def _confirm_with_code(*, account: Account, code: str, at: datetime, by: Actor) -> SecondFactor:
    require_own(account, by)
    factor = _use(account, code, at=at)
    audit.record(by, "accounts.proved_again", account, factor=factor)
    return factor


@verb
def record_proof(*, account: Account, method: SignInMethod, by: Actor) -> None:
    """Write in the register that somebody signed in proved again who they are."""
    require_own(account, by)
    audit.record(by, "accounts.proved_again", account, method=method)


def forget_factors(account: Account) -> None:
    """Remove every second factor of who lost them; part of giving the way in again."""
    with acting(acting_person(account)):
        _forget_app(account)
    for model in (Passkey, RecoveryCode):
        model.objects.filter(account=account).delete()


def tell(account: Account, what: str) -> None:
    """Send the person a letter about their factors, once this transaction holds."""
    promise_letter(account, "factor_changed", account_id=account.pk, what=what)


def make_codes_if_none(account: Account, *, at: datetime) -> list[str]:
    """Make ten codes on paper where none is left; runs inside the verb that adds a factor."""
    has_codes = RecoveryCode.objects.filter(account=account, used_at__isnull=True).exists()
    return [] if has_codes else _make_codes(account, at=at)


def _forget_app(account: Account) -> int:
    """Remove the application of codes; the database lets the person themselves, and the clock."""
    gone, _kinds = AuthenticatorApp.objects.filter(account=account).delete()
    if gone:
        Account.objects.filter(pk=account.pk).update(app_added_at=None)
    return gone


def _count(account: Account) -> None:
    count_try(f"accounts.second:{account.pk}", SECOND_FACTORS_PER_ACCOUNT)
    count_try(f"accounts.second.day:{account.pk}", SECOND_FACTORS_PER_DAY)


def _use(account: Account, code: str, *, at: datetime) -> SecondFactor:
    """Take a code of the application or of the paper, once; say which it was."""
    held = hold(account)
    typed = codes.tidy(code)
    if held.app_added_at is not None and _fits_app(account, typed, at=at):
        return SecondFactor.APP
    left = RecoveryCode.objects.filter(
        account=account, used_at__isnull=True, code_hash=_hash(account, typed)
    )
    if left.update(used_at=at):
        tell(account, "code_used")
        return SecondFactor.RECOVERY
    with noting_refusals("second factor", acting_person(account).name):
        raise WrongCode(
            _("Ce code n’est pas le bon, ou a déjà servi. Attendez le suivant, puis recommencez.")
        )


def _fits_app(account: Account, typed: str, *, at: datetime) -> bool:
    """Take a code of the application; whoever is at the door is its person, or guesses."""
    with acting(acting_person(account)):
        app = queries.app_of(account)
        return app is not None and _take(app, typed, at=at)


def _take(app: AuthenticatorApp, code: str, *, at: datetime) -> bool:
    step = codes.step_of_code(app.secret, codes.tidy(code), at=at, after=app.last_step)
    if step is None:
        return False
    app.last_step, app.last_used_at = step, at
    app.save(update_fields=["last_step", "last_used_at"])
    return True


def _make_codes(account: Account, *, at: datetime) -> list[str]:
    RecoveryCode.objects.filter(account=account).delete()
    made = codes.new_recovery_codes()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, code_hash=_hash(account, code), made_at=at) for code in made
    )
    return made


def _hash(account: Account, code: str) -> str:
    return queries.digest(f"{account.pk}|{code}")
