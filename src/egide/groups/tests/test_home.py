"""What waits for the desk of the network, said on the home."""

from datetime import date

import pytest
from django.urls import reverse

from egide.groups.enums import GroupState
from egide.groups.models import Group
from egide.groups.queries import cards_of_network
from egide.groups.tests.factories import make_group
from egide.kernel.access import CLOCK

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
