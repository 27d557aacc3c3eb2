"""A person with a way in, an application, and what it does by itself."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import secrets
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from egide.accounts.models import Account
from egide.accounts.tests.conftest import _quick_hashes, camille
from egide.accounts.tests.factors import come_in
from egide.identity_provider import services
from egide.identity_provider.enums import Claims
from egide.identity_provider.models import Application
from egide.kernel.access import CLOCK

__all__ = ["_quick_hashes", "camille"]

GOOD = "un vélo bleu sous la pluie"
RETURN = "https://forum.example/retour"
AUTHORIZE, TOKEN, PERSON = "/identite/autorisation/", "/identite/jeton/", "/identite/personne/"


def application_named(name: str = "Forum", **more):
    """Connect an application; return it and its secret."""
    wanted = {
        "name": name,
        "keeper": "Les amis du forum",
        "homepage": "https://forum.example/",
        "redirect_uris": [RETURN],
        "logout_uris": ["https://forum.example/"],
        "scopes": list(Claims.values),
        "twice_proved": False,
        **more,
    }
    return services.register_application(**wanted, at=timezone.now(), by=CLOCK)


@dataclass
class Relying:
    """An application, as far as it acts alone: it sends people, and asks with its secret."""

    application: Application
    secret: str
    verifier: str = ""

    def address(self, scope: str = "openid profile", **more: str | None) -> str:
        """Return where it sends somebody; a value of ``None`` leaves a parameter out."""
        self.verifier = secrets.token_urlsafe(48)
        hashed = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.application.client_id,
            "redirect_uri": RETURN,
            "scope": scope,
            "state": "l’état",
            "nonce": "n-0S6_WzA2Mj",
            "code_challenge": base64.urlsafe_b64encode(hashed).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **more,
        }
        return f"{AUTHORIZE}?{urlencode({k: v for k, v in asked.items() if v is not None})}"

    def post(self, path: str, *, secret: str = "", **sent: str | None):
        """Ask with the secret, in the header."""
        known = f"{self.application.client_id}:{secret or self.secret}".encode()
        header = "Basic " + base64.b64encode(known).decode()
        return Client().post(
            path,
            urlencode({k: v for k, v in sent.items() if v is not None}),
            content_type="application/x-www-form-urlencoded",
            headers={"Authorization": header},
        )

    def exchange(self, code: str, **more: str | None):
        """Change a code for tokens."""
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": RETURN,
            "code_verifier": self.verifier,
        }
        return self.post(TOKEN, **{**sent, **more})

    def refresh(self, token: str):
        return self.post(TOKEN, grant_type="refresh_token", refresh_token=token)

    def person(self, token: str):
        return Client().get(PERSON, headers={"Authorization": f"Bearer {token}"})

    def tokens(self, client: Client, scope: str = "openid profile") -> dict:
        """Bring somebody all the way, and return the tokens."""
        return self.exchange(returned(agree(client, self.address(scope)))["code"]).json()


def left_for(answer) -> str:
    """Return where the browser is sent, by a redirection or by a page; nothing if it stays."""
    leads_on = re.search(r'http-equiv="refresh" content="0;url=([^"]+)"', answer.content.decode())
    return answer.headers.get("Location") or (html.unescape(leads_on[1]) if leads_on else "")


def returned(answer) -> dict[str, str]:
    """Return what the browser carries back, by a redirection or from the page that leads on."""
    where = left_for(answer)
    assert where.startswith(RETURN + "?"), where
    return dict(parse_qsl(urlsplit(where).query))


def agree(client: Client, address: str, choice: str = "oui"):
    """Answer the page that asks; where nothing is asked, return what came at once."""
    answer = client.get(address)
    if not left_for(answer):
        return client.post(address, {"choix": choice})
    return answer


@pytest.fixture(autouse=True)
def _its_own_name(settings):
    """The library takes no address in clear, and a test server has no certificate."""
    settings.SITE_URL = "https://testserver"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


@pytest.fixture
def forum(db) -> Relying:
    return Relying(*application_named())


@pytest.fixture
def camilles(account) -> Client:
    """Return the browser of Camille, who came in by password."""
    client = Client()
    come_in(client)
    return client
