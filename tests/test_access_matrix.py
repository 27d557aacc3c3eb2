"""Every route, asked by people who may not open it, about what is not theirs.

The routes are found by walking the URL configuration: a new one is asked without a line here, or
the test fails and says what is missing, and where. What is expected comes from the right that the
page declares and, because a page open to whoever signed in says nothing about whose things it
shows, from what each module says beside itself (``tests/matrix``). Four things are looked at: the
status, hidden words in what is answered, every row of every table after the refusals, and the lines
of the register.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from egide.accounts import services
from egide.accounts.models import ApiToken, Session, SignInLink
from egide.kernel import registry
from egide.kernel.access import VISITOR, Actor, actor_of
from egide.kernel.models import LimitCount
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import Route
from egide.mandates.enums import Designation
from egide.mandates.models import Mandate, Office, OfficeRight
from tests.matrix import canaries, people
from tests.matrix.canaries import Canary
from tests.matrix.declaring import (
    PARAMETER,
    Side,
    address,
    all_routes,
    deciding,
    is_chosen,
    is_nobody_s,
    is_of_the_whole,
    is_one_s_own,
    problems,
    sent_to,
)

pytestmark = pytest.mark.proves("R-X-1", "R-REG-7", "G2")

SIGN_IN_ROWS = {Session, SignInLink, LimitCount, ApiToken}
# What a list reads of its address: of the others, of the same page, these say nothing.
ASKED_MORE = {"format": "csv", "q": "zyx", "page": "2"}


@dataclass(frozen=True)
class Reader:
    """Somebody who asks: their browser and what the society lets them do today."""

    client: Client
    actor: Actor


@pytest.fixture
def stranger(small_society) -> Side:
    """A person who hides everything, and has a thing of each kind; nothing of it is the others'."""
    return people.far()


@pytest.fixture
def words(stranger) -> list[Canary]:
    """A word in each personal or secret column of what is the stranger's."""
    return canaries.plant(stranger)


@pytest.fixture
def everything(small_society) -> Office:
    """An office that gives every right of the site."""
    office = Office.objects.create(code="ESSAI", name="essai", feminine="essai", single=False)
    OfficeRight.objects.bulk_create(
        OfficeRight(office=office, permission=code) for code in registry.permissions()
    )
    return office


@pytest.fixture
def come(stranger, everything) -> Callable[[str], Reader]:
    """Open the browser of one of the readers below."""
    today = localdate()
    personas = people.personas()
    terms = {
        "mandate that ended yesterday": (today - timedelta(days=300), today - timedelta(days=1)),
        "mandate that begins tomorrow": (today + timedelta(days=1), today + timedelta(days=300)),
        "mandate of today with every right": (today - timedelta(days=1), today + timedelta(days=1)),
    }

    def reader(name: str) -> Reader:
        if name == "visitor":
            return Reader(Client(raise_request_exception=False), VISITOR)
        person_id = personas.get(name, personas["member"])
        if name in terms:
            starts_on, ends_on = terms[name]
            Mandate.objects.create(
                person_id=person_id,
                office=everything,
                designation=Designation.APPOINTED,
                starts_on=starts_on,
                ends_on=ends_on,
                term_ends_on=ends_on,
            )
        client = Client(raise_request_exception=False)
        account = get_user_model().objects.get_or_create(person_id=person_id)[0]
        client.force_login(account)
        actor = actor_of(person_id, on=today)
        client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {token_of(account, actor)}"
        return Reader(client, actor)

    return reader


def token_of(account, actor: Actor) -> str:
    """Return a token that opens all that this person may: the interface takes no cookie."""
    _token, key = services.make_token(
        account=account,
        name="essai",
        scopes=actor.permissions,
        may_write=True,
        days=7,
        twice_proved=True,
        at=timezone.now(),
        by=replace(actor, factor_at=timezone.now()),
    )
    return key


READERS = (
    "visitor",
    "member",
    "group-treasurer",
    "group-president",
    "technical-administrator",
    "mandate that ended yesterday",
    "mandate that begins tomorrow",
)


def is_refused(actor: Actor, route: Route) -> bool:
    """Tell whether this reader must be refused this route about what is not theirs."""
    right = route.view.right
    if right == PUBLIC:
        return False
    if actor.person_id is None:
        return True
    if right == SIGNED_IN:
        return deciding(route) is not None
    if not actor.can_somewhere(right):
        return True
    if actor.can(right) or is_chosen(route):
        return False
    return is_of_the_whole(route) or bool(PARAMETER.search(route.path))


def said_no(answer) -> bool:
    """Tell whether the answer refuses: by a page, by another method, or at the door."""
    door = answer.status_code == 302 and urlsplit(answer["Location"]).path == reverse(
        "accounts:sign_in"
    )
    return door or answer.status_code in {401, 403, 404, 405}


