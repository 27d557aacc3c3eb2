"""A death, or leaving for good, ends what somebody served in; the seats are vacant the next day."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Designation, EndReason
from egide.mandates.models import Mandate
from egide.mandates.queries.composition import vacancies
from egide.mandates.services import (
    end_mandate,
    give_mandate,
    when_people_are_erased,
    when_somebody_dies,
)
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_seat
from egide.members.enums import DeathSource, LifeStatus
from egide.members.events import PeopleErased, PersonDied
from egide.members.models import Person
from egide.members.services import confirm_death, report_death
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
START, DEATH, DAY_AFTER = date(2020, 6, 6), date(2021, 3, 14), date(2021, 3, 15)


@pytest.fixture
def treasurer():
    """A treasurer, whose seat on the board brings another in the bureau."""
    office = make_office("TREASURER")
    board = make_body(BodyKind.BOARD)
    seat = make_seat(board, 1, carries=office)
    for number in (2, 3):
        make_seat(board, number)
    make_seat(make_body(BodyKind.BUREAU), 1, designation=Designation.EX_OFFICIO, follows=office)
    person = make_person(since=START)
    give_mandate(person_id=person.pk, seat=seat, starts_on=START, by=OPERATOR)
    return person


def ends_of(person) -> set[tuple[date | None, str]]:
    return set(Mandate.objects.filter(person=person).values_list("ends_on", "end_reason"))


def test_a_confirmed_death_ends_every_mandate_that_day(
    treasurer, django_capture_on_commit_callbacks
):
    for source in (DeathSource.RELATIVE, DeathSource.DELEGATE):
        report_death(
            person=treasurer,
            source=source,
            reported_by=f"essai {source}",
            died_on=DEATH,
            by=OPERATOR,
            on=DAY_AFTER,
        )

    with django_capture_on_commit_callbacks(execute=True):
        confirm_death(person=treasurer, by=OPERATOR, on=DAY_AFTER, died_on=DEATH)

    assert Person.objects.get(pk=treasurer.pk).life_status == LifeStatus.DECEASED
    assert ends_of(treasurer) == {(DEATH, EndReason.DECEASED)}
    assert Mandate.objects.running_on(DAY_AFTER).count() == 0
    assert {seat.number for seat in vacancies(on=DAY_AFTER)} == {1, 2, 3}


def test_the_news_come_twice_and_end_the_mandates_once(treasurer):
    for _time in range(2):
        when_somebody_dies(PersonDied(person_id=treasurer.pk, died_on=DEATH))

    assert RegisterLine.objects.filter(action="mandates.mandate_ended").count() == 2


def test_a_mandate_that_would_begin_after_the_death_never_was(treasurer):
    later = give_mandate(
        person_id=treasurer.pk,
        office=make_office("DEAN").code,
        starts_on=date(2021, 6, 1),
        by=OPERATOR,
    )

    when_somebody_dies(PersonDied(person_id=treasurer.pk, died_on=DEATH))

    later.refresh_from_db()
    assert later.end_reason == EndReason.CANCELLED


def test_what_had_ended_keeps_its_own_reason(treasurer):
    mandate = Mandate.objects.get(person=treasurer, follows=None)
    end_mandate(mandate=mandate, reason=EndReason.RESIGNED, on=date(2021, 1, 31), by=OPERATOR)

    when_somebody_dies(PersonDied(person_id=treasurer.pk, died_on=DEATH))

    assert ends_of(treasurer) == {(date(2021, 1, 31), EndReason.RESIGNED)}


def test_who_asked_to_be_forgotten_served_until_the_eve(treasurer):
    when_people_are_erased(PeopleErased(person_ids=(treasurer.pk,), on=DAY_AFTER))

    assert ends_of(treasurer) == {(DEATH, EndReason.RESIGNED)}
