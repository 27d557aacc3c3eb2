"""Activities, sleep, closing, merging, the watch, and the yearly return."""

from __future__ import annotations

from datetime import date

import pytest

from egide.groups import jobs, queries, rules, services
from egide.groups.enums import (
    ActivityKind,
    GroupKind,
    JoinKind,
    NoticeKind,
    ReturnState,
)
from egide.groups.models import Group, GroupMembership, GroupNotice, GroupReturn
from egide.groups.tests.factories import (
    OPERATOR,
    desk,
    make_egide,
    make_group,
    make_leader,
    make_promotion_group,
    member,
    officer_of,
)
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture
def group():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


def record(group, held_on=date(2020, 5, 1), **overrides):
    values = {"kind": ActivityKind.DINNER, "title": "Dîner", "attendance": 12, "on": DAY}
    return services.record_activity(
        group=group, held_on=held_on, by=overrides.pop("by", OPERATOR), **(values | overrides)
    )


def waiting(kind):
    return set(GroupNotice.objects.waiting().filter(kind=kind).values_list("group_id", flat=True))


def test_an_officer_records_an_activity_of_the_own_group_only(group):
    activity = record(group, by=officer_of(group))

    assert activity.attendance == 12
    with pytest.raises(NotAllowed):
        record(make_group(), by=officer_of(group))


def test_attendance_is_told_of_the_past_only(group):
    with pytest.raises(services.ActivityRefused, match="activité à venir"):
        record(group, held_on=date(2020, 6, 2))
    assert record(group, held_on=date(2020, 6, 2), attendance=None).attendance is None
    with pytest.raises(services.ActivityRefused, match="n’existait pas encore"):
        record(group, held_on=date(2017, 12, 31))


def test_a_cancelled_activity_counts_no_more_and_stays_written(group):
    activity = record(group)

    services.cancel_activity(activity=activity, on=DAY, by=officer_of(group))

    assert queries.return_draft(group, 2020) == queries.ReturnDraft(
        officers=0, members_met=0, activities=0
    )
    assert group.activities.count() == 1
    with pytest.raises(services.GroupRefused, match="déjà annulée"):
        services.cancel_activity(activity=activity, on=DAY, by=officer_of(group))


@pytest.mark.parametrize(
    ("last", "asleep"), [(date(2018, 12, 1), False), (date(2018, 11, 30), True)]
)
def test_eighteen_months_without_activity_are_needed_to_sleep(last, asleep):
    life = rules.GroupLife(
        created_on=date(2000, 1, 1),
        last_activity_on=last,
        last_officer_on=DAY,
        last_president_on=DAY,
    )

    assert rules.is_asleep(life, on=DAY) is asleep


@pytest.mark.proves("R-GRP-4")
@pytest.mark.parametrize(
    ("last", "flagged"), [(date(2019, 12, 1), False), (date(2019, 11, 30), True)]
)
def test_six_months_without_president_are_needed_to_be_flagged(last, flagged):
    life = rules.GroupLife(
        created_on=date(2000, 1, 1),
        last_activity_on=DAY,
        last_officer_on=last,
        last_president_on=last,
    )

    assert rules.stands_without_president(life, on=DAY) is flagged


def test_a_young_group_is_not_asleep_before_it_began():
    life = rules.GroupLife(
        created_on=date(2020, 1, 1),
        last_activity_on=None,
        last_officer_on=None,
        last_president_on=None,
    )

    assert not rules.is_asleep(life, on=DAY)


def test_a_group_that_lives_is_not_put_to_sleep(group):
    make_leader(group)
    record(group)

    with pytest.raises(services.GroupRefused, match="moins de dix-huit mois"):
        services.put_to_sleep(group=group, on=DAY, by=desk())


def test_a_group_sleeps_and_wakes_with_its_history(group):
    services.put_to_sleep(group=group, on=DAY, by=desk())
    services.wake_group(group=group, on=date(2020, 9, 1), by=officer_of(group))

    assert list(Group.objects.active_on(date(2020, 5, 31))) == [group]
    assert list(Group.objects.active_on(DAY)) == []
    assert list(Group.objects.standing_on(DAY)) == [group]
    assert list(Group.objects.active_on(date(2020, 9, 1))) == [group]
    group.refresh_from_db()
    assert group.dormant_since is None


def test_a_move_before_the_present_state_is_refused(group):
    services.put_to_sleep(group=group, on=DAY, by=desk())

    with pytest.raises(services.ForbiddenMove, match="depuis le 1er juin 2020"):
        services.wake_group(group=group, on=date(2020, 5, 1), by=desk())


