"""Tokens: made with a fresh proof, limited, shown once, ended with what ends sessions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import Account, ApiToken
from egide.accounts.tests.factors import GOOD, as_oneself
from egide.kernel import registry
from egide.kernel.access import Grant, actor_of
from egide.kernel.errors import NotAllowed, StaleProof
from egide.kernel.models import RegisterLine
from egide.kernel.registry import RightsSource
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("AC-REG-4", "G19")]


@pytest.fixture
def member():
    return make_person(first_names="Camille", usage_name="Torelisse", email="camille@example.org")


@pytest.fixture
def account(member):
    return Account.objects.create(person=member, password="")


def made(account, *, scopes=(READ_DIRECTORY,), may_write=False, days=30, twice_proved=False):
    by = actor_of(account.person_id, on=localdate(), factor_at=timezone.now())
    return services.make_token(
        account=account,
        name="agenda",
        scopes=scopes,
        may_write=may_write,
        days=days,
        twice_proved=twice_proved,
        at=timezone.now(),
        by=by,
    )


def asked(key, path="/api/v1/people", **more):
    return Client().get(path, more, headers={"Authorization": f"Bearer {key}"})


def test_a_token_is_kept_as_a_hash_and_opens_what_was_chosen(account):
    token, key = made(account)

    assert key not in str(ApiToken.objects.values().get())
    assert asked(key).status_code == 200
    assert RegisterLine.objects.get(action="accounts.token_made").facts == {
        "token": token.pk,
        "rights": [READ_DIRECTORY],
        "writes": False,
    }
    assert ApiToken.objects.get().last_used_at is not None


def test_without_a_token_or_with_a_wrong_one_nothing_opens(account):
    made(account)

    for headers in ({}, {"Authorization": "Bearer egide_faux"}, {"Authorization": "Basic YTpi"}):
        answer = Client().get("/api/v1/people", headers=headers)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_a_cookie_opens_nothing_of_the_interface(account, client):
    client.force_login(account)

    assert client.get("/api/v1/people").status_code == 401


def test_a_token_without_the_right_is_told_which_one(account):
    _token, key = made(account, scopes=())

    answer = asked(key)

    assert answer.status_code == 403
    assert (
        answer.json()["detail"] == "Ce jeton n’a pas, ou plus, le droit « Consulter l’annuaire »."
    )


def test_a_right_that_one_does_not_hold_goes_in_no_token(account):
    with pytest.raises(services.TokenRefused):
        made(account, scopes=(MANAGE_REGISTRY,))


def test_a_token_is_made_for_oneself_after_a_fresh_proof(account):
    stale = actor_of(account.person_id, on=localdate())
    given = {"name": "x", "scopes": (), "may_write": False, "days": 7, "twice_proved": False}

    with pytest.raises(StaleProof):
        services.make_token(account=account, at=timezone.now(), by=stale, **given)
    other = Account.objects.create(person=make_person(usage_name="Autre"), password="")
    with pytest.raises(NotAllowed):
        services.make_token(account=other, at=timezone.now(), by=as_oneself(account), **given)


def test_who_leaves_the_society_takes_the_right_out_of_the_token(account, member):
    _token, key = made(account)
    assert asked(key).status_code == 200

    member.memberships.all().delete()

    assert asked(key).status_code == 403


@pytest.mark.parametrize("killer", ["closed", "dead", "password", "expired", "ended", "others"])
def test_what_ends_sessions_ends_tokens(account, member, killer):
    token, key = made(account)
    now, by = timezone.now(), as_oneself(account, factor_at=timezone.now())
    assert asked(key).status_code == 200

    if killer == "closed":
        Account.objects.update(is_active=False)
    elif killer == "dead":
        type(member).objects.filter(pk=member.pk).update(
            life_status="DECEASED", died_on=localdate(), listed=False
        )
    elif killer == "password":
        services.set_password(account=account, password=GOOD, proved_at=now, at=now, by=by)
    elif killer == "expired":
        ApiToken.objects.update(expires_at=now - timedelta(seconds=1))
    elif killer == "ended":
        services.end_token(account=account, token_id=token.pk, by=by)
    else:
        services.end_everything(account=account, keep=None, at=now, by=by)

    assert asked(key).status_code == 401


def test_the_page_shows_the_key_once(account, client):
    client.force_login(account)

    refused = client.post("/mon-compte/jetons/", {"name": "", "days": "30"})
    shown = client.post(
        "/mon-compte/jetons/", {"name": "agenda", "days": "30", "scopes": [READ_DIRECTORY]}
    )
    after = client.get("/mon-compte/jetons/")

    key = shown.content.decode().split("<code>egide_")[1].split("</code>")[0]
    assert refused.status_code == 422
    assert asked(f"egide_{key}").status_code == 200
    assert key not in after.content.decode()
    assert "agenda" in after.content.decode()
    token = ApiToken.objects.get()
    client.post(f"/mon-compte/jetons/{token.pk}/fin/")
    assert asked(f"egide_{key}").status_code == 401


def test_a_mandate_that_waits_for_a_second_factor_waits_in_a_token_too(account, monkeypatch):
    """A token made before somebody became clerk does not make its bearer one."""
    clerk = Grant(permission=MANAGE_REGISTRY, scope_ids=None, reason="essai")
    source = RightsSource(name="essai", grants=lambda person, on: [clerk])
    monkeypatch.setattr(registry, "rights_sources", lambda: (source,))
    _token, key = made(account, scopes=(MANAGE_REGISTRY,), twice_proved=False)
    _other, strong = made(account, scopes=(MANAGE_REGISTRY,), twice_proved=True)

    weak = Client().get("/", headers={"Authorization": f"Bearer {key}"})
    assert weak.wsgi_request.user.is_anonymous  # a token opens no page
    for shown, rights in ((key, frozenset()), (strong, frozenset({MANAGE_REGISTRY}))):
        answer = asked(shown, "/api/v1/people")
        assert answer.status_code == 403
        assert answer.wsgi_request.actor.permissions == rights


def test_how_long_a_token_lives_is_said_in_the_language_of_the_reader(account, client):
    client.force_login(account)

    french = client.get("/mon-compte/jetons/").content.decode()
    english = client.get("/mon-compte/jetons/", headers={"Accept-Language": "en"}).content.decode()

    assert "90 jours" in french
    assert "90 days" in english
    assert "90 jours" not in english
