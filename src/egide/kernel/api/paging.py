"""A long list, a piece at a time: each piece says where the next one begins."""

from __future__ import annotations

from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core import signing
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from egide.kernel.api.values import Answer
from egide.kernel.pages import Request

T = TypeVar("T")
NEXT = "api.next"


class WrongPlace(Exception):  # noqa: N818 - an answer, not an error
    """The ``after`` that was given is no place in this list."""

    def __str__(self) -> str:
        return _("Cette suite n’est pas de cette liste : reprenez l’adresse « next » reçue.")


class Window(Schema):
    """Which piece of a list; ``after`` is given back by the piece before, and means nothing."""

    limit: int = Field(25, ge=1, le=100)
    after: str = Field("", max_length=600)


class Page(Answer, Generic[T]):
    """One piece of a list; ``next`` is the address of the following one, if there is one."""

    items: list[T]
    next: str | None = None


def place_in(request: Request, window: Window) -> Any:
    """Return where the piece begins, as ``note_next`` wrote it; nothing for the first one.

    :raises WrongPlace: if it was written for another list, or by somebody else.
    """
    if not window.after:
        return None
    try:
        return _signer(request).unsign_object(window.after)
    except signing.BadSignature:
        raise WrongPlace from None


def note_next(request: Request, place: Any) -> str:
    """Return the address of the next piece, which begins after ``place``; the same filters."""
    kept = {name: value for name, value in request.GET.items() if name != "after"}
    kept["after"] = _signer(request).sign_object(place)
    address = f"{request.path}?{urlencode(kept)}"
    request.asked[NEXT] = address
    return address


def keyset(
    request: Request, rows: QuerySet[Any], window: Window, *, by: tuple[str, ...] = ("pk",)
) -> tuple[list[Any], str | None]:
    """Return one piece of ``rows`` in the order ``by``, and the address of the next one.

    A piece begins after the last row of the one before, not at a number: nothing is skipped when a
    row comes or goes meanwhile, and the last piece costs what the first did. The order must be
    total; a name after a minus goes down. No column of it may be null.
    """
    place = place_in(request, window)
    if place is not None:
        rows = rows.filter(_after(by, place))
    found = list(rows.order_by(*by)[: window.limit + 1])
    if len(found) <= window.limit:
        return found, None
    found.pop()
    last = [_written(found[-1], name.removeprefix("-")) for name in by]
    return found, note_next(request, last)


def _after(by: tuple[str, ...], place: list[Any]) -> Q:
    condition, equal = Q(), Q()
    for name, value in zip(by, place, strict=True):
        path = name.removeprefix("-")
        beyond = "lt" if name.startswith("-") else "gt"
        condition |= equal & Q(**{f"{path}__{beyond}": value})
        equal &= Q(**{path: value})
    return condition


def _written(row: Any, path: str) -> Any:
    for name in path.split("__"):
        row = getattr(row, name)
    return row.isoformat() if hasattr(row, "isoformat") else row


def _signer(request: Request) -> signing.Signer:
    # A place says what a reader saw last: it is for them, on this list only.
    return signing.Signer(salt=f"egide.api:{request.path}:{request.actor.name}")
