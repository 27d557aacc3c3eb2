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
from egide.mandates.enums import Designation, OfficeCode, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.services import define_office
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


@pytest.fixture
def treasurer(group):
    """Return the mandate of a treasurer until the end of 2020."""
    make_office(OfficeCode.GROUP_TREASURER, single=True)
    person = make_person(country="FR", postcode="33000")
    services.align_default_groups(on=date(2018, 1, 1), by=OPERATOR, tell=False)
    return services.appoint_officer(
        group=group,
        office=OfficeCode.GROUP_TREASURER,
        person=person,
        on=date(2019, 1, 1),
        ends_on=date(2020, 12, 31),
        by=desk(),
    )


@pytest.fixture
def successor(group, treasurer):
    person = make_person(country="FR", postcode="33000")
    services.align_default_groups(on=date(2019, 1, 1), by=OPERATOR, tell=False)
    return person


@pytest.mark.proves("R-GRP-4", "R-X-1")
def test_an_office_handed_over_is_never_held_twice(group, treasurer, successor):
    given = services.hand_over_office(
        group=group, mandate=treasurer, successor=successor, on=DAY, by=officer_of(group)
    )

    treasurer.refresh_from_db()
    assert (treasurer.ends_on, treasurer.end_reason) == (date(2020, 5, 31), "REPLACED")
    assert (given.person_id, given.starts_on, given.ends_on) == (
        successor.pk,
        DAY,
        date(2023, 5, 31),
    )
    for day, holder in ((date(2020, 5, 31), treasurer.person_id), (DAY, successor.pk)):
        [held] = queries.officers_of(group, on=day)
        assert held.person_id == holder


def test_holders_prepare_their_succession_and_do_not_close_their_own_mandate(
    group, treasurer, successor
):
    holder = officer_of(group, person_id=treasurer.person_id)

    with pytest.raises(services.OfficerRefused, match="le lendemain de votre terme"):
        services.hand_over_office(
            group=group, mandate=treasurer, successor=successor, on=DAY, by=holder
        )
    given = services.hand_over_office(
        group=group, mandate=treasurer, successor=successor, on=date(2021, 1, 1), by=holder
    )

    treasurer.refresh_from_db()
    assert (treasurer.ends_on, treasurer.end_reason) == (date(2020, 12, 31), "")
    assert given.starts_on == date(2021, 1, 1)


def test_a_refused_successor_leaves_the_mandate_as_it_was(group, treasurer):
    stranger = make_person()

    with pytest.raises(services.OfficerRefused, match="en sont membres"):
        services.hand_over_office(
            group=group, mandate=treasurer, successor=stranger, on=DAY, by=desk()
        )

    treasurer.refresh_from_db()
    assert (treasurer.ends_on, treasurer.end_reason) == (date(2020, 12, 31), "")


def test_an_office_that_a_society_made_for_its_groups_is_not_handed_over_here(group, successor):
    # The sheet of what passes is known for the offices of the rules, not for this one.
    kinds = [ScopeKind.TERRITORIAL]
    office = define_office(code="CORRESPONDENT", name="contact", scope_kinds=kinds, by=OPERATOR)
    mandate = Mandate.objects.create(
        person=make_person(),
        office=office,
        scope=group.scope,
        designation=Designation.APPOINTED,
        starts_on=date(2020, 1, 1),
        term_ends_on=date(2021, 12, 31),
        ends_on=date(2021, 12, 31),
    )

    with pytest.raises(services.OfficerRefused, match="n’est pas celui d’un responsable"):
        services.hand_over_office(
            group=group, mandate=mandate, successor=successor, on=DAY, by=desk()
        )


def test_an_office_is_handed_over_by_its_own_group_to_somebody_else(group, treasurer, successor):
    with pytest.raises(NotAllowed):
        services.hand_over_office(
            group=group, mandate=treasurer, successor=successor, on=DAY, by=officer_of(make_group())
        )
    with pytest.raises(services.OfficerRefused, match="à soi-même"):
        services.hand_over_office(
            group=group, mandate=treasurer, successor=treasurer.person, on=DAY, by=desk()
        )
    with pytest.raises(services.OfficerRefused, match="n’est pas celui d’un responsable"):
        services.hand_over_office(
            group=make_group(), mandate=treasurer, successor=successor, on=DAY, by=desk()
        )
