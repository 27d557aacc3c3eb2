"""The rights of an office are dated: what somebody could do on a day stays true for ever."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from egide.kernel.access import actor_of
from egide.mandates.models import OfficeRight
from egide.mandates.permissions import (
    MANAGE_MANDATES,
    MANAGE_SCOPES,
    MANAGE_STATUTES,
    READ_FIGURES,
)
from egide.mandates.services import OwnRights, give_mandate, set_office_rights
from egide.mandates.tests.factories import OPERATOR, holder_of, make_office
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
CHANGE = date(2020, 3, 3)
EVE = CHANGE - timedelta(days=1)


@pytest.fixture
def office():
    return make_office("TREASURER", rights=[MANAGE_MANDATES, MANAGE_SCOPES])


@pytest.fixture
def treasurer(office):
    person = make_person(status=None)
    give_mandate(person_id=person.pk, office="TREASURER", starts_on=date(2019, 1, 1), by=OPERATOR)
    return person


def change(office, *rights: str, on: date = CHANGE, by=OPERATOR):
    return set_office_rights(office=office, rights=rights, on=on, by=by, reason="CA du 3 mars 2020")


def held(person, day: date) -> set[str]:
    return set(actor_of(person.pk, on=day).permissions)


@pytest.mark.proves("R-X-1")
def test_what_somebody_could_do_on_a_past_day_does_not_change(office, treasurer):
    change(office, MANAGE_MANDATES, READ_FIGURES)

    assert held(treasurer, EVE) == {MANAGE_MANDATES, MANAGE_SCOPES}
    assert held(treasurer, CHANGE) == {MANAGE_MANDATES, READ_FIGURES}


def test_a_right_kept_stays_the_same_row(office):
    before = OfficeRight.objects.get(office=office, permission=MANAGE_MANDATES)

    change(office, MANAGE_MANDATES)

    (kept,) = OfficeRight.objects.running_on(CHANGE)
    assert kept == before
    assert kept.given_by == ""


def test_the_decisions_are_kept_beside_the_days(office):
    change(office, MANAGE_MANDATES, READ_FIGURES)

    rows = OfficeRight.objects.order_by("permission").values_list(
        "permission", "ends_on", "given_by", "taken_by"
    )
    assert list(rows) == [
        (MANAGE_MANDATES, None, "", ""),
        (MANAGE_SCOPES, EVE, "", "CA du 3 mars 2020"),
        (READ_FIGURES, None, "CA du 3 mars 2020", ""),
    ]


def test_a_right_given_and_taken_back_on_one_day_holds_on_none_and_stays_written(office, treasurer):
    change(office, MANAGE_MANDATES, READ_FIGURES)
    change(office, MANAGE_MANDATES)

    row = OfficeRight.objects.get(permission=READ_FIGURES)
    assert (row.starts_on, row.ends_on) == (CHANGE, EVE)
    assert READ_FIGURES not in held(treasurer, EVE) | held(treasurer, CHANGE)
    assert row not in OfficeRight.objects.ever()


def test_a_right_given_taken_back_and_given_again_on_one_day_holds(office, treasurer):
    change(office, READ_FIGURES)
    change(office)
    change(office, READ_FIGURES)

    assert held(treasurer, CHANGE) == {READ_FIGURES}


def test_a_new_decision_replaces_what_was_planned_for_later(office, treasurer):
    later = CHANGE + timedelta(days=30)
    change(office, READ_FIGURES, on=later)
    assert held(treasurer, CHANGE) == {MANAGE_MANDATES, MANAGE_SCOPES}
    assert held(treasurer, later) == {READ_FIGURES}

    change(office, MANAGE_SCOPES, on=CHANGE)

    assert held(treasurer, CHANGE) == {MANAGE_SCOPES}
    assert held(treasurer, later) == {MANAGE_SCOPES}


def test_the_last_day_of_a_grant_is_that_of_the_right_when_it_comes_first(office, treasurer):
    change(office, MANAGE_MANDATES)

    (leaving,) = actor_of(treasurer.pk, on=EVE).why(MANAGE_SCOPES)
    (staying,) = actor_of(treasurer.pk, on=EVE).why(MANAGE_MANDATES)
    assert (leaving.until, staying.until) == (EVE, None)


@pytest.mark.proves("R-X-8")
def test_nobody_adds_to_the_rights_of_an_office_that_they_hold(office, treasurer):
    by = holder_of(MANAGE_STATUTES, person_id=treasurer.pk)

    with pytest.raises(OwnRights, match="nul n’ajoute à ses propres droits"):
        change(office, MANAGE_MANDATES, MANAGE_SCOPES, READ_FIGURES, by=by)
    change(office, MANAGE_MANDATES, by=by)

    assert held(treasurer, CHANGE) == {MANAGE_MANDATES}


@pytest.mark.proves("R-X-8")
def test_nobody_puts_off_the_end_of_a_right_that_they_hold(office, treasurer):
    later = CHANGE + timedelta(days=30)
    change(office, MANAGE_MANDATES, on=later)
    by = holder_of(MANAGE_STATUTES, person_id=treasurer.pk)

    with pytest.raises(OwnRights, match="nul n’ajoute à ses propres droits"):
        change(office, MANAGE_MANDATES, MANAGE_SCOPES, by=by)

    assert held(treasurer, later) == {MANAGE_MANDATES}


def test_the_database_refuses_a_right_carried_twice_on_one_day(office):
    with (
        pytest.raises(IntegrityError, match="an_office_carries_a_right_once_at_a_time"),
        transaction.atomic(),
    ):
        OfficeRight.objects.create(office=office, permission=MANAGE_SCOPES, starts_on=CHANGE)
