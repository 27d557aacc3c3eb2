"""Who sits where on any day: bodies, seats, vacancies, and the history of a seat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet

from egide.kernel.periods import lasting_until, running_on
from egide.mandates.enums import BodyKind, College, Designation
from egide.mandates.models import Body, Mandate, Seat
from egide.members.enums import FORMER_STATUSES
from egide.members.models import Membership

SOON = timedelta(days=90)
PARTS = (
    "person", "office", "scope", "body", "seat__body", "seat__carries", "seat__follows",
)  # fmt: skip
ORDER_OF_BODIES = (
    BodyKind.GENERAL_ASSEMBLY,
    BodyKind.BOARD,
    BodyKind.BUREAU,
    BodyKind.COMMITTEE,
    BodyKind.COMMISSION,
)


@dataclass(frozen=True, kw_only=True)
class Chair:
    """A seat on a day, and the mandate of who sits in it, if anybody does."""

    seat: Seat
    mandate: Mandate | None

    @property
    def vacant(self) -> bool:
        return self.mandate is None

    def ends_soon(self, on: date) -> bool:
        """Tell whether the mandate ends within ninety days, which is announced (S05)."""
        ends_on = self.mandate.ends_on if self.mandate else None
        return ends_on is not None and on <= ends_on <= on + SOON


@dataclass(frozen=True, kw_only=True)
class Bench:
    """The chairs of a body that are filled in one way, under one title."""

    designation: str
    college: str
    chairs: tuple[Chair, ...]

    @property
    def title(self) -> str:
        words = College(self.college) if self.college else Designation(self.designation)
        return str(words.label)[:1].upper() + str(words.label)[1:]

    @property
    def held(self) -> int:
        return sum(not chair.vacant for chair in self.chairs)


@dataclass(frozen=True, kw_only=True)
class BodyOn:
    """A body on a day: how many seats it has, how many are held."""

    body: Body
    seats: int
    held: int

    @property
    def vacant(self) -> int:
        return self.seats - self.held


def composition(body: Body, *, on: date) -> list[Chair]:
    """Return every seat of ``body`` that exists on a day, in order, with who sits (R-GOV-1)."""
    seats = (
        Seat.objects.existing_on(on)
        .filter(body=body)
        .select_related("body", "carries", "follows")
        .order_by("number", "pk")
    )
    sitting = {
        mandate.seat_id: mandate
        for mandate in Mandate.objects.running_on(on)
        .filter(body=body)
        .select_related("person", "follows")
        .order_by("pk")
    }
    return [Chair(seat=seat, mandate=sitting.get(seat.pk)) for seat in seats]


def benches(chairs: Iterable[Chair]) -> list[Bench]:
    """Group the chairs by the way they are filled, in the order of the seats."""
    found: dict[tuple[str, str], list[Chair]] = {}
    for chair in chairs:
        found.setdefault((chair.seat.designation, chair.seat.college), []).append(chair)
    return [
        Bench(designation=designation, college=college, chairs=tuple(group))
        for (designation, college), group in found.items()
    ]


def bodies_on(day: date) -> list[BodyOn]:
    """Return the bodies that exist on a day with their numbers of seats, statutory ones first."""
    existing = Body.objects.existing_on(day).annotate(
        seat_count=Count(
            "seats", filter=running_on(day, start="seats__starts_on", end="seats__ends_on")
        )
    )
    held = dict(
        Mandate.objects.running_on(day)
        .filter(body__isnull=False)
        .values_list("body")
        .annotate(Count("pk"))
        .order_by("body")
    )
    rank = {kind: place for place, kind in enumerate(ORDER_OF_BODIES)}
    found = [
        BodyOn(body=body, seats=body.seat_count, held=held.get(body.pk, 0))
        for body in existing.order_by("name", "pk")
    ]
    return sorted(found, key=lambda one: (not one.body.statutory, rank[BodyKind(one.body.kind)]))


def vacancies(*, on: date) -> QuerySet[Seat]:
    """Return the seats that exist on a day and that nobody holds (R-GOV-8)."""
    held = Mandate.objects.running_on(on).filter(seat=OuterRef("pk"))
    return (
        Seat.objects.existing_on(on)
        .filter(~Exists(held), running_on(on, start="body__starts_on", end="body__ends_on"))
        .select_related("body", "carries", "follows")
        .order_by("body__name", "body", "number", "pk")
    )


def history_of(seat: Seat) -> QuerySet[Mandate]:
    """Return every mandate that was held in this seat, the last first; cancelled ones too."""
    return seat.mandates.select_related(*PARTS).order_by("-starts_on", "-pk")


def bureau_outside_board(*, on: date) -> QuerySet[Mandate]:
    """Return the members of the bureau who do not sit on the board; told, not refused (X-12)."""
    on_board = Mandate.objects.running_on(on).filter(
        body__kind=BodyKind.BOARD, body__statutory=True, person=OuterRef("person")
    )
    return (
        Mandate.objects.running_on(on)
        .filter(~Exists(on_board), body__kind=BodyKind.BUREAU, body__statutory=True)
        .select_related(*PARTS)
        .order_by("seat__number", "pk")
    )


def to_confirm(*, on: date) -> QuerySet[Mandate]:
    """Return the co-options that run and that no assembly has confirmed yet (R-GOV-8)."""
    return (
        Mandate.objects.running_on(on)
        .filter(designation=Designation.CO_OPTED, ratified_on=None)
        .select_related(*PARTS)
        .order_by("starts_on", "pk")
    )


def held_by_former_members(*, on: date) -> QuerySet[Mandate]:
    """Return what people who resigned from the society or were struck off still serve in.

    No condition asks them to be members, so nothing ended by itself: it is for the secretary.
    """
    former = Membership.objects.filter(running_on(on), status__in=FORMER_STATUSES)
    return (
        Mandate.objects.running_on(on)
        .filter(person__in=former.values("person"), follows__isnull=True)
        .select_related(*PARTS)
        .order_by("starts_on", "pk")
    )


def renewals(chairs: Iterable[Chair]) -> list[tuple[int, int]]:
    """Return how many mandates reach their last day in each year: the thirds that go out."""
    years = Counter(
        chair.mandate.ends_on.year
        for chair in chairs
        if chair.mandate is not None and chair.mandate.ends_on is not None
    )
    return sorted(years.items())


def next_number(body: Body, *, on: date) -> int:
    """Return the number that a new seat of ``body`` would bear."""
    taken = Seat.objects.filter(lasting_until(on), body=body)
    return (taken.aggregate(last=Max("number"))["last"] or 0) + 1


def mandate_to_complete(seat: Seat, *, on: date) -> Mandate | None:
    """Return the interrupted mandate that a co-option on ``on`` would complete (R-GOV-8)."""
    ended = Mandate.objects.real().filter(seat=seat, ends_on__lt=on, term_ends_on__gte=on)
    return ended.order_by("-ends_on", "-pk").first()


def ending_soon(*, on: date) -> QuerySet[Mandate]:
    """Return the mandates whose last day comes within ninety days, the nearest first."""
    return (
        Mandate.objects.running_on(on)
        .filter(Q(ends_on__lte=on + SOON), follows__isnull=True)
        .select_related(*PARTS)
        .order_by("ends_on", "pk")
    )
