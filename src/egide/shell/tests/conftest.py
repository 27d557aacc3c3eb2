"""People with the rights that a test gives them, without mandates."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from egide.accounts.models import Account
from egide.kernel import registry
from egide.kernel.access import Grant
from egide.kernel.registry import RightsSource
from egide.members.models import Person
from egide.members.tests.factories import make_person


@pytest.fixture
def camille(db) -> Person:
    return make_person(first_names="Camille", usage_name="Torelisse", email="camille@example.org")


@pytest.fixture
def signed_in(camille) -> Client:
    client = Client()
    client.force_login(Account.objects.create(person=camille))
    return client


@pytest.fixture
def granting(monkeypatch) -> Callable[..., None]:
    """Return what makes everybody hold rights, for the reason of the test."""

    def grant(
        *permissions: str, reason: str = "Vous êtes secrétaire du conseil jusqu’au 30 juin."
    ) -> None:
        grants = [Grant(permission=p, scope_ids=None, reason=reason) for p in permissions]
        source = RightsSource(name="test", grants=lambda person_id, on: grants)
        monkeypatch.setattr(registry, "rights_sources", lambda: (source,))

    return grant


@pytest.fixture
def camille_at_home(live_site, page):
    """Somebody signed in, in the browser."""
    client = Client()
    client.force_login(Account.objects.create(person=make_person()))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_site.url}]
    )
    return page
