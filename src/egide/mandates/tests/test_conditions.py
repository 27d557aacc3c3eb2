"""What somebody must be on the first day, what a day may be, and the interim."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.parameters import set_parameter
from egide.mandates.enums import BodyKind, Condition, Designation, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.services import (
    MandateRefused,
    declare_incompatible,
    give_mandate,
    lift_incompatibility,
)
from egide.mandates.tests.factories import (
    OPERATOR,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.enums import DataStatus, MembershipStatus
from egide.members.queries.people import JP_MAX_YEARS
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
JUNE = date(2020, 6, 6)


def give(person, **values):
    return give_mandate(person_id=person.pk, by=OPERATOR, **{"starts_on": JUNE, **values})


def obstacles_to_giving(person, **values) -> list[str]:
    with pytest.raises(MandateRefused) as refusal:
        give(person, **values)
    return refusal.value.obstacles


@pytest.fixture
def board():
    return make_body(BodyKind.BOARD)


@pytest.fixture
def seat(board):
    return make_seat(board, 1)


@pytest.mark.parametrize(
    ("status", "entered", "condition"),
    [
        (MembershipStatus.CURRENT, 1998, Condition.MEMBER),
        (MembershipStatus.CURRENT, 2011, Condition.YOUNG),
        (MembershipStatus.STUDENT, 2018, Condition.STUDENT),
    ],
)
def test_who_meets_a_condition_on_the_first_day_is_given_the_seat(
    board, status, entered, condition
):
    seat = make_seat(board, 9, conditions=[condition])
    person = make_person(status=status, promotion=make_promotion("Li", entered))

    give(person, seat=seat)

    assert list(seat.mandates.values_list("person", flat=True)) == [person.pk]


@pytest.mark.parametrize(
    ("status", "entered", "condition", "words"),
    [
        (None, 1998, Condition.MEMBER, "Il faut être sociétaire le premier jour du mandat."),
        (
            MembershipStatus.CURRENT,
            2010,
            Condition.YOUNG,
            "Il faut être des jeunes promotions le premier jour du mandat.",
        ),
        (
            MembershipStatus.CURRENT,
            2018,
            Condition.STUDENT,
            "Il faut être élève le premier jour du mandat.",
        ),
    ],
)
def test_who_does_not_meet_a_condition_on_the_first_day_is_refused_the_seat(
    board, status, entered, condition, words
):
    seat = make_seat(board, 9, conditions=[condition])
    person = make_person(status=status, promotion=make_promotion("Li", entered))

    with pytest.raises(MandateRefused) as refusal:
        give(person, seat=seat)

    assert refusal.value.obstacles == [words]


@pytest.mark.proves("R-REG-5")
def test_how_long_one_is_young_is_the_dated_parameter_of_the_registry(board):
    seat = make_seat(board, 9, conditions=[Condition.YOUNG])
    person = make_person(status=MembershipStatus.CURRENT, promotion=make_promotion("Li", 2010))
    set_parameter(
        code=JP_MAX_YEARS, value=10, starts_on=JUNE, source="conseil du 6 juin 2020", by=OPERATOR
    )

    assert obstacles_to_giving(person, seat=seat, starts_on=date(2020, 6, 5)) == [
        "Il faut être des jeunes promotions le premier jour du mandat."
    ]
    give(person, seat=seat, starts_on=JUNE)

    assert list(seat.mandates.values_list("person", flat=True)) == [person.pk]


# --- people and days --------------------------------------------------------------------------


def test_who_was_erased_receives_no_mandate(seat):
    erased = make_person(data_status=DataStatus.ANONYMISED, listed=False)

    assert obstacles_to_giving(erased, seat=seat) == [
        "Cette personne ne peut recevoir de mandat\u00a0: décédée, anonymisée ou inconnue."
    ]


def test_nobody_at_all_receives_no_mandate(seat):
    with pytest.raises(MandateRefused, match="inconnue"):
        give_mandate(person_id=987_654_321, seat=seat, starts_on=JUNE, by=OPERATOR)


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1845, 12, 31), date(9999, 12, 31)])
def test_a_year_that_no_mandate_can_have_is_refused(seat, day):
    assert "Cette année ne peut être celle d’un mandat." in obstacles_to_giving(
        make_person(), seat=seat, starts_on=day
    )


def test_a_term_that_ends_before_it_begins_is_refused(seat):
    assert obstacles_to_giving(make_person(), seat=seat, term_ends_on=date(2020, 6, 5)) == [
        "L’échéance précède le premier jour du mandat."
    ]


def test_a_mandate_that_meets_another_by_one_day_is_refused(seat):
    give(make_person(), seat=seat, term_ends_on=date(2020, 12, 31))

    assert obstacles_to_giving(make_person(), seat=seat, starts_on=date(2020, 12, 31)) == [
        "Ce siège est déjà pourvu jusqu’au 31\u00a0décembre 2020."
    ]
    assert give(make_person(), seat=seat, starts_on=date(2021, 1, 1)).pk


def test_a_seat_of_a_commission_is_filled_by_appointment():
    seat = make_seat(
        make_body(BodyKind.COMMISSION), 1, designation=Designation.APPOINTED, term_years=None
    )

    mandate = give(make_person(), seat=seat)

    assert (mandate.designation, mandate.ends_on) == (Designation.APPOINTED, None)


# --- the interim ------------------------------------------------------------------------------


def test_an_interim_says_its_last_day(seat):
    assert obstacles_to_giving(make_person(), seat=seat, designation=Designation.INTERIM) == [
        "Un intérim a un dernier jour\u00a0: dites lequel."
    ]


def test_an_interim_holds_the_office_until_its_last_day_and_frees_it(board):
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    scope = make_scope("GT Bordeaux")

    interim = give(
        make_person(),
        office="LOCAL",
        scope=scope,
        designation=Designation.INTERIM,
        term_ends_on=date(2020, 9, 30),
    )
    elected = give(make_person(), office="LOCAL", scope=scope, starts_on=date(2020, 10, 1))

    assert interim.designation == Designation.INTERIM
    assert list(Mandate.objects.running_on(date(2020, 9, 30))) == [interim]
    assert list(Mandate.objects.running_on(date(2020, 10, 1))) == [elected]


# --- incompatibilities in time ----------------------------------------------------------------


@pytest.fixture
def apart():
    """Two offices that exclude each other during 2021."""
    president, treasurer = make_office("PRESIDENT"), make_office("TREASURER")
    pair = declare_incompatible(
        first=president,
        second=treasurer,
        source="AG du 21 novembre 2020",
        starts_on=date(2021, 1, 1),
        by=OPERATOR,
    )
    return lift_incompatibility(
        pair=pair, on=date(2021, 12, 31), source="AG du 20 novembre 2021", by=OPERATOR
    )


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2020, 1, 1), date(2020, 12, 31)), (date(2022, 1, 1), date(2022, 12, 31))],
)
def test_two_offices_go_together_when_their_incompatibility_does_not_last(
    apart, starts_on, ends_on
):
    person = make_person()
    give(person, office="PRESIDENT", starts_on=date(2019, 1, 1))

    give(person, office="TREASURER", starts_on=starts_on, term_ends_on=ends_on)

    assert Mandate.objects.filter(person=person).count() == 2


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2020, 1, 1), date(2021, 1, 1)), (date(2021, 12, 31), date(2022, 12, 31))],
)
def test_two_offices_do_not_meet_on_any_day_of_their_incompatibility(apart, starts_on, ends_on):
    person = make_person()
    give(person, office="PRESIDENT", starts_on=date(2019, 1, 1))

    (obstacle,) = obstacles_to_giving(
        person, office="TREASURER", starts_on=starts_on, term_ends_on=ends_on
    )
    assert obstacle.startswith("Cette fonction est incompatible")
