"""Somebody enters an application by this site: asked once, told little, taken back at will."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from joserfc import jwt
from joserfc.jwk import KeySet

from egide.accounts import services as accounts
from egide.accounts.models import Account, Session
from egide.accounts.tests.factors import as_oneself, current_code, with_app
from egide.identity_provider import queries, services
from egide.identity_provider.models import Application, Connection, Token
from egide.identity_provider.tests.conftest import (
    GOOD,
    RETURN,
    Relying,
    agree,
    application_named,
    left_for,
    returned,
)
from egide.kernel.access import CLOCK
from egide.kernel.models import RegisterLine
from egide.members.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]


def identity(forum: Relying, told: dict) -> dict:
    """Return what the signed statement says, checked with the published keys."""
    published = KeySet.import_key_set(Client().get("/identite/cles/").json())
    return jwt.decode(told["id_token"], published, algorithms=["RS256"]).claims


def acts() -> list[str]:
    found = RegisterLine.objects.filter(action__startswith="identity_provider.")
    return list(found.order_by("number").values_list("action", flat=True))


class TestEntering:
    def test_a_person_agrees_and_the_application_learns_what_they_agreed_to(
        self, forum, camilles, account
    ):
        asked = camilles.get(forum.address())
        assert asked.status_code == 200
        assert "Les amis du forum" in asked.content.decode()
        carried = returned(agree(camilles, forum.address()))
        assert carried["state"] == "l’état"
        assert carried["iss"] == "https://testserver"

        told = forum.exchange(carried["code"]).json()
        said = identity(forum, told)
        assert said["iss"] == "https://testserver"
        assert said["aud"] == forum.application.client_id
        assert said["nonce"] == "n-0S6_WzA2Mj"
        assert said["acr"] == "urn:egide:one-proof"
        assert said["amr"] == ["pwd"]
        assert abs(said["auth_time"] - timezone.now().timestamp()) < 60
        assert set(said) == {
            *("iss", "aud", "sub", "iat", "exp", "nonce", "auth_time", "acr", "amr", "at_hash")
        }

        person = forum.person(told["access_token"]).json()
        assert person == {
            "sub": said["sub"],
            "name": "Camille Torelisse",
            "given_name": "Camille",
            "family_name": "Torelisse",
        }
        assert "refresh_token" not in told
        assert acts() == [
            "identity_provider.application_registered",
            "identity_provider.consent_given",
            "identity_provider.identity_told",
        ]

    def test_agreed_once_is_not_asked_again_until_more_is_asked(self, forum, camilles):
        agree(camilles, forum.address("openid profile"))

        again = camilles.get(forum.address("openid profile"))
        more = camilles.get(forum.address("openid profile email"))
        anew = camilles.get(forum.address("openid profile", prompt="consent"))

        assert returned(again)["code"]
        assert more.status_code == anew.status_code == 200
        assert "une partie" in more.content.decode()

    def test_who_says_no_goes_back_and_tells_nothing(self, forum, camilles):
        carried = returned(agree(camilles, forum.address(), choice="non"))

        assert carried["error"] == "access_denied"
        assert not Connection.objects.exists()

    def test_a_visitor_passes_by_the_door_and_comes_back(self, forum, account):
        client = Client()
        door = client.get(forum.address())
        assert door.headers["Location"].startswith("/connexion/?next=")
        page = client.get(door.headers["Location"]).content.decode()
        where = html.unescape(re.findall(r'name="next" value="([^"]+)"', page)[-1])
        come = client.post(
            "/connexion/mot-de-passe/",
            {"identifier": "camille@example.org", "password": GOOD,
             "next": where},
        )  # fmt: skip
        assert come.headers["Location"] == where

        assert "Ce qu’elle saura de vous" in client.get(where).content.decode()
        left = client.post(where, {"choix": "oui"})

        # A form of ours may end on our site only: a page leads on.
        assert left.status_code == 200
        assert "http-equiv" in left.content.decode()
        assert forum.exchange(returned(left)["code"]).status_code == 200

    def test_each_application_knows_a_person_by_another_number(self, forum, camilles, account):
        other, _secret = application_named("Boîte", redirect_uris=[RETURN])

        assert queries.subject_of(account, forum.application) != queries.subject_of(account, other)
        assert str(account.person_id) not in queries.subject_of(account, other)

    def test_each_thing_told_is_a_thing_agreed_to(self, forum, camilles, account):
        told = forum.tokens(camilles, "openid email promotion groups mandates")
        person = forum.person(told["access_token"]).json()

        assert set(person) == {"sub", "email", "email_verified", "promotion", "groups", "mandates"}
        assert person["email"] == "camille@example.org"
        # One proof does not show mandates, here as on our own pages.
        assert person["mandates"] == []


class TestStayingInformed:
    def test_a_refresh_token_serves_once_and_makes_the_next_one(self, forum, camilles):
        first = forum.tokens(camilles, "openid profile offline_access")
        second = forum.refresh(first["refresh_token"]).json()

        assert second["refresh_token"] != first["refresh_token"]
        assert forum.person(second["access_token"]).status_code == 200
        assert forum.person(first["access_token"]).status_code == 401

    def test_one_shown_twice_ends_all_that_came_of_it(self, forum, camilles):
        first = forum.tokens(camilles, "openid profile offline_access")
        second = forum.refresh(first["refresh_token"]).json()

        stolen = forum.refresh(first["refresh_token"])

        assert stolen.json()["error"] == "invalid_grant"
        assert forum.person(second["access_token"]).status_code == 401
        assert forum.refresh(second["refresh_token"]).json()["error"] == "invalid_grant"
        assert acts()[-1] == "identity_provider.theft_stopped"

    def test_the_suite_ends_after_sixty_days_and_each_token_in_time(self, forum, camilles):
        start = timezone.now()
        told = forum.tokens(camilles, "openid profile offline_access")
        with time_machine.travel(start + timedelta(minutes=11)):
            assert forum.person(told["access_token"]).status_code == 401
        for days in (13, 26, 39, 52, 59):
            with time_machine.travel(start + timedelta(days=days)):
                told = forum.refresh(told["refresh_token"]).json()
                assert forum.person(told["access_token"]).status_code == 200
        with time_machine.travel(start + timedelta(days=60, minutes=1)):
            assert forum.refresh(told["refresh_token"]).json()["error"] == "invalid_grant"
        with time_machine.travel(start + timedelta(days=62)):
            assert services.forget_expired(at=timezone.now(), by=CLOCK) >= 7
            assert not Token.objects.exists()

    def test_the_application_may_give_its_token_back(self, forum, camilles):
        told = forum.tokens(camilles, "openid profile offline_access")
        assert forum.post("/identite/revocation/", token=told["refresh_token"]).status_code == 200

        assert forum.person(told["access_token"]).status_code == 401
        assert forum.refresh(told["refresh_token"]).json()["error"] == "invalid_grant"


def by_the_person(account: Account) -> None:
    by = as_oneself(account)
    found = Connection.objects.get(account=account)
    services.end_connection(account=account, connection_id=found.pk, at=timezone.now(), by=by)


def by_a_new_password(account: Account) -> None:
    now = timezone.now()
    accounts.set_password(
        account=account, password="une autre phrase bien longue", proved_at=now, at=now,
        by=as_oneself(account),
    )  # fmt: skip


def by_a_factor_removed(account: Account) -> None:
    with_app(account)
    by = as_oneself(account, factor_at=timezone.now())
    accounts.remove_factor(account=account, keep=None, at=timezone.now(), by=by)


def by_closing(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(is_active=False)


def by_death(account: Account) -> None:
    Person.objects.filter(pk=account.person_id).update(life_status="DECEASED", listed=False)


def by_erasure(account: Account) -> None:
    Person.objects.filter(pk=account.person_id).update(data_status="ANONYMISED", listed=False)


def by_the_desk(account: Account) -> None:
    services.stop_application(application=Application.objects.get(), at=timezone.now(), by=CLOCK)


@pytest.mark.parametrize(
    "end",
    [by_the_person, by_a_new_password, by_a_factor_removed, by_closing, by_death, by_erasure,
     by_the_desk],
)  # fmt: skip
def test_tokens_and_codes_die_with_what_opened_them(forum, camilles, account, end):
    told = forum.tokens(camilles, "openid profile offline_access")
    code = returned(camilles.get(forum.address("openid profile offline_access")))["code"]

    end(account)

    assert forum.person(told["access_token"]).status_code == 401
    assert forum.refresh(told["refresh_token"]).status_code in {400, 401}
    assert forum.exchange(code).status_code in {400, 401}


class TestProofs:
    def test_two_proofs_are_told_and_an_application_may_want_them(self, account, camilles):
        bank = Relying(*application_named("Caisse", twice_proved=True))
        alone = camilles.get(bank.address())
        assert alone.status_code == 403
        assert "exige un second facteur" in alone.content.decode()
        forged = camilles.post(bank.address(), {"choix": "oui"})
        assert returned(forged)["error"] == "access_denied"

        with_app(account)
        client = Client()
        client.post(
            "/connexion/mot-de-passe/",
            {"identifier": "camille@example.org", "password": GOOD},
        )
        client.post("/connexion/second-facteur/", {"code": current_code(account)})
        said = identity(bank, bank.tokens(client))

        assert said["acr"] == "urn:egide:two-proofs"
        assert said["amr"] == ["pwd", "otp", "mfa"]

    def test_silence_is_kept_or_refused_never_broken(self, forum, account, camilles):
        assert returned(Client().get(forum.address(prompt="none")))["error"] == "login_required"
        assert returned(camilles.get(forum.address(prompt="none")))["error"] == "consent_required"
        old = forum.address(prompt="none", max_age="0")
        agree(camilles, forum.address())

        assert returned(camilles.get(old))["error"] == "login_required"
        assert returned(camilles.get(forum.address(prompt="none")))["code"]

    @pytest.mark.parametrize("wanted", [{"prompt": "login"}, {"max_age": "0"}, {"max_age": "60"}])
    def test_a_proof_given_now_is_asked_for_and_given(self, forum, account, camilles, wanted):
        agree(camilles, forum.address())
        address = forum.address(**wanted)
        with time_machine.travel(timezone.now() + timedelta(minutes=5)):
            sent = camilles.get(address).headers["Location"]
            assert sent.startswith("/connexion/confirmation/?next=")
            # Asking again, or answering nothing, leads to the same place.
            assert camilles.get(address).headers["Location"].startswith("/connexion/confirmation/")
            assert camilles.get(sent).status_code == 200
            proved = camilles.post(sent, {"confirm-way": "password", "confirm-password": GOOD})
            told = forum.exchange(returned(camilles.get(proved.headers["Location"]))["code"])
            said = identity(forum, told.json())
            again = left_for(camilles.get(address))

            assert timezone.now().timestamp() - said["auth_time"] < 60
            # The proof served; only one that is still young enough serves again.
            assert again.startswith(RETURN if wanted == {"max_age": "60"} else "/connexion/")


class TestKeys:
    def test_a_change_of_keys_signs_anew_and_still_verifies_the_old(self, forum, camilles):
        start = timezone.now()
        before = forum.tokens(camilles)
        assert not services.turn_signing_key(at=start + timedelta(days=89), by=CLOCK)
        assert services.turn_signing_key(at=start + timedelta(days=91), by=CLOCK)
        after = forum.tokens(camilles)

        first, second = (jwt_header(told["id_token"]) for told in (before, after))
        assert first["kid"] != second["kid"]
        assert first["alg"] == second["alg"] == "RS256"
        assert identity(forum, before)["iss"] == identity(forum, after)["iss"]
        published = Client().get("/identite/cles/").json()["keys"]
        assert [key["kid"] for key in published] == [second["kid"], first["kid"]]
        assert all(set(key) == {"kty", "n", "e", "kid", "use", "alg"} for key in published)

        services.turn_signing_key(at=start + timedelta(days=182), by=CLOCK)
        left = Client().get("/identite/cles/").json()["keys"]
        assert first["kid"] not in [key["kid"] for key in left]


def jwt_header(token: str) -> dict:
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))


class TestGoingOut:
    def test_the_application_proposes_and_the_person_decides(self, forum, camilles):
        told = forum.tokens(camilles)
        asked = {
            "id_token_hint": told["id_token"],
            "post_logout_redirect_uri": "https://forum.example/",
            "state": "fin",
        }
        page = camilles.get("/identite/sortie/", asked)
        assert page.status_code == 200
        assert "Forum" in page.content.decode()
        assert Session.objects.filter(account__isnull=False).exists()

        left = camilles.post(page.wsgi_request.get_full_path(), {"choix": "oui"})

        assert left_for(left) == "https://forum.example/?state=fin"
        assert not Session.objects.filter(account__isnull=False).exists()

    def test_it_leads_nowhere_that_was_not_written(self, forum, camilles):
        told = forum.tokens(camilles)
        for asked in (
            {"post_logout_redirect_uri": "https://forum.example/"},
            {
                "id_token_hint": told["id_token"],
                "post_logout_redirect_uri": "https://evil.example/",
            },
        ):
            left = camilles.post(
                camilles.get("/identite/sortie/", asked).wsgi_request.get_full_path(),
                {"choix": "oui"},
            )
            assert left.headers["Location"] == "/deconnexion/faite/"
        forged = camilles.get("/identite/sortie/", {"id_token_hint": "e30.e30."})
        assert forged.status_code == 400


def test_the_key_that_signs_has_128_bits_of_strength(forum, camilles):
    returned(agree(camilles, forum.address()))
    [published] = Client().get("/identite/cles/").json()["keys"]

    modulus = base64.urlsafe_b64decode(published["n"] + "==")
    assert len(modulus) * 8 == 3072
