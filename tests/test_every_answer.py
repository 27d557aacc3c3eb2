"""Every route, asked by nobody and by somebody who may everything: how each answer is dressed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse

from egide.kernel.errors import TooOften
from egide.kernel.middleware import HEADERS
from egide.kernel.routes import Route
from egide.shell import queries
from tests.matrix import people, readers
from tests.matrix.asking import body
from tests.matrix.declaring import address, all_routes
from tests.matrix.readers import Reader

pytestmark = pytest.mark.proves("G7")

# What is read as letters must say in which.
LETTERS = re.compile(r"text/|application/(json|problem\+json|manifest\+json|xml)|.+\+xml")
KINDS = re.compile(r"[a-z]+/[a-z0-9.+-]+(; ?[a-z]+=[\w.\"-]+)*\Z")
IN_UTF8 = {"application/json", "application/problem+json"}
# What a letter will look like, shut in a frame of the page that has the button.
FRAMELESS = ["letters:preview", "letters:version_preview"]
SIGN_OUT = 'action="/deconnexion/"'
# These read the whole: the answer of a list that is taken away is a download.
TAKEN = {"format": "csv", "purpose": "essai", "motif": "essai"}


def answers(reader: Reader) -> Iterator[tuple[Route, object, str]]:
    """Yield what each route answers to a look, with what it says."""
    far = people.far()
    for route in all_routes():
        there = address(route, far)
        with transaction.atomic():
            cookies = reader.client.cookies.copy()
            answer = reader.client.get(there)
            yield route, answer, body(answer)
            reader.client.cookies = cookies
            transaction.set_rollback(True)


def wrong_kind(answer: object, said: str) -> str:
    """Say what is wrong with the type that an answer tells; empty when it is right."""
    kind = answer.headers.get("Content-Type", "")
    if not said:
        return ""
    if not KINDS.fullmatch(kind):
        return f"its type is {kind!r}"
    plain = kind.split(";")[0].strip()
    if LETTERS.fullmatch(plain) and plain not in IN_UTF8 and "charset=utf-8" not in kind.lower():
        return f"{kind} does not say its letters"
    return ""


def undressed(answer: object) -> list[str]:
    """Return the strict headers that an answer lacks; a stricter policy of its own may stand."""
    return [
        name
        for name, value in HEADERS.items()
        if answer.headers.get(name, "") != value
        and not (name == "Content-Security-Policy" and "default-src 'none'" in answer[name])
    ]


@pytest.mark.parametrize("who", ["visitor", "everything"])
def test_every_answer_says_its_type_and_carries_the_strict_headers(small_society, who):
    everything = who == "everything"
    person = people.personas()["member"]
    reader = readers.with_every_right(person) if everything else readers.visitor()

    wrong, seen = [], 0
    for route, answer, said in answers(reader):
        seen += answer.status_code == 200
        found = [*undressed(answer), wrong_kind(answer, said)]
        wrong += [f"{route.name} ({answer.status_code}): {one}" for one in found if one]

    assert wrong == []
    assert seen > (100 if everything else 20)


@pytest.mark.proves("G19")
def test_one_goes_out_from_every_page(small_society):
    reader = readers.with_every_right(people.personas()["member"])

    without = [
        route.name
        for route, answer, said in answers(reader)
        if answer.status_code == 200
        and answer.headers["Content-Type"].startswith("text/html")
        and "<!doctype html>" in said[:200].lower()
        and SIGN_OUT not in said
    ]

    assert without == FRAMELESS


def test_what_is_taken_away_carries_them_too(small_society):
    reader = readers.with_every_right(people.personas()["member"])
    far, taken = people.far(), []
    for route in all_routes():
        with transaction.atomic():
            answer = reader.client.get(address(route, far), TAKEN)
            said = answer.headers.get("Content-Disposition", "")
            if answer.status_code == 200 and said.startswith("attachment"):
                taken.append(route.name)
                assert (undressed(answer), wrong_kind(answer, body(answer))) == ([], ""), route.name
            transaction.set_rollback(True)

    assert len(taken) > 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RuntimeError("broken"), 500),
        (OperationalError("gone"), 503),
        (TooOften("Doucement.", seconds=7), 429),
    ],
)
def test_the_worst_answers_carry_them_whole(client, monkeypatch, error, status):
    client.raise_request_exception = False

    def failing(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(queries, "home_of", failing)

    answer = client.get("/")

    assert (answer.status_code, undressed(answer)) == (status, [])
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    if status != 500:
        assert int(answer["Retry-After"]) > 0


@pytest.mark.django_db
def test_a_door_that_is_shut_for_a_while_carries_them_whole(client):
    typed = {"identifier": "camille@example.org", "password": "faux"}
    found = [client.post(reverse("accounts:password"), typed) for _try in range(6)]

    assert [answer.status_code for answer in found] == [422] * 5 + [429]
    assert [undressed(answer) for answer in found] == [[]] * 6


@pytest.mark.django_db
def test_an_error_is_a_page_also_where_nothing_was_gathered(client, monkeypatch, settings):
    """The address of a drawing is not worth losing the page that says what happened."""
    from django.contrib.staticfiles.storage import staticfiles_storage  # noqa: PLC0415

    from egide.design import environment  # noqa: PLC0415

    environment._static.cache_clear()
    monkeypatch.setattr(staticfiles_storage, "hashed_files", {}, raising=False)
    client.raise_request_exception = False
    monkeypatch.setattr(queries, "home_of", lambda *_a, **_m: 1 / 0)

    answer = client.get("/")

    assert answer.status_code == 500
    assert "La faute est chez nous" in answer.content.decode()
    assert '/static/design/base.css"' in answer.content.decode()
    environment._static.cache_clear()
