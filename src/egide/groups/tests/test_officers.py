"""Officers of a group: members up to date, for two to three years (R-GRP-4)."""

from __future__ import annotations

from datetime import date

import pytest

from egide.groups import queries, services
from egide.groups.tests.factories import (
    OPERATOR,
    desk,
    make_group,
    make_office,
    make_promotion_group,
    officer_of,
)
from egide.kernel.errors import NotAllowed
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate
from egide.members.enums import MembershipStatus
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture
def group():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


@pytest.mark.proves("R-GRP-4")
@pytest.mark.parametrize(
    ("status", "ends_on", "sentence"),
    [
        (MembershipStatus.LAPSED, date(2023, 5, 31), "à jour de cotisation"),
        (MembershipStatus.STUDENT, date(2023, 5, 31), "à jour de cotisation"),
        (MembershipStatus.CURRENT, date(2022, 5, 30), "de deux à trois ans"),
        (MembershipStatus.CURRENT, date(2023, 6, 1), "de deux à trois ans"),
    ],
)
def test_an_officer_is_up_to_date_for_two_to_three_years(group, status, ends_on, sentence):
    make_office(OfficeCode.GROUP_TREASURER)
    person = make_person(status=status, country="FR", postcode="33000")
    services.align_default_groups(on=date(2019, 1, 1), by=OPERATOR, tell=False)

    with pytest.raises(services.OfficerRefused, match=sentence):
        services.appoint_officer(
            group=group,
            office=OfficeCode.GROUP_TREASURER,
            person=person,
            on=DAY,
            ends_on=ends_on,
            by=desk(),
        )


@pytest.mark.proves("R-GRP-4")
def test_an_officer_serves_three_years_unless_told_otherwise(group):
    make_office(OfficeCode.GROUP_TREASURER)
    person = make_person(country="FR", postcode="33000")
    services.align_default_groups(on=date(2019, 1, 1), by=OPERATOR, tell=False)

    mandate = services.appoint_officer(
        group=group, office=OfficeCode.GROUP_TREASURER, person=person, on=DAY, by=officer_of(group)
    )

    assert (mandate.starts_on, mandate.ends_on) == (DAY, date(2023, 5, 31))
    assert list(queries.officers_of(group, on=date(2023, 5, 31))) == [mandate]
    assert list(queries.officers_of(group, on=date(2023, 6, 1))) == []


def test_a_student_leads_a_promotion_and_an_outsider_does_not():
    promotion = make_promotion_group(make_promotion("Bo", 2018))
    make_office(OfficeCode.PROMOTION_DELEGATE)
    student = make_person(promotion=promotion.promotion, status=MembershipStatus.STUDENT)
    services.align_default_groups(on=date(2020, 1, 1), by=OPERATOR, tell=False)
    office = OfficeCode.PROMOTION_DELEGATE

    services.appoint_officer(group=promotion, office=office, person=student, on=DAY, by=desk())
    with pytest.raises(services.OfficerRefused, match="en sont membres"):
        services.appoint_officer(
            group=promotion, office=office, person=make_person(), on=DAY, by=desk()
        )

    assert Mandate.objects.count() == 1


def test_the_treasurer_of_one_group_keeps_no_other(group):
    other = make_group()

    with pytest.raises(NotAllowed):
        services.change_presentation(group=other, presentation="x", by=officer_of(group))
    assert (
        services.change_presentation(
            group=group, presentation="Bienvenue", by=officer_of(group)
        ).presentation
        == "Bienvenue"
    )
