"""A right begins and ends at midnight in Paris, at the next request, whoever has a page open."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils.timezone import localdate

from egide.kernel.access import actor_of
from egide.kernel.permissions import READ_REGISTER
from egide.mandates.enums import Designation
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G20", "R-X-1")]
PARIS = ZoneInfo("Europe/Paris")
# The last Sundays of March and October: a day of 23 hours, and one of 25.
CLOCK_CHANGES = (date(2027, 3, 28), date(2027, 10, 31))


@pytest.fixture
def office() -> Office:
    made = Office.objects.create(code="ESSAI", name="essai", feminine="essai", single=False)
    OfficeRight.objects.create(office=made, permission=READ_REGISTER)
    return made


def entrusted(office: Office, starts_on: date, ends_on: date) -> Mandate:
    return Mandate.objects.create(
        person=make_person(),
        office=office,
        designation=Designation.APPOINTED,
        starts_on=starts_on,
        ends_on=ends_on,
        term_ends_on=ends_on,
    )


def paris(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=PARIS)


def last_second(day: date) -> datetime:
    return paris(day, time(23, 59, 59))


def days() -> list[tuple[date, date]]:
    """Return a hundred terms drawn with a fixed seed, and those that touch a change of clock."""
    drawn = random.Random(20)
    found = []
    for _ in range(100):
        start = date(2027, 1, 1) + timedelta(days=drawn.randrange(700))
        found.append((start, start + timedelta(days=drawn.randrange(1, 400))))
    for day in CLOCK_CHANGES:
        found += [
            (day, day + timedelta(days=30)),
            (day - timedelta(days=30), day),
            (day + timedelta(days=1), day + timedelta(days=9)),
            (day - timedelta(days=9), day - timedelta(days=1)),
            (day, day),
        ]
    return found


def may(person_id: int, at: datetime) -> bool:
    with time_machine.travel(at, tick=False):
        return actor_of(person_id, on=localdate()).can(READ_REGISTER)


def test_a_hundred_mandates_and_two_changes_of_clock_are_exact_to_the_second(office):
    wrong = []
    for starts_on, ends_on in days():
        held = entrusted(office, starts_on, ends_on)
        expected = {
            last_second(starts_on - timedelta(days=1)): False,
            paris(starts_on, time(0, 0, 0)): True,
            last_second(ends_on): True,
            paris(ends_on + timedelta(days=1), time(0, 0, 0)): False,
        }
        wrong += [
            (starts_on, ends_on, at.isoformat())
            for at, right in expected.items()
            if may(held.person_id, at) != right
        ]

    assert wrong == []


@pytest.mark.parametrize("last_day", CLOCK_CHANGES)
def test_a_page_left_open_over_midnight_is_refused_in_words(office, last_day):
    held = entrusted(office, last_day - timedelta(days=9), last_day)
    client = Client()
    with time_machine.travel(last_second(last_day) - timedelta(minutes=1)):
        client.force_login(get_user_model().objects.create(person=held.person))
        assert client.get("/registre-des-actes/").status_code == 200
    with time_machine.travel(paris(last_day + timedelta(days=1), time(0, 0, 1))):
        pressed = client.post("/registre-des-actes/verification/")

        assert pressed.status_code == 403
        assert "Il vous manque le droit" in pressed.content.decode()


def test_a_mandate_of_tomorrow_opens_nothing_today(office):
    held = entrusted(office, date(2027, 3, 28), date(2027, 12, 31))
    client = Client()
    with time_machine.travel(last_second(date(2027, 3, 27))):
        client.force_login(get_user_model().objects.create(person=held.person))
        assert client.get("/registre-des-actes/").status_code == 403
    with time_machine.travel(paris(date(2027, 3, 28), time(0, 0, 1))):
        assert client.get("/registre-des-actes/").status_code == 200