@pytest.mark.proves("R-GRP-6")
def test_closing_waits_for_the_end_of_egide_and_of_the_area(group):
    agreement = make_egide(group)

    with pytest.raises(services.ClosingRefused) as refusal:
        services.close_group(group=group, on=DAY, by=desk())
    assert len(refusal.value.obstacles) == 2

    services.end_agreement(agreement=agreement, reason="clôture", on=DAY, by=desk())
    services.remove_area_rule(rule=group.area_rules.get(), by=desk())
    with pytest.raises(services.ClosingRefused):  # the last day of égide is still one of them
        services.close_group(group=group, on=DAY, by=desk())
    services.close_group(group=group, on=date(2020, 6, 2), by=desk())

    assert list(Group.objects.active_on(date(2020, 6, 2))) == [group]
    assert list(Group.objects.active_on(date(2020, 6, 3))) == []


def test_closing_ends_the_mandates_and_the_memberships_of_the_last_day():
    group = make_group(GroupKind.PROFESSIONAL)
    mandate = make_leader(group)
    person = make_person()
    services.join_group(person=person, group=group, on=date(2020, 1, 1), by=member(person))

    services.close_group(group=group, on=DAY, by=desk())

    mandate.refresh_from_db()
    assert mandate.ends_on == DAY
    assert group.memberships.get().ends_on == DAY
    with pytest.raises(services.ForbiddenMove, match="rien ne le suit"):
        services.close_group(group=group, on=date(2020, 7, 1), by=desk())


def test_merging_hands_the_area_and_the_people_to_the_heir(group):
    heir = make_group(name="Aquitaine")
    here = make_person(country="FR", postcode="33000")
    pinned = make_person(country="FR", postcode="40000")
    services.align_default_groups(on=date(2019, 1, 1), by=OPERATOR, tell=False)
    services.pin_territorial_group(
        person=pinned, group=group, on=date(2019, 1, 1), by=member(pinned)
    )

    services.merge_groups(group=group, heir=heir, on=DAY, by=desk())

    after = GroupMembership.objects.running_on(date(2020, 6, 2)).order_by("person_id")
    assert [(row.person_id, row.group_id, row.kind) for row in after] == [
        (here.pk, heir.pk, JoinKind.AUTOMATIC),
        (pinned.pk, heir.pk, JoinKind.CHOSEN),
    ]
    assert GroupMembership.objects.running_on(DAY).filter(group=group).count() == 2
    group.refresh_from_db()
    assert (group.merged_into_id, group.closed_on) == (heir.pk, DAY)
    assert services.align_default_groups(on=date(2020, 6, 2), by=OPERATOR) == []


def test_groups_of_two_types_are_not_merged(group):
    other = make_group(GroupKind.PROFESSIONAL)

    with pytest.raises(services.ClosingRefused, match="du même type"):
        services.merge_groups(group=group, heir=other, on=DAY, by=desk())
    with pytest.raises(services.ClosingRefused, match="à lui-même"):
        services.merge_groups(group=group, heir=group, on=DAY, by=desk())


@pytest.mark.proves("R-GRP-4")
def test_the_watch_flags_and_settles_and_runs_twice_with_one_effect(group):
    services.watch_groups(on=DAY, by=OPERATOR)
    services.watch_groups(on=DAY, by=OPERATOR)
    assert waiting(NoticeKind.NO_PRESIDENT) == {group.pk}
    assert waiting(NoticeKind.ASLEEP) == {group.pk}
    assert GroupNotice.objects.count() == 2

    make_leader(group)
    record(group)
    services.watch_groups(on=DAY, by=OPERATOR)

    assert GroupNotice.objects.waiting().count() == 0


def test_a_promotion_under_egide_with_one_survivor_is_flagged():
    promotion = make_promotion_group(make_promotion("Bo", 1965))
    people = [make_person(promotion=promotion.promotion) for _ in range(2)]
    services.align_default_groups(on=date(2019, 1, 1), by=OPERATOR, tell=False)
    make_egide(promotion)
    services.watch_groups(on=DAY, by=OPERATOR)
    assert waiting(NoticeKind.LAST_SURVIVOR) == set()

    services.end_memberships(person_id=people[0].pk, on=DAY, kind=NoticeKind.DEATH, by=OPERATOR)
    services.watch_groups(on=date(2020, 6, 2), by=OPERATOR)

    assert waiting(NoticeKind.LAST_SURVIVOR) == {promotion.pk}


def test_only_the_cause_settles_what_the_watch_raised(group):
    services.watch_groups(on=DAY, by=OPERATOR)
    notice = GroupNotice.objects.order_by("pk").first()

    with pytest.raises(services.GroupRefused, match="de lui-même"):
        services.settle_notice(notice=notice, on=DAY, by=officer_of(group))


