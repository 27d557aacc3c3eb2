"""An objection from a mailbox that somebody else reads is overruled: by two people, told, slowly.

Who holds the mail of before could stop every request of its owner for ever. So one person of the
desk proposes, on two proofs that no stranger can have read, and another one signs. From then on
nobody comes in by the account; everybody is told anew; the same delay runs, and either may still
refuse.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.accounts import queries
from egide.accounts.enums import RecoveryState
from egide.accounts.models import Account, Recovery
from egide.accounts.queries.recovery import obstacles_to_recovery
from egide.accounts.rules.recovery import obstacles_to_moving
from egide.accounts.services.addresses import begin_change, tell_asker
from egide.accounts.services.endings import end_elsewhere
from egide.accounts.services.recovery import RecoveryRefused, held_by_keeper, move
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import verb
from egide.members.models import Person


@verb
def propose_overruling(
    *,
    recovery: Recovery,
    evidence: Collection[str],
    sponsor: Person | None,
    reason: str,
    at: datetime,
    by: Actor,
) -> Recovery:
    """Ask that an objection be overruled; nothing changes before somebody else signs.

    :raises NotAllowed: without the right, for oneself, or without a fresh proof (StaleProof).
    :raises RecoveryRefused: with all that stands in the way.
    """
    held = held_by_keeper(recovery, at=at, by=by)
    obstacles = obstacles_to_moving(held.state, RecoveryState.TO_SECOND)
    obstacles = obstacles or obstacles_to_recovery(
        held,
        evidence=evidence,
        sponsor=sponsor,
        decider_id=by.person_id,
        against_objection=True,
    )
    if not reason.strip():
        obstacles.append(_("Écrivez ce qui vous a convaincu malgré l’opposition."))
    if obstacles:
        raise RecoveryRefused(obstacles)
    move(held, RecoveryState.TO_SECOND)
    held.evidence, held.sponsor, held.reason = sorted(evidence), sponsor, reason.strip()
    held.proposed_by_id, held.proposed_at = by.person_id, at
    held.decided_by = held.decided_at = held.closed_at = None
    held.save()

    audit.record(
        by,
        "accounts.overruling_proposed",
        held,
        reason=held.reason,
        person=held.person_id,
        evidence=held.evidence,
        sponsor=held.sponsor_id,
    )
    return held


@verb
def sign_overruling(
    *, recovery: Recovery, reason: str, at: datetime, on: date, by: Actor
) -> Recovery:
    """Sign what a colleague proposed: the account closes, and the delay runs once more.

    :raises NotAllowed: without the right, for oneself, for one's own proposal, or without a fresh
        proof (StaleProof).
    :raises RecoveryRefused: with all that stands in the way.
    """
    held = held_by_keeper(recovery, at=at, by=by)
    if by.person_id in (held.proposed_by_id, held.sponsor_id):
        raise NotAllowed(_("Il faut une autre personne que celle qui propose ou qui a témoigné."))
    obstacles = [] if held.state == RecoveryState.TO_SECOND else [_("Rien n’attend de signature.")]
    obstacles = obstacles or obstacles_to_recovery(
        held,
        evidence=held.evidence,
        sponsor=held.sponsor,
        decider_id=by.person_id,
        against_objection=True,
    )
    if not reason.strip():
        obstacles.append(_("Écrivez ce que vous avez vérifié vous-même."))
    if obstacles or held.person is None:
        raise RecoveryRefused(obstacles)
    person = held.person
    move(held, RecoveryState.ACCEPTED)
    held.decided_at, held.decided_by_id = at, by.person_id
    before, after = queries.open_addresses(person), [held.address]
    held.change = begin_change(person, before=before, after=after, at=at, on=on, by=by)
    held.save()
    _close_account(person, at=at)

    audit.record(by, "accounts.overruling_signed", held, reason=reason.strip(), person=person.pk)
    tell_asker(held, "accepted")
    return held


def _close_account(person: Person, *, at: datetime) -> None:
    """Let nobody in meanwhile, by the mail of before neither; the end of the request opens it."""
    account, _made = Account.objects.get_or_create(person=person, defaults={"password": ""})
    account.is_active, account.closed_at = False, at
    account.closed_why = _("Accès rendu malgré une opposition : personne n’entre avant la fin.")
    account.save(update_fields=["is_active", "closed_at", "closed_why"])
    end_elsewhere(account, keep=None)
