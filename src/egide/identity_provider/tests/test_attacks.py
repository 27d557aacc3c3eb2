"""An application, a browser or a thief that does not play by the rules gets nothing."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone

from egide.identity_provider import services
from egide.identity_provider.models import AuthorizationCode, Connection, Token
from egide.identity_provider.rules import obstacle_to_address
from egide.identity_provider.services import ApplicationRefused
from egide.identity_provider.tests.conftest import (
    AUTHORIZE,
    PERSON,
    RETURN,
    TOKEN,
    Relying,
    agree,
    application_named,
    left_for,
    returned,
)
from egide.kernel.access import CLOCK, VISITOR, Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]

ELSEWHERE = (
    "https://evil.example/retour",
    "https://forum.example/retour/",
    "https://forum.example/retour?x=1",
    "https://forum.example/retour#x",
    "https://forum.example/RETOUR",
    "https://forum.example.evil.example/retour",
    "https://forum.example@evil.example/retour",
    "https://forum.example\\@evil.example/retour",
    "https://forum.example:443/retour",
    "http://forum.example/retour",
    "//forum.example/retour",
    "javascript:alert(1)",
    "https://forum.example/../retour",
    "https://forum.example/%72etour",
    ' "é<script>',
    "",
)


class TestTheReturn:
    @pytest.mark.parametrize("where", ELSEWHERE)
    def test_nobody_is_sent_to_an_address_that_is_not_written_to_the_letter(
        self, forum, camilles, where
    ):
        for answer in (
            camilles.get(forum.address(redirect_uri=where)),
            camilles.post(forum.address(redirect_uri=where), {"choix": "oui"}),
        ):
            assert answer.status_code == 400
            assert left_for(answer) == ""

    def test_a_request_that_says_no_return_or_two_goes_nowhere(self, forum, camilles):
        without = camilles.get(forum.address(redirect_uri=None))
        doubled = camilles.get(forum.address() + "&redirect_uri=https://evil.example/")
        unknown = camilles.get(forum.address(client_id="nobody"))

        assert [answer.status_code for answer in (without, doubled, unknown)] == [400] * 3
        assert [left_for(answer) for answer in (without, doubled, unknown)] == [""] * 3

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"code_challenge": None}, "invalid_request"),
            ({"code_challenge_method": None}, "invalid_request"),
            ({"code_challenge_method": "plain"}, "invalid_request"),
            ({"code_challenge": None, "code_challenge_method": None}, "invalid_request"),
            ({"code_challenge": "court"}, "invalid_request"),
            ({"response_type": "token"}, "unsupported_response_type"),
            ({"response_type": "code id_token"}, "unsupported_response_type"),
            ({"response_mode": "fragment"}, "invalid_request"),
            ({"scope": "profile"}, "invalid_scope"),
            ({"scope": "openid everything"}, "invalid_scope"),
            ({"request": "e30.e30."}, "request_not_supported"),
            ({"request_uri": "https://evil.example/"}, "request_uri_not_supported"),
            ({"max_age": "-1"}, "invalid_request"),
            ({"prompt": "none login"}, "invalid_request"),
        ],
    )
    def test_what_is_asked_wrongly_is_told_where_it_may_be(self, forum, camilles, wrong, error):
        carried = returned(camilles.get(forum.address(**wrong)))

        assert carried["error"] == error
        assert "code" not in carried
        assert carried["iss"] == "https://testserver"

    def test_an_application_asks_no_more_than_it_was_allowed(self, camilles):
        small = Relying(*application_named(scopes=["profile"]))

        assert returned(camilles.get(small.address("openid email")))["error"] == "invalid_scope"


class TestCodes:
    def code(self, forum: Relying, camilles: Client) -> str:
        return returned(agree(camilles, forum.address("openid profile offline_access")))["code"]

    def test_a_code_shown_twice_ends_what_came_of_it(self, forum, camilles):
        code = self.code(forum, camilles)
        told = forum.exchange(code).json()

        assert forum.exchange(code).json()["error"] == "invalid_grant"
        assert forum.person(told["access_token"]).status_code == 401
        assert forum.refresh(told["refresh_token"]).json()["error"] == "invalid_grant"
        line = RegisterLine.objects.order_by("-number")[0]
        assert line.action == "identity_provider.theft_stopped"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code_verifier": None},
            {"code_verifier": "x" * 43},
            {"code_verifier": "é"},
            {"redirect_uri": None},
            {"redirect_uri": "https://evil.example/"},
            {"secret": "wrong"},
            {"code": None},
            {"code": "é\x00"},
            {"grant_type": "password"},
            {"grant_type": "client_credentials"},
        ],
    )
    def test_a_code_without_what_asked_for_it_opens_nothing(self, forum, camilles, wrong):
        code = self.code(forum, camilles)
        answer = forum.exchange(**{"code": code, **wrong})

        assert answer.status_code in {400, 401}
        assert "access_token" not in answer.content.decode()
        assert not Token.objects.exists()

    def test_another_application_cannot_use_it_and_then_nobody_can(self, forum, camilles):
        other = Relying(*application_named("Autre"))
        code = self.code(forum, camilles)
        other.verifier = forum.verifier

        assert other.exchange(code).json()["error"] == "invalid_grant"
        assert forum.exchange(code).json()["error"] == "invalid_grant"

    def test_another_application_cannot_renew(self, forum, camilles):
        other = Relying(*application_named("Autre"))
        told = forum.tokens(camilles, "openid profile offline_access")

        assert other.refresh(told["refresh_token"]).json()["error"] == "invalid_grant"
        assert other.post("/identite/revocation/", token=told["access_token"]).status_code == 400

    def test_an_application_without_its_secret_is_nobody(self, forum, camilles):
        code = self.code(forum, camilles)
        sent = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": RETURN,
            "code_verifier": forum.verifier,
            "client_id": forum.application.client_id,
        }
        public = Client().post(TOKEN, sent)
        in_address = Client().post(f"{TOKEN}?{urlencode(sent)}&client_secret={forum.secret}")

        assert public.json()["error"] == "invalid_client"
        assert in_address.status_code in {400, 401}

    def test_nothing_is_kept_that_would_open(self, forum, camilles):
        code = self.code(forum, camilles)
        told = forum.exchange(code).json()
        kept = str(
            list(AuthorizationCode.objects.values())
            + list(Token.objects.values())
            + list(Connection.objects.values())
        )
        for secret in (code, told["access_token"], told["refresh_token"], forum.secret):
            assert secret not in kept
            assert secret not in str(list(RegisterLine.objects.values("facts", "subject")))


class TestOtherSites:
    def test_no_other_site_can_agree_for_somebody(self, forum, account):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(account)
        forged = browser.post(
            forum.address(), {"choix": "oui"}, headers={"Origin": "https://evil.example"}
        )

        assert forged.status_code == 403
        assert not Connection.objects.exists()

    def test_no_other_site_can_sign_somebody_out(self, forum, account):
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(account)
        forged = browser.post(
            "/identite/sortie/", {"choix": "oui"}, headers={"Origin": "https://evil.example"}
        )

        assert forged.status_code == 403
        assert browser.get("/mon-compte/").status_code == 200

    def test_scripts_of_other_sites_read_nothing_and_frame_nothing(self, forum, camilles):
        told = forum.tokens(camilles)
        for answer in (
            Client().get(
                PERSON,
                headers={
                    "Authorization": f"Bearer {told['access_token']}",
                    "Origin": "https://evil.example",
                },
            ),
            Client().get("/.well-known/openid-configuration"),
            camilles.get(forum.address(prompt="consent")),
        ):
            assert answer.status_code == 200
            assert not [
                name for name in answer.headers if name.lower().startswith("access-control")
            ]
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]

    def test_a_token_travels_in_its_header_alone(self, forum, camilles):
        told = forum.tokens(camilles)["access_token"]

        assert Client().get(f"{PERSON}?access_token={told}").status_code == 401
        assert Client().post(PERSON, {"access_token": told}).status_code == 401
        # A session of a person is no token of an application.
        assert camilles.get(PERSON).status_code == 401
        for shown in ("Bearer", "Bearer é", "Basic x", "Bearer a b", "x" * 9_000):
            answer = Client().get(PERSON, headers={"Authorization": shown})
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].lower().startswith("bearer")


HOSTILE = ("", "é", "\x00", "a" * 5_000, "' OR 1=1 --", '"><script>', "%", "{{7*7}}", "\r\nX: y")


@pytest.mark.parametrize("value", HOSTILE)
def test_nonsense_is_refused_in_words(forum, camilles, value):
    for name in ("client_id", "scope", "response_type", "state", "nonce", "prompt", "max_age",
                 "code_challenge", "response_mode"):  # fmt: skip
        answer = camilles.get(forum.address(**{name: value}))
        assert answer.status_code in {200, 302, 400}, name
        assert "\r" not in left_for(answer)
    for name in ("grant_type", "code", "redirect_uri", "client_id", "refresh_token", "token"):
        for path in (TOKEN, "/identite/revocation/"):
            answer = forum.post(path, **{"grant_type": "refresh_token", name: value})
            assert answer.status_code in {200, 400, 401}, (path, name)
            assert answer.json() is not None
    for header in ("Basic " + value.encode().hex(), "Basic ====", "Basic Og=="):
        answer = Client().post(
            TOKEN, {"grant_type": "refresh_token"}, headers={"Authorization": header}
        )
        assert answer.status_code in {400, 401}


class TestTheDesk:
    @pytest.mark.parametrize(
        "address",
        [
            "http://forum.example/",
            "https://forum.example/#a",
            "https://*.example/",
            "https://user:pw@forum.example/",
            "https:///retour",
            "javascript:alert(1)",
            "ftp://forum.example/",
            "https://forum.example/ a",
            "https://[/",
            "retour",
            'https://forum.example/"',
        ],
    )
    def test_an_address_that_is_not_safe_is_refused_in_words(self, db, address):
        assert obstacle_to_address(address)
        with pytest.raises(ApplicationRefused):
            application_named(redirect_uris=[address])

    @pytest.mark.parametrize(
        "address", ["https://forum.example/a?b=c", "http://127.0.0.1:8080/", "http://localhost/"]
    )
    def test_a_safe_one_is_taken(self, address):
        assert obstacle_to_address(address) == ""

    def test_two_applications_of_one_name_would_be_confused(self, forum):
        with pytest.raises(ApplicationRefused, match="porte déjà ce nom"):
            application_named("Forum")

    def test_who_has_no_right_connects_nothing(self, forum):
        for by, refusal in (
            (VISITOR, NotAllowed),
            (Actor(name="person:1", person_id=1), NotAllowed),
        ):
            with pytest.raises(refusal):
                services.stop_application(application=forum.application, at=timezone.now(), by=by)
            with pytest.raises(refusal):
                services.renew_secret(application=forum.application, at=timezone.now(), by=by)

    def test_another_secret_ends_the_one_before(self, forum, camilles):
        code = returned(agree(camilles, forum.address()))["code"]
        secret = services.renew_secret(application=forum.application, at=timezone.now(), by=CLOCK)

        assert forum.exchange(code).json()["error"] == "invalid_client"
        assert forum.exchange(code, secret=secret).status_code == 200


def test_the_way_in_is_written_in_one_place(db):
    told = Client().get("/.well-known/openid-configuration").json()

    assert told["authorization_endpoint"] == "https://testserver" + AUTHORIZE
    assert told["id_token_signing_alg_values_supported"] == ["RS256"]
    assert told["code_challenge_methods_supported"] == ["S256"]
    assert told["response_types_supported"] == ["code"]
