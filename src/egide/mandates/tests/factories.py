"""Statutes for the tests: small, quick, built through the verbs."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

from egide.kernel.access import Actor, Grant, command_actor
from egide.mandates.enums import BodyKind, Designation, ScopeKind
from egide.mandates.models import Body, Office, Scope, Seat
from egide.mandates.services import SeatDraft, add_seat, create_body, define_office, open_scope

STATUTES = "AG du 17 novembre 2018"
SINCE = date(2018, 6, 2)
OPERATOR = command_actor("test")
_numbers = count(1)
# Nobody’s id: whoever acts is never, by chance, the person whom the act is about.
SOMEBODY = 900_000_001


def holder_of(*permissions: str, person_id: int = SOMEBODY, scope: Scope | None = None) -> Actor:
    """Return an actor who holds these rights, on the whole society or on one scope."""
    scope_ids = None if scope is None else frozenset({scope.pk})
    return Actor(
        name=f"person:{person_id}",
        person_id=person_id,
        grants=tuple(
            Grant(permission=code, scope_ids=scope_ids, reason="essai") for code in permissions
        ),
    )


def make_office(code: str = "", **overrides: Any) -> Office:
    """Return an office held on the whole society by one person, unless told otherwise."""
    values = {"name": "trésorier", "single": True, **overrides}
    return define_office(code=code or f"OFFICE_{next(_numbers)}", by=OPERATOR, **values)


def make_body(kind: BodyKind = BodyKind.BOARD, **overrides: Any) -> Body:
    number = next(_numbers)
    board = kind == BodyKind.BOARD
    values = {
        "code": f"BODY_{number}",
        "name": "Conseil d’administration" if board else f"{BodyKind(kind).label} {number}",
        "starts_on": SINCE,
        "statutory": kind != BodyKind.COMMISSION,
        **overrides,
    }
    return create_body(kind=kind, by=OPERATOR, **values)


def make_seat(
    body: Body,
    number: int = 1,
    *,
    starts_on: date = SINCE,
    source: str = STATUTES,
    **overrides: Any,
) -> Seat:
    """Return a seat filled by the assembly for three years, unless told otherwise."""
    values = {"designation": Designation.GA, "term_years": 3, **overrides}
    draft = SeatDraft(number=number, **values)
    return add_seat(body=body, draft=draft, starts_on=starts_on, source=source, by=OPERATOR)


def make_scope(label: str = "GT Bordeaux", **overrides: Any) -> Scope:
    values = {"kind": ScopeKind.TERRITORIAL, "label": label, **overrides}
    return open_scope(by=OPERATOR, **values)
