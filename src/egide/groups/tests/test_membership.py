"""Everybody is in the group of their address and in that of their promotion (R-GRP-1)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from egide.groups import queries, services
from egide.groups.enums import Family, GroupKind, JoinKind, NoticeKind
from egide.groups.events import DefaultGroupChanged
from egide.groups.models import GroupMembership, GroupNotice
from egide.groups.tests.factories import (
    OPERATOR,
    desk,
    make_group,
    make_leader,
    make_promotion_group,
    member,
)
from egide.kernel import registry
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services as members_services
from egide.members.enums import LifeStatus, MembershipStatus
from egide.members.rules.people import NewAddress
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


def align(*people, on=DAY):
    return services.align_default_groups(
        on=on, by=OPERATOR, people=[person.pk for person in people] or None, tell=False
    )


def group_ids(person, on=DAY):
    rows = GroupMembership.objects.running_on(on).filter(person=person).order_by("family")
    return [row.group_id for row in rows]


@pytest.fixture
def bordeaux():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


@pytest.fixture
def montreal():
    return make_group(GroupKind.TERRITORIAL_INTL, "Montréal", country="CA", region="AMERICAS")


@pytest.mark.proves("R-GRP-1")
def test_a_member_is_in_the_group_of_the_address_and_in_the_one_of_the_promotion(bordeaux):
    promotion = make_promotion_group(make_promotion("Bo", 1998))
    person = make_person(promotion=promotion.promotion, country="FR", postcode="33 100")

    align(person)

    assert group_ids(person) == [promotion.pk, bordeaux.pk]


@pytest.mark.proves("R-GRP-1")
def test_the_rule_is_the_same_for_one_person_as_for_all(bordeaux, montreal):
    here = make_person(country="FR", postcode="33100")
    there = make_person(country="CA", postcode="H2X 1Y4")

    align(here)
    align()

    assert (group_ids(here), group_ids(there)) == ([bordeaux.pk], [montreal.pk])


def test_aligning_twice_changes_nothing_the_second_time(bordeaux):
    person = make_person(country="FR", postcode="33100")
    align(person)
    lines = RegisterLine.objects.count()

    assert align() == []
    assert RegisterLine.objects.count() == lines


def test_a_city_is_cut_out_of_its_department_by_priority(bordeaux):
    city = make_group(
        name="Bordeaux ville", country="FR", postcodes=("33000", "33300"), priority=10
    )
    in_town = make_person(country="FR", postcode="33300")
    outside = make_person(country="FR", postcode="33301")

    align()

    assert (group_ids(in_town), group_ids(outside)) == ([city.pk], [bordeaux.pk])


def test_a_student_is_placed_and_a_resigned_member_is_not(bordeaux):
    student = make_person(status=MembershipStatus.STUDENT, country="FR", postcode="33000")
    resigned = make_person(status=MembershipStatus.RESIGNED, country="FR", postcode="33000")

    align()

    assert (group_ids(student), group_ids(resigned)) == ([bordeaux.pk], [])


@pytest.mark.proves("R-REG-4")
def test_a_second_promotion_does_not_count(bordeaux):
    principal = make_promotion_group(make_promotion("Bo", 1998))
    second = make_promotion_group(make_promotion("Li", 2000))
    person = make_person(promotion=principal.promotion)
    person.schoolings.create(promotion=second.promotion, rank="SECONDARY")

    align(person)

    assert group_ids(person) == [principal.pk]


@pytest.mark.proves("AC-GRP-4")
def test_moving_from_bordeaux_to_montreal_changes_the_default_group_and_tells_both_presidents(
    bordeaux, montreal, django_capture_on_commit_callbacks, monkeypatch
):
    presidents = [make_leader(bordeaux).person_id, make_leader(montreal).person_id]
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))
    told = []
    monkeypatch.setattr(
        registry,
        "handlers_of",
        lambda event: [told.append] if isinstance(event, DefaultGroupChanged) else [],
    )

    with django_capture_on_commit_callbacks(execute=True):
        person.addresses.update(ends_on=date(2020, 5, 31))
        person.addresses.create(country="CA", postcode="H2X 1Y4", starts_on=DAY)
        services.follow_move(person_id=person.pk, on=DAY, by=OPERATOR)

    assert group_ids(person) == [montreal.pk]
    assert group_ids(person, on=date(2020, 5, 31)) == [bordeaux.pk]
    assert [event.presidents for event in told] == [tuple(presidents)]
    notices = GroupNotice.objects.order_by("group_id").values_list("group_id", "kind", "person_id")
    assert list(notices) == [
        (bordeaux.pk, NoticeKind.DEPARTURE, person.pk),
        (montreal.pk, NoticeKind.ARRIVAL, person.pk),
    ]


@pytest.mark.proves("AC-GRP-4")
def test_a_move_written_in_the_registry_reaches_the_groups(
    bordeaux, montreal, django_capture_on_commit_callbacks
):
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))

    with django_capture_on_commit_callbacks(execute=True):
        members_services.move(
            person=person,
            address=NewAddress(country="CA", postcode="H2X 1Y4", city="Montréal"),
            on=DAY,
            by=OPERATOR,
        )

    assert group_ids(person) == [montreal.pk]


@pytest.mark.proves("AC-GRP-4", "R-GRP-1")
def test_a_pinned_group_stays_when_its_member_moves(bordeaux, montreal):
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))
    services.pin_territorial_group(
        person=person, group=bordeaux, on=date(2019, 6, 1), by=member(person)
    )
    person.addresses.update(country="CA", postcode="H2X 1Y4")

    changes = services.follow_move(person_id=person.pk, on=DAY, by=OPERATOR)

    assert changes == []
    assert group_ids(person) == [bordeaux.pk]


def test_unpinning_gives_back_the_group_of_the_address(bordeaux, montreal):
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))
    services.pin_territorial_group(
        person=person, group=montreal, on=date(2019, 6, 1), by=member(person)
    )

    services.unpin_territorial_group(person=person, on=DAY, by=member(person))

    assert group_ids(person) == [bordeaux.pk]
    assert GroupMembership.objects.running_on(DAY).get(person=person).kind == JoinKind.AUTOMATIC


def test_moving_twice_in_a_day_leaves_only_the_last_group(bordeaux, montreal):
    person = make_person(country="FR", postcode="33000")
    align(person)
    person.addresses.update(country="CA", postcode="")

    align(person)

    assert list(
        GroupMembership.objects.filter(person=person).values_list("group_id", "starts_on")
    ) == [(montreal.pk, DAY)]


def test_a_member_in_a_country_without_group_is_attached_to_the_delegate_of_the_region(bordeaux):
    person = make_person(country="PE", postcode="")

    align(person)

    assert group_ids(person) == []
    assert list(queries.members_without_group(on=DAY)) == [person]


def test_a_member_whose_address_is_unknown_keeps_no_group(bordeaux):
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))
    person.addresses.update(ends_on=date(2020, 5, 31))

    align(person)

    assert group_ids(person) == []
    assert list(queries.members_without_group(on=DAY)) == [person]


def test_the_database_refuses_two_territorial_groups_at_a_time(bordeaux, montreal):
    person = make_person(country="FR", postcode="33000")
    align(person)

    with pytest.raises(IntegrityError, match="one_territorial_group"), transaction.atomic():
        GroupMembership.objects.create(
            person=person,
            group=montreal,
            family=Family.TERRITORIAL,
            kind=JoinKind.CHOSEN,
            starts_on=DAY,
        )


def test_the_database_refuses_a_membership_of_another_family_than_its_group(connect_as, bordeaux):
    person = make_person()

    with pytest.raises(IntegrityError, match="the_family_of_a_membership"), transaction.atomic():
        GroupMembership.objects.create(
            person=person, group=bordeaux, family=Family.FREE, kind=JoinKind.CHOSEN, starts_on=DAY
        )


@pytest.mark.proves("AC-GRP-5")
def test_a_death_ends_every_membership_on_the_day_of_death(bordeaux):
    promotion = make_promotion_group(make_promotion("Bo", 1951))
    person = make_person(promotion=promotion.promotion, country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))

    services.end_memberships(person_id=person.pk, on=DAY, kind=NoticeKind.DEATH, by=OPERATOR)

    assert group_ids(person, on=DAY) == [promotion.pk, bordeaux.pk]
    assert group_ids(person, on=date(2020, 6, 2)) == []
    assert set(GroupNotice.objects.values_list("group_id", "kind")) == {
        (promotion.pk, "DEATH"),
        (bordeaux.pk, "DEATH"),
    }


def test_a_death_told_late_undoes_the_moves_written_since(bordeaux, montreal):
    person = make_person(country="FR", postcode="33000")
    align(person, on=date(2019, 1, 1))
    person.addresses.update(country="CA", postcode="")
    align(person, on=date(2020, 3, 1))

    services.end_memberships(
        person_id=person.pk, on=date(2020, 2, 1), kind=NoticeKind.DEATH, by=OPERATOR
    )

    rows = GroupMembership.objects.filter(person=person).values_list("group_id", "ends_on")
    assert list(rows) == [(bordeaux.pk, date(2020, 2, 1))]


def test_the_dead_are_not_placed_again(bordeaux):
    person = make_person(
        country="FR", postcode="33000", life_status=LifeStatus.DECEASED, listed=False, died_on=DAY
    )

    align(person)

    assert group_ids(person) == []


def test_a_member_joins_and_leaves_a_professional_group(bordeaux):
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()

    joined = services.join_group(person=person, group=group, on=DAY, by=member(person))
    left = services.leave_group(person=person, group=group, on=date(2020, 7, 1), by=member(person))

    assert joined.kind == JoinKind.CHOSEN
    assert left.ends_on == date(2020, 7, 1)
    actions = RegisterLine.objects.filter(action__startswith="groups.group_").order_by("number")
    assert [line.action for line in actions] == ["groups.group_joined", "groups.group_left"]


def test_who_leaves_and_comes_back_the_same_day_was_never_away():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()
    services.join_group(person=person, group=group, on=date(2020, 1, 1), by=member(person))
    services.leave_group(person=person, group=group, on=DAY, by=member(person))
    with pytest.raises(services.MembershipRefused, match="Vous avez déjà quitté ce groupe"):
        services.leave_group(person=person, group=group, on=DAY, by=member(person))

    back = services.join_group(person=person, group=group, on=DAY, by=member(person))

    assert (back.starts_on, back.ends_on) == (date(2020, 1, 1), None)
    assert GroupMembership.objects.count() == 1


def test_nobody_comes_into_a_group_that_closed_since_the_page_was_read():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()
    services.close_group(group=group, on=date(2020, 5, 31), by=desk())

    with pytest.raises(services.MembershipRefused, match="n’accueille personne"):
        services.join_group(person=person, group=group, on=DAY, by=member(person))


def test_nobody_joins_for_somebody_else():
    group = make_group(GroupKind.PROFESSIONAL)
    person, stranger = make_person(), make_person()

    with pytest.raises(NotAllowed):
        services.join_group(person=person, group=group, on=DAY, by=member(stranger))


def test_the_desk_may_bring_somebody_in():
    group = make_group(GroupKind.PROFESSIONAL)
    person = make_person()

    services.join_group(person=person, group=group, on=DAY, by=desk())

    assert group_ids(person) == [group.pk]


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (GroupKind.TERRITORIAL_FR, "Un groupe territorial se choisit à la place d’un autre."),
        (GroupKind.PROFESSIONAL, "Vous êtes déjà dans ce groupe."),
    ],
)
def test_joining_is_refused_in_words(kind, sentence):
    group = make_group(kind)
    person = make_person()
    if kind == GroupKind.PROFESSIONAL:
        services.join_group(person=person, group=group, on=DAY, by=member(person))

    with pytest.raises(services.MembershipRefused) as refusal:
        services.join_group(person=person, group=group, on=DAY, by=member(person))

    assert refusal.value.obstacles == [sentence]


def test_one_joins_only_a_promotion_in_which_one_was_a_student():
    group = make_promotion_group(make_promotion("Li", 2001))
    person = make_person(promotion=make_promotion("Bo", 1998))

    with pytest.raises(services.MembershipRefused, match="où l’on a été élève"):
        services.join_group(person=person, group=group, on=DAY, by=member(person))


def test_one_does_not_leave_a_default_group(bordeaux):
    promotion = make_promotion_group(make_promotion("Bo", 1998))
    person = make_person(promotion=promotion.promotion, country="FR", postcode="33000")
    align(person)

    with pytest.raises(services.MembershipRefused, match="toujours d’un groupe territorial"):
        services.leave_group(person=person, group=bordeaux, on=DAY, by=member(person))
    with pytest.raises(services.MembershipRefused, match="ne quitte pas sa promotion"):
        services.leave_group(person=person, group=promotion, on=DAY, by=member(person))


def test_a_choice_is_refused_to_who_is_no_member(bordeaux):
    person = make_person(status=None)

    with pytest.raises(services.MembershipRefused, match="Seuls les sociétaires"):
        services.pin_territorial_group(person=person, group=bordeaux, on=DAY, by=member(person))


def test_promotions_receive_their_group_once():
    promotion = make_promotion("Bo", 2020)
    make_promotion("Bo", 1938)  # nobody is left: no group
    make_person(promotion=promotion, status=MembershipStatus.STUDENT)

    first = services.open_promotion_groups(on=DAY, by=OPERATOR)
    second = services.open_promotion_groups(on=DAY, by=OPERATOR)

    assert len(first) == 1
    assert second == []
