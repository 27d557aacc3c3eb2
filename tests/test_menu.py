"""The menu says where one is: on each page of it, and on one's own pages."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from egide.groups.models import Group
from egide.kernel import registry
from egide.kernel.access import actor_of
from egide.mandates.models import Mandate
from egide.members.models import Person

CURRENT = re.compile(r'<li><a href="([^"]+)" aria-current="page">')


@pytest.fixture
def come(small_society):
    """Open the browser of somebody whom the demo offers."""
    people = {persona.name: persona.find for persona in registry.personas()}

    def reader(name: str) -> tuple[Client, int]:
        client, person_id = Client(), people[name]()
        client.force_login(get_user_model().objects.get_or_create(person_id=person_id)[0])
        return client, person_id

    return reader


def current(client: Client, path: str) -> list[str]:
    """Return the addresses that the menu shows as the page where one is."""
    page = client.get(path, follow=True).content.decode()
    menu = page.split('<nav id="navigation"')[1].split("</nav>")[0]
    return CURRENT.findall(menu)


@pytest.mark.parametrize(
    "name", ["member", "secretary", "community", "registry-clerk", "group-president"]
)
def test_every_page_of_the_menu_is_the_current_one_on_itself(come, name):
    client, person_id = come(name)
    actor = actor_of(person_id, on=localdate())
    pages = [
        reverse(item.url_name)
        for item in registry.navigation()
        if item.permission in {"public", "signed_in"} or actor.can_somewhere(item.permission)
    ]

    assert {path: current(client, path) for path in pages} == {path: [path] for path in pages}


def test_every_line_of_the_menu_stands_under_a_title():
    assert [item.url_name for item in registry.navigation() if not str(item.section)] == []


def test_one_s_own_profile_is_not_the_directory(come):
    client, person_id = come("member")
    person = Person.objects.get(pk=person_id)
    other = Person.objects.filter(listed=True).exclude(pk=person_id).order_by("pk")[0]
    mine, directory = reverse("members:my_profile"), reverse("members:directory")

    assert current(client, mine) == [mine]
    for name in ("profile", "edit_visibility", "history", "edit_details"):
        assert current(client, reverse(f"members:{name}", args=[person.readable_id])) == [mine]
    assert current(client, reverse("members:profile", args=[other.readable_id])) == [directory]


def test_the_desk_of_a_group_belongs_to_its_officers(come):
    client, person_id = come("group-president")
    scopes = Mandate.objects.running_on(localdate()).filter(person_id=person_id).values("scope_id")
    group = Group.objects.filter(scope__in=scopes, state="ACTIVE").order_by("pk")[0]

    assert current(client, reverse("groups:desk", args=[group.pk])) == [reverse("groups:my_groups")]
    assert current(client, reverse("groups:group", args=[group.pk])) == [reverse("groups:groups")]


def test_a_page_inside_belongs_to_the_page_above(come):
    client, _person_id = come("secretary")

    assert current(client, reverse("mandates:offices")) == [reverse("mandates:bodies")]
    assert current(client, reverse("shell:rights")) == []