def test_an_officer_settles_an_arrival_once(group):
    person = make_person(country="FR", postcode="33000")
    services.follow_move(person_id=person.pk, on=DAY, by=OPERATOR)
    notice = GroupNotice.objects.get()

    services.settle_notice(notice=notice, on=DAY, by=officer_of(group))

    assert GroupNotice.objects.waiting().count() == 0
    with pytest.raises(services.GroupRefused, match="déjà été vu"):
        services.settle_notice(notice=notice, on=DAY, by=officer_of(group))


@pytest.mark.proves("R-GRP-5")
def test_a_return_is_proposed_from_the_records_given_and_accepted(group):
    make_leader(group)
    record(group)
    record(group, held_on=date(2020, 6, 1), attendance=8)
    services.open_returns(year=2020, on=date(2021, 1, 1), by=OPERATOR)
    report = GroupReturn.objects.get(group=group)
    draft = queries.return_draft(group, 2020)
    assert draft == queries.ReturnDraft(officers=1, members_met=20, activities=2)

    services.submit_return(
        report=report, on=date(2021, 1, 20), by=officer_of(group), story="", **vars(draft)
    )
    services.accept_return(report=report, on=date(2021, 2, 1), by=desk())

    report.refresh_from_db()
    assert (report.state, report.members_met, report.due_on) == ("ACCEPTED", 20, date(2021, 1, 31))
    with pytest.raises(services.ForbiddenMove, match="rien ne le suit"):
        services.submit_return(
            report=report, on=date(2021, 3, 1), by=officer_of(group), story="", **vars(draft)
        )


@pytest.mark.proves("R-GRP-5")
def test_a_return_sent_back_says_what_to_fix_and_comes_again(group):
    services.open_returns(year=2019, on=date(2020, 1, 1), by=OPERATOR)
    report = GroupReturn.objects.get(group=group)
    numbers = {"officers": 1, "members_met": 2, "activities": 3, "story": ""}
    services.submit_return(report=report, on=date(2020, 1, 5), by=officer_of(group), **numbers)
    with pytest.raises(services.ReturnRefused, match="ce qu’il doit corriger"):
        services.send_back_return(report=report, to_fix=" ", on=DAY, by=desk())

    services.send_back_return(report=report, to_fix="Comptez la visite.", on=DAY, by=desk())
    services.submit_return(report=report, on=date(2020, 6, 5), by=officer_of(group), **numbers)

    report.refresh_from_db()
    assert (report.state, report.to_fix) == (ReturnState.SUBMITTED, "")


def test_returns_are_asked_of_active_groups_and_promotions_under_egide(group):
    promotion = make_promotion_group(make_promotion("Bo", 1990))
    informal = make_promotion_group(make_promotion("Bo", 1991))
    make_egide(promotion)

    assert services.open_returns(year=2019, on=date(2020, 1, 1), by=OPERATOR) == 2
    assert services.open_returns(year=2019, on=date(2020, 1, 2), by=OPERATOR) == 0
    assert not GroupReturn.objects.filter(group=informal).exists()
    with pytest.raises(services.ReturnRefused, match="2020 n’est pas terminée"):
        services.open_returns(year=2020, on=date(2020, 12, 30), by=OPERATOR)


def test_a_return_is_missing_from_the_day_after_its_day(group):
    services.open_returns(year=2019, on=date(2020, 1, 1), by=OPERATOR)

    assert services.mark_missing_returns(on=date(2020, 1, 31), by=OPERATOR) == 0
    assert services.mark_missing_returns(on=date(2020, 2, 1), by=OPERATOR) == 1
    assert services.mark_missing_returns(on=date(2020, 2, 2), by=OPERATOR) == 0
    assert RegisterLine.objects.filter(action="groups.returns_missing").count() == 1


def test_two_missing_returns_in_a_row_suspend():
    missing, accepted = ReturnState.MISSING, ReturnState.ACCEPTED

    assert rules.suspends_after([missing, missing])
    assert not rules.suspends_after([missing, accepted, missing])
    assert not rules.suspends_after([missing])


def test_the_jobs_of_the_night_run_twice_with_one_effect(group):
    person = make_person(country="FR", postcode="33000")

    for _ in range(2):
        jobs.align(on=date(2020, 1, 2))
        jobs.watch(on=date(2020, 1, 2))

    assert GroupMembership.objects.filter(person=person).count() == 1
    assert GroupReturn.objects.filter(group=group, year=2019).count() == 1
