"""Another address in one's profile opens the door after three days, and the old one may object."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import queries, services
from egide.accounts.enums import ChangeState
from egide.accounts.models import Account, AddressChange, Session
from egide.kernel.access import CLOCK, Actor
from egide.kernel.models import RegisterLine
from egide.members import services as members
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]
OLD, NEW = "camille@example.org", "voleur@example.net"


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille)


@pytest.fixture
def change(camille, django_capture_on_commit_callbacks):
    """Return what writes another address in the profile, as its own person does."""
    by = Actor(name=f"person:{camille.pk}", person_id=camille.pk)

    def write(value: str = NEW) -> AddressChange | None:
        point = ContactPoint.objects.get(person=camille, kind=ContactKind.EMAIL, primary=True)
        with django_capture_on_commit_callbacks(execute=True):
            members.correct_contact_point(point=point, value=value, by=by, on=localdate())
        return queries.waiting_change(camille.pk)

    return write


def opening(address: str) -> list[int]:
    return [person.pk for person in queries.people_at(address)]


def test_the_old_address_alone_opens_for_three_days_then_the_new_one_alone(
    account, camille, change
):
    change()
    now = timezone.now()

    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])
    assert queries.mailbox_of(camille) == OLD
    services.hold_due_changes(at=now + timedelta(hours=71), on=localdate(), by=CLOCK)
    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])
    services.hold_due_changes(at=now + timedelta(hours=73), on=localdate(), by=CLOCK)
    assert (opening(OLD), opening(NEW)) == ([], [camille.pk])


def test_the_old_address_is_told_and_takes_everything_back_in_one_press(
    account, camille, change, run_jobs
):
    Session.objects.create(
        key_hash="a" * 64,
        account=account,
        method="LINK",
        expires_at=timezone.now() + timedelta(days=9),
    )
    change()
    run_jobs()
    (letter,) = mail.outbox
    path = re.search(r"(/connexion/opposition/\S+)", letter.body)[1]

    Client().post(path)

    assert letter.to == [OLD]
    assert list(ContactPoint.objects.filter(person=camille).values_list("value", "primary")) == [
        (OLD, True)
    ]
    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])
    assert not Session.objects.exists()
    assert AddressChange.objects.get().state == ChangeState.OBJECTED
    assert RegisterLine.objects.filter(action="accounts.address_change_objected").count() == 1


def test_two_in_a_row_are_one_and_the_first_address_still_opens(account, camille, change):
    change()
    second = change("encore@example.net")

    assert (second.before, second.after) == ([OLD], ["encore@example.net"])
    assert AddressChange.objects.filter(state=ChangeState.DROPPED).count() == 1
    assert opening(OLD) == [camille.pk]


def test_coming_back_to_the_old_address_ends_the_wait(account, camille, change):
    change()

    assert change(OLD) is None
    assert opening(OLD) == [camille.pk]


def test_withdrawing_the_old_one_beside_a_new_one_does_not_hurry_it(
    account, camille, django_capture_on_commit_callbacks
):
    by = Actor(name=f"person:{camille.pk}", person_id=camille.pk)
    old = ContactPoint.objects.get(person=camille, value=OLD)
    with django_capture_on_commit_callbacks(execute=True):
        added = members.add_contact_point(
            person=camille, kind=ContactKind.EMAIL, value=NEW, by=by, on=localdate()
        )
    # One that was only announced opens nothing, so it changes nothing.
    assert queries.waiting_change(camille.pk) is None
    with django_capture_on_commit_callbacks(execute=True):
        members.confirm_contact_point(point=added, at=timezone.now(), by=by, on=localdate())
    with django_capture_on_commit_callbacks(execute=True):
        members.withdraw_contact_point(point=old, by=by, on=localdate())

    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])


def test_the_first_address_of_somebody_who_never_came_opens_at_once(
    django_capture_on_commit_callbacks,
):
    newcomer = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        members.add_contact_point(
            person=newcomer, kind=ContactKind.EMAIL, value=NEW, by=CLOCK, on=localdate()
        )

    assert opening(NEW) == [newcomer.pk]


def test_a_clerk_s_change_waits_too(camille, django_capture_on_commit_callbacks):
    point = ContactPoint.objects.get(person=camille, value=OLD)
    with django_capture_on_commit_callbacks(execute=True):
        members.correct_contact_point(point=point, value=NEW, by=CLOCK, on=localdate())

    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])


def test_an_address_that_cannot_wait_is_not_written_at_all(account, camille, change, monkeypatch):
    def fail(**_more):
        raise RuntimeError

    monkeypatch.setattr(services, "note_new_addresses", fail)

    with pytest.raises(RuntimeError):
        change()

    assert (opening(OLD), opening(NEW)) == ([camille.pk], [])
    assert not ContactPoint.objects.filter(value=NEW).exists()
