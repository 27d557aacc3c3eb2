"""Readers at the door: somebody signed in, with rights given for the test."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from egide.kernel import registry
from egide.kernel.access import Grant
from egide.kernel.registry import RightsSource
from egide.members.models import Person


@pytest.fixture
def sign_in(monkeypatch) -> Callable[..., Client]:
    """Open a browser as a person; ``rights`` hold on ``group``, or on the whole society."""
    given: dict[int, list[Grant]] = {}
    usual = registry.rights_sources()
    source = RightsSource(name="tests", grants=lambda person_id, on: given.get(person_id, []))
    monkeypatch.setattr(registry, "rights_sources", lambda: (*usual, source))

    def come(person: Person, *rights: str, group=None) -> Client:
        scopes = None if group is None else frozenset({group.scope_id})
        given[person.pk] = [
            Grant(permission=right, scope_ids=scopes, reason="essai") for right in rights
        ]
        client = Client()
        client.force_login(get_user_model().objects.get_or_create(person=person)[0])
        return client

    return come
