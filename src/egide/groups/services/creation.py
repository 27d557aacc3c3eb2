"""How a group is born: members ask, a sponsor stands by them, the desk decides (R-GRP-7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from egide.groups.enums import (
    TERRITORIAL_KINDS,
    Family,
    GroupKind,
    GroupState,
    JoinKind,
    WorldRegion,
)
from egide.groups.events import GroupCreated, GroupProposed
from egide.groups.models import (
    CreationRequest,
    Founder,
    Group,
    GroupMembership,
    GroupStage,
)
from egide.groups.permissions import READ_GROUPS
from egide.groups.rules import (
    CreationFile,
    name_taken,
    obstacles_to_area_name,
    obstacles_to_creation,
)
from egide.groups.services.ground import (
    GroupRefused,
    locked,
    move_group,
    refuse_if,
    require_desk,
    save_group,
    unless_taken,
)
from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.periods import running_on
from egide.mandates.enums import OfficeCode, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.services import open_scope
from egide.members.enums import MembershipStatus
from egide.members.models import Membership, Person

PROPOSABLE_KINDS = tuple(kind for kind in GroupKind if kind != GroupKind.PROMOTION)


class CreationRefused(GroupRefused):
    """The group cannot be created as it is asked for."""


class ReasonMissing(Refused):
    """A refusal gives its reason."""


@dataclass(frozen=True, kw_only=True)
class GroupDraft:
    """A group as members ask for it."""

    kind: GroupKind
    name: str
    purpose: str
    area: str = ""
    region: WorldRegion | str = ""
    presentation: str = ""


@verb
def propose_group(
    *, draft: GroupDraft, founders: Sequence[Person], sponsor: Person, on: date, by: Actor
) -> Group:
    """Ask for a new group, with its founders and a sponsor (demande de création, R-GRP-7).

    :raises CreationRefused: with every obstacle of ``rules.obstacles_to_creation``.
    """
    require(by, READ_GROUPS)
    if by.person_id is None:
        raise CreationRefused([_("Une demande de création est portée par un sociétaire.")])
    _refuse_request(draft, founders, sponsor, on=on)

    with unless_taken(CreationRefused([name_taken(draft.name)])):
        group = Group.objects.create(
            kind=draft.kind,
            name=draft.name.strip(),
            area=draft.area.strip(),
            region=draft.region,
            presentation=draft.presentation.strip(),
        )
    GroupStage.objects.create(group=group, state=GroupState.PROPOSED, starts_on=on)
    request = CreationRequest.objects.create(
        group=group,
        requested_by_id=by.person_id,
        sponsor=sponsor,
        requested_on=on,
        purpose=draft.purpose.strip(),
    )
    Founder.objects.bulk_create(
        Founder(request=request, person=person) for person in _once(founders)
    )

    audit.record(
        by,
        "groups.group_proposed",
        group,
        kind=group.kind,
        founders=len(_once(founders)),
        sponsor=sponsor.pk,
    )
    events.publish(GroupProposed(group_id=group.pk, on=on))
    return group


@verb
def approve_creation(*, group: Group, on: date, by: Actor) -> Group:
    """Create a group that was asked for: it is active from ``on``, and its founders are in it.

    What the request needed is asked again: a founder may have lapsed since (R-GRP-7).

    :raises CreationRefused: with every obstacle that has come up since.
    """
    require_desk(by)
    group = locked(group)
    request = group.request
    founders = list(Person.objects.filter(pk__in=request.founders.values("person")).order_by("pk"))
    if group.state == GroupState.PROPOSED:
        file = creation_file(
            GroupKind(group.kind),
            group.name,
            founders=founders,
            sponsor=request.sponsor,
            on=on,
            besides=group,
        )
        obstacles = obstacles_to_creation(file)
        if obstacles:
            raise CreationRefused(obstacles)

    before = audit.fingerprint(group)
    move_group(group, GroupState.ACTIVE, on=on)
    group.created_on = on
    group.scope = open_scope(
        kind=scope_kind(GroupKind(group.kind)), label=scope_label(group), by=by
    )
    save_group(group, "state", "created_on", "scope")
    request.decided_on = on
    request.save(update_fields=["decided_on"])
    _take_in_founders(group, founders, on=on)

    audit.record(by, "groups.group_created", group, before=before, on=on)
    events.publish(GroupCreated(group_id=group.pk, on=on))
    return group


@verb
def refuse_creation(*, group: Group, reason: str, on: date, by: Actor) -> Group:
    """Turn a request down, with the reason; the name is free again.

    :raises ReasonMissing: without a reason for those who asked.
    """
    require_desk(by)
    group = locked(group)
    if not reason.strip():
        raise ReasonMissing(_("Dites à ceux qui ont demandé le groupe pourquoi il n’est pas créé."))

    before = audit.fingerprint(group)
    if group.state == GroupState.PROPOSED:
        move_group(group, GroupState.CLOSED, on=on)
    else:
        refuse_if([_("Cette demande a déjà reçu une réponse.")])
    group.closed_on = on
    save_group(group, "state", "closed_on")
    request = group.request
    request.decided_on, request.refusal_reason = on, reason.strip()
    request.save(update_fields=["decided_on", "refusal_reason"])

    audit.record(by, "groups.creation_refused", group, before=before, on=on)
    return group


def creation_file(
    kind: GroupKind,
    name: str,
    *,
    founders: Sequence[Person],
    sponsor: Person | None,
    on: date,
    besides: Group | None = None,
) -> CreationFile:
    """Gather what the rule on creations asks about."""
    people = _once(founders)
    taken = (
        Group.objects.annotate(lower_name=Lower("name"))
        .filter(Q(created_on__isnull=False) | Q(closed_on__isnull=True))
        .filter(kind=kind, lower_name=name.strip().lower())
    )
    if besides is not None:
        taken = taken.exclude(pk=besides.pk)
    up_to_date = Membership.objects.filter(
        running_on(on), person__in=people, status=MembershipStatus.CURRENT
    )
    return CreationFile(
        name=name,
        name_taken=taken.exists(),
        founders=len(people),
        founders_up_to_date=up_to_date.values("person").distinct().count(),
        sponsor_may_sponsor=sponsor is not None and may_sponsor(sponsor, on=on),
    )


def may_sponsor(person: Person, *, on: date) -> bool:
    """Whether somebody may sponsor a group: a regional delegate (DRI) or a board member."""
    held = Mandate.objects.running_on(on).filter(person=person)
    return held.giving(OfficeCode.DRI).exists() or held.giving(OfficeCode.BOARD_MEMBER).exists()


def scope_kind(kind: GroupKind) -> ScopeKind:
    """Return what mandates on a group of this type are said to be on."""
    if kind in TERRITORIAL_KINDS:
        return ScopeKind.TERRITORIAL
    return ScopeKind.PROMOTION if kind == GroupKind.PROMOTION else ScopeKind.GROUP


def scope_label(group: Group) -> str:
    """Return the group's name as it reads after an office: « trésorier du GT Bordeaux »."""
    return f"GT {group.name}" if group.kind in TERRITORIAL_KINDS else group.name


def _refuse_request(
    draft: GroupDraft, founders: Sequence[Person], sponsor: Person, *, on: date
) -> None:
    if draft.kind not in PROPOSABLE_KINDS:
        raise CreationRefused([_("Le groupe d’une promotion naît avec la promotion.")])
    if (draft.kind == GroupKind.TERRITORIAL_INTL) != bool(draft.region):
        raise CreationRefused(
            [_("Un groupe à l’étranger, et lui seul, indique sa région du monde.")]
        )
    obstacles = obstacles_to_area_name(draft.area) + obstacles_to_creation(
        creation_file(draft.kind, draft.name, founders=founders, sponsor=sponsor, on=on)
    )
    if obstacles:
        raise CreationRefused(obstacles)


def _take_in_founders(group: Group, founders: Sequence[Person], *, on: date) -> None:
    """Put the founders in a free group; a territorial one takes in those who live there, by
    rule."""
    if group.family != Family.FREE:
        return
    GroupMembership.objects.bulk_create(
        GroupMembership(
            person=person, group=group, family=group.family, kind=JoinKind.CHOSEN, starts_on=on
        )
        for person in founders
    )


def _once(people: Sequence[Person]) -> list[Person]:
    return list({person.pk: person for person in people}.values())
