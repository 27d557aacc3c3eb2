"""From the editor's hands to the board's approval."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.annual_report.enums import EditionState, NoticeKind
from egide.annual_report.models import Edition
from egide.annual_report.permissions import APPROVE_REPORT, EDIT_REPORT, PUBLISH_REPORT
from egide.annual_report.queries.reports import obstacles, uncertified_figures
from egide.annual_report.rules.states import EditionNotReady, check_transition
from egide.annual_report.services.moving import locked, move
from egide.annual_report.services.notifying import tell, tell_owners
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class OwnWork(Refused):
    """Nobody approves what they handed in themselves (R-X-8)."""


class ReasonMissing(Refused):
    """This act needs a reason, for those who will read the register."""


@verb
def submit_for_review(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Hand a computed edition to the owners of its figures and to the board, and write to them."""
    require(by, EDIT_REPORT)
    edition = locked(edition)
    step = move(edition, EditionState.REVIEW, permission=EDIT_REPORT, on=on, by=by)

    occasion = f"step {step.pk}"
    tell_owners(
        edition,
        NoticeKind.CERTIFY,
        [(figure.key, figure.year) for figure in uncertified_figures(edition)],
        occasion=occasion,
        on=on,
        by=by,
    )
    tell(edition, NoticeKind.APPROVE, rights=[APPROVE_REPORT], occasion=occasion, on=on, by=by)
    return edition


@verb
def send_back(*, edition: Edition, reason: str, on: date, by: Actor) -> Edition:
    """Give an edition back to its editors, with a reason; nothing that was written is lost."""
    require(by, EDIT_REPORT)
    if not reason.strip():
        raise ReasonMissing(_("Dites pourquoi l’édition revient en préparation."))
    edition = locked(edition)
    move(
        edition,
        EditionState.COLLECTING,
        permission=EDIT_REPORT,
        on=on,
        by=by,
        reason=reason.strip(),
    )
    return edition


@verb
def approve_edition(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Approve an edition in the board's name: from then on its values are frozen (R-REP-7).

    The records are read again: what they no longer say is not frozen.

    :raises EditionNotReady: with every obstacle, in words.
    :raises OwnWork: to who handed the edition in for review.
    """
    require(by, APPROVE_REPORT)
    edition = locked(edition)
    check_transition(edition.state, EditionState.APPROVED_BY_BOARD)
    handed_in = edition.steps.filter(state=EditionState.REVIEW).order_by("-pk").first()
    if handed_in is not None and handed_in.actor == by.name:
        raise OwnWork(
            _("Vous avez envoyé cette édition en relecture : une autre personne l’approuve.")
        )
    if standing := obstacles(edition, compare=True):
        raise EditionNotReady(standing)
    step = move(edition, EditionState.APPROVED_BY_BOARD, permission=APPROVE_REPORT, on=on, by=by)

    tell(
        edition,
        NoticeKind.APPROVED,
        rights=[EDIT_REPORT, PUBLISH_REPORT],
        occasion=f"step {step.pk}",
        on=on,
        by=by,
    )
    return edition
