"""An application written by others, with a library of others, in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from idpyoidc.client.rp_handler import RPHandler

from egide.accounts.models import Account
from egide.identity_provider import services
from egide.identity_provider.enums import Claims
from egide.identity_provider.models import Connection
from egide.kernel.access import CLOCK
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

GOOD = "un vélo bleu sous la pluie"
PHONE = {"width": 360, "height": 740}
RETURN = "http://127.0.0.1:9/retour"


@pytest.fixture(autouse=True)
def _its_own_name():
    """Leave the address of the site as it is: a real server answers here."""


@pytest.fixture
def account(live_site) -> Account:
    person = make_person(first_names="Camille", usage_name="Torelisse", email="camille@example.org")
    return Account.objects.create(person=person, password=make_password(GOOD))


@pytest.fixture
def forum(live_site, tmp_path, monkeypatch) -> RPHandler:
    """Return an application that knows of us our address, its name and its secret, no more."""
    # The library writes keys of its own beside whoever runs it.
    monkeypatch.chdir(tmp_path)
    application, secret = services.register_application(
        name="Forum",
        keeper="Les amis du forum",
        homepage="https://forum.example/",
        redirect_uris=[RETURN],
        logout_uris=[],
        scopes=list(Claims.values),
        twice_proved=False,
        at=timezone.now(),
        by=CLOCK,
    )
    return RPHandler(
        base_url="http://127.0.0.1:9",
        client_configs={
            "egide": {
                "client_type": "oidc",
                "client_authn_methods": [
                    *("client_secret_basic", "client_secret_post", "bearer_header"),
                ],
                "issuer": live_site.url,
                "client_id": application.client_id,
                "client_secret": secret,
                "redirect_uris": [RETURN],
                "response_types_supported": ["code"],
                "scopes_supported": ["openid", "profile", "offline_access"],
                "allow": {"issuer_mismatch": False},
                "add_ons": {
                    "pkce": {
                        "function": "idpyoidc.client.oauth2.add_on.pkce.add_support",
                        "kwargs": {"code_challenge_length": 64, "code_challenge_method": "S256"},
                    }
                },
            }
        },
    )


def wide(page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("G19")
@pytest.mark.filterwarnings("ignore")
def test_somebody_enters_a_forum_written_by_others(live_site, forum, account, page, audit):
    # The forum itself is not there: the browser finds a page of the test in its place.
    page.route("http://127.0.0.1:9/**", lambda route: route.fulfill(status=200, body="forum"))
    page.set_viewport_size(PHONE)
    begun = forum.begin("egide", req_args={"scope": ["openid", "profile", "offline_access"]})
    page.goto(begun)
    assert page.url.startswith(f"{live_site.url}/connexion/")
    page.fill("#password_identifier", "camille@example.org")
    page.fill("#password_password", GOOD)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    audit(page)
    assert wide(page) <= 0
    assert "Forum" in page.inner_text("h1")
    page.get_by_role("button", name="D’accord").click()
    page.wait_for_url(f"{RETURN}**")

    carried = dict(parse_qsl(urlsplit(page.url).query))
    done = forum.finalize(live_site.url, carried)
    assert "error" not in done, done
    assert done["userinfo"]["name"] == "Camille Torelisse"
    assert done["id_token"]["iss"] == live_site.url
    assert done["userinfo"]["sub"] == done["id_token"]["sub"]
    renewed = forum.refresh_access_token(carried["state"])
    assert renewed["access_token"] != done["token"]

    page.goto(f"{live_site.url}/mon-compte/")
    audit(page)
    assert wide(page) <= 0
    assert "Forum" in page.inner_text("#applications")
    page.click("#applications button")
    follow(page, "#confirm [data-confirm-yes]")
    assert "Aucune" in page.inner_text("#applications")
    assert Connection.objects.get().ended_at is not None
