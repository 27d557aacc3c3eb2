"""A mandate ends once: at its term, before it, or it is cancelled as never having been."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel import audit
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Designation, EndReason, MandateState, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.services import (
    EndingRefused,
    OwnEnding,
    ScopeRefused,
    cancel_mandate,
    close_scope,
    end_mandate,
    end_terms,
    fill_ex_officio_seats,
    give_mandate,
)
from egide.mandates.tests.factories import (
    OPERATOR,
    holder_of,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
JUNE = date(2020, 6, 6)


@pytest.fixture
def mandate():
    seat = make_seat(make_body(), 1)
    return give_mandate(person_id=make_person().pk, seat=seat, starts_on=JUNE, by=OPERATOR)


def end(mandate, on=date(2021, 3, 14), reason=EndReason.RESIGNED, by=OPERATOR):
    return end_mandate(mandate=mandate, reason=reason, on=on, by=by)


@pytest.mark.proves("R-X-1")
def test_resigning_stops_the_mandate_on_the_last_day_served(mandate):
    end(mandate)

    assert list(Mandate.objects.running_on(date(2021, 3, 14))) == [mandate]
    assert list(Mandate.objects.running_on(date(2021, 3, 15))) == []
    mandate.refresh_from_db()
    assert mandate.term_ends_on == date(2023, 6, 5)


@pytest.mark.proves("R-X-3")
def test_ending_is_written_in_the_register_with_both_fingerprints(mandate):
    before = audit.fingerprint(mandate)

    ended = end_mandate(
        mandate=mandate,
        reason=EndReason.RESIGNED,
        on=date(2021, 3, 14),
        by=OPERATOR,
        note="lettre du 1er mars",
    )

    line = RegisterLine.objects.get(action="mandates.mandate_ended")
    assert line.facts == {"on": "2021-03-14", "end_reason": "RESIGNED"}
    assert line.reason == "lettre du 1er mars"
    assert (line.before_hash, line.after_hash) == (before, audit.fingerprint(ended))


def test_a_mandate_ends_once(mandate):
    end(mandate)

    with pytest.raises(EndingRefused, match="clos depuis le 14\u00a0mars 2021"):
        end(mandate, on=date(2021, 4, 1), reason=EndReason.REVOKED)


@pytest.mark.parametrize(
    ("on", "reason", "sentence"),
    [
        (date(2020, 6, 5), EndReason.RESIGNED, "annulez-le plutôt"),
        (date(2023, 6, 6), EndReason.RESIGNED, "ne se prolonge pas"),
        (date(2021, 3, 14), EndReason.TERM, "dites pourquoi"),
        (date(2021, 3, 14), EndReason.CANCELLED, "n’est pas un motif"),
    ],
)
def test_a_mandate_ends_within_its_days_and_for_a_reason(mandate, on, reason, sentence):
    with pytest.raises(EndingRefused, match=sentence):
        end(mandate, on=on, reason=reason)


@pytest.mark.proves("R-X-8")
def test_nobody_closes_their_own_mandate(mandate):
    with pytest.raises(OwnEnding):
        end(mandate, by=holder_of(MANAGE_MANDATES, person_id=mandate.person_id))

    mandate.refresh_from_db()
    assert mandate.end_reason == ""


def test_someone_without_the_right_closes_nothing(mandate):
    with pytest.raises(NotAllowed):
        end(mandate, by=holder_of())

    mandate.refresh_from_db()
    assert mandate.end_reason == ""


@pytest.mark.proves("R-GOV-10")
def test_the_seats_that_follow_end_the_same_day_and_not_by_themselves():
    office = make_office("DIRECTOR")
    seat = make_seat(make_body(), 1, designation=Designation.EX_OFFICIO_EXTERNAL, follows=office)
    leader = give_mandate(
        person_id=make_person().pk, office="DIRECTOR", starts_on=JUNE, by=OPERATOR
    )
    follower = Mandate.objects.get(seat=seat)

    with pytest.raises(EndingRefused, match="de droit"):
        end(follower)
    end(leader)

    follower.refresh_from_db()
    assert (follower.ends_on, follower.end_reason) == (date(2021, 3, 14), "RESIGNED")


@pytest.mark.proves("R-X-4")
def test_a_cancelled_mandate_never_was_and_stays_written(mandate):
    cancel_mandate(mandate=mandate, why="saisi sur le mauvais siège", by=OPERATOR)

    mandate.refresh_from_db()
    assert list(Mandate.objects.running_on(JUNE)) == []
    assert mandate.state_on(JUNE) == MandateState.CANCELLED
    line = RegisterLine.objects.get(action="mandates.mandate_cancelled")
    assert line.reason == "saisi sur le mauvais siège"
    again = give_mandate(person_id=make_person().pk, seat=mandate.seat, starts_on=JUNE, by=OPERATOR)
    assert again.pk != mandate.pk


def test_a_cancellation_says_why_and_happens_once(mandate):
    with pytest.raises(EndingRefused, match="Dites pourquoi"):
        cancel_mandate(mandate=mandate, why=" ", by=OPERATOR)
    cancel_mandate(mandate=mandate, why="erreur", by=OPERATOR)
    with pytest.raises(EndingRefused, match="déjà annulé"):
        cancel_mandate(mandate=mandate, why="erreur", by=OPERATOR)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2020, 6, 5), MandateState.TO_COME),
        (date(2020, 6, 6), MandateState.RUNNING),
        (date(2023, 6, 5), MandateState.RUNNING),
        (date(2023, 6, 6), MandateState.ENDED),
    ],
)
def test_the_state_of_a_mandate_is_read_from_its_days(mandate, day, state):
    assert mandate.state_on(day) == state


def test_the_terms_that_are_over_are_marked_once(mandate):
    assert end_terms(on=date(2023, 6, 5), by=OPERATOR) == 0
    assert end_terms(on=date(2023, 6, 6), by=OPERATOR) == 1
    assert end_terms(on=date(2023, 6, 6), by=OPERATOR) == 0

    mandate.refresh_from_db()
    assert (mandate.end_reason, mandate.ends_on) == ("TERM", date(2023, 6, 5))
    assert RegisterLine.objects.filter(action="mandates.mandate_ended").count() == 1


@pytest.mark.proves("R-GOV-10")
def test_an_ex_officio_seat_left_empty_by_a_conflict_is_filled_once_it_is_over():
    board = make_body(BodyKind.BOARD)
    office = make_office("DIRECTOR")
    person = make_person()
    elected = give_mandate(
        person_id=person.pk, seat=make_seat(board, 1), starts_on=JUNE, by=OPERATOR
    )
    give_mandate(person_id=person.pk, office="DIRECTOR", starts_on=JUNE, by=OPERATOR)
    seat = make_seat(board, 2, designation=Designation.EX_OFFICIO, follows=office, starts_on=JUNE)
    assert Mandate.objects.filter(seat=seat).count() == 0

    end(elected, on=date(2020, 12, 31))

    assert fill_ex_officio_seats(on=date(2021, 1, 1), by=OPERATOR) == 1
    assert fill_ex_officio_seats(on=date(2021, 1, 1), by=OPERATOR) == 0
    assert Mandate.objects.get(seat=seat).starts_on == date(2021, 1, 1)


def test_closing_a_scope_ends_its_mandates_and_cancels_those_to_come():
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL], term_years=1)
    scope = make_scope("GT Bordeaux")
    running, to_come = (
        give_mandate(
            person_id=make_person().pk, office="LOCAL", scope=scope, starts_on=start, by=OPERATOR
        )
        for start in (JUNE, date(2021, 6, 6))
    )

    close_scope(scope=scope, on=date(2020, 12, 31), by=OPERATOR)

    running.refresh_from_db()
    to_come.refresh_from_db()
    assert (running.ends_on, running.end_reason) == (date(2020, 12, 31), "CLOSED")
    assert to_come.end_reason == "CANCELLED"
    with pytest.raises(ScopeRefused, match="déjà fermé"):
        close_scope(scope=scope, on=date(2020, 12, 31), by=OPERATOR)


def test_a_scope_closes_after_those_below_it():
    region = make_scope("Asie", kind=ScopeKind.REGION)
    make_scope("GT Tokyo", parent=region)

    with pytest.raises(ScopeRefused, match="Fermez d’abord"):
        close_scope(scope=region, on=JUNE, by=OPERATOR)
