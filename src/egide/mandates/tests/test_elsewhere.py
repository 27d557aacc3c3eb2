"""What governance shows on the pages of others, and what the clock does at night."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from egide.kernel.access import VISITOR, actor_of
from egide.mandates import jobs
from egide.mandates.enums import BodyKind, Designation, EndReason, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.holding import holders, mandate_words
from egide.mandates.services import co_opt, end_mandate, give_mandate, ratify_co_option
from egide.mandates.tests.factories import (
    OPERATOR,
    holder_of,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
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


@pytest.fixture
def keeper():
    return holder_of(MANAGE_MANDATES)


def waiting(keeper, day: date = DAY) -> list[tuple[str, str, str]]:
    found = [card for card in cards(keeper, day) if card.urgent]
    return [(card.title, card.detail, card.url) for card in found]


def test_a_vacant_seat_waits_for_the_secretary_and_leads_to_filling_it(elected, keeper):
    seat = make_seat(elected.seat.body, 2)

    assert waiting(keeper) == [
        (
            "Siège à pourvoir\u00a0: Conseil d’administration, siège n°\u00a02",
            "élection par l’assemblée générale",
            reverse("mandates:fill_seat", args=[seat.pk]),
        )
    ]


def test_a_vacant_seat_that_follows_an_office_leads_to_the_office(elected, keeper):
    office = make_office("DIRECTOR", name="directeur général de l’École")
    make_seat(elected.seat.body, 2, designation=Designation.EX_OFFICIO_EXTERNAL, follows=office)

    ((_title, _detail, url),) = waiting(keeper)
    assert url == reverse("mandates:entrust", args=["DIRECTOR"])


def test_several_vacant_seats_of_a_body_are_one_line(elected, keeper):
    make_seat(elected.seat.body, 2)
    make_seat(elected.seat.body, 3)

    assert waiting(keeper) == [
        (
            "2 sièges à pourvoir",
            "Conseil d’administration",
            reverse("mandates:body", args=[elected.seat.body.code]),
        )
    ]


@pytest.mark.parametrize(("day", "lines"), [(date(2022, 3, 1), 0), (date(2022, 3, 2), 1)])
def test_a_mandate_that_ends_soon_leads_to_giving_the_next_one(elected, keeper, day, lines):
    found = waiting(keeper, day)

    assert (
        found
        == [
            (
                "À renouveler\u00a0: trésorière (Conseil d’administration)",
                f"{elected.person.full_name}, jusqu’au 31\u00a0mai 2022",
                reverse("mandates:fill_seat", args=[elected.seat_id]) + "?debut=2022-06-01",
            )
        ][:lines]
    )


def test_the_mandates_of_groups_that_end_soon_are_one_line_that_does_not_press(keeper):
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    for label in ("GT Bordeaux", "GT Lille"):
        give_mandate(
            person_id=make_person().pk,
            office="LOCAL",
            scope=make_scope(label),
            starts_on=JUNE,
            term_ends_on=date(2021, 1, 31),
            by=OPERATOR,
        )

    (card,) = cards(keeper, DAY)
    assert (card.title, card.urgent) == ("2 mandats finissent dans les trois mois", False)


def test_a_co_option_waits_for_its_confirmation(elected, keeper):
    end_mandate(mandate=elected, reason=EndReason.RESIGNED, on=date(2020, 6, 1), by=OPERATOR)
    mandate = co_opt(
        seat=elected.seat,
        person_id=make_person(usage_name="Perebrune").pk,
        starts_on=date(2020, 7, 1),
        by=OPERATOR,
    )

    ((title, _detail, url),) = waiting(keeper)
    assert title == "Cooptation à confirmer\u00a0: trésorier (Conseil d’administration)"
    assert url == reverse("mandates:ratify", args=[mandate.pk])
    ratify_co_option(mandate=mandate, on=date(2020, 11, 21), by=OPERATOR)
    assert waiting(keeper) == []


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
