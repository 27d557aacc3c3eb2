"""Taking over groups that exist already, many at once: from another system, or a new society.

The rules are those of the verbs for one group; what they check about the day of a creation long
past (founders, sponsor) is not asked again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from egide.groups.enums import (
    GroupKind,
    GroupState,
)
from egide.groups.models import (
    AreaRule,
    Group,
    GroupStage,
)
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.services.creation import scope_kind
from egide.groups.services.ground import ONE_DAY, GroupRefused
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.identity import verb
from egide.mandates.models import Scope
from egide.mandates.services import ScopeDraft, close_scope, open_scopes
from egide.members.models import Person, Promotion

GROUP_COLUMNS = (
    "id",
    "kind",
    "name",
    "parent_id",
    "scope_id",
    "promotion_id",
    "region",
    "area",
    "presentation",
    "longitude",
    "latitude",
    "state",
    "created_on",
    "closed_on",
    "version",
)


class FoundingRefused(GroupRefused):
    """What is taken over breaks a rule; nothing was written."""


@dataclass(frozen=True, kw_only=True)
class ExistingGroup:
    """A group that exists already, or existed until ``closed_on``, its last day."""

    kind: GroupKind
    name: str
    created_on: date
    closed_on: date | None = None
    promotion_id: int | None = None
    region: str = ""
    area: str = ""
    presentation: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    parent_id: int | None = None
    scope_parent_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class ExistingArea:
    """An area of a group that exists already."""

    group_id: int
    country: str
    postcode_from: str = ""
    postcode_to: str = ""
    priority: int = 0


@verb
def found_groups(*, groups: Sequence[ExistingGroup], by: Actor) -> list[int]:
    """Take over groups with their history; returns their ids in the order given. All or none.

    :raises FoundingRefused: naming the groups whose name is taken, or whose days are upside down.
    """
    require(by, MANAGE_GROUPS)
    refused = obstacles_to_founding(groups)
    _refuse([one for said in refused.values() for one in said])

    ids = list(next_ids(Group, len(groups)))
    scopes = open_scopes(
        drafts=[
            ScopeDraft(
                kind=scope_kind(group.kind), label=_label(group), parent_id=group.scope_parent_id
            )
            for group in groups
        ],
        by=by,
    )
    _copy_groups(ids, scopes, groups)
    copy_rows(GroupStage, ("group_id", "state", "starts_on", "ends_on"), _stages(ids, groups))
    for scope_id, group in zip(scopes, groups, strict=True):
        if group.closed_on is not None:
            close_scope(scope=Scope.objects.get(pk=scope_id), on=group.closed_on, by=by)

    audit.record_rows(by, "groups.groups_founded", Group, ids, groups=len(ids))
    return ids


@verb
def open_promotion_groups(*, on: date, by: Actor) -> list[int]:
    """Give a group to every promotion that has a living member and none yet (R-GRP-1).

    The group of a promotion is born with it; run twice, it founds nothing more.
    """
    require(by, MANAGE_GROUPS)
    grouped = Group.objects.filter(promotion__isnull=False).values("promotion")
    members = Person.objects.members_on(on).living()
    waiting = (
        Promotion.objects.exclude(pk__in=grouped)
        .filter(schoolings__rank="PRINCIPAL", schoolings__person__in=members)
        .annotate(people=Count("schoolings"))
        .order_by("entry_year", "label", "pk")
    )
    return found_groups(
        groups=[
            ExistingGroup(
                kind=GroupKind.PROMOTION,
                name=promotion.label,
                created_on=on,
                promotion_id=promotion.pk,
            )
            for promotion in waiting
        ],
        by=by,
    )


@verb
def found_areas(*, areas: Sequence[ExistingArea], by: Actor) -> int:
    """Take over the areas of territorial groups.

    :raises FoundingRefused: if a group is not territorial, or an area comes twice.
    """
    require(by, MANAGE_GROUPS)
    able = set(
        Group.objects.territorial()
        .filter(pk__in={area.group_id for area in areas})
        .values_list("pk", flat=True)
    )
    obstacles = []
    if {area.group_id for area in areas} - able:
        obstacles.append(_("Seul un groupe territorial dessert un territoire."))
    keys = Counter(
        (area.country, area.postcode_from, area.postcode_to, area.priority) for area in areas
    )
    obstacles += [
        _("Le territoire %(area)s est donné deux fois.") % {"area": " ".join(map(str, key))}
        for key, times in keys.items()
        if times > 1
    ]
    _refuse(obstacles)

    copied = copy_rows(
        AreaRule,
        ("group_id", "country", "postcode_from", "postcode_to", "priority"),
        (
            (area.group_id, area.country, area.postcode_from, area.postcode_to, area.priority)
            for area in areas
        ),
    )

    audit.record(by, "groups.areas_founded", "groups.arearule", areas=copied)
    return copied


def _copy_groups(
    ids: Sequence[int], scopes: Sequence[int], groups: Sequence[ExistingGroup]
) -> None:
    copy_rows(
        Group,
        GROUP_COLUMNS,
        (
            (
                pk,
                group.kind,
                group.name.strip(),
                group.parent_id,
                scope,
                group.promotion_id,
                group.region,
                group.area,
                group.presentation,
                group.longitude,
                group.latitude,
                GroupState.CLOSED if group.closed_on else GroupState.ACTIVE,
                group.created_on,
                group.closed_on,
                1,
            )
            for pk, scope, group in zip(ids, scopes, groups, strict=True)
        ),
    )


def obstacles_to_founding(groups: Sequence[ExistingGroup]) -> dict[int, list[str]]:
    """Return what forbids taking over each group, by its place, those above it being founded."""
    held = Group.objects.filter(Q(created_on__isnull=False) | Q(closed_on__isnull=True))
    taken = set(held.values_list("kind", Lower("name")))
    grouped = set(
        Group.objects.filter(promotion__in={group.promotion_id for group in groups}).values_list(
            "promotion_id", flat=True
        )
    )
    found: dict[int, list[str]] = {}
    for place, group in enumerate(groups):
        key = (group.kind.value, group.name.strip().lower())
        obstacles = _obstacles_to_group(group)
        if key in taken:
            obstacles.append(
                _("Un groupe de ce type s’appelle déjà « %(name)s ».") % {"name": group.name}
            )
        if group.promotion_id is not None and group.promotion_id in grouped:
            obstacles.append(
                _("La promotion « %(name)s » a déjà son groupe.") % {"name": group.name}
            )
        if obstacles:
            found[place] = obstacles
            continue
        taken.add(key)
        if group.promotion_id is not None:
            grouped.add(group.promotion_id)
    return found


def _obstacles_to_group(group: ExistingGroup) -> list[str]:
    obstacles = []
    if not group.name.strip():
        obstacles.append(_("Le groupe n’a pas de nom."))
    if group.closed_on is not None and group.closed_on < group.created_on:
        obstacles.append(
            _("Le groupe « %(name)s » est clos avant d’être créé.") % {"name": group.name}
        )
    if (group.kind == GroupKind.PROMOTION) != (group.promotion_id is not None):
        obstacles.append(
            _("La promotion « %(name)s » n’est pas ouverte.") % {"name": group.name}
            if group.kind == GroupKind.PROMOTION
            else _("Seul un groupe de promotion a une promotion.")
        )
    if group.kind == GroupKind.TERRITORIAL_INTL and not group.region:
        obstacles.append(_("Dites la région du monde d’un groupe de l’étranger."))
    return obstacles


def _stages(ids: Sequence[int], groups: Sequence[ExistingGroup]):
    for pk, group in zip(ids, groups, strict=True):
        yield (pk, GroupState.ACTIVE, group.created_on, group.closed_on)
        if group.closed_on is not None:
            yield (pk, GroupState.CLOSED, group.closed_on + ONE_DAY, None)


def _label(group: ExistingGroup) -> str:
    name = group.name.strip()
    return f"GT {name}" if group.kind.startswith("TERRITORIAL") else name


def _refuse(obstacles: list[str]) -> None:
    if obstacles:
        raise FoundingRefused(obstacles)
