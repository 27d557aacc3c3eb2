"""Guessing many accounts with few tries each: no other limit sees it, their sum does."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import Account
from egide.accounts.queries import guessing_cards
from egide.accounts.rules.limits import Limit
from egide.accounts.rules.passwords import obstacles_to_password
from egide.accounts.services import TooManyTries, WrongPassword, passwords
from egide.kernel.access import CLOCK, VISITOR, Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G18")]


def test_a_thousand_accounts_tried_once_from_as_many_networks_are_noticed_once():
    for number in range(1_000):
        with pytest.raises(WrongPassword):
            services.check_password(
                identifier=f"personne{number}@example.org",
                password="Printemps2026!",
                network=f"192.0.{number // 250}.{number % 250}",
                by=VISITOR,
            )

    line = RegisterLine.objects.get(action="accounts.guessing_noticed")
    assert line.facts == {"wrong": 200}
    card = guessing_cards(CLOCK, localdate())[0]
    assert str(line.number) in card.url
    assert card.urgent


def test_what_people_forget_in_five_minutes_is_no_alert():
    for number in range(200):
        with pytest.raises(WrongPassword):
            services.check_password(
                identifier=f"personne{number}@example.org",
                password="Printemps2026!",
                network=f"192.0.2.{number % 250}",
                by=VISITOR,
            )

    assert not RegisterLine.objects.filter(action="accounts.guessing_noticed").exists()
    assert guessing_cards(CLOCK, localdate()) == []


def test_known_and_unknown_answer_the_same_bytes(camille):
    answers = [
        Client().post("/connexion/mot-de-passe/", {"identifier": name, "password": "x" * 14})
        for name in ("camille@example.org", "nobody1@example.org")
    ]
    bodies = [
        answer.content.decode().replace("camille", "nobody1").split("csrfmiddlewaretoken")[0]
        for answer in answers
    ]

    assert answers[0].status_code == answers[1].status_code == 422
    assert bodies[0] == bodies[1]
    assert {**answers[0].headers} == {**answers[1].headers} | {
        # The first depends on the length of the name typed, the second is drawn at each request.
        name: answers[0].headers[name]
        for name in ("Content-Length", "X-Request-Id")
    }


def test_guessing_in_my_account_is_counted_and_noticed_as_at_the_door(camille, monkeypatch):
    """Somebody who found an open session tries the present password, on many accounts."""
    monkeypatch.setattr(passwords, "WRONG_PASSWORDS", Limit(3, 300))
    monkeypatch.setattr(passwords, "PASSWORDS_PER_NETWORK", Limit(4, 300))
    account = Account.objects.create(person=camille, password=make_password("un vélo bleu"))
    by = Actor(name=f"person:{camille.pk}", person_id=camille.pk)

    def guess() -> None:
        services.prove_by_password(account=account, password="faux", network="192.0.2.1", by=by)

    for _turn in range(4):
        with pytest.raises(WrongPassword):
            guess()
    with pytest.raises(TooManyTries):
        guess()

    assert RegisterLine.objects.get(action="accounts.guessing_noticed").actor == by.name
    with pytest.raises(TooManyTries):
        services.check_password(
            identifier="personne@example.org", password="faux", network="192.0.2.1", by=VISITOR
        )
    with pytest.raises(NotAllowed):
        services.prove_by_password(
            account=account, password="faux", network="192.0.2.9", by=VISITOR
        )


@pytest.mark.parametrize(
    "password",
    [
        "bordeaux-lille-2026",
        "GroupeTerritorialBordeaux",
        "gadzarts.cluny.1998",
        "ecole arts et metiers",
    ],
)
def test_a_password_made_of_the_names_of_the_house_is_refused(password):
    names = ("Groupe territorial de Bordeaux", "Lille", "Cluny")

    assert any(
        "tout le monde connaît ici" in one for one in obstacles_to_password(password, context=names)
    )


def test_a_phrase_that_names_a_town_is_none_of_that():
    names = ("Groupe territorial de Bordeaux", "Lille", "Cluny")

    assert obstacles_to_password("un vélo bleu à Bordeaux sous la pluie", context=names) == []
