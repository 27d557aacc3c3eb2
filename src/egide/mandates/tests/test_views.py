"""Pages of governance: who may open them, what they show on a day, the same few questions."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from egide.accounts.models import Account
from egide.mandates.enums import BodyKind, Designation, EndReason, ScopeKind
from egide.mandates.models import Mandate, OfficeRight
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES, READ_FIGURES
from egide.mandates.services import end_mandate, give_mandate
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_scope, make_seat
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
LONG_AGO = date(2018, 6, 2)
DAY = "2020-12-31"


@pytest.fixture
def sign_in(client):
    """Sign in as a new member who holds these rights on the whole society."""

    def enter(*rights: str):
        person = make_person(since=LONG_AGO)
        if rights:
            office = make_office(single=False, rights=rights)
            give_mandate(person_id=person.pk, office=office.code, starts_on=LONG_AGO, by=OPERATOR)
        client.force_login(Account.objects.create(person=person))
        return person

    return enter


@pytest.fixture
def board():
    return make_body(BodyKind.BOARD, code="CA")


def seat_someone(board, number, **values):
    person = make_person(usage_name=f"Valesquier{number}")
    return give_mandate(
        person_id=person.pk,
        seat=make_seat(board, number, **values),
        starts_on=date(2019, 6, 1),
        by=OPERATOR,
    )


def text_of(client: Client, name: str, *args, query: str = "") -> str:
    response = client.get(reverse(name, args=args) + query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def decide(client: Client, name: str, *args, **values):
    """Read what will change, then say yes: the answer to the second."""
    address = reverse(name, args=args)
    read = client.post(address, values)
    assert read.status_code == 200, read.content.decode()
    (seen,) = re.findall(r'name="seen" value="(\w+)"', read.content.decode())
    return client.post(address, {**values, "seen": seen})


def test_the_composition_is_that_of_the_day_asked_for(client, sign_in, board):
    sign_in()
    mandate = seat_someone(board, 1)
    end_mandate(mandate=mandate, reason=EndReason.RESIGNED, on=date(2020, 12, 31), by=OPERATOR)

    assert "Valesquier1" in text_of(client, "mandates:body", "CA", query=f"?le={DAY}")
    after = text_of(client, "mandates:body", "CA", query="?le=2021-01-01")
    assert "Valesquier1" not in after
    assert "Siège vacant" in after


@pytest.mark.parametrize(
    "query", ["?le=2020-02-30", "?le=hier", "?le=0001-01-01", "?le=9999-12-31"]
)
def test_a_day_that_cannot_be_is_read_as_today(client, sign_in, board, query):
    sign_in()

    today = f'value="{localdate():%Y-%m-%d}"'
    assert today in text_of(client, "mandates:bodies", query=query)
    assert today in text_of(client, "mandates:body", "CA", query=query)


@pytest.mark.parametrize("name", ["mandates:bodies", "mandates:mandates", "mandates:offices"])
def test_a_list_costs_the_same_questions_for_one_and_for_three(
    client, sign_in, board, name, django_assert_num_queries
):
    sign_in()
    seat_someone(board, 1)
    make_office(rights=[READ_FIGURES])
    client.get(reverse(name))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse(name))
    for number in (2, 3):
        seat_someone(board, number)
        make_office(rights=[READ_FIGURES])

    with django_assert_num_queries(len(one)):
        client.get(reverse(name))


def test_the_page_of_a_body_costs_the_same_questions_for_one_and_for_three(
    client, sign_in, board, django_assert_num_queries
):
    sign_in()
    seat_someone(board, 1)
    with CaptureQueriesContext(connection) as one:
        text_of(client, "mandates:body", "CA", query=f"?le={DAY}")
    for number in (2, 3):
        seat_someone(board, number)

    with django_assert_num_queries(len(one)):
        text_of(client, "mandates:body", "CA", query=f"?le={DAY}")


def test_a_contact_of_the_society_does_not_read_who_governs(client, board):
    client.force_login(Account.objects.create(person=make_person(status=None)))

    assert client.get(reverse("mandates:bodies")).status_code == 403


def test_a_visitor_is_led_to_the_door(client, board):
    response = client.get(reverse("mandates:bodies"))

    assert (response.status_code, response.headers["Location"].split("?")[0]) == (
        302,
        reverse("accounts:sign_in"),
    )


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("mandates:choose_place", None),
        ("mandates:fill_seat", "seat"),
        ("mandates:end_mandate", "mandate"),
        ("mandates:cancel_mandate", "mandate"),
        ("mandates:ratify", "mandate"),
        ("mandates:entrust", "office"),
        ("mandates:office_rights", "office"),
        ("mandates:add_seat", "body"),
        ("mandates:retire_seat", "seat"),
    ],
)
def test_the_desk_is_closed_to_a_plain_member(client, sign_in, board, name, argument):
    sign_in()
    mandate = seat_someone(board, 1)
    known = {
        "seat": mandate.seat_id,
        "mandate": mandate.pk,
        "office": make_office().code,
        "body": "CA",
    }
    address = reverse(name, args=[known[argument]] if argument else [])

    assert client.get(address).status_code == 403
    assert client.post(address, {}).status_code == 403


def test_what_stands_in_the_way_is_shown_before_anything_is_written(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    mandate = seat_someone(board, 1)
    person = make_person()
    values = {"person": person.readable_id, "starts_on": "2020-06-06", "look": "1"}

    answer = client.post(reverse("mandates:fill_seat", args=[mandate.seat_id]), values)

    assert "Ce siège est déjà pourvu" in answer.content.decode()
    assert Mandate.objects.filter(person=person).count() == 0


def test_a_mandate_is_given_from_the_page_of_the_seat(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    seat, person = make_seat(board, 1), make_person()
    values = {"person": str(person.society_no), "starts_on": "2020-06-06"}
    address = reverse("mandates:fill_seat", args=[seat.pk])

    looked = client.post(address, {**values, "look": "1"}).content.decode()
    assert "Rien ne s’y oppose" in looked
    given = client.post(address, {**values, "give": "1"})

    mandate = Mandate.objects.get(person=person)
    assert given.headers["Location"] == reverse("mandates:mandate", args=[mandate.pk])
    assert (mandate.seat_id, mandate.starts_on) == (seat.pk, date(2020, 6, 6))


def test_an_office_on_a_group_is_given_on_the_group_chosen(client, sign_in):
    sign_in(MANAGE_MANDATES)
    make_office("LOCAL", scope_kinds=[ScopeKind.TERRITORIAL])
    scope, person = make_scope("GT Bordeaux"), make_person()
    values = {"person": person.readable_id, "starts_on": "2020-06-06", "give": "1"}
    address = reverse("mandates:entrust", args=["LOCAL"])

    refused = client.post(address, values)
    assert "GT Bordeaux" in refused.content.decode()
    assert Mandate.objects.filter(person=person).count() == 0
    client.post(address, {**values, "scope": scope.pk})

    assert Mandate.objects.get(person=person).scope_id == scope.pk


def test_a_name_that_two_people_bear_asks_which_one(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    people = [make_person(usage_name="Homonymat") for _ in range(2)]
    values = {"person": "homonymat", "starts_on": "2020-06-06", "give": "1"}

    answer = client.post(
        reverse("mandates:fill_seat", args=[make_seat(board, 1).pk]), values
    ).content.decode()

    assert all(person.readable_id in answer for person in people)
    assert Mandate.objects.filter(person__in=people).count() == 0


def test_a_refusal_is_shown_in_words_on_the_form(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    mandate = seat_someone(board, 1)
    address = reverse("mandates:end_mandate", args=[mandate.pk])

    early = client.post(address, {"reason": "RESIGNED", "on": "2019-05-31"}).content.decode()
    assert "annulez-le plutôt" in early
    client.post(address, {"reason": "RESIGNED", "on": "2020-03-14"})
    again = client.post(address, {"reason": "REVOKED", "on": "2020-04-01"}).content.decode()

    assert "Ce mandat est clos depuis le 14\u00a0mars 2020." in again


def test_why_a_mandate_ended_is_told_to_those_who_keep_them_only(client, sign_in, board):
    mandate = seat_someone(board, 1)
    end_mandate(mandate=mandate, reason=EndReason.REVOKED, on=date(2020, 3, 31), by=OPERATOR)

    sign_in()
    assert "révocation" not in text_of(client, "mandates:mandate", mandate.pk)
    sign_in(MANAGE_MANDATES)
    assert "révocation" in text_of(client, "mandates:mandate", mandate.pk)


def test_a_mandate_is_cancelled_and_a_co_option_confirmed_from_their_pages(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    first = seat_someone(board, 1)
    end_mandate(mandate=first, reason=EndReason.RESIGNED, on=date(2020, 3, 31), by=OPERATOR)
    person = make_person()
    client.post(
        reverse("mandates:fill_seat", args=[first.seat_id]),
        {"person": person.readable_id, "starts_on": "2020-05-01", "give": "1"},
    )
    other = Mandate.objects.get(person=person)

    client.post(reverse("mandates:cancel_mandate", args=[other.pk]), {"why": "erreur de saisie"})

    other.refresh_from_db()
    assert other.end_reason == EndReason.CANCELLED


def test_a_body_of_sixty_seats_is_drawn_with_one_mark_a_seat(client, sign_in):
    committee = make_body(BodyKind.COMMITTEE, code="COMITE", name="Comité")
    for number in range(1, 61):
        make_seat(committee, number, designation=Designation.GA)
    sign_in()

    page = text_of(client, "mandates:body", "COMITE", query=f"?le={DAY}")

    # Drawn twice, for phones and for wide screens, of which one is shown.
    assert page.count("vacant</title>") == 2 * 60


def test_the_seat_the_office_and_the_rights_pages_answer(client, sign_in, board):
    sign_in(MANAGE_STATUTES)
    mandate = seat_someone(board, 1, carries=make_office("TREASURER"))

    assert "Valesquier1" in text_of(client, "mandates:seat", mandate.seat_id)
    assert "Valesquier1" in text_of(client, "mandates:office", "TREASURER", query=f"?le={DAY}")
    assert "Nom dans les fichiers" in text_of(client, "mandates:office", "TREASURER")
    values = {"rights": [READ_FIGURES], "on": f"{localdate()}", "reason": "conseil du 3 juin"}
    assert decide(client, "mandates:office_rights", "TREASURER", **values).status_code == 302
    assert list(
        OfficeRight.objects.running_on(localdate())
        .filter(office__code="TREASURER")
        .values_list("permission", flat=True)
    ) == [READ_FIGURES]


def test_the_list_of_mandates_is_searched_narrowed_and_exported(client, sign_in, board):
    sign_in(MANAGE_MANDATES)
    seat_someone(board, 1)
    seat_someone(board, 2)

    found = text_of(client, "mandates:mandates", query="?q=valesquier2")
    assert "Valesquier2" in found
    assert "Valesquier1" not in found
    assert "Valesquier1" in text_of(client, "mandates:mandates", query="?organe=CA")
    export = client.get(reverse("mandates:mandates") + "?format=csv")
    assert "Valesquier1" in b"".join(export.streaming_content).decode("utf-8-sig")


def test_a_plain_member_does_not_export_the_mandates(client, sign_in, board):
    sign_in()

    assert client.get(reverse("mandates:mandates") + "?format=csv").status_code == 403


@pytest.mark.proves("AC-GOV-1")
def test_the_page_that_adds_a_seat_cites_the_ceiling_of_the_bureau(client, sign_in, board):
    sign_in(MANAGE_STATUTES)
    for number in range(1, 4):
        make_seat(board, number)
    bureau = make_body(BodyKind.BUREAU, code="BUREAU", name="Bureau")
    address = reverse("mandates:add_seat", args=["BUREAU"])
    values = {"designation": "DIRECT", "starts_on": "2020-06-06", "source": "AG du 6 juin 2020"}

    added = decide(client, "mandates:add_seat", "BUREAU", **values, number="1")
    refused = client.post(address, {**values, "number": "2"})

    assert (added.status_code, refused.status_code) == (302, 422)
    assert "un tiers du conseil d’administration (R-GOV-4)" in refused.content.decode()
    assert bureau.seats.count() == 1


def test_a_seat_is_retired_from_its_page(client, sign_in, board):
    sign_in(MANAGE_STATUTES)
    seat = make_seat(board, 1)

    decide(client, "mandates:retire_seat", seat.pk, on="2020-06-05", source="AG du 5 juin 2020")

    seat.refresh_from_db()
    assert seat.ends_on == date(2020, 6, 5)
