"""Every route, asked by people who may not open it, about what is not theirs.

The routes are found by walking the URL configuration: a new one is asked without a line here, or
the test fails and says what is missing, and where. What is expected comes from the right that the
page declares and, because a page open to whoever signed in says nothing about whose things it
shows, from what each module says beside itself (``tests/matrix``). Four things are looked at: the
status, hidden words in what is answered, every row of every table after the refusals, and the lines
of the register.

``./egide matrix`` asks all roles, at every moment of their mandates, by every method, about three
sides: here is the part of it that every run of the tests has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localdate

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import Route
from egide.mandates.models import Office
from tests.matrix import canaries, people
from tests.matrix.asking import asked, body, looked_at
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
)
from tests.matrix.oracles import every_row, said_no
from tests.matrix.readers import Reader, enter, entrust, office_with, visitor

pytestmark = pytest.mark.proves("R-X-1", "R-REG-7", "G2", "G4")


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
    return office_with(tuple(registry.permissions()))


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
            return visitor()
        person_id = personas.get(name, personas["member"])
        if name in terms:
            starts_on, ends_on = terms[name]
            entrust(person_id, everything, starts_on=starts_on, ends_on=ends_on)
        return enter(person_id)

    return reader


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
    right = route.right
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


def shown(what: str, answer: object, words: list[Canary]) -> list[str]:
    """Return what stands in an answer, and did not in what was asked."""
    text = body(answer)
    return [
        f"{what} shows {word.model.__name__}.{word.column}"
        for word in words
        if word.stands_in(text) and not word.stands_in(what)
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
            for _what, answer in asked(reader, route, there[route]):
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
            for what, answer in asked(reader, route, there[route]):
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
