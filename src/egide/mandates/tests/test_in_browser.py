"""The pages of governance in a real browser: accessible, on a phone too, in both dresses."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from egide.accounts.models import Account
from egide.mandates.enums import BodyKind, Designation
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_seat
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

pytestmark = pytest.mark.django_db(transaction=True)
SINCE = date(2019, 6, 1)


@pytest.fixture
def governed(page, live_site):
    """Return the addresses of the pages, opened by a secretary in a society that is governed."""
    secretary = make_person(since=SINCE)
    treasurer = make_office("TREASURER", single=True)
    office = make_office("KEEPER", name="secrétaire", rights=[MANAGE_MANDATES, MANAGE_STATUTES])
    board = make_body(BodyKind.BOARD, code="CA")
    seat = make_seat(board, 1, designation=Designation.DIRECT, carries=treasurer, term_years=9)
    make_seat(board, 2)
    give_mandate(person_id=secretary.pk, office=office.code, starts_on=SINCE, by=OPERATOR)
    mandate = give_mandate(person_id=make_person().pk, seat=seat, starts_on=SINCE, by=OPERATOR)
    client = Client()
    client.force_login(Account.objects.create(person=secretary))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site.url}])
    return [
        reverse("mandates:bodies"),
        reverse("mandates:body", args=["CA"]),
        reverse("mandates:seat", args=[seat.pk]),
        reverse("mandates:fill_seat", args=[seat.pk]),
        reverse("mandates:add_seat", args=["CA"]),
        reverse("mandates:mandates"),
        reverse("mandates:mandate", args=[mandate.pk]),
        reverse("mandates:end_mandate", args=[mandate.pk]),
        reverse("mandates:choose_place"),
        reverse("mandates:offices"),
        reverse("mandates:office", args=["KEEPER"]),
        reverse("mandates:office_rights", args=["KEEPER"]),
    ]


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_passes_the_audit_and_fits_the_screen(
    page, live_site, audit, governed, scheme, width
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    for address in governed:
        assert page.goto(live_site.at(address)).status == 200, address

        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_a_secretary_sees_the_obstacle_then_gives_the_mandate(page, live_site, governed):
    person = make_person(usage_name="Valesquier")
    page.goto(live_site.at(governed[3]))

    page.get_by_role("combobox", name="Personne", exact=True).fill(person.readable_id)
    page.get_by_label("Premier jour").fill("2020-06-06")
    follow(page, page.get_by_role("button", name="Voir ce qui s’y oppose"))
    assert page.get_by_text("Ce siège est déjà pourvu").is_visible()
    page.get_by_label("Premier jour").fill("2028-06-01")
    follow(page, page.get_by_role("button", name="Ouvrir le mandat"))

    assert page.get_by_role("heading", name="Camille Valesquier").is_visible()
    assert page.get_by_text("à venir").is_visible()
