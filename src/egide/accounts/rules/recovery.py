"""Giving somebody the way in again: what must be shown, and how long others may object."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from egide.accounts.enums import Evidence, RecoveryState

# Dated parameters.
OBJECTION_HOURS, WEIGHING_DAYS = "accounts.objection_hours", "accounts.weighing_days"
# What a stranger may have read somewhere proves little, however much of it there is.
STRONG = frozenset({Evidence.CALLED, Evidence.SPONSOR, Evidence.SEEN})
LEAST = 2
NEXT = {
    RecoveryState.ASKED: (RecoveryState.TO_WEIGH, RecoveryState.CANCELLED),
    RecoveryState.TO_WEIGH: (
        RecoveryState.ACCEPTED,
        RecoveryState.REFUSED,
        RecoveryState.CANCELLED,
        RecoveryState.EXPIRED,
    ),
    RecoveryState.ACCEPTED: (
        RecoveryState.DONE,
        RecoveryState.REFUSED,
        RecoveryState.CANCELLED,
        RecoveryState.OBJECTED,
    ),
    RecoveryState.OBJECTED: (RecoveryState.TO_SECOND,),
    RecoveryState.TO_SECOND: (
        RecoveryState.ACCEPTED,
        RecoveryState.REFUSED,
        RecoveryState.CANCELLED,
        RecoveryState.EXPIRED,
    ),
}


def obstacles_to_moving(state: str, wanted: RecoveryState) -> list[str]:
    """What forbids a move from one state to another, naming the allowed ones (R-X-7)."""
    allowed = NEXT.get(RecoveryState(state), ())
    if wanted in allowed:
        return []
    if not allowed:
        return [_("Cette demande est close.")]
    return [
        _("Une demande « %(state)s » peut devenir : %(allowed)s.")
        % {
            "state": RecoveryState(state).label,
            "allowed": ", ".join(str(one.label) for one in allowed),
        }
    ]


def obstacles_to_accepting(
    *,
    evidence: Collection[str],
    person_id: int | None,
    sponsor_id: int | None,
    same_promotion: bool,
    decider_id: int | None,
    opens: bool,
    change_waits: bool,
    against_objection: bool = False,
) -> list[str]:
    """What still forbids giving the way in, in words for who weighs the request.

    Nobody decides for oneself, nor on one's own word (R-X-8). ``against_objection``: somebody who
    reads the mail of before said no, so that what anybody could have read proves nothing.
    """
    if person_id is None:
        return [_("Dites d’abord de quelle fiche il s’agit.")]
    obstacles = []
    if person_id == decider_id:
        obstacles.append(_("On ne décide pas de sa propre demande."))
    if not opens:
        obstacles.append(
            _("Le compte de cette personne est suspendu, ou le site ne s’ouvre plus à elle.")
        )
    if change_waits:
        obstacles.append(
            _("Un changement d’adresse de cette personne attend déjà la fin de son délai.")
        )
    obstacles += _obstacles_in_proofs(evidence, against_objection)
    if (Evidence.SPONSOR in evidence) != (sponsor_id is not None):
        obstacles.append(_("Dites quel camarade a reconnu la personne, et cochez cette preuve."))
    if sponsor_id is not None and (not same_promotion or sponsor_id in {person_id, decider_id}):
        obstacles.append(
            _("Le camarade est de la même promotion ; ce n’est ni la personne, ni vous.")
        )
    return obstacles


def _obstacles_in_proofs(evidence: Collection[str], against_objection: bool) -> list[str]:
    """Say what the proofs lack: against an objection, what anybody could have read counts none."""
    if against_objection:
        if len(STRONG & set(evidence)) >= LEAST:
            return []
        return [
            _(
                "Contre une opposition, il faut deux preuves qu’un inconnu ne peut pas avoir lues :"
                " rappel au numéro de la fiche, camarade de la promotion, pièce montrée."
            )
        ]
    if len(evidence) >= LEAST and STRONG & set(evidence):
        return []
    return [
        _(
            "Il faut deux preuves au moins, dont une qu’un inconnu ne peut pas avoir lue :"
            " rappel au numéro de la fiche, camarade de la promotion, pièce montrée."
        )
    ]
