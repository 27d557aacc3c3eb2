"""What every way in has in common: the account, the register line, the count of tries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account
from egide.accounts.rules.entry import is_open
from egide.accounts.rules.limits import Limit
from egide.kernel import audit, limits, logbook, outbox, registry
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import acting, verb
from egide.kernel.models import LetterKind
from egide.members.models import Person


class TooManyTries(Refused):
    """The door is shut for a while; ``seconds`` are left."""

    def __init__(self, seconds: int) -> None:
        minutes = max(1, -(-seconds // 60))
        super().__init__(
            ngettext(
                "Trop d’essais en peu de temps. Réessayez dans une minute ; rien n’est perdu.",
                "Trop d’essais en peu de temps. Réessayez dans %(minutes)s minutes ; rien "
                "n’est perdu.",
                minutes,
            )
            % {"minutes": minutes}
        )
        self.seconds = max(1, seconds)


class AccountClosed(Refused):
    """The person may no longer come in."""


class NotADemo(Refused):
    """Somebody tried the demo's door on a real site."""


def count_try(key: str, limit: Limit) -> None:
    """Count one try, whatever happens next; call it outside a transaction.

    :raises TooManyTries: when the limit is passed, with the time to wait.
    """
    if not limits.take(key, most=limit.most, seconds=limit.seconds):
        logbook.note("too many tries", key)
        raise TooManyTries(limits.waiting_seconds(key))


@contextmanager
def noting_refusals(way: str, name: str) -> Iterator[None]:
    """Write in the logbook that a proof was refused, and which; never what was typed.

    ``name`` is who should have shown it, or the browser that did: the line holds a mark of it.
    """
    try:
        yield
    except Refused:
        logbook.note("proof refused", name, way=way)
        raise


def enter(person: Person, method: SignInMethod) -> Account:
    """Open the door to ``person``: the account, made the first time, and its register line.

    Runs inside the verb that checked the proof. From here on the person acts in their own name.
    Who has a second factor is not in yet: the door asks for it, and ``finish`` opens.

    :raises AccountClosed: if the account was closed, or the person may no longer come in.
    """
    person_acts = Actor(name=f"person:{person.pk}", person_id=person.pk)
    with acting(person_acts):
        account, _made = Account.objects.select_related("person").get_or_create(
            person=person, defaults={"password": ""}
        )
        if not is_open(account):
            raise AccountClosed(_("Ce compte est fermé. Écrivez au secrétariat de la société."))
        if method is SignInMethod.DEMO or not queries.has_second_factor(account):
            audit.record(person_acts, "accounts.signed_in", account, method=method)
            logbook.note("signed in", person_acts.name, method=method)
        else:
            account.awaits_second_factor = True
    account.method = method
    return account


def finish(account: Account, method: SignInMethod, factor: SecondFactor) -> Account:
    """Open the door to who gave both proofs. Runs inside the verb that checked the second one.

    :raises AccountClosed: if the account was closed meanwhile.
    """
    person_acts = acting_person(account)
    with acting(person_acts):
        if not is_open(account):
            raise AccountClosed(_("Ce compte est fermé. Écrivez au secrétariat de la société."))
        audit.record(person_acts, "accounts.signed_in", account, method=method, factor=factor)
        logbook.note("signed in", person_acts.name, method=method, factor=factor)
    account.method, account.second_factor = method, factor
    account.awaits_second_factor = False
    return account


@verb
def enter_as_persona(*, name: str, by: Actor) -> Account:
    """Sign in as somebody of the reference society, in one click; only on a demo.

    :raises NotADemo: on any other site.
    :raises LookupError: if the reference society has no such persona, or is not loaded.
    """
    if not settings.DEMO:
        raise NotADemo(_("Ce site n’est pas une démonstration."))
    return enter(persona(name), SignInMethod.DEMO)


def persona(name: str) -> Person:
    """Return the person whom a persona stands for.

    :raises LookupError: if there is no such persona, or its person is not there.
    """
    for known in registry.personas():
        if known.name == name:
            found = Person.objects.filter(pk=known.find()).first()
            if found is not None:
                return found
    raise LookupError(name)


def acting_person(account: Account) -> Actor:
    """Return the person of an account acting in their own name, without any right."""
    return Actor(name=f"person:{account.person_id}", person_id=account.person_id)


def require_own(account: Account, by: Actor) -> None:
    """Raise ``NotAllowed`` unless the account is the actor's own: nobody else opens or shuts it."""
    if by.person_id is None or by.person_id != account.person_id:
        raise NotAllowed(_("Ce compte est celui d’une autre personne."))


def hold(account: Account) -> Account:
    """Return the account as it is now; nobody else changes it until the transaction ends."""
    rows = Account.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=account.pk)


def promise_letter(account: Account, writer: str, **facts: int | str) -> None:
    """Promise the owner of an account a letter about it, in the language of who did the act."""
    outbox.post(
        kind=LetterKind.SERVICE,
        writer=f"accounts.{writer}",
        person_id=account.person_id,
        facts={**facts, "language": get_language() or "fr"},
    )
