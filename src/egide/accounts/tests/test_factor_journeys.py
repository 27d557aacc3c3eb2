"""The second factor in a real browser: an application of codes, and a passkey."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from egide.accounts.models import Account, Passkey, Session
from egide.accounts.rules import codes
from egide.accounts.tests.factors import app_behind_the_wall, forget_the_last_code
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

GOOD = "un vélo bleu sous la pluie"
PHONE = {"width": 360, "height": 740}


def wide(page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.fixture
def account(live_site) -> Account:
    person = make_person(email="camille@example.org")
    return Account.objects.create(person=person, password=make_password(GOOD))


@pytest.fixture
def site(live_site) -> str:
    """Return the address under a name: keys belong to names, not to numbers."""
    return live_site.url.replace("127.0.0.1", "localhost")


def come_in(site: str, page) -> None:
    page.goto(f"{site}/connexion/")
    page.fill("#password_identifier", "camille@example.org")
    page.fill("#password_password", GOOD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def code_now(account: Account) -> str:
    app = app_behind_the_wall(account)
    forget_the_last_code()
    return codes.code_of(app.secret, codes.step_of(timezone.now()))


@pytest.mark.django_db(transaction=True)
class TestAnApplicationOfCodes:
    def test_is_added_then_asked_on_a_phone(self, account, site, page, audit):
        page.set_viewport_size(PHONE)
        come_in(site, page)
        page.goto(f"{site}/mon-compte/")
        follow(page, "text=Ajouter un second facteur")
        audit(page)
        assert wide(page) <= 0
        follow(page, "main button:has-text('Ajouter une application')")
        audit(page)
        assert wide(page) <= 0
        assert page.locator("svg.qr").bounding_box()["width"] == 220
        page.fill("#id_code", code_now(account))
        follow(page, "text=Vérifier et ajouter")
        audit(page)
        assert wide(page) <= 0
        assert page.locator("#codes code").count() == 10
        paper = page.locator("#codes code").first.inner_text()
        follow(page, "text=C’est rangé")
        audit(page)
        follow(page, "text=Se déconnecter d’ici")

        come_in(site, page)
        assert page.url == f"{site}/connexion/second-facteur/"
        audit(page)
        page.fill("#id_code", paper)
        follow(page, "main button:has-text('Entrer')")

        assert page.url == f"{site}/mon-espace/"


@pytest.mark.django_db(transaction=True)
class TestAPasskey:
    def give_key(self, page) -> None:
        """Put a key into the browser that knows its owner, as a telephone does."""
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )

    def test_is_added_then_opens_the_door_alone_as_second_proof_and_anew(
        self, account, site, page, audit
    ):
        self.give_key(page)
        come_in(site, page)
        page.goto(f"{site}/mon-compte/cles/")
        audit(page)
        page.fill("#id_name", "téléphone")
        follow(page, "text=Ajouter cette clé")
        assert page.locator("#codes code").count() == 10
        page.goto(f"{site}/mon-compte/")
        audit(page)
        assert "téléphone" in page.inner_text("#second-facteur")

        follow(page, "text=Se déconnecter d’ici")
        page.goto(f"{site}/connexion/")
        audit(page)
        follow(page, "#cle button")
        assert page.url == f"{site}/mon-espace/"
        assert Session.objects.get(account=account).method == "PASSKEY"

        page.goto(f"{site}/mon-compte/")
        follow(page, "text=Se déconnecter d’ici")
        come_in(site, page)
        follow(page, "button:has-text('Par une clé')")
        assert page.url == f"{site}/mon-espace/"
        assert Session.objects.get(account=account).second_factor == "PASSKEY"

        assert Passkey.objects.get().sign_count == 3
