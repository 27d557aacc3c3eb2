"""What passes with an office of a group: by itself, by hand, and what stays open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import slugify

from egide.groups.enums import PaperAudience
from egide.groups.models import Group, GroupActivity, GroupMembership, GroupPaper, Handover
from egide.groups.permissions import MANAGE_GROUPS, MANAGE_OWN_GROUP
from egide.groups.queries.desks import GroupDesk, group_desk
from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.registry import Words
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate, OfficeRight

# How each office is called in an address.
CALLED: dict[str, str] = {
    OfficeCode.GROUP_PRESIDENT: "president",
    OfficeCode.GROUP_TREASURER: "tresorier",
    OfficeCode.GROUP_SECRETARY: "secretaire",
    OfficeCode.PROMOTION_DELEGATE: "delegue",
}


@dataclass(frozen=True, kw_only=True)
class HandoverSheet:
    """One hand-over as both officers read it."""

    handover: Handover
    rights: list[Words]
    address: str
    papers: int
    to_come: list[GroupActivity]
    desk: GroupDesk

    @property
    def left(self) -> int:
        return sum(item.received_on is None for item in self.handover.items.all())


def handover_sheet(handover: Handover, *, on: date) -> HandoverSheet:
    """Return what passes with the office, and what the group is committed to on ``on``."""
    group, office = handover.group, handover.incoming.office
    assert office is not None  # noqa: S101 - hand_over_office passes offices only
    labels = registry.permissions()
    carried = OfficeRight.objects.running_on(max(on, handover.incoming.starts_on))
    rights = carried.filter(office=office).order_by("permission", "pk")
    return HandoverSheet(
        handover=handover,
        rights=[labels[one.permission].label for one in rights if one.permission in labels],
        address=address_of(group, office.code),
        papers=group.papers.filter(withdrawn_on__isnull=True).count(),
        to_come=list(
            group.activities.filter(held_on__gte=on, cancelled_on=None).order_by("held_on", "pk")
        ),
        desk=group_desk(group, on=on),
    )


def papers_shown(group: Group, actor: Actor, *, on: date) -> QuerySet[GroupPaper]:
    """Return the papers of a group that this actor may read, the last filed first."""
    papers = group.papers.filter(withdrawn_on__isnull=True).select_related("document")
    if not (actor.can(MANAGE_GROUPS) or actor.can(MANAGE_OWN_GROUP, group.scope_id)):
        inside = actor.person_id is not None and (
            GroupMembership.objects.running_on(on)
            .filter(group=group, person_id=actor.person_id)
            .exists()
        )
        papers = papers.filter(audience=PaperAudience.GROUP) if inside else papers.none()
    return papers.order_by("-filed_on", "-pk")


def address_of(group: Group, office: str) -> str:
    """Return the function address of an office (adresse de fonction), or nothing without a domain.

    It is made from the office and the group, so it is whose the mandate is: nothing to hand over.
    """
    if not settings.MAIL_DOMAIN or office not in CALLED:
        return ""
    return f"{CALLED[office]}.{_slug(group)}@{settings.MAIL_DOMAIN}"


def function_addresses(*, on: date) -> Iterator[tuple[str, int]]:
    """Yield each function address and the id of who holds the office on ``on``.

    Two groups whose names read alike in an address have none until one of them is renamed.
    """
    groups = {
        group.scope_id: group
        for group in Group.objects.active_on(on).only("pk", "name", "kind", "scope_id")
    }
    twins = Counter(_slug(group) for group in groups.values())
    mandates = (
        Mandate.objects.running_on(on)
        .filter(scope__in=groups, office__code__in=CALLED)
        .order_by("scope", "office", "starts_on", "pk")
        .values_list("scope_id", "office__code", "person_id")
    )
    for scope_id, code, person_id in mandates.iterator():
        group = groups[scope_id]
        if twins[_slug(group)] == 1:
            yield address_of(group, code), person_id


def _slug(group: Group) -> str:
    return slugify(group.name)