def body(answer) -> str:
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        "utf-8", "replace"
    )


def every_row() -> dict[str, tuple[int, int]]:
    """Return how many rows each table has, and what their contents sum to."""
    found = {}
    with connection.cursor() as cursor:
        existing = set(connection.introspection.table_names(cursor))
        for model in apps.get_models():
            if model in SIGN_IN_ROWS or model._meta.db_table not in existing:
                continue
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT count(*), coalesce(sum(hashtext(t::text)), 0) FROM {table} t")  # noqa: S608
            found[model._meta.label] = tuple(cursor.fetchone())
    return found


@contextmanager
def read_of_the_address() -> Iterator[set[str]]:
    """Tell what the pages answered meanwhile read of what stands behind the ``?``."""
    read: set[str] = set()

    def told(method: Callable) -> Callable:
        def run(self: QueryDict, *args: object, **kwargs: object) -> object:
            read.update({str(args[0])} if args else ASKED_MORE)
            return method(self, *args, **kwargs)

        return run

    names = ("get", "getlist", "__getitem__", "__contains__", "__len__", "__iter__", "items")
    names += ("keys", "values", "lists", "dict", "copy", "urlencode")
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(QueryDict, name, told(getattr(QueryDict, name)))
        yield read


def looked_at(reader: Reader, there: str) -> Iterator[tuple[str, object]]:
    """Yield the page, then the same asked for more, where it reads what is asked."""
    with read_of_the_address() as read:
        yield "", reader.client.get(there)
    for name, value in ASKED_MORE.items():
        if name in read:
            more = f"?{name}={value}"
            yield more, reader.client.get(there + more)


def asked(reader: Reader, route: Route, side: Side) -> Iterator[tuple[str, object]]:
    """Yield the answers to looking and to sending, with what each was."""
    there = address(route, side)
    yield f"GET {there}", reader.client.get(there)
    if route.name.startswith("api:"):
        sent = reader.client.post(
            there,
            sent_to(route),
            content_type="application/json",
            headers={"Idempotency-Key": f"essai:{route.name}"},
        )
    else:
        sent = reader.client.post(there, {"version": "1"})
    yield f"POST {there}", sent


def shown(what: str, answer: object, words: list[Canary]) -> list[str]:
    """Return what stands in an answer, and did not in what was asked."""
    text = body(answer)
    return [
        f"{what} shows {word.model.__name__}.{word.column}"
        for word in words
        if word.word in text and word.word not in what
    ]


def test_every_route_is_declared_beside_its_module(small_society):
    assert list(problems()) == []


def test_every_thing_of_an_address_is_a_real_one(come, stranger):
    """A refusal proves something only where an answer would come to whoever may."""
    reader = come("mandate of today with every right")
    absent = []
    there = {route: address(route, stranger) for route in all_routes()}
    for route in there:
        if not PARAMETER.search(route.path) or is_nobody_s(route) or is_one_s_own(route):
            continue
        with transaction.atomic():
            found = []
            for _what, answer in asked(reader, route, stranger):
                found.append(answer.status_code)
                if answer.status_code not in {404, 405}:
                    break
            transaction.set_rollback(True)
        if set(found) <= {404, 405} or found[-1] >= 500:
            absent.append((route.name, found))

    assert not absent, absent


@pytest.mark.parametrize("name", READERS)
def test_who_may_not_is_refused_and_changes_nothing(come, stranger, words, name):
    reader = come(name)
    there = {route: address(route, stranger) for route in all_routes()}
    before = every_row()
    wrong = []
    for route in there:
        if is_refused(reader.actor, route):
            for what, answer in asked(reader, route, stranger):
                if not said_no(answer):
                    wrong.append(f"{what}: {answer.status_code}")
                wrong += shown(what, answer, words)

    assert not wrong, "\n".join(wrong)
    assert every_row() == before


@pytest.mark.parametrize("name", READERS)
def test_who_may_look_sees_nothing_hidden(come, stranger, words, name):
    reader = come(name)
    hidden = [word for word in words if name == "visitor" or not word.known]
    wrong = []
    for route in all_routes():
        if is_refused(reader.actor, route):
            continue
        there = address(route, stranger)
        for more, answer in looked_at(reader, there):
            # Whoever reads a list may still lack the right to take it away.
            closed = answer.status_code == 403 and "format" not in more
            if (closed and not is_nobody_s(route)) or answer.status_code >= 500:
                wrong.append(f"{there}{more}: {answer.status_code}")
            wrong += shown(there + more, answer, hidden)

    assert not wrong, "\n".join(wrong)
