"""Who is in no territorial group is known at once, however many people there are (R-GRP-1)."""

from __future__ import annotations

from datetime import date

import pytest

from egide.groups import queries, services
from egide.groups.models import Unplaced
from egide.groups.tests.factories import OPERATOR, make_group
from egide.members.models import Membership, Person
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture
def bordeaux():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


def align(*people, on=DAY):
    return services.align_default_groups(
        on=on, by=OPERATOR, people=[person.pk for person in people] or None, tell=False
    )


def test_whoever_finds_a_group_is_no_longer_told_to_have_none(bordeaux):
    person = make_person(country="PE", postcode="")
    align(person)
    person.addresses.update(country="FR", postcode="33000")

    align(person)

    assert list(queries.members_without_group(on=DAY)) == []
    assert not Unplaced.objects.exists()


def test_the_night_finds_who_has_no_group_and_forgets_who_is_no_member(bordeaux):
    left, placed, nowhere = (make_person(country="PE", postcode="") for _each in range(3))
    align(left)
    Membership.objects.filter(person=left).update(ends_on=date(2020, 1, 1))
    placed.addresses.update(country="FR", postcode="33000")

    services.align_default_groups(on=DAY, by=OPERATOR)

    assert list(queries.members_without_group(on=DAY)) == [nowhere]
    assert list(Unplaced.objects.values_list("person", flat=True)) == [nowhere.pk]


def test_of_a_very_long_group_nobody_counts_who_is_not_listed(bordeaux, monkeypatch):
    for listed in (True, True, False):
        person = make_person(country="FR", postcode="33000")
        Person.objects.filter(pk=person.pk).update(listed=listed)
        align(person)

    counted = queries.hidden_people(bordeaux, on=DAY)
    monkeypatch.setattr("egide.groups.queries.people.MOST_COUNTED", 1)

    assert (counted, queries.hidden_people(bordeaux, on=DAY)) == (1, 0)
