"""The address of a record in a list is the one that ``reverse`` gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from egide.kernel.routes import address_of


@pytest.mark.parametrize("key", ["3.anne", "é à", "100%", "a?b=c#d", "l’été", "a&b", "~:@+,;='!"])
def test_it_is_the_same_address_for_a_word(key):
    assert address_of("members:profile", key) == reverse("members:profile", args=[key])


def test_it_is_the_same_address_for_a_number():
    assert address_of("groups:group", 12) == reverse("groups:group", args=[12])


def test_it_is_the_same_address_for_several_keys_and_for_none():
    several = ("annual_report:figure", "members.people", 2020)

    assert address_of(*several) == reverse(several[0], args=several[1:])
    assert address_of("members:directory") == reverse("members:directory")


def test_a_page_that_does_not_exist_is_an_error():
    with pytest.raises(NoReverseMatch):
        address_of("members:nothing", 1)
    with pytest.raises(NoReverseMatch):
        address_of("groups:group", 1, 2)
