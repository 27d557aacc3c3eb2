"""Seats that follow an office, and seats left vacant: who comes without an election, and how."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Designation, EndReason
from egide.mandates.models import Mandate
from egide.mandates.services import (
    CoOptionRefused,
    MandateRefused,
    change_office_holder,
    co_opt,
    end_mandate,
    give_mandate,
    ratify_co_option,
)
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_seat
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
JUNE = date(2020, 6, 6)


def give(person, **values):
    return give_mandate(person_id=person.pk, by=OPERATOR, **{"starts_on": JUNE, **values})


@pytest.fixture
def board():
    return make_body(BodyKind.BOARD)


@pytest.fixture
def seat(board):
    return make_seat(board, 1)


# --- seats that follow an office --------------------------------------------------------------


@pytest.fixture
def director():
    return make_office("SCHOOL_DIRECTOR", name="directeur général de l’École")


@pytest.fixture
def external_seat(board, director):
    return make_seat(
        board, 24, designation=Designation.EX_OFFICIO_EXTERNAL, follows=director, term_years=None
    )


@pytest.mark.proves("R-GOV-10")
def test_the_seat_comes_with_the_office(external_seat):
    person = make_person(status=None)

    office_mandate = give(person, office="SCHOOL_DIRECTOR")

    seated = Mandate.objects.get(seat=external_seat)
    assert (seated.person_id, seated.starts_on, seated.ends_on, seated.follows_id) == (
        person.pk,
        JUNE,
        None,
        office_mandate.pk,
    )
    assert RegisterLine.objects.filter(action="mandates.mandate_followed").count() == 1


@pytest.mark.proves("AC-GOV-8", "R-GOV-10")
def test_the_external_seat_moves_without_election_when_the_office_changes_hands(
    external_seat, director
):
    before, after = make_person(status=None), make_person(status=None)
    give(before, office="SCHOOL_DIRECTOR")

    change_office_holder(office=director, person_id=after.pk, on=date(2020, 9, 1), by=OPERATOR)

    def sitting(day):
        return [
            mandate.person_id
            for mandate in Mandate.objects.running_on(day).filter(seat=external_seat)
        ]

    assert sitting(date(2020, 8, 31)) == [before.pk]
    assert sitting(date(2020, 9, 1)) == [after.pk]
    assert set(Mandate.objects.filter(person=before).values_list("end_reason", "ends_on")) == {
        ("REPLACED", date(2020, 8, 31))
    }


def test_a_seat_that_follows_an_office_is_not_given_by_hand(external_seat):
    with pytest.raises(MandateRefused, match="le siège suivra"):
        give(make_person(), seat=external_seat)


def test_a_seat_carrying_an_office_moves_the_seats_that_follow_it(board):
    treasurer = make_office("TREASURER")
    direct = make_seat(board, 1, designation=Designation.DIRECT, carries=treasurer)
    for number in (2, 3, 4):
        make_seat(board, number)
    bureau = make_body(BodyKind.BUREAU)
    in_bureau = make_seat(bureau, 1, designation=Designation.EX_OFFICIO, follows=treasurer)

    elected = give(make_person(), seat=direct)

    followed = Mandate.objects.get(seat=in_bureau)
    assert (followed.person_id, followed.ends_on) == (elected.person_id, date(2023, 6, 5))


def test_who_already_sits_cannot_receive_an_office_that_brings_a_second_seat(external_seat, board):
    person = make_person()
    give(person, seat=make_seat(board, 2))

    with pytest.raises(MandateRefused, match="R-GOV-10"):
        give(person, office="SCHOOL_DIRECTOR")


def test_a_seat_added_later_is_filled_by_who_holds_the_office(board, director):
    holder = give(make_person(), office="SCHOOL_DIRECTOR")

    seat = make_seat(
        board,
        7,
        designation=Designation.EX_OFFICIO_EXTERNAL,
        follows=director,
        starts_on=date(2021, 1, 1),
    )

    seated = Mandate.objects.get(seat=seat)
    assert (seated.follows_id, seated.starts_on) == (holder.pk, date(2021, 1, 1))


# --- vacancies --------------------------------------------------------------------------------


@pytest.mark.proves("R-GOV-8")
def test_who_is_co_opted_ends_with_the_mandate_replaced(seat):
    replaced = give(make_person(), seat=seat)
    end_mandate(mandate=replaced, reason=EndReason.RESIGNED, on=date(2021, 1, 31), by=OPERATOR)

    mandate = co_opt(seat=seat, person_id=make_person().pk, starts_on=date(2021, 3, 1), by=OPERATOR)

    assert (mandate.ends_on, mandate.designation, mandate.succeeds_id) == (
        date(2023, 6, 5),
        "CO_OPTED",
        replaced.pk,
    )
    confirmed = ratify_co_option(mandate=mandate, on=date(2021, 6, 5), by=OPERATOR)
    assert confirmed.ratified_on == date(2021, 6, 5)
    with pytest.raises(CoOptionRefused):
        ratify_co_option(mandate=mandate, on=date(2021, 6, 6), by=OPERATOR)


@pytest.mark.proves("R-GOV-8")
def test_a_co_option_completes_an_interrupted_mandate_and_nothing_else(seat):
    with pytest.raises(CoOptionRefused, match="n’en a pas à achever"):
        co_opt(seat=seat, person_id=make_person().pk, starts_on=JUNE, by=OPERATOR)


@pytest.fixture
def direct_seats(board):
    """Six seats of direct suffrage, held, of which any may become vacant."""
    seats = [make_seat(board, number, designation=Designation.DIRECT) for number in range(1, 7)]
    mandates = [give(make_person(), seat=seat) for seat in seats]

    def empty(count: int):
        for mandate in mandates[:count]:
            end_mandate(
                mandate=mandate, reason=EndReason.RESIGNED, on=date(2021, 1, 31), by=OPERATOR
            )
        return seats[0]

    return empty


@pytest.mark.proves("R-GOV-8")
def test_a_third_of_the_direct_seats_vacant_may_be_filled_by_co_option(direct_seats):
    seat, person = direct_seats(2), make_person()

    mandate = co_opt(seat=seat, person_id=person.pk, starts_on=date(2021, 3, 1), by=OPERATOR)

    assert (mandate.person_id, mandate.designation) == (person.pk, Designation.CO_OPTED)


@pytest.mark.proves("R-GOV-8")
def test_more_than_a_third_of_the_direct_seats_vacant_calls_for_an_election(direct_seats):
    seat = direct_seats(3)

    with pytest.raises(CoOptionRefused, match="élection partielle"):
        co_opt(seat=seat, person_id=make_person().pk, starts_on=date(2021, 3, 1), by=OPERATOR)
