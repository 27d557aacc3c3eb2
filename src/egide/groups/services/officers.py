"""Giving and ending the offices of a group, through the mandates of the society (R-GRP-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.enums import GroupKind, GroupState
from egide.groups.models import Group, GroupMembership
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.rules import OfficerFile, obstacles_to_office
from egide.groups.services.ground import (
    ONE_DAY,
    GroupRefused,
    in_words,
    locked,
    require_own,
    standing_of,
)
from egide.groups.services.handover import open_handover
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.mandates.enums import EndReason, OfficeCode
from egide.mandates.models import Mandate
from egide.mandates.rules import last_day_of_term
from egide.mandates.services import MandateDraft, end_mandate, give_mandate, give_mandates
from egide.members.enums import MembershipStatus
from egide.members.models import Membership, Person

USUAL_TERM_YEARS = 3


class OfficerRefused(GroupRefused):
    """The person may not take this office in the group."""


@verb
def appoint_officer(
    *,
    group: Group,
    office: OfficeCode,
    person: Person,
    on: date,
    by: Actor,
    ends_on: date | None = None,
) -> Mandate:
    """Write down that somebody is an officer of a group from ``on`` (désignation d’un responsable).

    The mandate opens their rights on the group, and closes them on its last day.

    :raises OfficerRefused: with every obstacle of ``rules.obstacles_to_office`` (R-GRP-4).
    """
    require_own(by, group)
    group = locked(group)
    last_day = ends_on or last_day_of_term(on, USUAL_TERM_YEARS)
    status = standing_of(person, on=on)
    obstacles = obstacles_to_office(
        OfficerFile(
            group_kind=GroupKind(group.kind),
            group_state=GroupState(group.state),
            office=office,
            status=MembershipStatus(status) if status else None,
            in_group=GroupMembership.objects.running_on(on)
            .filter(group=group, person=person)
            .exists(),
            starts_on=on,
            ends_on=last_day,
        )
    )
    if obstacles:
        raise OfficerRefused(obstacles)

    return give_mandate(
        person_id=person.pk,
        office=office,
        scope=group.scope,
        starts_on=on,
        term_ends_on=last_day,
        by=by,
    )


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Somebody who is already an officer of a group, or was elected to follow."""

    group_id: int
    office: OfficeCode
    person_id: int
    starts_on: date
    ends_on: date
    elected_on: date | None = None


@verb
def take_over_officers(*, appointments: Sequence[Appointment], on: date, by: Actor) -> list[int]:
    """Take over the officers of many groups, known on ``on``; the rules are those of one (R-GRP-4).

    :raises OfficerRefused: at the first who may not be, with what stands in the way.
    """
    require(by, MANAGE_GROUPS)
    groups = Group.objects.in_bulk({one.group_id for one in appointments})
    _refuse_appointments(appointments, groups, on=on)

    drafts = [
        MandateDraft(
            person_id=one.person_id,
            office=one.office,
            scope_id=groups[one.group_id].scope_id,
            starts_on=one.starts_on,
            elected_on=one.elected_on,
            term_ends_on=one.ends_on,
        )
        for one in appointments
    ]
    return give_mandates(drafts=drafts, by=by)


@verb
def end_officer(
    *, group: Group, mandate: Mandate, reason: EndReason, on: date, by: Actor
) -> Mandate:
    """Write down the last day of an officer of the group, before the term."""
    require_own(by, group)
    if mandate.scope_id != group.scope_id:
        raise OfficerRefused([_("Ce mandat n’est pas celui d’un responsable de ce groupe.")])
    return end_mandate(mandate=mandate, reason=reason, on=on, by=by)


@verb
def hand_over_office(
    *,
    group: Group,
    mandate: Mandate,
    successor: Person,
    on: date,
    by: Actor,
    ends_on: date | None = None,
) -> Mandate:
    """Pass an office of the group on (passation): its holder serves until the eve of ``on``.

    Both mandates change in one act, so the office is never held twice and the rights pass with it;
    the sheet of what the successor has to receive opens with them (``Handover``).
    A term that ends before ``on`` by itself is left as it is, which is how holders prepare their
    own succession: nobody closes their own mandate (R-X-8).

    :raises OfficerRefused: if the office is not one of this group, or the successor may not hold
        it (R-GRP-4).
    """
    require_own(by, group)
    group = locked(group)
    mandate = Mandate.objects.select_for_update(of=("self",)).get(pk=mandate.pk)
    held = mandate.office.code if mandate.office else ""
    if held not in set(OfficeCode) or mandate.scope_id != group.scope_id:
        raise OfficerRefused([_("Ce mandat n’est pas celui d’un responsable de ce groupe.")])
    if mandate.person_id == successor.pk:
        raise OfficerRefused([_("On ne passe pas la main à soi-même : un mandat se renouvelle.")])

    if mandate.ends_on is None or mandate.ends_on >= on:
        if mandate.person_id == by.person_id:
            raise OfficerRefused([_own_succession(mandate)])
        end_mandate(mandate=mandate, reason=EndReason.REPLACED, on=on - ONE_DAY, by=by)
    office = OfficeCode(held)
    incoming = appoint_officer(
        group=group, office=office, person=successor, on=on, ends_on=ends_on, by=by
    )
    open_handover(group=group, outgoing=mandate, incoming=incoming, office=office, on=on, by=by)
    return incoming


def _own_succession(mandate: Mandate) -> str:
    """Say how holders prepare their own succession."""
    if mandate.ends_on is None:
        return _("Nul ne clôt son propre mandat : demandez-le au pôle Communauté.")
    return _(
        "Nul ne clôt son propre mandat : votre successeur commence le lendemain de votre terme, "
        "le %(day)s, ou plus tôt si le pôle Communauté passe la main pour vous."
    ) % {"day": in_words(mandate.ends_on + ONE_DAY)}


def _refuse_appointments(
    appointments: Sequence[Appointment], groups: dict[int, Group], *, on: date
) -> None:
    people = {one.person_id for one in appointments}
    standings = dict(
        Membership.objects.filter(running_on(on), person__in=people).values_list(
            "person_id", "status"
        )
    )
    inside = set(
        GroupMembership.objects.running_on(on)
        .filter(person__in=people)
        .values_list("group_id", "person_id")
    )
    for one in appointments:
        group, status = groups[one.group_id], standings.get(one.person_id)
        obstacles = obstacles_to_office(
            OfficerFile(
                group_kind=GroupKind(group.kind),
                group_state=GroupState(group.state),
                office=one.office,
                status=MembershipStatus(status) if status else None,
                in_group=(group.pk, one.person_id) in inside,
                starts_on=one.starts_on,
                ends_on=one.ends_on,
            )
        )
        if obstacles:
            raise OfficerRefused([f"{group.name} : {obstacle}" for obstacle in obstacles])
