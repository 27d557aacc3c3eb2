"""What a group is called, and what it says of itself."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from egide.groups.enums import GroupKind, GroupState
from egide.groups.events import GroupRenamed
from egide.groups.models import AreaRule, Group
from egide.groups.rules import name_taken, obstacles_to_area, obstacles_to_name
from egide.groups.services.creation import scope_label
from egide.groups.services.ground import (
    GroupRefused,
    locked,
    refuse_if,
    require_desk,
    require_own,
    save_group,
    unless_taken,
)
from egide.kernel import audit, events
from egide.kernel.access import Actor
from egide.kernel.identity import verb
from egide.mandates.services import rename_scope


class NameTaken(GroupRefused):
    """Another group of the type bears this name."""


class AreaRefused(GroupRefused):
    """An area rule does not fit."""


@verb
def rename_group(
    *, group: Group, name: str, on: date, by: Actor, version: int | None = None
) -> Group:
    """Give a group another name; mandates read with the new one at once.

    :raises NameTaken: if a group of the same type has it (R-GRP-7).
    """
    require_desk(by)
    group = locked(group, version=version)
    name = name.strip()
    refuse_if(obstacles_to_name(name))
    if group.kind == GroupKind.PROMOTION:
        raise GroupRefused([_("Le groupe d’une promotion porte le nom de la promotion.")])
    others = Group.objects.annotate(lower_name=Lower("name")).exclude(pk=group.pk)
    if others.filter(
        Q(created_on__isnull=False) | Q(closed_on__isnull=True),
        kind=group.kind,
        lower_name=name.lower(),
    ).exists():
        raise NameTaken([name_taken(name)])

    before = audit.fingerprint(group)
    group.name = name
    with unless_taken(NameTaken([name_taken(name)])):
        save_group(group, "name")
    if group.scope is not None:
        rename_scope(scope=group.scope, label=scope_label(group), by=by)

    audit.record(by, "groups.group_renamed", group, before=before, on=on)
    events.publish(GroupRenamed(group_id=group.pk, on=on))
    return group


@verb
def change_presentation(
    *, group: Group, presentation: str, by: Actor, version: int | None = None
) -> Group:
    """Change what a group says of itself on its public page."""
    require_own(by, group)
    group = locked(group, version=version)
    refuse_if(
        [_("Un groupe clos ne se présente plus.")] if group.state == GroupState.CLOSED else []
    )

    before = audit.fingerprint(group)
    group.presentation = presentation.strip()
    save_group(group, "presentation")

    audit.record(by, "groups.presentation_changed", group, before=before)
    return group


@verb
def place_group(
    *, group: Group, longitude: Decimal | None, latitude: Decimal | None, by: Actor
) -> Group:
    """Say where a group stands on the map of the network."""
    require_own(by, group)
    group = locked(group)
    if (longitude is None) != (latitude is None):
        raise GroupRefused([_("Un lieu a une longitude et une latitude.")])
    if longitude is not None and not (-180 <= longitude <= 180 and -90 <= (latitude or 0) <= 90):
        raise GroupRefused([_("Ce lieu n’est pas sur la Terre.")])

    before = audit.fingerprint(group)
    group.longitude, group.latitude = longitude, latitude
    save_group(group, "longitude", "latitude")

    audit.record(by, "groups.group_placed", group, before=before)
    return group


@verb
def add_area_rule(
    *,
    group: Group,
    country: str,
    by: Actor,
    postcode_from: str = "",
    postcode_to: str = "",
    priority: int = 0,
) -> AreaRule:
    """Say which addresses belong to a territorial group; people follow at the next alignment.

    :raises AreaRefused: if the group is not territorial, the range is upside down, or another
        group already has the same area at the same priority.
    """
    require_desk(by)
    group = locked(group)
    if group.family != "TERRITORIAL":
        raise AreaRefused([_("Seul un groupe territorial dessert un territoire.")])
    area = {
        "country": country.strip().upper(),
        "postcode_from": _closed_up(postcode_from),
        "postcode_to": _closed_up(postcode_to),
    }
    obstacles = obstacles_to_area(**area)
    if obstacles:
        raise AreaRefused(obstacles)
    taken = AreaRule.objects.filter(**area, priority=priority).select_related("group").first()
    if taken is not None:
        raise AreaRefused(
            [
                _("Ce territoire est déjà celui de « %(group)s », avec la même priorité.")
                % {"group": taken.group.name}
            ]
        )

    with unless_taken(
        AreaRefused([_("Un autre groupe vient de prendre ce territoire, à la même priorité.")])
    ):
        rule = AreaRule.objects.create(group=group, priority=priority, **area)

    audit.record(
        by, "groups.area_rule_added", rule, group=group.pk, country=rule.country, priority=priority
    )
    return rule


def _closed_up(postcode: str) -> str:
    """Write a postcode as addresses are compared: without spaces, in capitals."""
    return "".join(postcode.split()).upper()


@verb
def remove_area_rule(*, rule: AreaRule, by: Actor) -> None:
    """Take an area away from a group; people follow at the next alignment."""
    require_desk(by)
    rule = AreaRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)

    audit.record(by, "groups.area_rule_removed", rule, group=rule.group_id, country=rule.country)
    rule.delete()
