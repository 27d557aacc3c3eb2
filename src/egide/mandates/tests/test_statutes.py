"""Statutes as data: bodies, seats, offices, and the rights that offices carry."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from egide.kernel import parameters
from egide.kernel.access import actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, College, Designation, ScopeKind, Secrecy
from egide.mandates.models import Body, Scope, Seat
from egide.mandates.permissions import (
    MANAGE_MANDATES,
    MANAGE_SCOPES,
    MANAGE_STATUTES,
    READ_GOVERNANCE,
)
from egide.mandates.rules import SeatDraft, most_bureau_seats
from egide.mandates.services import (
    BodyRefused,
    OwnMandate,
    RightRefused,
    ScopeDraft,
    ScopeRefused,
    SeatRefused,
    add_seat,
    declare_incompatible,
    dissolve_body,
    give_mandate,
    open_scope,
    open_scopes,
    rename_scope,
    retire_seat,
    set_office_rights,
)
from egide.mandates.tests.factories import (
    OPERATOR,
    SINCE,
    STATUTES,
    holder_of,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
LATER = date(2020, 6, 6)


def a_board_of(seats: int) -> Body:
    board = make_body(BodyKind.BOARD)
    for number in range(1, seats + 1):
        make_seat(board, number)
    return board


@pytest.mark.proves("R-GOV-4", "AC-GOV-1")
def test_a_ninth_bureau_seat_for_twenty_four_board_seats_cites_the_one_third_ceiling():
    a_board_of(24)
    bureau = make_body(BodyKind.BUREAU)
    for number in range(1, 9):
        make_seat(bureau, number, designation=Designation.DIRECT)

    with pytest.raises(
        SeatRefused, match=r"un tiers du conseil.*24 sièges au conseil, 8 au bureau, et non 9"
    ):
        make_seat(bureau, 9, designation=Designation.DIRECT)
    assert Seat.objects.filter(body=bureau).count() == 8


@pytest.mark.proves("R-GOV-4")
def test_the_ceiling_of_the_bureau_holds_when_the_board_shrinks():
    board = a_board_of(3)
    make_seat(make_body(BodyKind.BUREAU), 1, designation=Designation.DIRECT)

    with pytest.raises(SeatRefused, match="un tiers"):
        retire_seat(seat=board.seats.get(number=3), on=LATER, source="AG", by=OPERATOR)


@pytest.mark.proves("R-GOV-4")
@pytest.mark.parametrize(("board", "bureau"), [(24, 8), (23, 7), (3, 1), (2, 0)])
def test_the_bureau_has_one_seat_for_three_of_the_board(board, bureau):
    assert most_bureau_seats(board, share=3) == bureau


@pytest.mark.proves("R-GOV-4")
def test_the_share_of_the_bureau_is_a_dated_parameter():
    a_board_of(4)
    parameters.set_parameter(
        code="mandates.bureau_share_of_board", value=2, starts_on=LATER, source="AGE", by=OPERATOR
    )
    bureau = make_body(BodyKind.BUREAU)
    make_seat(bureau, 1, designation=Designation.DIRECT)

    with pytest.raises(SeatRefused, match="un tiers"):
        make_seat(bureau, 2, designation=Designation.DIRECT, starts_on=date(2020, 6, 5))
    assert make_seat(bureau, 2, designation=Designation.DIRECT, starts_on=LATER).pk


@pytest.mark.proves("R-GOV-1")
def test_a_body_has_the_seats_that_the_statutes_give_it():
    committee = make_body(BodyKind.COMMITTEE, seats_at_most=1)
    make_seat(committee, 1, designation=Designation.COLLEGE, college=College.YOUNG)

    with pytest.raises(SeatRefused, match="1 sièges au plus"):
        make_seat(committee, 2, designation=Designation.COLLEGE, college=College.YOUNG)


def test_a_number_is_used_again_once_the_seat_is_retired():
    board = a_board_of(1)
    with pytest.raises(SeatRefused, match="n° 1 existe déjà"):
        make_seat(board, 1, starts_on=LATER)

    retire_seat(seat=board.seats.get(), on=date(2020, 6, 5), source="AG du 5 juin", by=OPERATOR)

    assert make_seat(board, 1, starts_on=LATER).pk
    line = RegisterLine.objects.get(action="mandates.seat_retired")
    assert (line.reason, line.facts) == ("AG du 5 juin", {"on": "2020-06-05"})


def test_a_seat_that_is_held_is_not_retired_before_its_holder_leaves():
    seat = make_seat(make_body(), 1)
    give_mandate(person_id=make_person().pk, seat=seat, starts_on=LATER, by=OPERATOR)

    with pytest.raises(SeatRefused, match="encore pourvu"):
        retire_seat(seat=seat, on=date(2023, 6, 4), source="AG", by=OPERATOR)
    assert retire_seat(seat=seat, on=date(2023, 6, 5), source="AG", by=OPERATOR).ends_on


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"designation": Designation.EX_OFFICIO}, "dites laquelle"),
        ({"designation": Designation.CO_OPTED}, "ne se remplit pas ainsi"),
        ({"designation": Designation.COLLEGE}, "Un collège remplit"),
        ({"source": " "}, "Indiquez la résolution"),
        ({"starts_on": date(2018, 6, 1)}, "n’existe pas encore"),
    ],
)
def test_a_seat_is_filled_in_a_way_that_the_statutes_know(values, sentence):
    with pytest.raises(SeatRefused, match=sentence):
        make_seat(make_body(), 1, **values)


def test_a_seat_follows_only_an_office_with_one_holder_for_the_society():
    delegates = make_office(single=False)

    with pytest.raises(SeatRefused, match="titulaire unique"):
        make_seat(make_body(), 1, designation=Designation.EX_OFFICIO, follows=delegates)


@pytest.mark.proves("R-X-8")
def test_nobody_gives_themselves_an_office_by_a_seat_that_follows_their_own():
    secretary, person = make_office(), make_person()
    give_mandate(person_id=person.pk, office=secretary.code, starts_on=SINCE, by=OPERATOR)
    powerful = make_office(single=False, rights=[MANAGE_MANDATES])
    body = make_body(BodyKind.COMMISSION, gives=powerful)
    seat = SeatDraft(number=1, designation=Designation.EX_OFFICIO, follows=secretary)
    asked = {"body": body, "draft": seat, "starts_on": LATER, "source": STATUTES}
    by = holder_of(MANAGE_STATUTES, person_id=person.pk)

    with pytest.raises(OwnMandate, match="nul n’ajoute à ses propres droits"):
        add_seat(**asked, by=by)
    assert not body.seats.exists()
    add_seat(**asked, by=holder_of(MANAGE_STATUTES))

    assert actor_of(person.pk, on=LATER).can(MANAGE_MANDATES)


def test_a_seat_that_gives_nothing_may_follow_one_s_own_office():
    secretary, person = make_office(), make_person()
    give_mandate(person_id=person.pk, office=secretary.code, starts_on=SINCE, by=OPERATOR)
    seat = SeatDraft(number=1, designation=Designation.EX_OFFICIO, follows=secretary)

    made = add_seat(
        body=make_body(BodyKind.COMMISSION),
        draft=seat,
        starts_on=LATER,
        source=STATUTES,
        by=holder_of(MANAGE_STATUTES, person_id=person.pk),
    )

    assert made.mandates.get().person_id == person.pk


def test_the_database_refuses_a_seat_that_follows_nothing():
    body = make_body()

    with (
        pytest.raises(IntegrityError, match="an_ex_officio_seat_and_no_other_follows_an_office"),
        transaction.atomic(),
    ):
        Seat.objects.create(
            body=body,
            number=1,
            designation=Designation.EX_OFFICIO,
            starts_on=SINCE,
            source=STATUTES,
        )


@pytest.mark.proves("R-GOV-1")
def test_the_assembly_has_no_seats():
    with pytest.raises(SeatRefused, match="Tous les sociétaires"):
        make_seat(make_body(BodyKind.GENERAL_ASSEMBLY), 1)


def test_the_statutes_have_one_body_of_each_kind():
    board = make_body(BodyKind.BOARD)

    with pytest.raises(BodyRefused, match="qu’un organe"):
        make_body(BodyKind.BOARD)
    dissolve_body(body=board, on=date(2020, 6, 5), source="AGE", by=OPERATOR)
    assert make_body(BodyKind.BOARD, starts_on=LATER).pk


def test_a_body_with_seats_is_not_dissolved():
    board = a_board_of(1)

    with pytest.raises(BodyRefused, match="d’abord les sièges"):
        dissolve_body(body=board, on=LATER, source="AGE", by=OPERATOR)


# --- offices and their rights -----------------------------------------------------------------


def test_an_office_carries_only_rights_that_a_module_declares():
    with pytest.raises(RightRefused, match=r"le droit «\s+cuisine\.goûter"):
        make_office(rights=["cuisine.goûter"])


@pytest.mark.proves("R-X-2")
def test_an_office_without_personal_data_carries_no_personal_right():
    with pytest.raises(RightRefused, match="R-X-2"):
        make_office(secrecy=Secrecy.NORMAL, rights=[MANAGE_MANDATES])
    assert make_office(secrecy=Secrecy.PERSONAL, rights=[MANAGE_MANDATES]).pk


@pytest.mark.proves("R-X-1")
def test_an_office_held_on_groups_carries_no_right_on_the_whole_society():
    kinds = [ScopeKind.TERRITORIAL]
    with pytest.raises(RightRefused, match="toute la Société"):
        make_office("DELEGATE", scope_kinds=kinds, rights=[MANAGE_STATUTES])

    office = make_office("DELEGATE", scope_kinds=kinds, rights=[MANAGE_MANDATES])

    with pytest.raises(RightRefused, match="toute la Société"):
        set_office_rights(
            office=office, rights=[MANAGE_STATUTES], reason="vote", on=LATER, by=OPERATOR
        )


@pytest.mark.proves("R-X-3")
def test_changing_the_rights_of_an_office_says_what_was_added_and_removed():
    office = make_office(rights=[MANAGE_MANDATES, READ_GOVERNANCE])

    set_office_rights(
        office=office,
        rights=[READ_GOVERNANCE, MANAGE_SCOPES],
        on=LATER,
        by=OPERATOR,
        reason="CA du 3 juin",
    )

    line = RegisterLine.objects.get(action="mandates.office_rights_set")
    assert line.facts == {
        "on": LATER.isoformat(),
        "added": [MANAGE_SCOPES],
        "removed": [MANAGE_MANDATES],
    }
    with pytest.raises(RightRefused, match="Dites pourquoi"):
        set_office_rights(office=office, rights=[], on=LATER, by=OPERATOR, reason="")


def test_an_incompatibility_is_said_once_whatever_the_order():
    president, treasurer = make_office(), make_office()
    declare_incompatible(first=treasurer, second=president, source="statuts", by=OPERATOR)

    with pytest.raises(RightRefused, match="déjà dite"):
        declare_incompatible(first=president, second=treasurer, source="statuts", by=OPERATOR)


@pytest.mark.parametrize(
    "attempt",
    [
        lambda by: set_office_rights(office=make_office(), rights=[], on=LATER, by=by, reason="x"),
        lambda by: retire_seat(seat=make_seat(make_body()), on=LATER, source="x", by=by),
        lambda by: dissolve_body(body=make_body(), on=LATER, source="x", by=by),
        lambda by: rename_scope(scope=make_scope(), label="x", by=by),
        lambda by: open_scope(kind="CAMPUS", label="x", by=by),
    ],
)
def test_the_statutes_are_closed_to_who_may_only_give_mandates(attempt):
    with pytest.raises(NotAllowed):
        attempt(holder_of(MANAGE_MANDATES, READ_GOVERNANCE))


# --- scopes -----------------------------------------------------------------------------------


def test_a_scope_has_a_label_and_a_code_of_its_own():
    make_scope("Angers", kind="CAMPUS", code="campus.an")

    with pytest.raises(ScopeRefused, match="déjà pris"):
        make_scope("Angers", kind="CAMPUS", code="campus.an")
    with pytest.raises(ScopeRefused, match="libellé"):
        make_scope("  ")


def test_many_scopes_open_in_the_order_given():
    region = make_scope("Europe", kind="REGION")

    ids = open_scopes(
        drafts=[
            ScopeDraft(kind="TERRITORIAL", label=label, parent_id=region.pk)
            for label in ("GT Berlin", "GT Madrid")
        ],
        by=OPERATOR,
    )

    assert [Scope.objects.get(pk=pk).label for pk in ids] == ["GT Berlin", "GT Madrid"]


def test_renaming_a_scope_is_written(django_assert_num_queries):
    scope = rename_scope(scope=make_scope("GT Bordeaux"), label="GT Gironde", by=OPERATOR)

    assert scope.label == "GT Gironde"
    assert RegisterLine.objects.filter(action="mandates.scope_renamed").count() == 1
