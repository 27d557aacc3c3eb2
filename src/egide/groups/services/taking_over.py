"""Taking over what groups signed, did and reported before: agreements, activities, returns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from egide.groups.enums import (
    EGIDE_KINDS,
    ActivityKind,
    AgreementState,
    ReturnState,
    SignatoryCapacity,
)
from egide.groups.models import (
    EgideAgreement,
    EgideSignatory,
    Group,
    GroupActivity,
    GroupReturn,
    OwnAssociation,
)
from egide.groups.permissions import MANAGE_GROUPS, SIGN_AGREEMENT
from egide.groups.rules import return_due_on
from egide.groups.services.egide import renewal_day
from egide.groups.services.founding import FoundingRefused
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.identity import verb
from egide.mandates.rules import days_meet


@dataclass(frozen=True, kw_only=True)
class ExistingAgreement:
    """An égide agreement that was signed already; ``ends_on`` is its last day if it is over."""

    group_id: int
    charter_version: str
    starts_on: date
    for_group_id: int
    for_society_id: int
    ends_on: date | None = None
    end_reason: str = ""
    renew_by: date | None = None


@dataclass(frozen=True, kw_only=True)
class ExistingAssociation:
    """An association that a group is, or was until ``ends_on``."""

    group_id: int
    registered_name: str
    starts_on: date
    ends_on: date | None = None
    brand_agreed_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class PastActivity:
    """Something that a group did."""

    group_id: int
    kind: ActivityKind
    title: str
    held_on: date
    attendance: int | None = None


@verb
def take_over_agreements(
    *, agreements: Sequence[ExistingAgreement], on: date, by: Actor
) -> list[int]:
    """Take over égide agreements that were signed already (R-GRP-2); two of a group never overlap.

    :raises FoundingRefused: if a group is of a type without égide, an association of its own on
        those days, or signed on both sides by one person.
    """
    require(by, SIGN_AGREEMENT)
    refused = obstacles_to_agreements(agreements)
    _refuse([one for said in refused.values() for one in said])

    ids = list(next_ids(EgideAgreement, len(agreements)))
    _copy_agreements(ids, agreements, on=on)
    _copy_signatories(ids, agreements)

    audit.record_rows(by, "groups.agreements_taken_over", EgideAgreement, ids, agreements=len(ids))
    return ids


@verb
def take_over_associations(*, associations: Sequence[ExistingAssociation], by: Actor) -> int:
    """Take over the associations that groups are; the database refuses two at a time."""
    require(by, MANAGE_GROUPS)
    _refuse(
        [_("Une association a un nom déclaré.")]
        if not all(one.registered_name.strip() for one in associations)
        else []
    )
    copied = copy_rows(
        OwnAssociation,
        (
            "group_id",
            "registered_name",
            "register_number",
            "starts_on",
            "ends_on",
            "brand_agreed_on",
        ),
        (
            (
                one.group_id,
                one.registered_name.strip(),
                "",
                one.starts_on,
                one.ends_on,
                one.brand_agreed_on,
            )
            for one in associations
        ),
    )
    audit.record(by, "groups.associations_taken_over", "groups.ownassociation", associations=copied)
    return copied


@verb
def take_over_activities(*, activities: Sequence[PastActivity], on: date, by: Actor) -> int:
    """Take over what groups did before; attendance is told of the past only.

    :raises FoundingRefused: if an activity has no title, is older than its group, or counts people
        before it is held.
    """
    require(by, MANAGE_GROUPS)
    created = {
        pk: created_on
        for pk, created_on in Group.objects.values_list("pk", "created_on")
        if created_on is not None
    }
    wrong = [
        one
        for one in activities
        if not one.title.strip()
        or one.group_id not in created
        or one.held_on < created[one.group_id]
        or (one.attendance is not None and one.held_on > on)
    ]
    _refuse(
        [_("Une activité n’a pas de titre, précède son groupe, ou compte ses présents trop tôt.")]
        if wrong
        else []
    )

    copied = copy_rows(
        GroupActivity,
        ("group_id", "kind", "title", "held_on", "place", "attendance"),
        (
            (one.group_id, one.kind, one.title.strip(), one.held_on, "", one.attendance)
            for one in activities
        ),
    )

    audit.record(by, "groups.activities_taken_over", "groups.groupactivity", activities=copied)
    return copied


@dataclass(frozen=True, kw_only=True)
class ExistingReturn:
    """A yearly return that was already dealt with; without numbers it is missing."""

    group_id: int
    year: int
    state: ReturnState
    officers: int | None = None
    members_met: int | None = None
    activities: int | None = None
    submitted_on: date | None = None
    reviewed_on: date | None = None
    to_fix: str = ""


@verb
def take_over_returns(*, returns: Sequence[ExistingReturn], by: Actor) -> int:
    """Take over yearly returns; the database refuses two of a year, and one given without
    numbers."""
    require(by, MANAGE_GROUPS)
    copied = copy_rows(
        GroupReturn,
        (
            "group_id",
            "year",
            "state",
            "due_on",
            "officers",
            "members_met",
            "activities",
            "story",
            "submitted_on",
            "reviewed_on",
            "to_fix",
        ),
        (
            (
                one.group_id,
                one.year,
                one.state,
                return_due_on(one.year),
                one.officers,
                one.members_met,
                one.activities,
                "",
                one.submitted_on,
                one.reviewed_on,
                one.to_fix,
            )
            for one in returns
        ),
    )

    audit.record(by, "groups.returns_taken_over", "groups.groupreturn", returns=copied)
    return copied


def _copy_agreements(
    ids: Sequence[int], agreements: Sequence[ExistingAgreement], *, on: date
) -> None:
    copy_rows(
        EgideAgreement,
        (
            "id",
            "group_id",
            "charter_version",
            "state",
            "drafted_on",
            "starts_on",
            "ends_on",
            "renew_by",
            "end_reason",
        ),
        (
            (
                pk,
                one.group_id,
                one.charter_version,
                AgreementState.ENDED if one.ends_on else AgreementState.SIGNED,
                one.starts_on,
                one.starts_on,
                one.ends_on,
                one.renew_by or _next_renewal(one.starts_on, on=on),
                one.end_reason,
            )
            for pk, one in zip(ids, agreements, strict=True)
        ),
    )


def _copy_signatories(ids: Sequence[int], agreements: Sequence[ExistingAgreement]) -> None:
    copy_rows(
        EgideSignatory,
        ("agreement_id", "person_id", "capacity", "signed_on"),
        (
            (pk, person_id, capacity, one.starts_on)
            for pk, one in zip(ids, agreements, strict=True)
            for person_id, capacity in (
                (one.for_group_id, SignatoryCapacity.GROUP),
                (one.for_society_id, SignatoryCapacity.SOCIETY),
            )
        ),
    )


def obstacles_to_agreements(agreements: Sequence[ExistingAgreement]) -> dict[int, list[str]]:
    """Return what forbids each agreement, by its place, those above it being taken over."""
    group_ids = {one.group_id for one in agreements}
    able = set(
        Group.objects.filter(pk__in=group_ids, kind__in=EGIDE_KINDS).values_list("pk", flat=True)
    )
    own = _days_of(OwnAssociation.objects.filter(group__in=group_ids))
    bound = _days_of(EgideAgreement.objects.filter(group__in=group_ids, starts_on__isnull=False))
    found: dict[int, list[str]] = defaultdict(list)
    for place, one in enumerate(agreements):
        days = (one.starts_on, one.ends_on)
        if one.group_id not in able:
            found[place].append(
                _("L’égide est réservée aux groupes territoriaux et aux promotions.")
            )
        if one.for_group_id == one.for_society_id:
            found[place].append(_("La même personne ne signe pas des deux côtés."))
        if any(days_meet(*days, *held) for held in own[one.group_id]):
            found[place].append(_("Le groupe est une association distincte à ces dates."))
        if any(days_meet(*days, *held) for held in bound[one.group_id]):
            found[place].append(_("Le groupe a déjà une convention d’égide à ces dates."))
        if place not in found:
            bound[one.group_id].append(days)
    return found


def _days_of(rows: QuerySet[Any]) -> dict[int, list[tuple[date, date | None]]]:
    held: dict[int, list[tuple[date, date | None]]] = defaultdict(list)
    for group_id, starts_on, ends_on in rows.order_by("pk").values_list(
        "group_id", "starts_on", "ends_on"
    ):
        held[group_id].append((starts_on, ends_on))
    return held


def _next_renewal(starts_on: date, *, on: date) -> date:
    """Return when an old agreement is to be looked at again: every three years from its start."""
    day = renewal_day(starts_on)
    while day <= on:
        day = renewal_day(day)
    return day


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise FoundingRefused(obstacles)
