"""The yearly return of a group: asked for, given, read (R-GRP-5)."""

from __future__ import annotations

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from egide.groups.enums import GroupKind, GroupState, LegalForm, ReturnState
from egide.groups.events import ReturnAccepted, ReturnSubmitted
from egide.groups.models import Group, GroupReturn
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.rules import RETURN_MOVES, obstacle_to_move, owes_return, return_due_on
from egide.groups.services.ground import (
    ForbiddenMove,
    GroupRefused,
    in_words,
    require_desk,
    require_own,
)
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb


class ReturnRefused(GroupRefused):
    """The return cannot be given, or read, so."""


class ReturnAlreadyGiven(ForbiddenMove):
    """Somebody else of the group gave the return first."""


@verb
def open_returns(*, year: int, on: date, by: Actor) -> int:
    """Ask every group that owes one for its return of ``year``, due on 31 January (R-GRP-5).

    Run twice, it asks nobody twice. Returns how many were asked.

    :raises ReturnRefused: before the year is over.
    """
    require(by, MANAGE_GROUPS)
    last_day = date(year, 12, 31)
    if on < last_day:
        raise ReturnRefused([_("L’année %(year)s n’est pas terminée.") % {"year": year}])
    living = (
        Group.objects.active_on(last_day).with_legal_form(last_day).annotate(form=F("legal_form"))
    )
    owing = [
        pk
        for pk, kind, form in living.order_by("pk").values_list("pk", "kind", "form")
        if owes_return(GroupKind(kind), GroupState.ACTIVE, LegalForm(form))
    ]
    asked = set(GroupReturn.objects.filter(year=year).values_list("group_id", flat=True))
    fresh = [group_id for group_id in owing if group_id not in asked]
    GroupReturn.objects.bulk_create(
        (
            GroupReturn(group_id=group_id, year=year, due_on=return_due_on(year))
            for group_id in fresh
        ),
        ignore_conflicts=True,
    )

    if fresh:
        audit.record(
            by, "groups.returns_opened", "groups.groupreturn", year=year, groups=len(fresh)
        )
    return len(fresh)


@verb
def submit_return(
    *,
    report: GroupReturn,
    officers: int,
    members_met: int,
    activities: int,
    story: str,
    on: date,
    by: Actor,
) -> GroupReturn:
    """Give the return of a year (remise du compte rendu): numbers proposed, confirmed by an
    officer.

    :raises ReturnAlreadyGiven: if somebody of the group gave it first.
    :raises ForbiddenMove: if it was accepted.
    """
    require_own(by, report.group)
    report = _locked(report)
    if report.state == ReturnState.SUBMITTED and report.submitted_on is not None:
        raise ReturnAlreadyGiven(
            _("Ce compte rendu a déjà été remis, le %(day)s.")
            % {"day": in_words(report.submitted_on)}
        )
    _check_move(report, ReturnState.SUBMITTED)
    if min(officers, members_met, activities) < 0:
        raise ReturnRefused([_("Un nombre n’est pas négatif.")])

    before = audit.fingerprint(report)
    report.officers, report.members_met, report.activities = officers, members_met, activities
    report.story, report.state, report.submitted_on = story.strip(), ReturnState.SUBMITTED, on
    report.reviewed_on, report.to_fix = None, ""
    report.save()

    audit.record(
        by,
        "groups.return_submitted",
        report,
        before=before,
        group=report.group_id,
        year=report.year,
    )
    events.publish(ReturnSubmitted(group_id=report.group_id, year=report.year, on=on))
    return report


@verb
def accept_return(*, report: GroupReturn, on: date, by: Actor) -> GroupReturn:
    """Find a return right."""
    require_desk(by)
    report = _locked(report)
    _check_move(report, ReturnState.ACCEPTED)

    before = audit.fingerprint(report)
    report.state, report.reviewed_on = ReturnState.ACCEPTED, on
    report.save(update_fields=["state", "reviewed_on"])

    audit.record(
        by, "groups.return_accepted", report, before=before, group=report.group_id, year=report.year
    )
    events.publish(ReturnAccepted(group_id=report.group_id, year=report.year, on=on))
    return report


@verb
def send_back_return(*, report: GroupReturn, to_fix: str, on: date, by: Actor) -> GroupReturn:
    """Give a return back to the group, with what is to be put right."""
    require_desk(by)
    report = _locked(report)
    _check_move(report, ReturnState.TO_FIX)
    if not to_fix.strip():
        raise ReturnRefused([_("Dites au groupe ce qu’il doit corriger.")])

    before = audit.fingerprint(report)
    report.state, report.reviewed_on, report.to_fix = ReturnState.TO_FIX, on, to_fix.strip()
    report.save(update_fields=["state", "reviewed_on", "to_fix"])

    audit.record(
        by,
        "groups.return_sent_back",
        report,
        before=before,
        group=report.group_id,
        year=report.year,
    )
    return report


@verb
def mark_missing_returns(*, on: date, by: Actor) -> int:
    """Call missing the returns that are still due after their day; run twice, it marks nothing
    more."""
    require(by, MANAGE_GROUPS)
    late = GroupReturn.objects.select_for_update(of=("self",)).filter(
        state=ReturnState.DUE, due_on__lt=on
    )
    marked = list(late.order_by("pk").values_list("pk", flat=True))
    GroupReturn.objects.filter(pk__in=marked).update(state=ReturnState.MISSING)

    if marked:
        audit.record(by, "groups.returns_missing", "groups.groupreturn", on=on, returns=len(marked))
    return len(marked)


def _check_move(report: GroupReturn, target: ReturnState) -> None:
    obstacle = obstacle_to_move(RETURN_MOVES, ReturnState(report.state), target)
    if obstacle:
        raise ForbiddenMove(obstacle)


def _locked(report: GroupReturn) -> GroupReturn:
    return GroupReturn.objects.select_for_update(of=("self",)).get(pk=report.pk)
