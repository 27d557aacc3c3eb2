"""What the home says to the desk of the network, and to the officers of groups."""

from datetime import date

import pytest
from django.urls import reverse

from egide.groups.enums import ActivityKind, GroupKind, GroupState, JoinKind
from egide.groups.models import Group, GroupActivity, GroupMembership
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.queries import (
    cards_of_member,
    cards_of_network,
    cards_of_officer,
    cards_of_visitor,
)
from egide.groups.tests.factories import make_group, member, officer_of
from egide.kernel.access import CLOCK, VISITOR, Actor, Grant
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 5, 1)


def test_a_group_to_create_needs_the_desk_of_the_network_now():
    group = make_group()
    Group.objects.filter(pk=group.pk).update(state=GroupState.PROPOSED, created_on=None)

    (card,) = cards_of_network(CLOCK, DAY)

    assert (card.title, card.urgent) == ("1 groupe à créer", True)
    assert card.url == reverse("groups:network_desk") + "#demandes"


def test_the_home_of_the_network_says_nothing_when_nothing_waits():
    make_group()

    assert list(cards_of_network(CLOCK, DAY)) == []


def test_an_officer_of_many_groups_reaches_all_of_them():
    groups = [make_group() for _ in range(6)]
    officer = Actor(
        name="person:1",
        person_id=1,
        grants=(
            Grant(
                permission=MANAGE_OWN_GROUP,
                scope_ids=frozenset(group.scope_id for group in groups),
                reason="essai",
            ),
        ),
    )

    *desks, more = cards_of_officer(officer, DAY)

    assert len(desks) == 4
    assert (more.title, more.url) == ("2 autres groupes", reverse("groups:my_groups"))


def put_in(group, person):
    GroupMembership.objects.create(
        group=group,
        person=person,
        family=group.family,
        kind=JoinKind.CHOSEN,
        starts_on=date(2020, 1, 1),
    )


def announce(group, title, held_on, **overrides):
    GroupActivity.objects.create(
        group=group, kind=ActivityKind.MEETING, title=title, held_on=held_on, **overrides
    )


def test_a_member_finds_their_groups_on_the_home_each_with_its_next_gathering():
    dinners, quiet, elsewhere = make_group(), make_group(GroupKind.AFFINITY), make_group()
    person = make_person()
    for group in (dinners, quiet):
        put_in(group, person)
    announce(dinners, "Dîner d’hier", date(2020, 4, 30))
    announce(dinners, "Dîner annuel", DAY)
    announce(dinners, "Visite", date(2020, 6, 1))
    announce(dinners, "Annulé", DAY, cancelled_on=DAY)
    announce(elsewhere, "Ailleurs", DAY)

    first, second = cards_of_member(member(person), DAY)

    assert (first.title, first.detail) == (dinners.name, "Dîner annuel, le 1er\xa0mai 2020")
    assert first.url == reverse(
        "groups:activity", args=[dinners.activities.get(title="Dîner annuel").pk]
    )
    assert (second.title, second.url) == (quiet.name, reverse("groups:group", args=[quiet.pk]))
    assert not first.urgent


def test_a_group_that_one_keeps_is_said_by_its_desk_only():
    group, person = make_group(), make_person()
    put_in(group, person)

    assert list(cards_of_member(officer_of(group, person_id=person.pk), DAY)) == []


def test_a_visitor_sees_how_large_the_network_is_and_opens_each_number(client):
    assert list(cards_of_visitor(VISITOR, DAY)) == []
    make_group(name="Gironde", created_on=DAY)
    make_group(name="Landes", created_on=DAY)

    territorial, near = cards_of_visitor(VISITOR, DAY)

    assert (territorial.number, near.number) == (2, None)
    opened = client.get(territorial.url).content.decode()
    assert ("Gironde" in opened, "Landes" in opened) == (True, True)
