"""A lost access is found again, from a phone to the desk and the old mailbox; each page audited."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import Account, AddressChange
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.kernel.access import CLOCK
from egide.kernel.outbox.delivery import deliver
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, SINCE, make_office
from egide.members.tests.factories import make_person, make_promotion
from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

pytestmark = pytest.mark.proves("G19")
PHONE = {"width": 360, "height": 740}
SCREEN = {"width": 1280, "height": 900}


def wide(page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def path_in(address: str) -> str:
    """Return the path that the last letter to an address leads to."""
    (body,) = [letter.body for letter in mail.outbox if letter.to == [address]][-1:]
    return re.search(r"(/connexion/\S+)", body)[1]


def ask(live_site, page, audit) -> None:
    """Ask from the sign-in page, on a phone, and press the button of the letter."""
    page.set_viewport_size(PHONE)
    page.goto(live_site.at("/connexion/"))
    follow(page, "main a:has-text('Retrouver votre accès')")
    audit(page)
    assert wide(page) <= 0
    for name, value in {
        "first_names": "Camille",
        "name": "Torelisse",
        "promotion": "Bordeaux 198",
        "born_on": "1980-02-29",
        "former": "camille@example.org",
        "address": "neuve@example.net",
    }.items():
        page.fill(f"#id_{name}", value)
    follow(page, "main form.form button.button-primary")
    audit(page)
    assert page.url == live_site.at("/connexion/acces-perdu/lettre/")
    leave()
    page.goto(live_site.at(path_in("neuve@example.net")))
    audit(page)
    follow(page, "main button.button-primary")
    audit(page)
    assert "à examiner" in page.inner_text("main")
    assert wide(page) <= 0


def weigh(live_site, page, audit) -> None:
    """Recognise the record and accept, at the desk, on two proofs."""
    keeper = make_person(first_names="Zoé", usage_name="Valesquier")
    make_office("KEEPER", rights=[KEEP_ACCOUNTS])
    give_mandate(person_id=keeper.pk, office="KEEPER", starts_on=SINCE, by=OPERATOR)
    client = Client()
    client.force_login(Account.objects.create(person=keeper))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_site.url}])
    page.set_viewport_size(SCREEN)
    page.goto(live_site.at("/comptes/"))
    audit(page)
    follow(page, "#demandes a")
    audit(page)
    follow(page, "#fiche .people button >> nth=0")
    audit(page)
    assert "29 février 1980" in page.inner_text("#comparer").replace("\N{NO-BREAK SPACE}", " ")
    page.check("input[name='evidence'][value='BIRTH']")
    page.fill("#id_accept_reason", "Rappelée au numéro de la fiche.")
    follow(page, "#accord button.button-primary")
    audit(page)
    assert "deux preuves au moins" in page.inner_text("#accord")
    page.check("input[name='evidence'][value='CALLED']")
    follow(page, "#accord button.button-primary")
    audit(page)
    page.context.clear_cookies()


def leave() -> None:
    """Let the waiting letters leave, as the worker would."""
    deliver(on=localdate())


@pytest.fixture
def camille(live_site):
    return make_person(
        first_names="Camille",
        usage_name="Torelisse",
        email="camille@example.org",
        promotion=make_promotion("Bo", 1998),
        born_on=date(1980, 2, 29),
    )


@pytest.mark.django_db(transaction=True)
def test_the_new_address_opens_after_three_days(camille, live_site, page, audit):
    ask(live_site, page, audit)
    weigh(live_site, page, audit)
    services.hold_due_changes(at=timezone.now() + timedelta(hours=73), on=localdate(), by=CLOCK)
    leave()

    page.set_viewport_size(PHONE)
    page.goto(live_site.at(path_in("neuve@example.net")))
    audit(page)
    follow(page, "main a.button-primary")
    page.fill("#id_identifier", "neuve@example.net")
    follow(page, "text=Recevoir un lien")
    leave()
    page.goto(live_site.at(path_in("neuve@example.net")))
    follow(page, "main button:has-text('Entrer')")

    assert page.inner_text("h1") == "Bonjour Camille"


@pytest.mark.django_db(transaction=True)
def test_the_old_mailbox_stops_it_in_one_press(camille, live_site, page, audit):
    ask(live_site, page, audit)
    weigh(live_site, page, audit)
    leave()

    page.set_viewport_size(PHONE)
    page.goto(live_site.at(path_in("camille@example.org")))
    audit(page)
    assert wide(page) <= 0
    follow(page, "main button:has-text('tout arrêter')")
    audit(page)

    assert page.inner_text("h1") == "C’est arrêté"
    assert AddressChange.objects.get().state == "OBJECTED"


def test_the_clerk_weighs_a_request_of_the_demo_and_suspends_an_account(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    go("/comptes/", demo_site, page, audit)
    assert page.locator("#demandes .person").count() == 3
    follow(page, "#demandes .person:has-text('à examiner') a >> nth=0")
    audit(page)
    if page.locator("#accord").count() == 0:
        follow(page, "#fiche .people button >> nth=0")
        audit(page)
    page.check("input[name='evidence'][value='BIRTH']")
    page.check("input[name='evidence'][value='SEEN']")
    page.fill("#id_accept_reason", "Venue au bureau, passeport montré.")
    follow(page, "#accord button.button-primary")
    audit(page)
    assert "acceptée" in page.inner_text("main")
    page.click("summary:has-text('Refuser')")
    page.fill("#id_refuse_reason", "Elle a rappelé : elle a retrouvé son ancienne boîte.")
    follow(page, "button:has-text('Refuser et l’écrire')")
    audit(page)
    go("/comptes/demandes/closes/", demo_site, page, audit)
    assert page.locator("tbody tr").count() >= 3

    go("/comptes/", demo_site, page, audit)
    page.fill("#id_record", "1")
    follow(page, "#compte button.button-primary")
    audit(page)
    assert page.url.startswith(demo_site.at("/comptes/personnes/"))
