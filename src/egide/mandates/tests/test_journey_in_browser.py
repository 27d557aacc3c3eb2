"""The secretary creates a commission, fills it, sees one leave, and reads it on a past date."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from playwright.sync_api import expect

from egide.accounts.models import Account
from egide.mandates.models import Body
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, make_office
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

pytestmark = pytest.mark.django_db(transaction=True)
SINCE = date(2019, 6, 1)


@pytest.fixture
def secretary(page, live_site):
    """Open the browser of somebody who keeps the statutes and the mandates."""
    person = make_person(since=SINCE, usage_name="Yzerrand", first_names="Inès")
    rights = [MANAGE_MANDATES, MANAGE_STATUTES]
    office = make_office("KEEPER", name="secrétaire", rights=rights)
    give_mandate(person_id=person.pk, office=office.code, starts_on=SINCE, by=OPERATOR)
    client = Client()
    client.force_login(Account.objects.create(person=person))
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site.url}])
    return person


def give_seat(page, live_site, seat, name: str, rank: int) -> None:
    """Type the beginning of a name, choose by the keyboard, open the mandate."""
    page.goto(live_site.at(reverse("mandates:fill_seat", args=[seat.pk])))
    field = page.get_by_role("combobox", name="Personne")
    field.press_sequentially(name)
    expect(page.get_by_role("option")).to_have_count(2)
    for _time in range(rank):
        field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("listbox")).to_be_hidden()
    page.get_by_label("Premier jour").fill("2020-06-06")
    follow(page, page.get_by_role("button", name="Ouvrir le mandat"))


def test_a_commission_from_its_creation_to_its_composition_on_a_past_date(
    page, live_site, secretary, audit
):
    for first_names in ("Maïa", "Paul"):
        make_person(usage_name="Ferandel", first_names=first_names, since=SINCE)
    page.goto(live_site.at(reverse("mandates:bodies")))
    follow(page, page.get_by_role("link", name="Créer un organe"))
    page.get_by_label("Nom", exact=True).fill("Commission des finances")
    page.get_by_label("Sièges à créer tout de suite").fill("5")
    page.get_by_label("À partir du").fill("2020-06-06")
    page.get_by_label("Résolution").fill("Conseil du 6 juin 2020")
    follow(page, page.get_by_role("button", name="Voir ce qui change"))
    expect(page.get_by_text("5 sièges s’ajoutent, vacants")).to_be_visible()
    audit(page)
    follow(page, page.get_by_role("button", name="Créer cet organe"))
    expect(page.get_by_text("pourvoir ce siège")).to_have_count(5)
    seats = list(Body.objects.get().seats.order_by("number"))

    give_seat(page, live_site, seats[0], "Ferandel", 1)
    give_seat(page, live_site, seats[1], "Ferandel", 2)
    follow(page, page.get_by_role("link", name="Clore"))
    page.get_by_label("démission").check()
    page.get_by_label("Dernier jour exercé").fill("2021-03-14")
    follow(page, page.get_by_role("button", name="Clore ce mandat"))

    address = live_site.at(reverse("mandates:body", args=["COMMISSION_DES_FINANCES"]))
    page.goto(f"{address}?le=2021-03-14")
    expect(page.get_by_text(re.compile("^(Maïa|Paul) Ferandel$"))).to_have_count(2)
    page.goto(f"{address}?le=2021-03-15")
    expect(page.get_by_text(re.compile("^(Maïa|Paul) Ferandel$"))).to_have_count(1)
    expect(page.get_by_text("pourvoir ce siège")).to_have_count(4)
    page.goto(live_site.at(reverse("shell:my_space")))
    expect(page.get_by_text("4 sièges à pourvoir")).to_be_visible()


def test_the_field_that_suggests_is_used_by_the_keyboard_alone(page, live_site, secretary, audit):
    for first_names in ("Maïa", "Paul"):
        make_person(usage_name="Ferandel", first_names=first_names, since=SINCE)
    office = make_office("DEAN", name="doyen")
    page.goto(live_site.at(reverse("mandates:entrust", args=[office.code])))
    field = page.get_by_role("combobox", name="Personne")
    listbox = page.get_by_role("listbox")

    field.press_sequentially("ferand")
    expect(listbox).to_be_visible()
    audit(page)
    expect(field).to_have_attribute("aria-expanded", "true")
    field.press("ArrowUp")
    expect(page.get_by_role("option").nth(1)).to_have_attribute("aria-selected", "true")
    field.press("ArrowDown")
    expect(page.get_by_role("option").nth(0)).to_have_attribute("aria-selected", "true")
    active = page.get_by_role("option").nth(0).get_attribute("id")
    expect(field).to_have_attribute("aria-activedescendant", active)
    field.press("Escape")
    expect(listbox).to_be_hidden()
    expect(field).to_have_value("ferand")
    field.press("ArrowDown")
    field.press("Enter")
    expect(listbox).to_be_hidden()
    expect(field).to_have_value(re.compile("^(Maïa|Paul) Ferandel · "))
    expect(page).to_have_url(re.compile("confier"))
    assert page.get_by_label("Premier jour").input_value() == f"{localdate()}"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 360)])
def test_every_page_of_the_statutes_passes_the_audit_and_fits_the_screen(
    page, live_site, secretary, audit, scheme, width
):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    addresses = [
        reverse("mandates:create_body"),
        reverse("mandates:define_office"),
        reverse("mandates:amend_office", args=["KEEPER"]),
        reverse("mandates:office_rights", args=["KEEPER"]),
        reverse("mandates:declare_incompatible", args=["KEEPER"]),
    ]
    for address in addresses:
        assert page.goto(live_site.at(address)).status == 200, address

        audit(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
