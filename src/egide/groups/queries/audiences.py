"""The groups as publics: who is in one on a day may be written to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from egide.groups.models import Group, GroupMembership
from egide.kernel.registry import AudienceChoice


def groups_to_write_to(
    text: str, scopes: frozenset[int] | None, on: date, most: int
) -> list[AudienceChoice]:
    """Return the living groups called so, within some scopes."""
    groups = Group.objects.standing_on(on).filter(scope__isnull=False)
    if scopes is not None:
        groups = groups.filter(scope__in=scopes)
    for word in text.split():
        groups = groups.filter(name__icontains=word)
    return [
        AudienceChoice(
            audience="groups.group",
            key=str(group.pk),
            label=group.name,
            detail=group.get_kind_display(),
            scope_id=group.scope_id,
        )
        for group in groups.order_by("name", "pk")[:most]
    ]


def people_of_group(key: str, on: date) -> Iterable[int]:
    """Return the people who are in a group on a day."""
    inside = GroupMembership.objects.running_on(on).filter(group=int(key))
    return inside.values_list("person_id", flat=True)


def because_of_group(key: str, label: str) -> str:
    """Say as what somebody is written to."""
    return _("comme membre de %(group)s") % {"group": label}
