"""The mandates of the bodies: terms by thirds, those before and those to come [demo]."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from egide.mandates.demo.bodies import COMMITTEE_COLLEGES, Bodies
from egide.mandates.demo.people import CAMILLE, HUGO, INES, PAUL, People
from egide.mandates.enums import College, EndReason, OfficeCode
from egide.mandates.models import Seat
from egide.mandates.rules import MandateDraft, last_day_of_term
from egide.members.enums import MembershipStatus
from egide.members.queries.people import oldest_young_year

# The society goes on after the year of the report: who visits the demo later finds it governed.
GOVERNED_UNTIL = date(2028, 1, 1)
ONE_DAY = timedelta(days=1)
Chooser = Callable[[date], int]


def assembly_of(year: int) -> date:
    """Return the day of the spring assembly: the first Saturday of June."""
    first = date(year, 6, 1)
    return first + timedelta(days=(5 - first.weekday()) % 7)


def from_assembly(
    seat_id: int, year: int, choose: Chooser, *, years: int = 3
) -> Iterator[MandateDraft]:
    """Yield the mandates of a seat filled by the assemblies of ``year``, then every ``years``."""
    while (starts_on := assembly_of(year)) < GOVERNED_UNTIL:
        yield MandateDraft(
            person_id=choose(starts_on),
            seat_id=seat_id,
            starts_on=starts_on,
            elected_on=starts_on,
            term_ends_on=assembly_of(year + years) - ONE_DAY,
        )
        year += years


def mandates_of_bodies(bodies: Bodies, people: People) -> Iterator[MandateDraft]:
    """Yield every mandate of the board, the bureau, the committee and the young pairs."""
    head = _Young(people, "young president", first=people.named[INES], entered=2014)
    yield from _board(bodies, people, head)
    yield from _presidents(people, head)
    yield from _committee(bodies, people)
    for number, seat in bodies.pairs.items():
        yield from from_assembly(seat.pk, 2020, _Young(people, f"pair {number}"), years=2)


def externals(people: People) -> Iterator[MandateDraft]:
    """Yield who holds the offices of the School and of the Foundation; the seats follow."""
    for rank, code in enumerate(("FOUNDATION_PRESIDENT", "SCHOOL_DIRECTOR", "SCHOOL_BOARD_CHAIR")):
        yield MandateDraft(person_id=people.contacts[rank], office=code, starts_on=date(2017, 9, 1))


def _always(person_id: int) -> Chooser:
    return lambda day: person_id


class _Young:
    """Chooses for a seat of the young: the same person while they are young, then another.

    The days are asked in order the first time; what was answered for a year is answered again.
    """

    def __init__(self, people: People, kind: str, *, first: int = 0, entered: int = 0) -> None:
        self._people, self._kind = people, kind
        self._holder, self._entered = first, entered
        self._answers: dict[int, int] = {}

    def __call__(self, day: date) -> int:
        if day.year not in self._answers:
            if self._entered < oldest_young_year(day):
                chosen = self._people.young(self._kind, day.year)
                self._holder, self._entered = chosen.person_id, chosen.entry_year
            self._answers[day.year] = self._holder
        return self._answers[day.year]


def _board(bodies: Bodies, people: People, head: _Young) -> Iterator[MandateDraft]:
    direct = {1: people.named[CAMILLE], 6: people.named[HUGO]}
    for number in range(1, 7):
        person_id = direct.get(number) or people.take("direct", number)
        yield from from_assembly(bodies.board[number].pk, 2018, _always(person_id))
    for number in range(7, 20):
        year = 2018 + (number - 7) // 5
        person_id = people.take("assembly", number)
        yield from from_assembly(bodies.board[number].pk, year, _always(person_id))
    yield from from_assembly(bodies.board[20].pk, 2020, _always(people.named[PAUL]))
    yield from from_assembly(bodies.board[21].pk, 2020, head)
    # The third renewed in 2020 had been elected in 2017: five mandates that ended.
    for number in range(17, 22):
        yield MandateDraft(
            person_id=_before(people, number),
            seat_id=bodies.board[number].pk,
            starts_on=assembly_of(2017),
            elected_on=assembly_of(2017),
            term_ends_on=assembly_of(2020) - ONE_DAY,
            ended_on=assembly_of(2020) - ONE_DAY,
            end_reason=EndReason.TERM,
        )


def _before(people: People, number: int) -> int:
    if number == 21:
        return people.take("before", number, entered=(2009, 2012))
    return people.take("before", number)


def _presidents(people: People, head: _Young) -> Iterator[MandateDraft]:
    """Yield the presidents of the delegates and of the young, elected in May by their own."""
    for code, choose in (
        (OfficeCode.DELEGATES_PRESIDENT, _always(people.named[PAUL])),
        (OfficeCode.YOUNG_PRESIDENT, head),
    ):
        for year in range(2020, GOVERNED_UNTIL.year, 3):
            yield MandateDraft(
                person_id=choose(assembly_of(year)),
                office=code,
                starts_on=assembly_of(year),
                elected_on=date(year, 5, 16),
                term_ends_on=assembly_of(year + 3) - ONE_DAY,
            )


def _committee(bodies: Bodies, people: People) -> Iterator[MandateDraft]:
    number = 8
    for college, count, _label in COMMITTEE_COLLEGES:
        for rank in range(count):
            number += 1
            seat = bodies.committee[number]
            if college == College.STUDENTS:
                yield _student(seat, people, rank)
            elif college == College.YOUNG:
                yield from from_assembly(seat.pk, 2019, _Young(people, f"young {rank}"))
            elif college not in (College.REGIONS, College.CAMPUS):
                yield from _delegate(seat, people, college, rank)


def _delegate(seat: Seat, people: People, college: College, rank: int) -> Iterator[MandateDraft]:
    """Yield the mandates of a delegate; two change hands in January 2021, one was revoked."""
    holder = people.take(str(college), rank)
    year = 2018 + rank % 3
    if college == College.PROFESSIONAL and rank < 2:
        # The professional groups vote in December: these two hand over on the first Monday.
        handover = date(2021, 1, 4)
        yield MandateDraft(
            person_id=holder,
            seat_id=seat.pk,
            starts_on=date(2018, 1, 4),
            elected_on=date(2017, 12, 12),
            term_ends_on=handover - ONE_DAY,
        )
        successor = people.take("professional successor", rank)
        yield from _every_three_years(seat, successor, handover, date(2020, 12, 15))
    elif college == College.TERRITORIAL and rank == 0:
        yield MandateDraft(
            person_id=holder,
            seat_id=seat.pk,
            starts_on=assembly_of(2018),
            elected_on=assembly_of(2018),
            term_ends_on=assembly_of(2021) - ONE_DAY,
            ended_on=date(2020, 3, 31),
            end_reason=EndReason.REVOKED,
        )
        successor = people.take("territorial successor", rank)
        yield from _every_three_years(seat, successor, date(2020, 4, 15), date(2020, 4, 14))
    else:
        yield from from_assembly(seat.pk, year, _always(holder))


def _every_three_years(
    seat: Seat, person_id: int, starts_on: date, elected_on: date | None
) -> Iterator[MandateDraft]:
    while starts_on < GOVERNED_UNTIL:
        last = last_day_of_term(starts_on, 3)
        yield MandateDraft(
            person_id=person_id,
            seat_id=seat.pk,
            starts_on=starts_on,
            elected_on=elected_on or starts_on,
            term_ends_on=last,
        )
        starts_on, elected_on = last + ONE_DAY, None


def _student(seat: Seat, people: People, rank: int) -> MandateDraft:
    return MandateDraft(
        person_id=people.take(
            "student", rank, entered=(2018, 2019), statuses=(MembershipStatus.STUDENT,)
        ),
        seat_id=seat.pk,
        starts_on=date(2020, 10, 1),
        elected_on=date(2020, 9, 24),
        term_ends_on=date(2021, 9, 30),
    )
