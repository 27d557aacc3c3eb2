"""Resigning from the society, or being struck off, ends what only members serve in."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Condition, Designation, EndReason
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.composition import vacancies
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, holder_of, make_body, make_office, make_seat
from egide.mandates.views.elsewhere import cards
from egide.members.enums import MembershipStatus
from egide.members.services import change_standing
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
START, EVE, DAY = date(2020, 6, 6), date(2021, 3, 14), date(2021, 3, 15)


@pytest.fixture
def treasurer():
    """A treasurer on a seat for members, which brings a seat in the bureau, and an adviser."""
    office = make_office("TREASURER")
    board = make_body(BodyKind.BOARD)
    seat = make_seat(board, 1, carries=office, conditions=(Condition.MEMBER,))
    for number in (2, 3):
        make_seat(board, number)
    make_seat(make_body(BodyKind.BUREAU), 1, designation=Designation.EX_OFFICIO, follows=office)
    person = make_person(since=START)
    give_mandate(person_id=person.pk, seat=seat, starts_on=START, by=OPERATOR)
    adviser = make_office(name="conseiller")
    give_mandate(person_id=person.pk, office=adviser.code, starts_on=START, by=OPERATOR)
    return person


def pass_to(person, status, run_after_commit, on=DAY):
    with run_after_commit(execute=True):
        change_standing(person=person, status=status, on=on, by=OPERATOR)


def ends_of(person):
    found = Mandate.objects.filter(person=person).order_by("pk")
    return list(found.values_list("ends_on", "end_reason"))


@pytest.mark.proves("R-GRP-4", "R-X-1")
@pytest.mark.parametrize("status", [MembershipStatus.RESIGNED, MembershipStatus.STRUCK_OFF])
def test_who_is_no_longer_a_member_loses_what_only_members_serve_in(
    treasurer, status, django_capture_on_commit_callbacks
):
    pass_to(treasurer, status, django_capture_on_commit_callbacks)

    assert ends_of(treasurer) == [
        (EVE, EndReason.NOT_MEMBER),
        (EVE, EndReason.NOT_MEMBER),
        (None, EndReason.RUNNING),
    ]
    assert list(Mandate.objects.running_on(DAY).values_list("office__name", flat=True)) == [
        "conseiller"
    ]
    assert {seat.number for seat in vacancies(on=DAY)} == {1, 2, 3}
    ended = RegisterLine.objects.filter(action="mandates.mandate_ended")
    assert {line.facts["end_reason"] for line in ended} == {"NOT_MEMBER"}
    assert {line.actor for line in ended} == {"clock"}


@pytest.mark.proves("R-GRP-4")
def test_what_asks_for_no_membership_waits_for_the_secretary(
    treasurer, django_capture_on_commit_callbacks
):
    keeper = holder_of(MANAGE_MANDATES)
    before = [card.title for card in cards(keeper, DAY)]

    pass_to(treasurer, MembershipStatus.STRUCK_OFF, django_capture_on_commit_callbacks)

    task = next(card for card in cards(keeper, DAY) if "sociétaire" in card.title)
    assert (task.title, task.urgent) == ("N’est plus sociétaire\u00a0: conseiller", True)
    assert not any("sociétaire" in title for title in before)
    kept = Mandate.objects.running_on(DAY).get()
    assert task.url == f"/gouvernance/mandats/{kept.pk}/"


@pytest.mark.parametrize("status", [MembershipStatus.LAPSED, MembershipStatus.HONORARY])
def test_who_stays_a_member_in_another_standing_keeps_the_seat(
    treasurer, status, django_capture_on_commit_callbacks
):
    pass_to(treasurer, status, django_capture_on_commit_callbacks)

    assert {reason for _day, reason in ends_of(treasurer)} == {EndReason.RUNNING}


def test_a_mandate_that_would_begin_afterwards_never_was(django_capture_on_commit_callbacks):
    person = make_person(since=START)
    office = make_office(conditions=(Condition.MEMBER,))
    give_mandate(person_id=person.pk, office=office.code, starts_on=DAY, by=OPERATOR)

    pass_to(person, MembershipStatus.RESIGNED, django_capture_on_commit_callbacks)

    assert [reason for _day, reason in ends_of(person)] == [EndReason.CANCELLED]
    assert not Mandate.objects.running_on(DAY).exists()
