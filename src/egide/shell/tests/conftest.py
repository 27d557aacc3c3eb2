"""People with the rights that a test gives them, without mandates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from egide.accounts.models import Account
from egide.kernel import registry
from egide.kernel.access import Grant
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import RightsSource
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, make_office
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
    """Somebody signed in, in the browser, whose office reads the register."""
    person = make_person()
    office = make_office("READER", rights=[READ_REGISTER])
    give_mandate(person_id=person.pk, office=office.code, starts_on=date(2020, 6, 6), by=OPERATOR)
    client = Client()
    client.force_login(Account.objects.create(person=person))
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_site.url}]
    )
    return page
