"""What governance shows on the pages of others, and what the clock does at night."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.access import VISITOR, actor_of
from egide.mandates import jobs
from egide.mandates.enums import BodyKind, Designation
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.holding import find_people, holders, mandate_words
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, holder_of, make_body, make_office, make_seat
from egide.mandates.views.elsewhere import cards, find, panel
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
DAY = date(2020, 12, 31)
JUNE = date(2019, 6, 1)


@pytest.fixture
def elected():
    seat = make_seat(
        make_body(BodyKind.BOARD), 1, carries=make_office("TREASURER", feminine="trésorière")
    )
    person = make_person(since=JUNE, sex="F")
    return give_mandate(person_id=person.pk, seat=seat, starts_on=JUNE, by=OPERATOR)


def test_the_home_shows_ones_own_mandates_and_only_those(elected):
    make_person()

    (card,) = cards(actor_of(elected.person_id, on=DAY), DAY)
    assert card.title == "Trésorière (Conseil d’administration)"
    assert card.detail == "jusqu’au 31\u00a0mai 2022"
    assert not card.urgent
    assert list(cards(VISITOR, DAY)) == []


@pytest.mark.parametrize(("day", "urgent"), [(date(2022, 3, 1), False), (date(2022, 3, 2), True)])
def test_a_term_within_ninety_days_stands_first_on_the_home(elected, day, urgent):
    (card,) = cards(actor_of(elected.person_id, on=day), day)

    assert card.urgent is urgent


def test_who_keeps_mandates_sees_the_seats_to_fill(elected):
    make_seat(elected.seat.body, 2)
    keeper = holder_of(MANAGE_MANDATES, person_id=make_person().pk)

    assert [card.title for card in cards(keeper, DAY)] == ["1 siège vacant"]


def test_the_profile_shows_mandates_to_members_and_nothing_to_visitors(elected):
    reader = actor_of(make_person(since=JUNE).pk, on=DAY)

    shown = panel(elected.person, reader, DAY)
    assert [one["words"] for one in shown["mandates"]] == ["trésorière (Conseil d’administration)"]
    assert panel(elected.person, VISITOR, DAY) is None


def test_the_search_finds_bodies_and_offices_by_their_words(elected):
    actor = actor_of(elected.person_id, on=DAY)

    assert [hit.title for hit in find(actor, "conseil ADMINISTRATION", 5)] == [
        "Conseil d’administration"
    ]
    assert [hit.title for hit in find(actor, "trésor", 5)] == ["trésorier"]
    assert find(actor, " ", 5) == []


def test_the_holder_of_an_office_is_found_through_the_seat_that_carries_it(elected):
    assert list(holders("TREASURER", on=DAY)) == [elected]
    assert mandate_words(elected) == "trésorière (Conseil d’administration)"


def test_a_person_is_found_by_number_by_identifier_and_by_name():
    person = make_person(usage_name="Ferandel", first_names="Maïa")
    desk = holder_of("members.manage_registry")

    for text in (str(person.society_no), person.readable_id, "maia férandel"):
        assert find_people(text, actor=desk) == [person]
    for text in ("", "9" * 40, "\x00", "personne"):
        assert find_people(text, actor=desk) == []


@pytest.mark.proves("R-GOV-10")
def test_the_night_ends_the_terms_and_lets_the_seats_follow_once(elected):
    office = make_office("DIRECTOR")
    give_mandate(person_id=elected.person_id, office="DIRECTOR", starts_on=JUNE, by=OPERATOR)
    seat = make_seat(
        elected.seat.body, 2, designation=Designation.EX_OFFICIO, follows=office, starts_on=JUNE
    )

    for _night in range(2):
        jobs.end_terms(on=date(2022, 6, 1))

    elected.refresh_from_db()
    assert elected.end_reason == "TERM"
    assert Mandate.objects.get(seat=seat).starts_on == date(2022, 6, 1)
