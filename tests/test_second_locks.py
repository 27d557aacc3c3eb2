"""The second lock: every verb of every module, asked by somebody who holds no right at all.

The verbs are found in the ``services`` of the modules, and given what they say that they take: a
new one is asked without a line here. The first lock, at the door, may not be all that protects a
verb: jobs, commands and other verbs have none.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from django.db import transaction
from django.db.models import Model

from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.launcher import places
from tests.matrix import people
from tests.matrix.declaring import Side, makers

pytestmark = pytest.mark.proves("R-X-1", "G3")

NOBODY = Actor(name="person:987654321", person_id=987654321)
# Whoever calls these needs no right: what they bring is the proof, and it is weighed.
BROUGHT = {
    "accounts": {
        "ask_for_link",
        "ask_recovery",
        "cancel_recovery",
        "confirm_recovery",
        "enter_as_persona",
        "enter_by_passkey",
        "enter_by_trust",
        "make_demo_link",
        "object_to_change",
        "use_link",
        "_enter_by_password",
        "_enter_with_code",
        # Written of whoever tries passwords: a line, and nothing else.
        "_record_guessing",
    },
    "care": {"answer_proposal"},
    # Anybody may ask what a list told them, signed; the list weighs who may take it.
    "exports": {"ask_extract"},
    "identity_provider": {"answer_revocation", "answer_token_request", "tell_person"},
    "letters": {"leave_by_letter"},
    # Whoever signed in may look at a profile, and is counted.
    "members": {"open_profile"},
}


class Anything:
    """What a verb is told, before it has any reason to look at it."""

    def __getattr__(self, name: str) -> Anything:
        return Anything()

    def __iter__(self) -> Iterator[Anything]:
        return iter([Anything()])


# By the name of what is taken, where only some words are known, then by its kind.
GIVEN: dict[Any, Any] = {
    "kind": "members",
    "key": "members.members",
    date: date(2021, 5, 1),
    datetime: datetime(2021, 5, 1, tzinfo=UTC),
    str: "essai",
    int: 1,
}


def verbs() -> Iterator[tuple[str, str]]:
    """Yield every verb: the module where it stands, and its name."""
    for path in sorted(places.PACKAGE.rglob("*.py")):
        inside = path.relative_to(places.PACKAGE).with_suffix("")
        if "services" not in inside.parts or "tests" in inside.parts:
            continue
        where = ".".join(("egide", *inside.parts)).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and "verb" in map(
                ast.unparse, node.decorator_list
            ):
                yield where, node.name


VERBS = [
    (where, name) for where, name in verbs() if name not in BROUGHT.get(where.split(".")[1], ())
]


def told(verb: Callable, side: Side) -> dict[str, Any]:
    """Return what a verb is given: real rows where it takes rows."""
    hints = get_type_hints(verb)
    del hints["return"]
    return {name: _of(kind, name, side) for name, kind in hints.items()} | {"by": NOBODY}


def _of(kind: Any, name: str, side: Side) -> Any:
    if isinstance(kind, type) and issubclass(kind, Model):
        return side.row(kind) if kind in makers() else kind._default_manager.order_by("pk").first()
    if get_origin(kind) is Sequence:
        return [_of(one, name, side) for one in get_args(kind)]
    if get_origin(kind) is tuple:
        return tuple(_of(one, name, side) for one in get_args(kind))
    return GIVEN.get(name) or GIVEN.get(kind, Anything())


def test_what_brings_a_proof_is_there():
    named = {(where.split(".")[1], name) for where, name in verbs()}

    assert {(module, name) for module, names in BROUGHT.items() for name in names} <= named


@pytest.mark.parametrize("where", sorted({where for where, _name in VERBS}))
def test_a_verb_refuses_who_holds_no_right(small_society, where):
    side = people.far()
    mine = [name for module, name in VERBS if module == where]
    otherwise = {}
    for name in mine:
        verb = getattr(import_module(where), name)
        given = told(verb, side)
        try:
            with transaction.atomic():
                otherwise[name] = verb(**given)
        except NotAllowed:
            continue
        except Exception as error:  # Whatever it is, it came before the lock.
            otherwise[name] = error

    assert mine
    assert otherwise == {}
