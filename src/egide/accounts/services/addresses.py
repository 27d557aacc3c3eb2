"""Another address of sign-in waits, everybody concerned is told, and one press stops it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.accounts.enums import ChangeState, RecoveryState
from egide.accounts.models import Account, AddressChange, Recovery
from egide.accounts.rules.recovery import OBJECTION_HOURS
from egide.accounts.services.endings import end_elsewhere
from egide.accounts.services.factors import forget_factors
from egide.kernel import audit, outbox, parameters
from egide.kernel.access import CLOCK, Actor, require_machine
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.models import LetterKind
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint, Person
from egide.members.services import put_emails_in_place


class ChangeOver(Refused):
    """The change is in place already, or was stopped."""


@verb
def note_new_addresses(
    *,
    person_id: int,
    before: Sequence[str],
    after: Sequence[str],
    at: datetime,
    on: date,
    by: Actor,
) -> AddressChange | None:
    """Let another address of a profile wait before it opens the door; tell those before it.

    Several in a row are one change: the addresses that opened before the first of them go on
    opening, and a new one begins the delay again. Nobody has come in yet and no address opened:
    then there is nobody to tell, and the first address opens at once.
    """
    require_machine(by)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person_id)
    waiting = _waiting(person)
    if waiting is not None and Recovery.objects.filter(change=waiting).exists():
        return waiting
    opened = waiting.before if waiting else list(before)
    if set(after) == set(opened):
        if waiting is not None:
            _end(waiting, ChangeState.DROPPED)
            audit.record(by, "accounts.address_change_dropped", person)
        return None
    if waiting is not None and set(after) <= set(waiting.after) | set(opened):
        waiting.after = list(after)
        waiting.save(update_fields=["after"])
        return waiting
    if not opened and not Account.objects.filter(person=person).exists():
        return None
    if waiting is not None:
        _end(waiting, ChangeState.DROPPED)
    return begin_change(person, before=opened, after=after, at=at, on=on, by=by)


def begin_change(
    person: Person,
    *,
    before: Sequence[str],
    after: Sequence[str],
    at: datetime,
    on: date,
    by: Actor,
) -> AddressChange:
    """Begin the delay in which others may object; runs inside the verb that asks for it.

    Every address of the profile is told, also one that no longer answers: it may be read again.
    """
    hours = parameters.value(OBJECTION_HOURS, on=on)
    new = set(after) - set(before)
    told = [one for one in (*before, *_emails(person)) if one not in new]
    change = AddressChange.objects.create(
        person=person,
        before=list(before),
        after=list(after),
        told=list(dict.fromkeys(told)),
        begun_at=at,
        holds_at=at + timedelta(hours=hours),
    )
    audit.record(by, "accounts.address_change_begun", person, hours=hours)
    for place in range(len(change.told)):
        _promise(change, place)
    return change


@verb
def object_to_change(*, change: AddressChange, at: datetime, on: date, by: Actor) -> AddressChange:
    """Stop a change before its end: the addresses of before go on opening, alone.

    Open to whoever holds the letter, or is signed in. A change that the profile already said is
    taken back there, and all that the account opened ends: somebody else may hold it. One that two
    people of the desk decided against an objection goes on: they are told, and weigh it again.

    :raises ChangeOver: if it is in place already, or was stopped.
    """
    held = _hold(change)
    recovery = Recovery.objects.filter(change=held).first()
    if recovery is not None and recovery.is_firm:
        if recovery.protested_at is None:
            Recovery.objects.filter(pk=recovery.pk).update(protested_at=at)
            audit.record(by, "accounts.recovery_protested", recovery)
        return held
    _end(held, ChangeState.OBJECTED)
    audit.record(by, "accounts.address_change_objected", held.person)
    if recovery is None:
        _put(held, addresses=held.before, instead_of=held.after, at=at, on=on)
        if account := Account.objects.filter(person=held.person).first():
            end_elsewhere(account, keep=None)
    else:
        close_recovery(recovery, RecoveryState.OBJECTED, at=at)
    return held


def hold_due_changes(*, at: datetime, on: date, by: Actor) -> int:
    """Put in place the changes whose delay is over and to which nobody objected; count them.

    Each is a transaction of its own; run twice, it does nothing more.
    """
    due = AddressChange.objects.filter(state=ChangeState.WAITING, holds_at__lte=at).order_by("pk")
    for change in due:
        _hold_due_change(change=change, at=at, on=on, by=by)
    return len(due)


@verb
def _hold_due_change(*, change: AddressChange, at: datetime, on: date, by: Actor) -> None:
    require_machine(by)
    held = _hold(change)
    _end(held, ChangeState.HELD)
    recovery = Recovery.objects.filter(change=held).first()
    if recovery is not None:
        # Also what the profile gained meanwhile: nobody was told of it.
        _put(held, addresses=held.after, instead_of=_emails(held.person), at=at, on=on)
        if account := Account.objects.filter(person=held.person).first():
            if recovery.lost_factor or recovery.is_firm:
                forget_factors(account)
            if recovery.is_firm:
                # Whoever read the mail of before may have chosen it.
                account.password, account.password_set_at = "", None
                account.save(update_fields=["password", "password_set_at"])
            end_elsewhere(account, keep=None)
        close_recovery(recovery, RecoveryState.DONE, at=at)
    audit.record(by, "accounts.address_change_held", held.person)


def close_recovery(recovery: Recovery, state: RecoveryState, *, at: datetime) -> None:
    """Close a request, and write to the address from which it came what became of it.

    An account that two people closed for its delay opens again.
    """
    if recovery.proposed_by_id is not None and recovery.change is not None:
        closed = Account.objects.filter(
            person=recovery.person_id, closed_at=recovery.change.begun_at
        )
        closed.update(is_active=True, closed_at=None, closed_why="")
    recovery.state, recovery.closed_at = state, at
    recovery.save(update_fields=["state", "closed_at"])
    tell_asker(recovery, "closed")


def tell_asker(recovery: Recovery, what: str, *, site: str = "") -> None:
    """Promise a letter to the new address of a request; nobody is looked up for it."""
    outbox.post(
        kind=LetterKind.SERVICE,
        writer="accounts.recovery",
        facts={
            "recovery_id": recovery.pk,
            "what": what,
            "site": site,
            "language": recovery.language,
        },
    )


def drop_change(change: AddressChange) -> None:
    """Give up a change whose request was refused or taken back; part of those verbs."""
    _end(_hold(change), ChangeState.DROPPED)


def _emails(person: Person) -> list[str]:
    """Return every e-mail address of a profile, those that no longer answer too."""
    known = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL).order_by("pk")
    return [value.lower() for value in known.values_list("value", flat=True)]


def _waiting(person: Person) -> AddressChange | None:
    waiting = AddressChange.objects.select_for_update(of=("self",))
    return waiting.filter(person=person, state=ChangeState.WAITING).first()


def _hold(change: AddressChange) -> AddressChange:
    rows = AddressChange.objects.select_for_update(of=("self",)).select_related("person")
    held = rows.get(pk=change.pk)
    if held.state != ChangeState.WAITING:
        raise ChangeOver(
            _("Il n’y a plus rien à arrêter : ce changement est « %(state)s ».")
            % {"state": held.get_state_display()}
        )
    return held


def _end(change: AddressChange, state: ChangeState) -> None:
    change.state = state
    change.save(update_fields=["state"])


def _put(
    change: AddressChange,
    *,
    addresses: Sequence[str],
    instead_of: Sequence[str],
    at: datetime,
    on: date,
) -> None:
    put_emails_in_place(
        person=change.person,
        addresses=addresses,
        instead_of=instead_of,
        at=at,
        by=CLOCK,
        on=on,
    )


def _promise(change: AddressChange, place: int) -> None:
    """Promise the letter to one of the addresses told: the row, not the queue, holds it."""
    outbox.post(
        kind=LetterKind.SERVICE,
        writer="accounts.address_change",
        person_id=change.person_id,
        facts={"change_id": change.pk, "place": place, "language": get_language() or "fr"},
        occasion=f"accounts.change:{change.pk}:{place}",
    )
