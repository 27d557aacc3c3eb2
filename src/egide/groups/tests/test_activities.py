"""What a group announces, who answers, who came; and what the clock forgets."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from egide.groups import queries, services
from egide.groups.enums import ActivityKind, GroupKind, NoticeKind
from egide.groups.models import ActivityAnswer, GroupNotice
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.privacy import SEEN_NOTICE_DAYS
from egide.groups.tests.factories import make_group, member, officer_of
from egide.kernel.access import CLOCK
from egide.kernel.errors import NotAllowed
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.retention import remove_due
from egide.members.enums import MembershipStatus
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture
def group():
    return make_group(GroupKind.PROFESSIONAL, "Énergie")


def announce(group, held_on=date(2020, 6, 20), on=DAY, **overrides):
    values = {"kind": ActivityKind.DINNER, "title": "Dîner d’été", "place": "Chez Arlette"}
    return services.record_activity(
        group=group, held_on=held_on, on=on, by=officer_of(group), **(values | overrides)
    )


def answer(activity, person, *, coming=True, on=DAY):
    return services.answer_activity(
        activity=activity, person=person, coming=coming, on=on, by=member(person)
    )


def test_the_last_answer_counts_and_proposes_the_attendance(group):
    activity = announce(group)
    eager, hesitant = make_person(), make_person()

    answer(activity, eager)
    answer(activity, hesitant)
    answer(activity, hesitant, coming=False)

    [to_count] = queries.activities_to_count(group, on=date(2020, 6, 21))
    assert (to_count, to_count.expected) == (activity, 1)
    assert ActivityAnswer.objects.count() == 2
    assert RegisterLine.objects.filter(action="groups.activity_answered").count() == 3


def test_one_answers_for_oneself_a_member_and_in_time(group):
    activity, person = announce(group), make_person()
    gone = make_person(status=MembershipStatus.RESIGNED)

    with pytest.raises(NotAllowed):
        services.answer_activity(
            activity=activity, person=person, coming=True, on=DAY, by=member(gone)
        )
    with pytest.raises(services.AnswerRefused, match="Les sociétaires répondent"):
        answer(activity, gone)
    assert answer(activity, person, on=date(2020, 6, 20)).coming
    with pytest.raises(services.AnswerRefused, match="passée"):
        answer(activity, person, on=date(2020, 6, 21))
    services.cancel_activity(activity=activity, on=DAY, by=officer_of(group))
    with pytest.raises(services.AnswerRefused, match="annulée"):
        answer(activity, person)


@pytest.mark.proves("R-GRP-5")
def test_attendance_is_counted_from_the_day_itself_by_the_officers(group):
    activity = announce(group)

    with pytest.raises(services.ActivityRefused, match="à venir"):
        services.count_attendance(
            activity=activity, attendance=12, on=date(2020, 6, 19), by=officer_of(group)
        )
    with pytest.raises(NotAllowed):
        services.count_attendance(
            activity=activity, attendance=12, on=date(2020, 6, 20), by=officer_of(make_group())
        )
    services.count_attendance(
        activity=activity, attendance=12, on=date(2020, 6, 20), by=officer_of(group)
    )

    assert queries.return_draft(group, 2020).members_met == 12
    assert list(queries.activities_to_count(group, on=date(2020, 6, 21))) == []
    with pytest.raises(services.ActivityRefused, match="déjà noté"):
        services.count_attendance(
            activity=activity, attendance=12, on=date(2020, 6, 21), by=officer_of(group)
        )
    line = RegisterLine.objects.get(action="groups.attendance_counted")
    assert line.before_hash != line.after_hash


@pytest.mark.parametrize(
    ("asked_on", "asked"), [(date(2021, 6, 20), True), (date(2021, 6, 21), False)]
)
def test_attendance_is_asked_for_a_year(group, asked_on, asked):
    announce(group)

    assert queries.activities_to_count(group, on=asked_on).exists() is asked


def test_a_year_mistyped_is_refused(group):
    with pytest.raises(services.ActivityRefused, match="trois ans à l’avance"):
        announce(group, held_on=date(2206, 6, 20))


def test_officers_see_who_came_in_and_settle_it_at_once(group):
    people = [make_person() for _ in range(8)]
    for person in people:
        services.join_group(person=person, group=group, on=DAY, by=member(person))

    [news] = queries.group_desk(group, on=DAY).news
    seen = services.settle_people_notices(group=group, on=DAY, by=officer_of(group))

    assert (news.kind, news.count, len(news.last), news.more) == (NoticeKind.ARRIVAL, 8, 6, 2)
    assert seen == 8
    assert queries.group_desk(group, on=DAY).news == []
    assert RegisterLine.objects.filter(action="groups.notices_settled").count() == 1
    with pytest.raises(services.GroupRefused, match="déjà été vu"):
        services.settle_people_notices(group=group, on=DAY, by=officer_of(group))
    with pytest.raises(NotAllowed):
        services.settle_people_notices(group=group, on=DAY, by=officer_of(make_group()))


def notice(group, *, raised_on, settled_on=None, kind=NoticeKind.ARRIVAL, person=True):
    return GroupNotice.objects.create(
        group=group,
        kind=kind,
        person=make_person() if person else None,
        raised_on=raised_on,
        settled_on=settled_on,
    )


def test_old_notices_and_answers_are_forgotten_once(group):
    dinner = announce(group, held_on=date(2019, 6, 1), on=date(2019, 5, 1))
    answer(dinner, make_person(), on=date(2019, 5, 2))
    answer(announce(group), make_person())
    notice(group, raised_on=date(2019, 1, 1), settled_on=date(2019, 6, 1))
    notice(group, raised_on=date(2018, 6, 1))
    kept = [
        notice(group, raised_on=date(2019, 1, 1), settled_on=date(2019, 6, 2)),
        notice(group, raised_on=date(2018, 6, 2)),
        notice(group, raised_on=date(2010, 1, 1), kind=NoticeKind.ASLEEP, person=False),
    ]

    gone = remove_due(on=date(2020, 6, 1), by=CLOCK)
    assert remove_due(on=date(2020, 6, 1), by=CLOCK) == []

    assert list(GroupNotice.objects.order_by("pk")) == kept
    assert ActivityAnswer.objects.get().activity.held_on == date(2020, 6, 20)
    assert [(one.table, one.rows) for one in gone] == [
        ("groups.groupnotice", 1),
        ("groups.groupnotice", 1),
        ("groups.activityanswer", 1),
    ]
    lines = RegisterLine.objects.filter(action="kernel.rows_removed").order_by("number")
    assert [(line.subject, line.facts["rows"]) for line in lines] == [
        (f"table:{one.table}", one.rows) for one in gone
    ]


def test_how_long_a_notice_is_kept_is_a_parameter(group):
    notice(group, raised_on=date(2020, 1, 1), settled_on=date(2020, 5, 1))
    ParameterValue.objects.create(
        code=SEEN_NOTICE_DAYS, value=30, starts_on=date(2020, 1, 1), source="essai"
    )

    assert remove_due(on=date(2020, 5, 31), by=CLOCK) == []
    assert [one.rows for one in remove_due(on=date(2020, 6, 1), by=CLOCK)] == [1]


def test_the_pages_of_an_activity_show_each_reader_what_is_theirs(group, sign_in):
    today = localdate()
    activity = announce(group, held_on=today + timedelta(days=9), on=today)
    guest = make_person(usage_name="Zéphirolle")
    reader, officer = sign_in(guest), sign_in(make_person(), MANAGE_OWN_GROUP, group=group)
    address = reverse("groups:activity", args=[activity.pk])

    assert "Je viens" in reader.get(address).content.decode()
    reader.post(reverse("groups:answer_activity", args=[activity.pk]), {"vient": "oui"})

    assert "Vous avez répondu que vous venez." in reader.get(address).content.decode()
    assert "Zéphirolle" in officer.get(address).content.decode()
    visitor = Client().get(address).content.decode()
    assert "Dîner d’été" in visitor
    assert "Zéphirolle" not in visitor
    assert "Je viens" not in visitor
    assert "Zéphirolle" not in sign_in(make_person()).get(address).content.decode()


def test_a_number_that_cannot_be_stays_on_the_page_of_the_activity(group, sign_in):
    today = localdate()
    activity = announce(group, held_on=today - timedelta(days=2), on=today)
    officer = sign_in(make_person(), MANAGE_OWN_GROUP, group=group)
    address = reverse("groups:count_attendance", args=[activity.pk])

    wrong = officer.post(address, {"attendance": "-3"})
    right = officer.post(address, {"attendance": "14"})

    assert (wrong.status_code, right.status_code) == (422, 302)
    assert 'value="-3"' in wrong.content.decode()
    activity.refresh_from_db()
    assert activity.attendance == 14


@pytest.mark.proves("R-GRP-5")
def test_the_desk_asks_who_came_and_proposes_the_answers(group, sign_in):
    today = localdate()
    activity = announce(group, held_on=today, on=today)
    answer(activity, make_person(), on=today)
    officer = sign_in(make_person(), MANAGE_OWN_GROUP, group=group)

    page = officer.get(reverse("groups:desk", args=[group.pk])).content.decode()

    assert "Qui est venu" in page
    assert 'value="1"' in page
