"""Which state may follow which; a forbidden move names the allowed ones (R-X-7)."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from egide.groups.enums import AgreementState, GroupState, ReturnState

Moves = Mapping[TextChoices, tuple[TextChoices, ...]]

GROUP_MOVES: Moves = {
    GroupState.PROPOSED: (GroupState.ACTIVE, GroupState.CLOSED),
    GroupState.ACTIVE: (GroupState.DORMANT, GroupState.CLOSED),
    GroupState.DORMANT: (GroupState.ACTIVE, GroupState.CLOSED),
    GroupState.CLOSED: (),
}
AGREEMENT_MOVES: Moves = {
    AgreementState.DRAFT: (AgreementState.SIGNED,),
    AgreementState.SIGNED: (AgreementState.SUSPENDED, AgreementState.ENDED),
    AgreementState.SUSPENDED: (AgreementState.SIGNED, AgreementState.ENDED),
    AgreementState.ENDED: (),
}
RETURN_MOVES: Moves = {
    ReturnState.DUE: (ReturnState.SUBMITTED, ReturnState.MISSING),
    ReturnState.SUBMITTED: (ReturnState.ACCEPTED, ReturnState.TO_FIX),
    ReturnState.TO_FIX: (ReturnState.SUBMITTED,),
    ReturnState.MISSING: (ReturnState.SUBMITTED,),
    ReturnState.ACCEPTED: (),
}


def obstacle_to_move(moves: Moves, state: TextChoices, target: TextChoices) -> str:
    """Return the sentence that refuses a move, with what is allowed instead; empty if allowed."""
    allowed = moves[state]
    if target in allowed:
        return ""
    words = {"state": state.label, "target": target.label}
    if not allowed:
        return _("L’état « %(state)s » est le dernier : rien ne le suit.") % words
    return _(
        "On ne passe pas de l’état « %(state)s » à l’état « "
        "%(target)s ». Sont possibles : %(allowed)s."
    ) % {**words, "allowed": ", ".join(f"« {choice.label} »" for choice in allowed)}
