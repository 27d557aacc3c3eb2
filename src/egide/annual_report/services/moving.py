"""The one way in which an edition changes state; every verb of this folder goes through it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.annual_report.enums import FROZEN_STATES
from egide.annual_report.models import Edition, EditionStep
from egide.annual_report.rules.states import OPEN_STATES, TransitionRefused, check_transition
from egide.kernel import audit
from egide.kernel.access import Actor


def locked(edition: Edition) -> Edition:
    """Return the edition as it is now, held until the end of the transaction."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def standing_of(by: Actor, permission: str) -> str:
    """Return by what office somebody acts, in words for those who will read it."""
    grants = by.why(permission)
    return (grants[0].held or grants[0].reason)[:200] if grants else ""


def check_open(edition: Edition) -> None:
    """Refuse to change an edition that left its makers' hands.

    :raises TransitionRefused: when it is in review or further.
    """
    if edition.state in OPEN_STATES:
        return
    raise TransitionRefused(
        _("L’édition %(year)d est %(state)s : ses textes et ses chiffres ne changent plus.")
        % {"year": edition.year, "state": edition.get_state_display()}
    )


def check_not_frozen(edition: Edition) -> None:
    """Refuse to touch what the board has approved.

    :raises TransitionRefused: from the approval on.
    """
    if edition.state in FROZEN_STATES:
        raise TransitionRefused(
            _("L’édition %(year)d est %(state)s : ce qu’elle imprime ne change plus.")
            % {"year": edition.year, "state": edition.get_state_display()}
        )


def move(
    edition: Edition, state: str, *, permission: str, on: date, by: Actor, reason: str = ""
) -> EditionStep:
    """Move a locked edition, keep the step with the standing of its author, and say so."""
    check_transition(edition.state, state)
    before = audit.fingerprint(edition)
    edition.state = state
    edition.full_clean()
    edition.save(update_fields=["state", "computed_at"])
    step = EditionStep.objects.create(
        edition=edition,
        state=state,
        on=on,
        actor=by.name,
        standing=standing_of(by, permission),
        reason=reason,
    )
    audit.record(
        by,
        "annual_report.edition_moved",
        edition,
        reason=reason,
        before=before,
        state=str(state),
        year=edition.year,
        on=on,
    )
    return step
