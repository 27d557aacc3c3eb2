"""What waits on the desk of a group's officers, and on the desk of the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from egide.groups.enums import (
    WATCHED_NOTICES,
    GroupState,
    NoticeKind,
    ReturnState,
)
from egide.groups.models import (
    EgideAgreement,
    Group,
    GroupActivity,
    GroupMembership,
    GroupNotice,
    GroupReturn,
)
from egide.groups.queries.officers import officers_of
from egide.kernel.periods import Period
from egide.mandates.models import Mandate

TERM_ENDS_SOON = timedelta(days=90)
OPEN_RETURNS = (ReturnState.DUE, ReturnState.TO_FIX, ReturnState.MISSING)


@dataclass(frozen=True, kw_only=True)
class GroupDesk:
    """What the officers of a group have to do, and what they should know."""

    group: Group
    returns: list[GroupReturn]
    notices: list[GroupNotice]
    warnings: list[GroupNotice]
    terms_ending: list[Mandate]
    draft: EgideAgreement | None

    @property
    def nothing_waits(self) -> bool:
        return not (
            self.returns or self.notices or self.warnings or self.terms_ending or self.draft
        )


def group_desk(group: Group, *, on: date) -> GroupDesk:
    """Return the work that waits in a group on ``on``."""
    waiting = list(
        group.notices.waiting_on(on).select_related("person").order_by("raised_on", "pk")
    )
    return GroupDesk(
        group=group,
        returns=list(group.returns.filter(state__in=OPEN_RETURNS).order_by("year", "pk")),
        notices=[notice for notice in waiting if notice.kind not in WATCHED_NOTICES],
        warnings=[notice for notice in waiting if notice.kind in WATCHED_NOTICES],
        terms_ending=list(officers_of(group, on=on).filter(ends_on__lte=on + TERM_ENDS_SOON)),
        draft=group.agreements.filter(state="DRAFT").order_by("pk").first(),
    )


@dataclass(frozen=True, kw_only=True)
class NetworkDesk:
    """What the people who look after the network have to do."""

    proposals: QuerySet[Group]
    without_president: QuerySet[GroupNotice]
    asleep: QuerySet[GroupNotice]
    last_survivor: QuerySet[GroupNotice]
    renewals: QuerySet[GroupNotice]
    dormant: QuerySet[Group]
    missing_returns: QuerySet[GroupReturn]
    returns_to_read: QuerySet[GroupReturn]


def network_desk(*, on: date) -> NetworkDesk:
    """Return the work that waits at the desk of the network on ``on`` (pôle Communauté)."""
    return NetworkDesk(
        proposals=Group.objects.filter(state=GroupState.PROPOSED)
        .select_related("request__requested_by", "request__sponsor")
        .annotate(founders=Count("request__founders"))
        .order_by("request__requested_on", "pk"),
        without_president=waiting_notices(NoticeKind.NO_PRESIDENT, on=on),
        asleep=waiting_notices(NoticeKind.ASLEEP, on=on),
        last_survivor=waiting_notices(NoticeKind.LAST_SURVIVOR, on=on),
        renewals=waiting_notices(NoticeKind.RENEWAL, on=on),
        dormant=Group.objects.filter(state=GroupState.DORMANT).order_by("dormant_since", "pk"),
        missing_returns=GroupReturn.objects.filter(state=ReturnState.MISSING)
        .select_related("group")
        .order_by("-year", "group__name", "pk"),
        returns_to_read=GroupReturn.objects.filter(state=ReturnState.SUBMITTED)
        .select_related("group")
        .order_by("submitted_on", "pk"),
    )


def waiting_notices(kind: NoticeKind, *, on: date) -> QuerySet[GroupNotice]:
    """Return the notices of one kind that nobody has dealt with, the oldest first."""
    return (
        GroupNotice.objects.waiting_on(on)
        .filter(kind=kind)
        .select_related("group")
        .order_by("raised_on", "pk")
    )


@dataclass(frozen=True, kw_only=True)
class ReturnDraft:
    """The numbers of a year, as the records say them: what an officer confirms in one tap."""

    officers: int
    members_met: int
    activities: int


def return_draft(group: Group, year: int) -> ReturnDraft:
    """Return what the records say of a group's year (R-GRP-5)."""
    period = Period.year(year)
    held = group.activities.filter(
        held_on__range=(period.start, period.end), cancelled_on__isnull=True
    ).aggregate(number=Count("pk"), met=Sum("attendance", default=0))
    officers = (
        Mandate.objects.running_during(period)
        .filter(scope=group.scope_id, office__isnull=False)
        .values("person")
        .distinct()
        .count()
    )
    return ReturnDraft(officers=officers, members_met=held["met"], activities=held["number"])


def people_of(group: Group, *, on: date) -> QuerySet[GroupMembership]:
    """Return who is in a group on ``on``, by name; the members, and nobody whose record is
    closed."""
    return (
        GroupMembership.objects.running_on(on)
        .filter(group=group)
        .select_related("person")
        .order_by("person__sort_name", "pk")
    )


def activities_of(group: Group) -> QuerySet[GroupActivity]:
    """Return what a group did and did not cancel, the last first."""
    return group.activities.filter(cancelled_on__isnull=True).order_by("-held_on", "pk")


def returns_share_on_time(year: int) -> tuple[int, int]:
    """Return how many returns of a year came on time, of how many that were due."""
    totals = GroupReturn.objects.filter(year=year).aggregate(
        due=Count("pk"), on_time=Count("pk", filter=Q(submitted_on__lte=date(year + 1, 1, 31)))
    )
    return totals["on_time"], totals["due"]


def last_year_asked() -> int | None:
    """Return the last year of which returns were asked, if any ever was."""
    return GroupReturn.objects.aggregate(last=Max("year"))["last"]
