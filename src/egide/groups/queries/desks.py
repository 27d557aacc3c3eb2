"""What waits on the desk of a group's officers, and on the desk of the whole network."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Sum

from egide.groups.enums import (
    PEOPLE_NOTICES,
    WATCHED_NOTICES,
    AgreementState,
    GroupKind,
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
    Handover,
)
from egide.groups.queries.officers import officers_of
from egide.groups.rules import OFFICES_OF_KIND
from egide.kernel.periods import Period
from egide.mandates.models import Mandate, Office

TERM_ENDS_SOON = timedelta(days=90)
# After a year nobody remembers who came; the list of activities still takes the number.
ATTENDANCE_ASKED = timedelta(days=365)
OPEN_RETURNS = (ReturnState.DUE, ReturnState.TO_FIX, ReturnState.MISSING)
SHOWN_PEOPLE = 6
# Whoever asked not to be listed is counted, and not named (R-REG-6); nobody who died is listed.
KNOWN = Q(person__listed=True) | Q(kind=NoticeKind.DEATH)


@dataclass(frozen=True, kw_only=True)
class PeopleNews:
    """Who came into a group, or left it: the last few by name, and how many in all."""

    kind: NoticeKind
    count: int
    last: list[GroupNotice]

    @property
    def more(self) -> int:
        return self.count - len(self.last)


@dataclass(frozen=True, kw_only=True)
class GroupDesk:
    """What the officers of a group have to do, and what they should know."""

    group: Group
    to_count: list[GroupActivity]
    returns: list[GroupReturn]
    news: list[PeopleNews]
    warnings: list[GroupNotice]
    terms_ending: list[Mandate]
    vacant: list[Office]
    handovers: list[Handover]
    draft: EgideAgreement | None
    agreement: EgideAgreement | None

    @property
    def nothing_waits(self) -> bool:
        return not (
            self.to_count
            or self.returns
            or self.news
            or self.warnings
            or self.terms_ending
            or self.vacant
            or self.handovers
            or self.draft
        )


def group_desk(group: Group, *, on: date) -> GroupDesk:
    """Return the work that waits in a group on ``on``."""
    waiting = group.notices.waiting_on(on)
    officers = list(officers_of(group, on=on))
    filled = {mandate.office.code for mandate in officers if mandate.office}
    wanted = [code for code in OFFICES_OF_KIND[GroupKind(group.kind)] if code not in filled]
    return GroupDesk(
        group=group,
        to_count=list(activities_to_count(group, on=on)),
        returns=list(group.returns.filter(state__in=OPEN_RETURNS).order_by("year", "pk")),
        news=_news_of_people(waiting),
        warnings=list(waiting.filter(kind__in=WATCHED_NOTICES).order_by("raised_on", "pk")),
        terms_ending=[
            mandate
            for mandate in officers
            if mandate.ends_on is not None and mandate.ends_on <= on + TERM_ENDS_SOON
        ],
        vacant=list(Office.objects.filter(code__in=wanted).order_by("pk")),
        handovers=list(
            group.handovers.filter(closed_on__isnull=True)
            .select_related("incoming__person", "incoming__office")
            .annotate(left=Count("items", filter=Q(items__received_on__isnull=True)))
            .order_by("opened_on", "pk")
        ),
        draft=group.agreements.filter(state=AgreementState.DRAFT).order_by("pk").first(),
        agreement=group.agreements.holding_on(on).order_by("pk").first(),
    )


def activities_to_count(group: Group, *, on: date) -> QuerySet[GroupActivity]:
    """Return what was held in the last twelve months and not counted yet, the last first.

    Each carries ``expected``: how many answered that they would come, which is what is proposed.
    """
    held = group.activities.filter(
        held_on__range=(on - ATTENDANCE_ASKED, on), attendance=None, cancelled_on=None
    )
    return with_answers(held).order_by("-held_on", "pk")


def with_answers(activities: QuerySet[GroupActivity]) -> QuerySet[GroupActivity]:
    """Add ``expected``: how many answered that they come."""
    return activities.annotate(expected=Count("answers", filter=Q(answers__coming=True)))


def _news_of_people(waiting: QuerySet[GroupNotice]) -> list[PeopleNews]:
    counts = dict(
        waiting.filter(kind__in=PEOPLE_NOTICES)
        .values_list("kind")
        .annotate(total=Count("pk"))
        .order_by("kind")
    )
    return [
        PeopleNews(
            kind=kind,
            count=counts[kind],
            last=list(
                waiting.filter(KNOWN, kind=kind)
                .select_related("person")
                .order_by("-raised_on", "-pk")[:SHOWN_PEOPLE]
            ),
        )
        for kind in PEOPLE_NOTICES
        if kind in counts
    ]


@dataclass(frozen=True, kw_only=True)
class NetworkDesk:
    """What the people who look after the network have to do."""

    proposals: QuerySet[Group]
    without_president: QuerySet[GroupNotice]
    asleep: QuerySet[GroupNotice]
    last_survivor: QuerySet[GroupNotice]
    renewals: QuerySet[GroupNotice]
    suspended: QuerySet[EgideAgreement]
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
        suspended=suspended_agreements(),
        dormant=Group.objects.filter(state=GroupState.DORMANT).order_by("dormant_since", "pk"),
        missing_returns=GroupReturn.objects.filter(state=ReturnState.MISSING)
        .select_related("group")
        .order_by("-year", "group__name", "pk"),
        returns_to_read=GroupReturn.objects.filter(state=ReturnState.SUBMITTED)
        .select_related("group")
        .order_by("submitted_on", "pk"),
    )


def suspended_agreements() -> QuerySet[EgideAgreement]:
    """Return the suspended agreements, with ``still_missing``: whether the returns are why, still.

    One whose returns came in waits for somebody to resume it: the clock suspends, people resume.
    """
    missing = GroupNotice.objects.waiting().filter(
        kind=NoticeKind.SUSPENDED, group=OuterRef("group")
    )
    return (
        EgideAgreement.objects.filter(state=AgreementState.SUSPENDED)
        .select_related("group")
        .annotate(still_missing=Exists(missing))
        .order_by("still_missing", "group__name", "pk")
    )


def watched_notices(*, on: date) -> QuerySet[GroupNotice]:
    """Return all that the watch raised and whose cause is still there."""
    return (
        GroupNotice.objects.waiting_on(on)
        .filter(kind__in=WATCHED_NOTICES)
        .select_related("group")
        .order_by("raised_on", "pk")
    )


def returns_listed(*, on: date) -> QuerySet[GroupReturn]:
    """Return every yearly return asked for by ``on``."""
    return GroupReturn.objects.filter(year__lt=on.year).select_related("group")


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


def activities_per_group(year: int) -> float:
    """Return how many activities an active group held in a year, on average."""
    period = Period.year(year)
    groups = Group.objects.active_on(period.end).count()
    held = GroupActivity.objects.filter(
        held_on__range=(period.start, period.end), cancelled_on__isnull=True
    ).count()
    return held / groups if groups else 0.0


def returns_share_on_time(year: int) -> tuple[int, int]:
    """Return how many returns of a year came on time, of how many that were due."""
    totals = GroupReturn.objects.filter(year=year).aggregate(
        due=Count("pk"), on_time=Count("pk", filter=Q(submitted_on__lte=date(year + 1, 1, 31)))
    )
    return totals["on_time"], totals["due"]


def last_year_asked() -> int | None:
    """Return the last year of which returns were asked, if any ever was."""
    return GroupReturn.objects.aggregate(last=Max("year"))["last"]
