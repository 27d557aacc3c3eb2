"""What is counted, on which day, and the rows behind it."""

from datetime import date

import pytest

from egide.kernel import parameters
from egide.kernel.access import CLOCK
from egide.kernel.periods import Period
from egide.members.enums import LifeStatus, MembershipStatus, SchoolingRank
from egide.members.figures import FIGURES
from egide.members.models import Membership, Schooling
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
FIGURE = {figure.key: figure for figure in FIGURES}
YEAR = Period.year(2020)


def value(key, period=YEAR):
    return FIGURE[key].value(period)


def listed(key, period=YEAR):
    figure = FIGURE[key]
    paths = [column.path for column in figure.columns]
    return list(figure.rows(period).order_by("pk").values_list(*paths))


def test_members_are_students_up_to_date_behind_or_honorary_and_nobody_else():
    for status in MembershipStatus:
        make_person(status=status)
    make_person(status=None)

    assert value("members.members") == 4
    assert sorted(row[2] for row in listed("members.members")) == [
        "CURRENT",
        "HONORARY",
        "LAPSED",
        "STUDENT",
    ]


@pytest.mark.proves("R-X-6")
def test_a_member_counts_from_the_first_to_the_last_day_of_the_standing():
    member = make_person(status=MembershipStatus.CURRENT, since=date(2020, 12, 31))
    Membership.objects.filter(person=member).update(ends_on=date(2021, 12, 30))

    assert value("members.members", Period.year(2020)) == 1
    assert value("members.members", Period.year(2020, up_to=date(2020, 12, 30))) == 0
    assert value("members.members", Period.year(2021)) == 0
    assert value("members.members", Period.year(2021, up_to=date(2021, 12, 30))) == 1


@pytest.mark.proves("R-REG-4")
def test_the_row_of_a_member_tells_number_promotion_and_standing_and_no_name():
    member = make_person(promotion=make_promotion("Bo", 1998))
    Schooling.objects.create(
        person=member, promotion=make_promotion("Li", 1999), rank=SchoolingRank.SECONDARY
    )

    assert listed("members.members") == [
        (member.society_no, "Bo 198", "CURRENT", date(2016, 1, 1)),
    ]


@pytest.mark.proves("R-REG-5", "R-REG-4")
def test_young_members_entered_nine_years_ago_at_most_in_their_principal_promotion():
    make_person(promotion=make_promotion("Bo", 2011))
    elder = make_person(promotion=make_promotion("Bo", 2010))
    Schooling.objects.create(
        person=elder, promotion=make_promotion("Bo", 2012), rank=SchoolingRank.SECONDARY
    )
    make_person(promotion=make_promotion("Bo", 2015), status=None)

    assert value("members.jp_members") == 1
    assert value("members.jp_members", Period.year(2019)) == 2
    assert value("members.jp_members", Period.year(2021)) == 0


@pytest.mark.proves("R-REG-5")
def test_the_number_of_years_is_a_dated_parameter():
    make_person(promotion=make_promotion("Bo", 2009))
    parameters.set_parameter(
        code="members.jp_max_years",
        value=11,
        starts_on=date(2020, 6, 1),
        source="assemblée du 6 juin 2020",
        by=CLOCK,
    )

    assert value("members.jp_members", Period.year(2019)) == 0
    assert value("members.jp_members", Period.year(2020)) == 1


@pytest.mark.proves("AC-GRP-5", "R-REG-4")
def test_a_promotion_lives_by_one_living_member_of_its_own():
    living, dead, left, visited = (make_promotion("Bo", year) for year in range(1990, 1994))
    member = make_person(promotion=living)
    make_person(promotion=living)
    Schooling.objects.create(person=member, promotion=visited, rank=SchoolingRank.SECONDARY)
    make_person(
        promotion=dead,
        status=MembershipStatus.DECEASED,
        life_status=LifeStatus.DECEASED,
        died_on=date(2016, 1, 1),
        listed=False,
    )
    make_person(promotion=left, status=MembershipStatus.RESIGNED)

    assert value("members.promotions") == 1
    assert listed("members.promotions") == [("Bo 190", "Bordeaux", 1990, 2)]


def test_a_confirmed_death_counts_even_where_no_standing_says_it():
    make_person(life_status=LifeStatus.DECEASED, died_on=date(2020, 7, 1), listed=False)

    assert value("members.members", Period.year(2019)) == 1
    assert value("members.members", Period.year(2020)) == 0


@pytest.mark.parametrize("key", sorted(FIGURE))
def test_the_number_is_the_length_of_its_list(key):
    for year in (1998, 2015):
        make_person(promotion=make_promotion("Bo", year))
        make_person(promotion=make_promotion("Bo", year), status=None)

    assert value(key) == len(listed(key)) > 0
