"""A session that shows what is others' asks anew when it was left alone, or is old."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from egide.accounts.models import Account, Session
from egide.accounts.tests.factors import GOOD, come_in, current_code, with_app

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


@pytest.fixture
def twice(account) -> Client:
    """Return a browser that showed both proofs."""
    with_app(account)
    client = Client()
    come_in(client)
    client.post("/connexion/second-facteur/", {"code": current_code(account)})
    return client


def is_twice_proved(client: Client) -> bool:
    return client.get("/mon-compte/").wsgi_request.user.twice_proved


def test_half_an_hour_alone_is_the_most(twice):
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=29)):
        assert is_twice_proved(twice)
    Session.objects.update(seen_at=start)
    with time_machine.travel(start + timedelta(minutes=31)):
        assert not is_twice_proved(twice)
    # Looking at another page does not wake it.
    with time_machine.travel(start + timedelta(minutes=32)):
        assert not is_twice_proved(twice)
        assert twice.get("/mon-compte/").status_code == 200


def test_twelve_hours_are_the_most_whatever_one_does(twice):
    start = timezone.now()
    for minutes in range(20, 720, 20):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert is_twice_proved(twice), minutes
            Session.objects.update(seen_at=timezone.now())
    with time_machine.travel(start + timedelta(hours=12, minutes=6)):
        assert not is_twice_proved(twice)


def test_showing_the_factor_again_wakes_it(twice, account):
    start = timezone.now()
    with time_machine.travel(start + timedelta(minutes=40)):
        assert not is_twice_proved(twice)
        twice.post(
            "/connexion/confirmation/?encore=1&next=/mon-compte/",
            {"confirm-way": "code", "confirm-code": current_code(account)},
        )
        # The database writes its own clock, which does not travel.
        Session.objects.update(seen_at=timezone.now())

        assert is_twice_proved(twice)
