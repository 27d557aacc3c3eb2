"""Two people do at the same time what can be done once: one does it, the other reads why not.

Each act runs in a transaction of its own, on a connection of its own. The first one is held open
until the second one waits for it: no test depends on who is quicker.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection, transaction

from egide.kernel.errors import Refused
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, EndReason, ScopeKind
from egide.mandates.models import Mandate, Seat
from egide.mandates.services import (
    close_scope,
    declare_incompatible,
    end_mandate,
    give_mandate,
    retire_seat,
)
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_scope, make_seat
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2020, 6, 6)
# Far more than it ever takes: a machine may be busy, a test must not mind.
PATIENCE_SECONDS = 120


def race(first: Callable[[], object], second: Callable[[], object]) -> str:
    """Do ``first``, begin ``second`` before it is written, and return how the second was refused.

    An empty answer means that the second was done too.
    """
    answers: list[str] = []

    def follow() -> None:
        try:
            second()
        except Refused as refusal:
            answers.append(str(refusal))
        else:
            answers.append("")
        finally:
            connection.close()

    follower = threading.Thread(target=follow)
    with transaction.atomic():
        first()
        follower.start()
        _wait_until_somebody_waits(follower)
    follower.join(PATIENCE_SECONDS)
    (answer,) = answers
    return answer


def _wait_until_somebody_waits(follower: threading.Thread) -> None:
    """Return once another session of this database waits for what this one holds."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while follower.is_alive():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted"
                " AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
            )
            (waits,) = cursor.fetchone()
        if waits:
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)


def give(person, **values) -> Callable[[], object]:
    return lambda: give_mandate(person_id=person.pk, starts_on=DAY, by=OPERATOR, **values)


@pytest.fixture
def board():
    return make_body(BodyKind.BOARD)


@pytest.fixture
def seat(board):
    return make_seat(board, 1)


def lines(action: str) -> int:
    return RegisterLine.objects.filter(action=f"mandates.{action}").count()


def test_one_seat_given_twice_at_the_same_time_is_given_once(seat):
    winner, loser = make_person(), make_person()

    refusal = race(give(winner, seat=seat), give(loser, seat=seat))

    assert refusal == "Ce siège est déjà pourvu jusqu’au 5\u00a0juin 2023."
    assert list(Mandate.objects.values_list("person", flat=True)) == [winner.pk]
    assert lines("mandate_given") == 1


def test_two_seats_of_a_body_given_to_one_person_at_the_same_time_are_one(board, seat):
    person = make_person()

    refusal = race(give(person, seat=seat), give(person, seat=make_seat(board, 2)))

    assert refusal == (
        "Cette personne a déjà un siège dans cet organe jusqu’au 5\u00a0juin 2023 (R-GOV-10)."
    )
    assert Mandate.objects.count() == 1


def test_two_offices_that_exclude_each_other_are_not_given_at_the_same_time():
    president, treasurer = make_office("PRESIDENT"), make_office("TREASURER")
    declare_incompatible(first=president, second=treasurer, source="statuts", by=OPERATOR)
    person = make_person()

    refusal = race(give(person, office="PRESIDENT"), give(person, office="TREASURER"))

    assert refusal.startswith("Cette fonction est incompatible")
    assert Mandate.objects.get().office == president


def test_two_people_who_end_one_mandate_end_it_once(seat):
    mandate = give(make_person(), seat=seat)()

    def end(reason: EndReason, on: date) -> Callable[[], object]:
        return lambda: end_mandate(mandate=mandate, reason=reason, on=on, by=OPERATOR)

    refusal = race(
        end(EndReason.RESIGNED, date(2021, 1, 31)), end(EndReason.REVOKED, date(2021, 3, 1))
    )

    mandate.refresh_from_db()
    assert refusal.startswith("Ce mandat est clos depuis le 31\u00a0janvier 2021.")
    assert (mandate.ends_on, mandate.end_reason) == (date(2021, 1, 31), EndReason.RESIGNED)
    assert lines("mandate_ended") == 1


def test_a_seat_that_is_being_retired_is_not_given(seat):
    refusal = race(
        lambda: retire_seat(seat=seat, on=DAY, source="AG du 6 juin 2020", by=OPERATOR),
        give(make_person(), seat=seat),
    )

    assert refusal == "Ce siège est supprimé après le 6\u00a0juin 2020."
    assert Mandate.objects.count() == 0


def test_a_seat_that_is_being_given_is_not_retired(seat):
    refusal = race(
        give(make_person(), seat=seat),
        lambda: retire_seat(seat=seat, on=DAY, source="AG du 6 juin 2020", by=OPERATOR),
    )

    assert (
        refusal == "Ce siège est encore pourvu après ce jour\u00a0: mettez d’abord fin au mandat."
    )
    assert Seat.objects.get().ends_on is None
    assert lines("seat_retired") == 0


def test_a_scope_that_is_being_closed_receives_no_mandate():
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    scope = make_scope("GT Bordeaux")

    refusal = race(
        lambda: close_scope(scope=scope, on=DAY, by=OPERATOR),
        give(make_person(), office="LOCAL", scope=scope),
    )

    assert refusal == "«\u00a0GT Bordeaux\u00a0» est fermé depuis le 6\u00a0juin 2020."
    assert Mandate.objects.count() == 0
