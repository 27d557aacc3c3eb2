"""A signed statement, or a token, serves its own purpose, for whom it was made, in its time."""

from __future__ import annotations

import base64
import json
from datetime import timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from django.test import Client
from django.utils import timezone
from joserfc.jwk import RSAKey

from egide.accounts import services as accounts
from egide.accounts.models import Account
from egide.accounts.tests.conftest import couple
from egide.identity_provider.models import Connection
from egide.identity_provider.services.signing import ALGORITHM, signing_key
from egide.identity_provider.tests.conftest import (
    Relying,
    agree,
    application_named,
    left_for,
    returned,
)
from egide.kernel.access import actor_of
from egide.members.permissions import READ_DIRECTORY

__all__ = ["couple"]  # a fixture
pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19")]
HOME = "https://forum.example/"


def part_of(token: str, place: int) -> dict:
    piece = token.split(".")[place]
    return json.loads(base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)))


def piece(said: dict) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def signed(claims: dict, *, by: RSAKey, **header: object) -> str:
    """Return the statement of these claims, written by hand, as a thief does, and signed."""
    head = {"alg": ALGORITHM, "kid": str(signing_key().kid), "typ": "JWT", **header}
    said = f"{piece(head)}.{piece(claims)}"
    signature = by.private_key.sign(said.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{said}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def going_out(client: Client, hint: str, **more: str):
    asked = {"id_token_hint": hint, "post_logout_redirect_uri": HOME, **more}
    return client.get("/identite/sortie/", asked)


class TestWhoseKey:
    def test_a_statement_with_a_key_of_its_own_is_not_ours(self, forum, camilles):
        claims = part_of(forum.tokens(camilles)["id_token"], 1)
        thief = RSAKey.generate_key(2048, {"kid": "mine"})
        own = thief.as_dict(private=False)

        for header in (
            {},
            {"jwk": own, "kid": "mine"},
            {"jwk": own},
            {"jku": "https://evil.example/keys", "kid": "mine"},
            {"x5u": "https://evil.example/cert"},
        ):
            answer = going_out(camilles, signed(claims, by=thief, **header))
            assert answer.status_code == 400
            assert left_for(answer) == ""

    def test_a_header_of_the_thief_beside_our_signature_changes_no_key(self, forum, camilles):
        """Whatever address of keys a statement names, ours alone verify: nothing is fetched."""
        claims = part_of(forum.tokens(camilles)["id_token"], 1)
        honest = signed(claims, by=signing_key())

        assert going_out(camilles, honest).status_code == 200
        head, body, signature = honest.split(".")
        named = {**part_of(honest, 0), "jku": "https://evil.example/keys"}
        swapped = piece(named)
        assert head != swapped
        assert going_out(camilles, f"{swapped}.{body}.{signature}").status_code == 400

    @pytest.mark.parametrize("algorithm", ["none", "HS256"])
    def test_no_other_algorithm_is_read(self, forum, camilles, algorithm):
        _head, body, signature = forum.tokens(camilles)["id_token"].split(".")

        for end in ("", signature):
            hint = f"{piece({'alg': algorithm})}.{body}.{end}"
            assert going_out(camilles, hint).status_code == 400


class TestItsTime:
    def test_a_statement_names_who_asks_to_go_out_as_long_as_a_session_may_be_of_it(
        self, forum, camilles
    ):
        """RP-Initiated Logout 2: also past its end, for sixty days; later it names nobody."""
        hint = forum.tokens(camilles)["id_token"]
        start = timezone.now()

        for days, status in ((0, 200), (13, 200), (61, 400)):
            with time_machine.travel(start + timedelta(days=days, minutes=1)):
                assert going_out(Client(), hint).status_code == status

    def test_one_of_the_future_is_refused(self, forum, camilles):
        claims = part_of(forum.tokens(camilles)["id_token"], 1)
        later = int((timezone.now() + timedelta(days=1)).timestamp())

        for more in ({"iat": later}, {"nbf": later}):
            hint = signed({**claims, **more}, by=signing_key())
            assert going_out(camilles, hint).status_code == 400

    def test_a_code_ends_after_two_minutes(self, forum, camilles):
        codes = [returned(agree(camilles, forum.address()))["code"]]
        start = timezone.now()
        with time_machine.travel(start + timedelta(seconds=110)):
            assert forum.exchange(codes[0]).status_code == 200
        codes.append(returned(agree(camilles, forum.address()))["code"])
        with time_machine.travel(timezone.now() + timedelta(seconds=121)):
            assert forum.exchange(codes[1]).json()["error"] == "invalid_grant"


class TestItsPurpose:
    def test_a_statement_of_identity_is_no_token_and_a_token_no_statement(self, forum, camilles):
        told = forum.tokens(camilles, "openid profile offline_access")

        assert forum.person(told["id_token"]).status_code == 401
        assert forum.person(told["refresh_token"]).status_code == 401
        assert forum.refresh(told["access_token"]).json()["error"] == "invalid_grant"
        assert forum.refresh(told["id_token"]).json()["error"] == "invalid_grant"
        assert going_out(camilles, told["access_token"]).status_code == 400

    def test_a_statement_for_one_application_does_not_serve_another(self, forum, camilles):
        other = Relying(*application_named("Boîte", logout_uris=["https://boite.example/"]))
        hint = forum.tokens(camilles)["id_token"]

        named = going_out(camilles, hint, client_id=other.application.client_id)
        elsewhere = going_out(camilles, hint, post_logout_redirect_uri="https://boite.example/")
        left = camilles.post(elsewhere.wsgi_request.get_full_path(), {"choix": "oui"})

        assert named.status_code == 400
        assert left.headers["Location"] == "/deconnexion/faite/"

    def test_a_statement_of_another_issuer_is_refused(self, forum, camilles):
        claims = part_of(forum.tokens(camilles)["id_token"], 1)
        hint = signed({**claims, "iss": "https://evil.example"}, by=signing_key())

        assert going_out(camilles, hint).status_code == 400

    def test_a_token_of_an_application_opens_no_interface_nor_the_reverse(
        self, forum, camilles, account
    ):
        told = forum.tokens(camilles, "openid profile offline_access")
        for shown in (told["access_token"], told["refresh_token"], told["id_token"]):
            answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {shown}"})
            assert answer.status_code == 401
        by = actor_of(account.person_id, on=timezone.localdate(), factor_at=timezone.now())
        _token, key = accounts.make_token(
            account=account,
            name="agenda",
            scopes=(READ_DIRECTORY,),
            may_write=False,
            days=7,
            twice_proved=False,
            at=timezone.now(),
            by=by,
        )

        mine = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {key}"})
        assert mine.status_code == 200
        assert forum.person(key).status_code == 401
        assert forum.refresh(key).json()["error"] == "invalid_grant"


class TestOnOnesOwnPage:
    def test_agreements_are_seen_and_taken_back_with_a_button(self, forum, camilles, account):
        told = forum.tokens(camilles, "openid profile offline_access")
        page = camilles.get("/mon-compte/").content.decode()
        number = Connection.objects.get(account=account).pk
        assert "Forum" in page
        assert f"/mon-compte/accords/{number}/fin/" in page

        pressed = camilles.post(f"/mon-compte/accords/{number}/fin/")

        assert pressed.headers["Location"] == "/mon-compte/"
        assert forum.person(told["access_token"]).status_code == 401
        assert forum.refresh(told["refresh_token"]).json()["error"] == "invalid_grant"
        assert "Retirer l’accord" not in camilles.get("/mon-compte/").content.decode()
        assert camilles.get(forum.address()).status_code == 200

    def test_an_agreement_is_changed_by_answering_anew(self, forum, camilles, account):
        agree(camilles, forum.address("openid profile"))
        assert "e-mail" not in camilles.get("/mon-compte/").content.decode().split("Forum")[1]

        agree(camilles, forum.address("openid profile email", prompt="consent"))

        assert Connection.objects.get(account=account).scopes == [
            "email",
            "openid",
            "profile",
        ]

    def test_nobody_takes_back_the_agreement_of_somebody_else(self, forum, camilles, couple):
        forum.tokens(camilles, "openid profile")
        stranger, number = Client(), Connection.objects.get().pk
        stranger.force_login(Account.objects.create(person=couple[0]))

        stranger.post(f"/mon-compte/accords/{number}/fin/")

        assert Connection.objects.filter(pk=number, ended_at__isnull=True).exists()
