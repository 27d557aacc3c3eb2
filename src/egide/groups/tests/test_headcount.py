"""The database knows how many are in a group, whatever was done and by whoever at once."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from egide.groups import services
from egide.groups.enums import GroupKind
from egide.groups.models import Group, GroupHeadcount, GroupMembership, people_on
from egide.groups.queries import people_in
from egide.groups.tests.factories import OPERATOR, desk, make_group
from egide.members.tests.factories import make_person

DAY = date(2020, 6, 1)
STEPS = 80
PATIENCE = 30


def counted_one_by_one(day: date) -> dict[int, int]:
    return {
        group.pk: GroupMembership.objects.running_on(day).filter(group=group).count()
        for group in Group.objects.all()
    }


def known_by_the_database(day: date) -> dict[int, int]:
    return dict(Group.objects.annotate(people=people_on(day)).values_list("pk", "people"))


def come_in(group: Group, starts_on: date, ends_on: date | None = None) -> GroupMembership:
    return GroupMembership(
        person=make_person(),
        group=group,
        family=group.family,
        kind="CHOSEN",
        starts_on=starts_on,
        ends_on=ends_on,
    )


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_the_count_is_that_of_the_rows_on_every_day_after_any_change(seed):
    draw = random.Random(seed)
    groups = [make_group(GroupKind.AFFINITY) for _number in range(3)]

    def some_day() -> date:
        return DAY + timedelta(days=draw.randint(-20, 20))

    for _step in range(STEPS):
        rows = list(GroupMembership.objects.order_by("pk"))
        act = draw.choice(["one", "many", "end", "reopen", "move", "remove"])
        some = [row.pk for row in draw.sample(rows, min(len(rows), draw.randint(1, 4)))]
        chosen = GroupMembership.objects.filter(pk__in=some)
        if act == "one":
            come_in(draw.choice(groups), some_day()).save()
        elif act == "many":
            lines = [come_in(draw.choice(groups), some_day()) for _line in range(3)]
            GroupMembership.objects.bulk_create(lines)
        elif act == "end":
            chosen.update(ends_on=DAY + timedelta(days=draw.randint(20, 30)))
        elif act == "reopen":
            chosen.update(ends_on=None)
        elif act == "move":
            chosen.update(group=draw.choice(groups))
        else:
            chosen.delete()

    assert GroupMembership.objects.exists()
    for apart in range(-21, 32, 4):
        day = DAY + timedelta(days=apart)
        assert known_by_the_database(day) == counted_one_by_one(day)


@pytest.mark.django_db
def test_who_comes_and_leaves_by_the_verbs_is_counted():
    group, person = make_group(GroupKind.AFFINITY), make_person()

    services.join_group(person=person, group=group, on=DAY, by=OPERATOR)
    assert [people_in(group, on=DAY + timedelta(days=n)) for n in (-1, 0, 9)] == [0, 1, 1]

    services.leave_group(person=person, group=group, on=DAY + timedelta(days=3), by=desk())
    assert [people_in(group, on=DAY + timedelta(days=n)) for n in (-1, 0, 3, 4)] == [0, 1, 1, 0]


@pytest.mark.django_db(transaction=True)
def test_two_acts_that_meet_in_two_groups_neither_wait_nor_lose_anybody():
    first, second = make_group(GroupKind.AFFINITY), make_group(GroupKind.AFFINITY)
    come_in(first, DAY).save()
    come_in(second, DAY).save()
    rows = {group.pk: [come_in(group, DAY), come_in(group, DAY)] for group in (first, second)}
    both_began = Barrier(2, timeout=PATIENCE)

    def act(here: Group, then: Group, rank: int) -> None:
        try:
            with transaction.atomic():
                rows[here.pk][rank].save()
                # Each holds one group, and now comes into the other's.
                both_began.wait()
                rows[then.pk][rank].save()
                both_began.wait()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        one = people.submit(act, first, second, 0)
        other = people.submit(act, second, first, 1)
        one.result(timeout=PATIENCE)
        other.result(timeout=PATIENCE)

    assert known_by_the_database(DAY) == {first.pk: 3, second.pk: 3}


@pytest.mark.django_db
def test_lines_of_a_group_are_gathered_as_people_come():
    group = make_group(GroupKind.AFFINITY)

    for _person in range(5):
        come_in(group, DAY).save()

    assert GroupHeadcount.objects.filter(group=group).count() == 1
    assert people_in(group, on=DAY) == 5
