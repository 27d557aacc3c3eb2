"""Who may be given a seat or an office, and what the statutes refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Designation, EndReason, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.services import (
    MandateDraft,
    MandateRefused,
    OwnMandate,
    close_scope,
    declare_incompatible,
    give_mandate,
    give_mandates,
)
from egide.mandates.tests.factories import (
    OPERATOR,
    holder_of,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.enums import LifeStatus
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
JUNE = date(2020, 6, 6)


def give(person, **values):
    return give_mandate(person_id=person.pk, by=OPERATOR, **{"starts_on": JUNE, **values})


@pytest.fixture
def board():
    return make_body(BodyKind.BOARD)


@pytest.fixture
def seat(board):
    return make_seat(board, 1)


def test_a_mandate_lasts_the_years_of_its_seat_to_the_eve(seat):
    mandate = give(make_person(), seat=seat, elected_on=JUNE)

    assert (mandate.starts_on, mandate.ends_on, mandate.term_ends_on) == (
        date(2020, 6, 6),
        date(2023, 6, 5),
        date(2023, 6, 5),
    )
    assert mandate.designation == Designation.GA


def test_a_term_that_starts_on_a_leap_day_ends_on_the_last_of_february(seat):
    mandate = give(make_person(), seat=seat, starts_on=date(2020, 2, 29))

    assert mandate.ends_on == date(2023, 2, 28)


@pytest.mark.proves("R-X-3")
def test_giving_a_mandate_is_written_in_the_register(seat):
    mandate = give(make_person(), seat=seat)

    line = RegisterLine.objects.get(action="mandates.mandate_given")
    assert (line.actor, line.subject) == ("command:test", f"mandates.mandate:{mandate.pk}")
    assert line.facts == {
        "person": mandate.person_id,
        "seat": seat.pk,
        "office": "",
        "scope": None,
        "starts_on": "2020-06-06",
        "ends_on": "2023-06-05",
        "designation": "GA",
    }


def test_a_seat_that_is_held_is_refused_until_the_day_after(seat):
    give(make_person(), seat=seat)

    with pytest.raises(MandateRefused, match="déjà pourvu jusqu’au 5\u00a0juin 2023"):
        give(make_person(), seat=seat, starts_on=date(2023, 6, 5))
    assert give(make_person(), seat=seat, starts_on=date(2023, 6, 6)).pk


@pytest.mark.proves("R-GOV-10")
def test_a_person_has_one_seat_per_body(board, seat):
    person = make_person()
    give(person, seat=seat)

    with pytest.raises(MandateRefused, match="R-GOV-10"):
        give(person, seat=make_seat(board, 2))
    assert give(person, seat=make_seat(make_body(BodyKind.COMMITTEE), 1)).pk


def test_a_single_office_has_one_holder_on_each_scope():
    make_office("GROUP_PRESIDENT", name="président", scope_kinds=[ScopeKind.TERRITORIAL])
    bordeaux, lille = make_scope("GT Bordeaux"), make_scope("GT Lille")
    give(make_person(), office="GROUP_PRESIDENT", scope=bordeaux)

    with pytest.raises(MandateRefused, match="déjà un titulaire sans échéance"):
        give(make_person(), office="GROUP_PRESIDENT", scope=bordeaux)
    assert give(make_person(), office="GROUP_PRESIDENT", scope=lille).designation == "APPOINTED"


def test_an_office_is_held_on_what_it_is_made_for():
    make_office("DSC", name="délégué au campus", scope_kinds=[ScopeKind.CAMPUS])

    with pytest.raises(MandateRefused, match="s’exerce sur : campus"):
        give(make_person(), office="DSC", scope=make_scope("GT Bordeaux"))
    with pytest.raises(MandateRefused, match="s’exerce sur : campus"):
        give(make_person(), office="DSC")


def test_an_unknown_office_is_named():
    with pytest.raises(MandateRefused, match="« WIZARD » n’existe pas"):
        give(make_person(), office="WIZARD")


def test_a_closed_scope_takes_no_mandate_beyond_its_last_day():
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    scope = make_scope("GT Bordeaux")
    close_scope(scope=scope, on=date(2020, 12, 31), by=OPERATOR)

    with pytest.raises(MandateRefused, match="fermé depuis le 31\u00a0décembre 2020"):
        give(make_person(), office="LOCAL", scope=scope)


def test_the_dead_receive_no_mandate(seat):
    with pytest.raises(MandateRefused, match="décédée"):
        give(
            make_person(life_status=LifeStatus.DECEASED, status=None, died_on=date(2020, 1, 2)),
            seat=seat,
        )


def test_incompatible_offices_do_not_meet_on_any_day(board):
    treasurer, auditor = make_office(name="trésorier"), make_office(name="censeur")
    declare_incompatible(first=treasurer, second=auditor, source="statuts, art. 12", by=OPERATOR)
    person = make_person()
    give(person, seat=make_seat(board, 1, carries=treasurer))

    with pytest.raises(MandateRefused, match="incompatible"):
        give(person, office=auditor.code)
    assert give(person, office=auditor.code, starts_on=date(2023, 6, 6)).pk


def test_an_office_that_a_seat_carries_is_given_with_the_seat(board):
    treasurer = make_office("TREASURER")
    make_seat(board, 1, carries=treasurer)

    with pytest.raises(MandateRefused, match="s’attache à un siège"):
        give(make_person(), office="TREASURER")


@pytest.mark.proves("R-X-8")
def test_nobody_gives_a_mandate_to_oneself(seat):
    clerk = make_person()

    with pytest.raises(OwnMandate):
        give_mandate(
            person_id=clerk.pk,
            seat=seat,
            starts_on=JUNE,
            by=holder_of(MANAGE_MANDATES, person_id=clerk.pk),
        )
    assert Mandate.objects.count() == 0


def test_a_right_on_one_group_gives_mandates_there_and_nowhere_else(seat):
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    bordeaux, person = make_scope("GT Bordeaux"), make_person()
    officer = holder_of(MANAGE_MANDATES, person_id=make_person().pk, scope=bordeaux)
    values = {"person_id": person.pk, "starts_on": JUNE, "by": officer}

    assert give_mandate(office="LOCAL", scope=bordeaux, **values).pk
    with pytest.raises(NotAllowed):
        give_mandate(office="LOCAL", scope=make_scope("GT Lille"), **values)
    with pytest.raises(NotAllowed):
        give_mandate(seat=seat, **values)


def test_someone_without_the_right_changes_nothing(seat):
    with pytest.raises(NotAllowed):
        give_mandate(person_id=make_person().pk, seat=seat, starts_on=JUNE, by=holder_of())

    assert Mandate.objects.count() == 0
    assert RegisterLine.objects.filter(action__startswith="mandates.mandate").count() == 0


def test_an_election_after_the_first_day_is_refused(seat):
    with pytest.raises(MandateRefused, match="avant d’être élu"):
        give(make_person(), seat=seat, elected_on=date(2020, 6, 7))


@pytest.mark.proves("R-GOV-1")
def test_a_seat_that_does_not_exist_yet_is_refused(board):
    seat = make_seat(board, 3, starts_on=date(2020, 6, 7))

    with pytest.raises(MandateRefused, match="qu’à partir du 7\u00a0juin 2020"):
        give(make_person(), seat=seat)


# --- many at once -----------------------------------------------------------------------------


def test_many_mandates_are_given_together_with_one_line(board):
    seats = [make_seat(board, number) for number in (1, 2, 3)]
    drafts = [
        MandateDraft(person_id=make_person().pk, seat_id=seat.pk, starts_on=JUNE) for seat in seats
    ]

    ids = give_mandates(drafts=drafts, by=OPERATOR)

    assert list(
        Mandate.objects.filter(pk__in=ids).order_by("pk").values_list("seat", flat=True)
    ) == [seat.pk for seat in seats]
    line = RegisterLine.objects.get(action="mandates.mandates_given")
    assert line.facts == {"mandates": 3, "first_id": ids[0], "last_id": ids[2]}


def test_one_bad_draft_names_its_rank_and_nothing_is_given(board):
    seat = make_seat(board, 1)
    drafts = [
        MandateDraft(person_id=make_person().pk, seat_id=seat.pk, starts_on=JUNE),
        MandateDraft(person_id=make_person().pk, seat_id=seat.pk, starts_on=JUNE),
    ]

    with pytest.raises(MandateRefused, match="Mandat n° 2 : Ce siège est déjà pourvu"):
        give_mandates(drafts=drafts, by=OPERATOR)
    assert Mandate.objects.count() == 0


def test_many_mandates_cost_no_more_questions_than_one(board, django_assert_max_num_queries):
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    drafts = [
        MandateDraft(
            person_id=make_person().pk,
            office="LOCAL",
            scope_id=make_scope(f"GT {n}").pk,
            starts_on=JUNE,
        )
        for n in range(20)
    ]

    with django_assert_max_num_queries(16):
        give_mandates(drafts=drafts, by=OPERATOR)


def test_history_is_taken_over_with_its_last_day_and_reason(seat):
    draft = MandateDraft(
        person_id=make_person().pk,
        seat_id=seat.pk,
        starts_on=date(2018, 6, 2),
        ended_on=date(2019, 3, 1),
        end_reason=EndReason.RESIGNED,
    )

    (pk,) = give_mandates(drafts=[draft], by=OPERATOR)

    mandate = Mandate.objects.get(pk=pk)
    assert (mandate.ends_on, mandate.term_ends_on, mandate.end_reason) == (
        date(2019, 3, 1),
        date(2021, 6, 1),
        "RESIGNED",
    )


# --- what the database refuses by itself ------------------------------------------------------


@pytest.mark.parametrize(
    ("constraint", "change"),
    [
        ("one_mandate_per_seat_at_a_time", {"starts_on": date(2023, 6, 5), "ends_on": None}),
        ("a_mandate_ends_after_it_starts",
         {"starts_on": date(2024, 1, 2), "ends_on": date(2024, 1, 1)}),
        ("a_mandate_that_ended_has_a_last_day",
         {"starts_on": date(2024, 1, 2), "ends_on": None, "end_reason": "RESIGNED"}),
        ("nobody_serves_before_being_elected",
         {"starts_on": date(2024, 1, 2), "elected_on": date(2024, 1, 3)}),
        ("a_mandate_does_not_outlive_its_term",
         {"starts_on": date(2024, 1, 2), "term_ends_on": date(2024, 2, 1),
          "ends_on": date(2024, 2, 2)}),
        ("a_mandate_is_for_a_seat_or_for_an_office", {"starts_on": date(2024, 1, 2), "seat": None}),
        ("only_a_co_option_is_ratified",
         {"starts_on": date(2024, 1, 2), "ratified_on": date(2024, 1, 3)}),
    ],
)  # fmt: skip
def test_the_database_refuses_by_itself(seat, constraint, change):
    give(make_person(), seat=seat)
    values = {
        "person": make_person(),
        "seat": seat,
        "body": seat.body,
        "designation": Designation.GA,
        **change,
    }

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Mandate.objects.create(**values)


def test_the_database_refuses_a_mandate_whose_body_is_not_that_of_its_seat(seat):
    other = make_body(BodyKind.COMMITTEE)

    with (
        pytest.raises(IntegrityError, match="the_body_of_a_mandate_is_that_of_its_seat"),
        transaction.atomic(),
    ):
        Mandate.objects.create(
            person=make_person(), seat=seat, body=other, designation="GA", starts_on=JUNE
        )


def test_the_database_refuses_two_seats_in_one_body(board, seat):
    person = make_person()
    give(person, seat=seat)

    with (
        pytest.raises(IntegrityError, match="one_seat_per_body_and_person_at_a_time"),
        transaction.atomic(),
    ):
        Mandate.objects.create(
            person=person, seat=make_seat(board, 2), body=board, designation="GA", starts_on=JUNE
        )


def test_the_database_refuses_two_holders_of_a_single_office():
    office = make_office("TREASURER")
    give(make_person(), office="TREASURER")
    values = {"person": make_person(), "office": office, "designation": "APPOINTED"}

    with (
        pytest.raises(IntegrityError, match="one_holder_of_a_single_office_at_a_time"),
        transaction.atomic(),
    ):
        Mandate.objects.create(**values, sole=True, starts_on=JUNE)
    with (
        pytest.raises(IntegrityError, match="a_mandate_is_sole_when_its_office_is_single"),
        transaction.atomic(),
    ):
        Mandate.objects.create(**values, sole=False, starts_on=JUNE)
