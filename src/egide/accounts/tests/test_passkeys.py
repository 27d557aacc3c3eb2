"""Passkeys: who may add, use and remove them; a real key answers in the journeys."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from egide.accounts import services
from egide.accounts.enums import SignInMethod
from egide.accounts.models import Account, Passkey, RecoveryCode
from egide.accounts.queries import has_second_factor
from egide.accounts.services import FactorRefused, PasskeyRefused
from egide.accounts.tests.factors import GOOD, NOW, as_oneself, come_in, who
from egide.kernel.access import VISITOR, StaleProof
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine

HOSTILE = (
    "",
    "{}",
    "[]",
    "null",
    '{"id": 1}',
    "é" * 30_000,
    '{"rawId": "AA", "response": {}}',
    '{"response": null}',
)


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


def with_key(account: Account) -> Passkey:
    return Passkey.objects.create(
        account=account, name="téléphone", credential_id="Zyx", credential="Zyx", made_at=NOW
    )


@pytest.mark.django_db
class TestPasskeys:
    def test_what_is_asked_names_this_site_and_changes_each_time(self, account):
        one, state = services.options_to_add(account=account, site="egide.example")
        two, _state = services.options_to_add(account=account, site="egide.example")

        assert one["rp"]["id"] == "egide.example"
        assert one["challenge"] != two["challenge"]
        assert json.loads(json.dumps(one)) == one
        assert json.loads(json.dumps(state)) == state

    @pytest.mark.parametrize("answer", HOSTILE)
    def test_nonsense_opens_nothing_and_adds_nothing(self, account, answer):
        _options, state = services.options_to_prove(account=None, site="egide.example")
        with pytest.raises(PasskeyRefused):
            services.enter_by_passkey(
                account=None,
                method=SignInMethod.PASSKEY,
                state=state,
                answer=answer,
                site="egide.example",
                at=NOW,
                by=VISITOR,
            )
        with pytest.raises(PasskeyRefused):
            self.add(account, answer, state)

        assert not Passkey.objects.exists()
        assert not RegisterLine.objects.filter(action__startswith="accounts.").exists()

    def add(self, account: Account, answer: str, state, **more):
        services.add_passkey(
            account=account,
            name="clé",
            state=state,
            answer=answer,
            site="egide.example",
            keep=None,
            at=more.get("at", NOW),
            by=more.get("by", as_oneself(account)),
        )

    def test_nobody_else_adds_one_and_not_without_a_fresh_proof(self, account, couple):
        hugo = Account.objects.create(person=couple[0])

        with pytest.raises(NotAllowed):
            self.add(account, "{}", {}, by=as_oneself(hugo))
        with pytest.raises(StaleProof):
            self.add(account, "{}", {}, at=NOW + timedelta(minutes=16))

    def test_of_an_account_makes_the_password_ask_for_a_second_proof(self, client, account):
        with_key(account)

        answer = come_in(client)

        assert (answer["Location"], who(client)) == ("/connexion/second-facteur/", None)
        assert "passkey.js" in client.get("/connexion/second-facteur/").content.decode()

    def test_removed_ends_the_other_sessions_and_a_stranger_cannot(self, account, couple):
        key = with_key(account)
        other = Client()
        other.force_login(account)
        hugo = Account.objects.create(person=couple[0])

        with pytest.raises(FactorRefused):
            services.remove_factor(
                account=hugo, passkey_id=key.pk, keep=None, at=NOW, by=as_oneself(hugo)
            )
        services.remove_factor(
            account=account, passkey_id=key.pk, keep=None, at=NOW, by=as_oneself(account)
        )

        assert who(other) is None
        assert not has_second_factor(account)
        assert not RecoveryCode.objects.exists()
        assert RegisterLine.objects.get(action="accounts.factor_removed").facts == {
            "factor": "PASSKEY",
            "key": key.pk,
        }

    def test_nonsense_at_the_door_says_so_and_the_door_stays_shut(self, client, db):
        options = client.post("/connexion/cle/debut/").json()
        answer = client.post("/connexion/cle/", {"answer": "{}"}, follow=True)

        assert options["userVerification"] == "required"
        assert answer.redirect_chain == [("/connexion/", 302)]
        assert "pas été reconnue" in answer.content.decode()
