"""From the editor's hands to the board's approval."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.annual_report.enums import EditionState
from egide.annual_report.models import Edition
from egide.annual_report.permissions import APPROVE_REPORT, CERTIFY_FIGURE, EDIT_REPORT
from egide.annual_report.queries.reports import obstacles
from egide.annual_report.rules.states import (
    EditionNotReady,
    TransitionRefused,
    check_transition,
)
from egide.annual_report.services.moving import locked, move
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class ReasonMissing(Refused):
    """This act needs a reason, for those who will read the register."""


@verb
def submit_for_review(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Hand a computed edition to the owners of its figures and to the board."""
    require(by, EDIT_REPORT)
    edition = locked(edition)
    move(edition, EditionState.REVIEW, permission=EDIT_REPORT, on=on, by=by)
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
def certify_figures(
    *, edition: Edition, keys: Iterable[str], at: datetime, on: date, by: Actor
) -> int:
    """Certify the values of some figures of the edition; return how many were not yet.

    :raises TransitionRefused: before the figures are computed, or once the board approved.
    """
    require(by, CERTIFY_FIGURE)
    edition = locked(edition)
    if edition.state not in (EditionState.COMPUTED, EditionState.REVIEW):
        raise TransitionRefused(
            _(
                "Un chiffre se certifie quand l’édition est calculée ou en relecture ;"
                " elle est %(state)s."
            )
            % {"state": edition.get_state_display()}
        )
    waiting = edition.figures.filter(key__in=list(keys), certified_by="")
    certified = sorted(set(waiting.values_list("key", flat=True)))

    count = waiting.update(certified_by=by.name, certified_at=at)

    if certified:
        audit.record(by, "annual_report.figures_certified", edition, keys=certified, on=on)
    return count


@verb
def approve_edition(*, edition: Edition, on: date, by: Actor) -> Edition:
    """Approve an edition in the board's name: from then on its values are frozen (R-REP-7).

    :raises EditionNotReady: with every obstacle, in words.
    """
    require(by, APPROVE_REPORT)
    edition = locked(edition)
    check_transition(edition.state, EditionState.APPROVED_BY_BOARD)
    if standing := obstacles(edition):
        raise EditionNotReady(standing)
    move(edition, EditionState.APPROVED_BY_BOARD, permission=APPROVE_REPORT, on=on, by=by)
    return edition
