"""What waits for the clerk, said on the home."""

from datetime import date

import pytest
from django.urls import reverse

from egide.kernel.access import CLOCK
from egide.members.enums import LifeStatus
from egide.members.models import ContactPoint, Person
from egide.members.queries.waiting import cards_of_clerk
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 5, 1)


def test_a_death_to_confirm_comes_first_on_the_clerks_home():
    camille = make_person()
    Person.objects.filter(pk=camille.pk).update(life_status=LifeStatus.PRESUMED_DEAD)

    (card,) = cards_of_clerk(CLOCK, DAY)

    assert (card.title, card.urgent) == ("1 décès à confirmer", True)
    assert card.url == reverse("members:desk") + "#deces"


def test_dead_letters_wait_calmly_on_the_clerks_home():
    make_person(email="camille@example.org")
    make_person(email="hugo@example.org")
    ContactPoint.objects.update(invalid=True)

    (card,) = cards_of_clerk(CLOCK, DAY)

    assert (card.title, card.urgent) == ("2 courriels ne répondent plus", False)


def test_the_clerks_home_says_nothing_when_nothing_waits():
    make_person(email="camille@example.org")

    assert list(cards_of_clerk(CLOCK, DAY)) == []
