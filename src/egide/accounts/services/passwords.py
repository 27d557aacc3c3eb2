"""Coming in by password, and choosing one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import SignInMethod
from egide.accounts.models import Account
from egide.accounts.rules.entry import is_fresh
from egide.accounts.rules.limits import (
    GUESSING_TOLD,
    PASSWORDS_PER_ACCOUNT,
    PASSWORDS_PER_NETWORK,
    WRONG_PASSWORDS,
)
from egide.accounts.rules.passwords import obstacles_to_password
from egide.accounts.services.endings import end_elsewhere
from egide.accounts.services.entries import (
    count_try,
    enter,
    hold,
    noting_refusals,
    promise_letter,
    require_own,
)
from egide.kernel import audit, limits, registry
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class WrongPassword(Refused):
    """Address and password do not go together; which of the two is wrong is not said."""


class PasswordRefused(Refused):
    """The new password is too easy to guess, or the person did not prove who they are."""


def check_password(*, identifier: str, password: str, network: str, by: Actor) -> Account:
    """Let somebody in by password; unknown, wrong and passwordless answer alike and as slowly.

    Not one transaction: the tries stay counted, and no row is held during the slow check. An
    address that two accounts with a password share does not say whose it is: it is refused like
    a wrong one, and the form asks such people for their number.

    :raises TooManyTries: after five tries of one account, or too many from one network.
    :raises WrongPassword: if address and password do not go together.
    """
    with noting_refusals("password", network):
        return _check_password(identifier, password, network=network, by=by)


def _check_password(identifier: str, password: str, *, network: str, by: Actor) -> Account:
    _count_network(network)
    people = queries.people_named(identifier)
    accounts = (
        Account.objects.select_related("person").filter(person__in=people).exclude(password="")
    )
    account = accounts[0] if len(accounts) == 1 else None
    count_try(
        _account_key(account) if account else f"accounts.password:{queries.tidy(identifier)}",
        PASSWORDS_PER_ACCOUNT,
    )
    right = _matches(account, password)
    if account is None or not right:
        _note_wrong(by)
        raise WrongPassword(_("L’adresse ou le numéro, ou le mot de passe, n’est pas le bon."))
    return _enter_by_password(account=account, by=by)


def _count_network(network: str) -> None:
    count_try(f"accounts.password.network:{network}", PASSWORDS_PER_NETWORK)


def _note_wrong(by: Actor) -> None:
    """Write a line of the register, once an hour, when wrong passwords come in numbers.

    Few tries an account and from many networks pass every other limit: only their sum tells.
    """
    every = WRONG_PASSWORDS
    if limits.take("accounts.wrong", most=every.most, seconds=every.seconds):
        return
    told = GUESSING_TOLD
    if limits.take("accounts.guessing", most=told.most, seconds=told.seconds):
        _record_guessing(wrong=every.most, by=by)


@verb
def _record_guessing(*, wrong: int, by: Actor) -> None:
    audit.record(by, "accounts.guessing_noticed", queries.GUESSING, wrong=wrong)


@verb
def _enter_by_password(*, account: Account, by: Actor) -> Account:
    return enter(account.person, SignInMethod.PASSWORD)


def _account_key(account: Account) -> str:
    return f"accounts.password.account:{account.pk}"


def _matches(account: Account | None, password: str) -> bool:
    """Check, and replace a hash of an older strength; without an account, take the same time."""
    if account is None:
        make_password(password)
        return False
    return account.check_password(password)


def prove_by_password(*, account: Account, password: str, network: str, by: Actor) -> None:
    """Check that the person at the keyboard knows the password; counted as at the door.

    Not one transaction, for the same reasons as ``check_password``.

    :raises NotAllowed: for the account of somebody else.
    :raises TooManyTries: after five tries of one account, or too many from one network.
    :raises WrongPassword: if it is another one.
    """
    require_own(account, by)
    with noting_refusals("password", network):
        _count_network(network)
        count_try(_account_key(account), PASSWORDS_PER_ACCOUNT)
        if not _matches(account, password):
            _note_wrong(by)
            raise WrongPassword(_("Ce mot de passe n’est pas le bon."))


@verb
def set_password(
    *,
    account: Account,
    password: str,
    proved_at: datetime | None,
    keep: int | None = None,
    at: datetime,
    by: Actor,
) -> Account:
    """Choose a password, after a fresh proof of identity; every session but ``keep`` ends.

    :raises NotAllowed: for the account of somebody else.
    :raises PasswordRefused: without a fresh proof, or if the password is too easy to guess.
    """
    require_own(account, by)
    account = hold(account)
    _require_fresh(proved_at, at)
    obstacles = obstacles_to_password(
        password,
        forbidden=queries.forbidden_words(account.person),
        context=registry.context_words(),
    )
    if obstacles:
        raise PasswordRefused(" ".join(obstacles))

    account.set_password(password)
    account.password_set_at = at
    account.save(update_fields=["password", "password_set_at"])
    end_elsewhere(account, keep=keep)

    audit.record(by, "accounts.password_set", account)
    promise_letter(account, "password_changed", account_id=account.pk)
    return account


@verb
def remove_password(
    *,
    account: Account,
    proved_at: datetime | None,
    keep: int | None = None,
    at: datetime,
    by: Actor,
) -> Account:
    """Give the password up: from now on the person comes in by link only.

    :raises NotAllowed: for the account of somebody else.
    :raises PasswordRefused: without a fresh proof of identity.
    """
    require_own(account, by)
    account = hold(account)
    _require_fresh(proved_at, at)

    account.password, account.password_set_at = "", None
    account.save(update_fields=["password", "password_set_at"])
    end_elsewhere(account, keep=keep)

    audit.record(by, "accounts.password_removed", account)
    promise_letter(account, "password_changed", account_id=account.pk)
    return account


def _require_fresh(proved_at: datetime | None, at: datetime) -> None:
    if not is_fresh(proved_at, at=at):
        raise PasswordRefused(
            _(
                "Donnez votre mot de passe actuel ou, si vous l’avez oublié, "
                "reconnectez-vous par un lien reçu par courriel."
            )
        )
