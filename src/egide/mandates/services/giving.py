"""Giving mandates: by election, by appointment, by co-option, or as an office changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg
from django.db.models import F
from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.identity import verb
from egide.mandates.enums import Designation, EndReason
from egide.mandates.events import MandateStarted
from egide.mandates.models import Mandate, Office, Scope, Seat
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.ground import Ground
from egide.mandates.rules import MandateDraft, Proposal, needs_by_election, obstacles_to_mandate
from egide.mandates.services.endings import close

COLUMNS = (
    "id", "person_id", "seat_id", "body_id", "office_id", "sole", "scope_id", "designation",
    "elected_on", "starts_on", "ends_on", "term_ends_on", "end_reason", "succeeds_id", "follows_id",
)  # fmt: skip


class MandateRefused(Refused):
    """The statutes forbid this mandate; ``obstacles`` says why, one sentence each."""

    def __init__(self, obstacles: Sequence[str], *, line: int | None = None) -> None:
        self.obstacles = list(obstacles)
        sentence = " ".join(self.obstacles)
        if line is not None:
            sentence = _("Mandat n° %(line)d : %(sentence)s") % {"line": line, "sentence": sentence}
        super().__init__(sentence)


class OwnMandate(NotAllowed):
    """Nobody opens or closes their own mandate (R-X-8)."""


class CoOptionRefused(Refused):
    """A co-option completes an interrupted mandate, and nothing else (R-GOV-8)."""


@dataclass(frozen=True)
class Row:
    """A mandate ready to be written; ``follows`` is the row in this batch that it depends on."""

    proposal: Proposal
    follows: int | None


@verb
def give_mandate(
    *,
    person_id: int,
    starts_on: date,
    by: Actor,
    seat: Seat | None = None,
    office: str = "",
    scope: Scope | None = None,
    elected_on: date | None = None,
    term_ends_on: date | None = None,
    succeeds: Mandate | None = None,
    designation: str = "",
) -> Mandate:
    """Give a seat, or an office on a scope, to a person from ``starts_on`` (ouvrir un mandat).

    Seats that follow the office, or the office that the seat carries, move at the same time
    (R-GOV-10). The term is that of the seat or the office unless ``term_ends_on`` is given; an
    interim (``designation``) always says its last day.

    :raises OwnMandate: if the actor is the person (R-X-8).
    :raises MandateRefused: with every obstacle of ``rules.obstacles_to_mandate``.
    """
    draft = MandateDraft(
        person_id=person_id,
        seat_id=seat.pk if seat else None,
        office=office,
        scope_id=scope.pk if scope else None,
        starts_on=starts_on,
        elected_on=elected_on,
        term_ends_on=term_ends_on,
        succeeds_id=succeeds.pk if succeeds else None,
        designation=designation,
    )
    return _give_one(draft, by=by)


@verb
def give_mandates(*, drafts: Sequence[MandateDraft], by: Actor) -> list[int]:
    """Give many mandates at once, for an import or an election; all or none.

    Validation is that of ``give_mandate``; the rows are copied, and the register gets one line.
    Returns the ids in the order of ``drafts`` (ex officio mandates are added besides).

    :raises MandateRefused: at the first draft that cannot be, naming its rank.
    """
    ids, rows = _give(drafts, by=by)
    audit.record_rows(by, "mandates.mandates_given", Mandate, ids, mandates=len(rows))
    return [pk for pk, row in zip(ids, rows, strict=True) if row.follows is None]


def _give_one(draft: MandateDraft, *, by: Actor, co_opted: bool = False) -> Mandate:
    ids, rows = _give([draft], by=by)
    given = list(Mandate.objects.filter(pk__in=ids).order_by("pk"))
    for mandate, row in zip(given, rows, strict=True):
        facts: dict[str, Any] = {
            "person": mandate.person_id,
            "seat": mandate.seat_id,
            "office": row.proposal.office.code if row.proposal.office else "",
            "scope": mandate.scope_id,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "designation": mandate.designation,
        }
        if row.follows is not None:
            audit.record(by, "mandates.mandate_followed", mandate, **facts)
        elif co_opted:
            audit.record(by, "mandates.person_co_opted", mandate, **facts)
        else:
            audit.record(by, "mandates.mandate_given", mandate, **facts)
    return given[0]


def obstacles_to_giving(drafts: Sequence[MandateDraft], *, by: Actor) -> dict[int, list[str]]:
    """Return what forbids each draft, by its place, the others that may be given being given.

    Nothing is written or locked: what a file is told before it enters.
    """
    ground = Ground(drafts, lock=False)
    found: dict[int, list[str]] = {}
    for place, draft in enumerate(drafts):
        _rows, obstacles = _propose(ground, draft)
        if by.person_id is not None and draft.person_id == by.person_id:
            obstacles = [_own_mandate()]
        if obstacles:
            found[place] = obstacles
    return found


def _give(drafts: Sequence[MandateDraft], *, by: Actor) -> tuple[list[int], list[Row]]:
    """Check every draft, add the seats that follow, write the rows and tell the modules above."""
    _require_each(drafts, by=by)
    ground = Ground(drafts)
    rows: list[Row] = []
    for number, draft in enumerate(drafts, start=1):
        proposals, obstacles = _propose(ground, draft)
        if obstacles:
            raise MandateRefused(obstacles, line=number if len(drafts) > 1 else None)
        leader = len(rows)
        rows += [Row(one, leader if one.ex_officio else None) for one in proposals]
    ids = write(rows)
    for pk, row in zip(ids, rows, strict=True):
        draft = row.proposal.draft
        events.publish(MandateStarted(mandate_id=pk, person_id=draft.person_id, on=draft.starts_on))
    return ids, rows


def _propose(ground: Ground, draft: MandateDraft) -> tuple[list[Proposal], list[str]]:
    """Return a mandate with those that follow it, remembered by the ground; or what forbids it."""
    leader = ground.proposal(draft)
    followers = [
        ground.proposal(draft_of_follower(lasting(leader), seat), ex_officio=True)
        for seat in ground.following(leader)
    ]
    proposals: list[Proposal] = []
    for proposal in (leader, *followers):
        obstacles = obstacles_to_mandate(proposal, ground.near(proposal))
        if proposal.seat is None and proposal.draft.seat_id is not None:
            obstacles = [_("Ce siège n’existe pas.")]
        if obstacles:
            for added in proposals:
                ground.forget(added)
            return [], obstacles
        ground.add(proposal)
        proposals.append(proposal)
    return proposals, []


def _require_each(drafts: Sequence[MandateDraft], *, by: Actor) -> None:
    for scope_id in {draft.scope_id for draft in drafts}:
        require(by, MANAGE_MANDATES, on=scope_id)
    if by.person_id is not None and any(draft.person_id == by.person_id for draft in drafts):
        raise OwnMandate(_own_mandate())


def _own_mandate() -> str:
    return _("Nul n’ouvre ni ne clôt son propre mandat : demandez à un autre responsable (R-X-8).")


def lasting(proposal: Proposal) -> MandateDraft:
    """Return the draft with its term written out, for the seats that follow it."""
    return proposal.draft.ending_with(proposal.term_ends_on)


def draft_of_follower(leader: MandateDraft, seat: Seat) -> MandateDraft:
    """Return the ex officio mandate of ``seat`` that comes with the mandate ``leader``."""
    term = [day for day in (leader.term_ends_on, seat.ends_on) if day is not None]
    last = [day for day in (leader.ended_on, seat.ends_on) if day is not None]
    return MandateDraft(
        person_id=leader.person_id,
        seat_id=seat.pk,
        starts_on=max(leader.starts_on, seat.starts_on),
        term_ends_on=min(term, default=None),
        ended_on=min(last) if leader.ended_on else None,
        end_reason=leader.end_reason,
    )


def write(rows: Sequence[Row], *, first_follows: int | None = None) -> list[int]:
    """Copy the rows into the table; what the database refuses becomes a sentence."""
    ids = list(next_ids(Mandate, len(rows)))
    try:
        copy_rows(
            Mandate,
            COLUMNS,
            (_columns(pk, row, ids, first_follows) for pk, row in zip(ids, rows, strict=True)),
        )
    except psycopg.errors.ExclusionViolation as conflict:
        raise MandateRefused(
            [_("Quelqu’un vient d’ouvrir un mandat qui empêche celui-ci : relisez la page.")]
        ) from conflict
    return ids


def _columns(pk: int, row: Row, ids: list[int], first_follows: int | None) -> tuple:
    proposal, draft = row.proposal, row.proposal.draft
    held = proposal.held
    natural = proposal.seat.designation if proposal.seat else Designation.APPOINTED
    if proposal.office and draft.elected_on:
        natural = Designation.COLLEGE
    follows = first_follows if row.follows is None else ids[row.follows]
    return (
        pk, held.person_id, held.seat_id, held.body_id, held.office_id, held.sole, held.scope_id,
        draft.designation or natural, draft.elected_on, held.starts_on, held.ends_on,
        proposal.term_ends_on, draft.end_reason, draft.succeeds_id, follows,
    )  # fmt: skip


@verb
def co_opt(*, seat: Seat, person_id: int, starts_on: date, by: Actor) -> Mandate:
    """Let the board fill a seat left vacant, for the rest of the mandate replaced (cooptation).

    The co-option holds until the term of the replaced mandate; the next assembly confirms it
    (``ratify_co_option``) or ends it (R-GOV-8).

    :raises CoOptionRefused: if no interrupted mandate is to be completed, or a by-election is due.
    """
    require(by, MANAGE_MANDATES)
    seat = (
        Seat.objects.select_for_update(of=("self",), no_key=True)
        .select_related("body")
        .get(pk=seat.pk)
    )
    replaced = (
        Mandate.objects.real()
        .filter(seat=seat, ends_on__lt=starts_on, term_ends_on__gte=starts_on)
        .exclude(ends_on=F("term_ends_on"))
        .order_by("-ends_on", "-pk")
        .first()
    )
    if replaced is None:
        raise CoOptionRefused(
            _(
                "La cooptation achève un mandat interrompu : "
                "ce siège n’en a pas à achever ce jour-là (R-GOV-8)."
            )
        )
    if seat.designation == Designation.DIRECT and _by_election_due(seat, starts_on):
        raise CoOptionRefused(
            _(
                "Plus d’un tiers des sièges au suffrage direct sont vacants : "
                "il faut une élection partielle (R-GOV-8)."
            )
        )
    draft = MandateDraft(
        person_id=person_id,
        seat_id=seat.pk,
        starts_on=starts_on,
        term_ends_on=replaced.term_ends_on,
        designation=Designation.CO_OPTED,
        succeeds_id=replaced.pk,
    )
    return _give_one(draft, by=by, co_opted=True)


def _by_election_due(seat: Seat, day: date) -> bool:
    direct = Seat.objects.existing_on(day).filter(body=seat.body_id, designation=Designation.DIRECT)
    held = Mandate.objects.running_on(day).filter(seat__in=direct)
    seats = direct.count()
    return needs_by_election(vacant=seats - held.count(), seats=seats)


@verb
def ratify_co_option(*, mandate: Mandate, on: date, by: Actor) -> Mandate:
    """Write that the assembly confirmed a co-option on ``on`` (R-GOV-8)."""
    require(by, MANAGE_MANDATES)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    if mandate.designation != Designation.CO_OPTED or mandate.ratified_on or mandate.end_reason:
        raise CoOptionRefused(
            _("Seule une cooptation en cours, et non encore confirmée, se confirme.")
        )
    if on < mandate.starts_on:
        raise CoOptionRefused(
            _("L’assemblée ne confirme pas une cooptation avant qu’elle ait lieu.")
        )

    mandate.ratified_on = on
    mandate.save(update_fields=["ratified_on"])

    audit.record(by, "mandates.co_option_ratified", mandate, on=on)
    return mandate


@verb
def change_office_holder(
    *,
    office: Office,
    person_id: int,
    on: date,
    by: Actor,
    scope: Scope | None = None,
    term_ends_on: date | None = None,
) -> Mandate:
    """Give a single office to another person from ``on``; the seats that follow move (AC-GOV-8).

    The mandate of the holder before ends on the eve, and so do the seats that it gave.
    """
    require(by, MANAGE_MANDATES, on=scope.pk if scope else None)
    if not office.single:
        raise MandateRefused(
            [_("La fonction « %(office)s » a plusieurs titulaires.") % {"office": office.label}]
        )
    office = Office.objects.select_for_update(of=("self",), no_key=True).get(pk=office.pk)
    before = (
        Mandate.objects.running_on(on).filter(office=office, scope=scope).order_by("pk").first()
    )
    if before is not None:
        close(before, on=on - timedelta(days=1), reason=EndReason.REPLACED, by=by)
    draft = MandateDraft(
        person_id=person_id,
        office=office.code,
        scope_id=scope.pk if scope else None,
        starts_on=on,
        term_ends_on=term_ends_on,
        succeeds_id=before.pk if before else None,
    )
    return _give_one(draft, by=by)
