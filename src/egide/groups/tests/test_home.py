"""What the home says to the desk of the network, and to the officers of groups."""

from datetime import date

import pytest
from django.urls import reverse

from egide.groups.enums import GroupState
from egide.groups.models import Group
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.queries import cards_of_network, cards_of_officer
from egide.groups.tests.factories import make_group
from egide.kernel.access import CLOCK, Actor, Grant

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
