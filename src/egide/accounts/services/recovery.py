"""Finding one's access again without mail: asked at the door, weighed by a person, then told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import RecoveryState
from egide.accounts.models import Recovery
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.accounts.queries.recovery import obstacles_to_recovery
from egide.accounts.rules.entry import CONFIRMATION_LIFE
from egide.accounts.rules.recovery import WEIGHING_DAYS, obstacles_to_moving
from egide.accounts.services.addresses import (
    begin_change,
    close_recovery,
    drop_change,
    tell_asker,
)
from egide.kernel import audit, parameters
from egide.kernel.access import Actor, require, require_fresh, require_machine
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.members.enums import ContactKind
from egide.members.models import Person
from egide.members.rules.contacts import clean_contact


class RecoveryRefused(Refused):
    """The rules forbid this for the request; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacles))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody at the door tells of themselves, as they typed it."""

    first_names: str
    name: str
    address: str
    number: str = ""
    promotion: str = ""
    born_on: date | None = None
    former: str = ""
    phone: str = ""
    comrade: str = ""
    words: str = ""
    lost_factor: bool = False


@verb
def ask_recovery(*, told: Told, language: str, site: str, at: datetime, by: Actor) -> Recovery:
    """Note that somebody asks for their access; a letter asks the new address to confirm itself.

    Nobody is looked up, so that the answer tells nothing. Open to everybody: there is no right to
    hold before one came in.

    :raises UnusableContact: if no letter could reach the new address.
    """
    address = clean_contact(ContactKind.EMAIL, told.address).lower()
    recovery = Recovery.objects.create(
        **{**asdict(told), "address": address}, language=language, asked_at=at
    )
    audit.record(by, "accounts.recovery_asked", recovery)
    tell_asker(recovery, "confirm", site=site)
    return recovery


@verb
def confirm_recovery(*, recovery: Recovery, at: datetime, by: Actor) -> Recovery:
    """Take the letter's button as proof that the new address is the asker's; the desk sees it now.

    :raises RecoveryRefused: if it is confirmed already, closed, or older than a day.
    """
    held = _hold(recovery)
    if at - held.asked_at > CONFIRMATION_LIFE:
        raise RecoveryRefused([_("Cette demande a plus d’un jour : faites-en une autre.")])
    move(held, RecoveryState.TO_WEIGH)
    held.confirmed_at = at
    held.save(update_fields=["state", "confirmed_at"])
    audit.record(by, "accounts.recovery_confirmed", held)
    return held


@verb
def cancel_recovery(*, recovery: Recovery, at: datetime, by: Actor) -> Recovery:
    """Take one's request back, by the letter that went to the new address.

    :raises RecoveryRefused: if it is closed.
    """
    held = _hold(recovery)
    move(held, RecoveryState.CANCELLED)
    _close(held, at=at)
    audit.record(by, "accounts.recovery_cancelled", held)
    return held


@verb
def name_person(*, recovery: Recovery, person: Person, by: Actor) -> Recovery:
    """Say whose record a request is about, so that what was told can be held against it.

    :raises NotAllowed: without the right, or for oneself.
    :raises RecoveryRefused: if the request is not to weigh any more.
    """
    require(by, KEEP_ACCOUNTS)
    _refuse_own(person.pk, by)
    held = _hold(recovery)
    if held.state != RecoveryState.TO_WEIGH:
        raise RecoveryRefused([_("Cette demande n’est plus à examiner.")])
    held.person = person
    held.save(update_fields=["person"])
    audit.record(by, "accounts.recovery_named", held, person=person.pk)
    return held


@verb
def accept_recovery(
    *,
    recovery: Recovery,
    evidence: Collection[str],
    sponsor: Person | None,
    reason: str,
    at: datetime,
    on: date,
    by: Actor,
) -> Recovery:
    """Give the way in again to who proved who they are; it opens once nobody has objected.

    :raises NotAllowed: without the right, for oneself, or without a fresh proof (StaleProof).
    :raises RecoveryRefused: with all that stands in the way.
    """
    held = held_by_keeper(recovery, at=at, by=by)
    obstacles = obstacles_to_moving(held.state, RecoveryState.ACCEPTED)
    if held.state == RecoveryState.TO_SECOND:
        obstacles = [_("Une opposition se lève à deux : contresignez, ou refusez.")]
    obstacles = obstacles or obstacles_to_recovery(
        held, evidence=evidence, sponsor=sponsor, decider_id=by.person_id
    )
    if not reason.strip():
        obstacles.append(_("Écrivez ce qui vous a convaincu."))
    if obstacles or held.person is None:
        raise RecoveryRefused(obstacles)
    person, held.state = held.person, RecoveryState.ACCEPTED
    held.evidence, held.sponsor, held.reason = sorted(evidence), sponsor, reason.strip()
    held.decided_at, held.decided_by_id = at, by.person_id
    before, after = queries.open_addresses(person), [held.address]
    held.change = begin_change(person, before=before, after=after, at=at, on=on, by=by)
    held.save()

    audit.record(
        by,
        "accounts.recovery_accepted",
        held,
        reason=held.reason,
        person=person.pk,
        evidence=held.evidence,
        sponsor=held.sponsor_id,
    )
    tell_asker(held, "accepted")
    return held


@verb
def refuse_recovery(*, recovery: Recovery, reason: str, at: datetime, by: Actor) -> Recovery:
    """Say no, and why; one that was accepted can still be refused until its delay ends.

    :raises NotAllowed: without the right, for oneself, or without a fresh proof (StaleProof).
    :raises RecoveryRefused: without a reason, or if the request is closed.
    """
    held = held_by_keeper(recovery, at=at, by=by)
    if not reason.strip():
        raise RecoveryRefused([_("Dites à la personne pourquoi.")])
    move(held, RecoveryState.REFUSED)
    held.reason, held.decided_at, held.decided_by_id = reason.strip(), at, by.person_id
    held.save(update_fields=["reason", "decided_at", "decided_by"])
    _close(held, at=at)
    audit.record(by, "accounts.recovery_refused", held, reason=held.reason)
    return held


@verb
def expire_recoveries(*, at: datetime, on: date, by: Actor) -> int:
    """Forget what was never confirmed, close what nobody weighed in time; count them."""
    require_machine(by)
    unconfirmed = Recovery.objects.filter(
        state=RecoveryState.ASKED, asked_at__lte=at - CONFIRMATION_LIFE
    )
    forgotten, _kinds = unconfirmed.delete()
    days = parameters.value(WEIGHING_DAYS, on=on)
    late = Recovery.objects.select_for_update(of=("self",)).filter(
        Q(state=RecoveryState.TO_WEIGH, confirmed_at__lte=at - timedelta(days=days))
        | Q(state=RecoveryState.TO_SECOND, proposed_at__lte=at - timedelta(days=days))
    )
    for recovery in late.order_by("pk"):
        close_recovery(recovery, RecoveryState.EXPIRED, at=at)
        audit.record(by, "accounts.recovery_expired", recovery)
        forgotten += 1
    return forgotten


def _hold(recovery: Recovery) -> Recovery:
    rows = Recovery.objects.select_for_update(of=("self",)).select_related("person", "change")
    return rows.get(pk=recovery.pk)


def held_by_keeper(recovery: Recovery, *, at: datetime, by: Actor) -> Recovery:
    """Hold a request for who decides: by the right, by a fresh proof, and never for oneself."""
    require(by, KEEP_ACCOUNTS)
    require_fresh(by, at=at)
    held = _hold(recovery)
    _refuse_own(held.person_id, by)
    return held


def _refuse_own(person_id: int | None, by: Actor) -> None:
    if person_id is not None and person_id == by.person_id:
        raise NotAllowed(_("On ne décide pas de sa propre demande."))


def move(recovery: Recovery, wanted: RecoveryState) -> None:
    """Give a request another state, if it may have it; part of the verbs about requests."""
    if obstacles := obstacles_to_moving(recovery.state, wanted):
        raise RecoveryRefused(obstacles)
    recovery.state = wanted


def _close(recovery: Recovery, *, at: datetime) -> None:
    """Close a request in the state that it came to, with the change that it had begun."""
    if recovery.change is not None:
        drop_change(recovery.change)
    close_recovery(recovery, RecoveryState(recovery.state), at=at)
