"""The technical administrator connects an application, and a member meets it; each page audited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from egide.accounts.models import Account
from egide.identity_provider.models import Application
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from egide.identity_provider.tests.conftest import GOOD, application_named
from egide.mandates.enums import Designation
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

ASKED = (
    "/identite/autorisation/?response_type=code&code_challenge_method=S256"
    f"&redirect_uri=https%3A%2F%2Fforum.example%2Fretour&code_challenge={'a' * 43}&client_id="
)


@pytest.fixture(autouse=True)
def _its_own_name():
    """Leave the address of the site as it is: a real server answers here."""


@pytest.fixture
def administrator(live_site) -> Account:
    person = make_person(first_names="Camille", usage_name="Torelisse", email="camille@example.org")
    office = Office.objects.create(code="ESSAI", name="essai", feminine="essai", single=False)
    OfficeRight.objects.create(office=office, permission=MANAGE_APPLICATIONS)
    end = localdate() + timedelta(days=90)
    Mandate.objects.create(
        person=person,
        office=office,
        designation=Designation.APPOINTED,
        starts_on=localdate() - timedelta(days=2),
        ends_on=end,
        term_ends_on=end,
    )
    return Account.objects.create(person=person, password=make_password(GOOD))


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("G19")
def test_an_application_is_connected_by_its_desk_and_met_by_a_member(
    live_site, administrator, page, audit
):
    def look(name: str) -> None:
        """Audit the page, and see that a telephone holds it."""
        audit(page)
        page.set_viewport_size({"width": 360, "height": 740})
        wide = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        page.set_viewport_size({"width": 1280, "height": 900})
        assert wide <= 0, name

    bank, _secret = application_named("Caisse", twice_proved=True, scopes=["openid", "profile"])
    page.goto(live_site.at("/connexion/"))
    page.fill("#password_identifier", "camille@example.org")
    page.fill("#password_password", GOOD)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.goto(live_site.at("/applications/"))
    look("list")
    follow(page, "text=Relier une application")
    page.fill("#id_name", "Forum")
    page.fill("#id_keeper", "Les amis du forum")
    page.fill("#id_homepage", "https://forum.example/")
    page.fill("#id_redirect_uris", "http://forum.example/retour")
    follow(page, "main form button:has-text('Relier')")
    look("refused")
    assert "https://" in page.inner_text("main form")
    page.fill("#id_redirect_uris", "https://forum.example/retour")
    for box in page.locator("input[name=scopes]").all():
        box.check()
    follow(page, "main form button:has-text('Relier')")
    look("secret")
    secret = page.inner_text("main code")
    follow(page, "text=C’est rangé")
    look("application")
    assert secret not in page.content()

    forum = Application.objects.get(name="Forum")
    page.goto(live_site.at(f"{ASKED}{forum.client_id}&scope=openid+email+offline_access"))
    look("consent")
    page.goto(live_site.at(f"{ASKED}{bank.client_id}&scope=openid+profile"))
    look("factor")
    page.goto(live_site.at(f"{ASKED}nobody&scope=openid"))
    look("refusal")
    page.goto(live_site.at(f"/identite/sortie/?client_id={forum.client_id}"))
    look("going out")
