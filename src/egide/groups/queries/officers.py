"""Who speaks for a group, and when it last had somebody: read from the mandates."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Case, Max, QuerySet, When
from django.db.models.functions import Coalesce, Least

from egide.groups.enums import GroupState
from egide.groups.models import Group, GroupActivity
from egide.groups.rules import LEADING_OFFICES, GroupLife
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate

# Who leads comes first on every page.
OFFICE_RANKS = tuple(
    When(office__code=code, then=rank)
    for rank, code in enumerate(
        (*LEADING_OFFICES, OfficeCode.GROUP_TREASURER, OfficeCode.GROUP_SECRETARY)
    )
)


def officers_of(group: Group, *, on: date) -> QuerySet[Mandate]:
    """Return the mandates running on ``on`` in a group, leaders first."""
    return (
        Mandate.objects.running_on(on)
        .filter(scope=group.scope_id, office__isnull=False)
        .select_related("person", "office")
        .annotate(rank=Case(*OFFICE_RANKS, default=9))
        .order_by("rank", "starts_on", "pk")
    )


def past_officers_of(group: Group, *, on: date) -> QuerySet[Mandate]:
    """Return the mandates of a group that are over, the last first."""
    return (
        Mandate.objects.real()
        .filter(scope=group.scope_id, office__isnull=False, ends_on__lt=on)
        .select_related("person", "office")
        .order_by("-ends_on", "pk")
    )


def leaders_of(group_ids: Collection[int], *, on: date) -> QuerySet[Mandate]:
    """Return the mandates of those who speak for these groups: presidents and delegates."""
    scopes = Group.objects.filter(pk__in=group_ids).values("scope_id")
    return (
        Mandate.objects.running_on(on)
        .filter(scope__in=scopes, office__code__in=LEADING_OFFICES)
        .select_related("person", "office")
        .order_by("scope_id", "pk")
    )


def lives_on(day: date, groups: QuerySet[Group]) -> dict[int, GroupLife]:
    """Return the last signs of life of each group, up to ``day`` (R-GRP-4, dormancy)."""
    served = Mandate.objects.real().filter(
        office__isnull=False, starts_on__lte=day, scope__in=groups.values("scope_id")
    )
    last_day = Max(Least(Coalesce("ends_on", day), day))
    officers = dict(served.values_list("scope_id").annotate(last=last_day).order_by())
    presidents = dict(
        served.filter(office__code__in=LEADING_OFFICES)
        .values_list("scope_id")
        .annotate(last=last_day)
        .order_by()
    )
    activities = dict(
        GroupActivity.objects.filter(held_on__lte=day, cancelled_on__isnull=True, group__in=groups)
        .values_list("group_id")
        .annotate(last=Max("held_on"))
        .order_by()
    )
    return {
        pk: GroupLife(
            created_on=created_on,
            last_activity_on=activities.get(pk),
            last_officer_on=officers.get(scope_id),
            last_president_on=presidents.get(scope_id),
        )
        for pk, scope_id, created_on in groups.values_list("pk", "scope_id", "created_on")
        if created_on is not None
    }


def groups_without_leader(*, on: date) -> QuerySet[Group]:
    """Return the active groups that nobody speaks for on ``on``, whatever the time since."""
    led = Mandate.objects.running_on(on).filter(
        office__code__in=LEADING_OFFICES, scope__isnull=False
    )
    return (
        Group.objects.active_on(on)
        .filter(state=GroupState.ACTIVE)
        .exclude(scope__in=led.values("scope_id"))
        .order_by("family", "name", "pk")
    )
