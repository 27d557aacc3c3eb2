"""Who tried to come in and did not leaves a line of the logbook, without what was typed."""

from __future__ import annotations

import json
import logging

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from egide.accounts.models import Account
from egide.accounts.tests.factors import GOOD, come_in, current_code, with_app
from egide.kernel import logbook

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G17", "G18")]


@pytest.fixture
def lines():
    """Return the lines of the safety of accounts, as a machine reads them."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler, logger = Kept(), logging.getLogger("egide.security")
    handler.setFormatter(logbook.Json())
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    logger.removeHandler(handler)
    logger.setLevel(before)


@pytest.fixture
def account(camille) -> Account:
    return Account.objects.create(person=camille, password=make_password(GOOD))


def refused(lines) -> list[str]:
    return [line["way"] for line in lines() if line["message"] == "proof refused"]


def test_a_right_password_is_told_as_an_entrance(account, client, lines):
    come_in(client)

    (line,) = lines()
    assert (line["message"], line["method"]) == ("signed in", "PASSWORD")
    assert line["actor"] == logbook.mark_of(f"person:{account.person_id}")


@pytest.mark.parametrize("identifier", ["camille@example.org", "personne@example.org"])
def test_a_wrong_password_is_told_alike_whoever_is_known(account, client, lines, identifier):
    client.post(
        "/connexion/mot-de-passe/", {"identifier": identifier, "password": "Xq7 zyx secret"}
    )

    (line,) = lines()
    assert (line["message"], line["way"]) == ("proof refused", "password")
    assert line["actor"] == logbook.mark_of("127.0.0.1")
    assert line["request"]
    text = json.dumps(lines())
    assert "Xq7" not in text
    assert "example.org" not in text


def test_a_wrong_link_a_wrong_code_and_a_wrong_factor_are_told(account, client, lines):
    client.get("/connexion/")
    client.post("/connexion/lien/" + "A" * 43 + "/")
    client.post("/connexion/courrier/", {"code": "ABCDEF"})
    assert refused(lines) == ["link", "code"]

    with_app(account)
    come_in(client)
    good = current_code(account)
    wrong = f"{(int(good) + 1) % 1_000_000:06}"
    client.post("/connexion/second-facteur/", {"code": wrong})
    told = lines()[-1]
    assert (told["message"], told["way"]) == ("proof refused", "second factor")
    assert told["actor"] == logbook.mark_of(f"person:{account.person_id}")
    assert wrong not in json.dumps(lines())


def test_a_key_that_is_not_known_is_told(client, lines):
    client.post("/connexion/cle/", {"answer": '{"id": "AAAA", "rawId": "AAAA"}'})

    assert refused(lines) == ["passkey"]


def test_a_door_that_shuts_is_told(account, lines):
    for _try in range(6):
        come_in(Client(), password="faux")

    assert refused(lines) == ["password"] * 6
    assert [line["message"] for line in lines()].count("too many tries") == 1
