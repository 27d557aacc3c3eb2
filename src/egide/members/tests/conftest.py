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
def give(monkeypatch) -> Callable[..., None]:
    """Give rights to a person on the whole society, for this test."""
    given: dict[int, list[str]] = {}
    usual = registry.rights_sources()
    source = RightsSource(
        name="tests",
        grants=lambda person_id, on: [
            Grant(permission=right, scope_ids=None, reason="test") for right in given.get(person_id, ())
        ],
    )
    monkeypatch.setattr(registry, "rights_sources", lambda: (*usual, source))

    def rights(person: Person, *codes: str) -> None:
        given.setdefault(person.pk, []).extend(codes)

    return rights


@pytest.fixture
def sign_in(give) -> Callable[..., Client]:
    """Open a browser of its own as a person, with rights."""

    def come(person: Person, *rights: str) -> Client:
        give(person, *rights)
        client = Client()
        client.force_login(get_user_model().objects.get_or_create(person=person)[0])
        return client

    return come
