"""What a module tells of letters: who is written to, where, in which language, and by whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from egide.kernel.models import Letter
    from egide.kernel.registry.contributions import Words


@dataclass(frozen=True, kw_only=True)
class Letterbox:
    """Tells where letters to people go: their address by person; who has none is not there."""

    name: str
    addresses: Callable[[Iterable[int]], dict[int, str]]


@dataclass(frozen=True, kw_only=True)
class LetterLanguages:
    """Tells in which language people are written to; who chose none is not there."""

    name: str
    chosen: Callable[[Iterable[int]], dict[int, str]]


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a letter says, and to which address; ``headers`` are names and values, one line each.

    ``sender_name`` stands before the address of the society: who writes, as the reader sees it.
    """

    address: str
    subject: str
    text: str
    html: str = ""
    sender_name: str = ""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class LetterWriter:
    """Writes letters of the outbox at the moment when they leave.

    ``write(letters, on)`` runs as the clock, in one transaction, and answers by the number of the
    letter; one that is missing from the answer is for nobody any more, and is dropped.
    """

    name: str
    write: Callable[[Sequence[Letter], date], Mapping[int, Written]]


@dataclass(frozen=True, kw_only=True)
class AudienceChoice:
    """One public that may be written to: the promotion Bo 198, the presidents of groups.

    Without a ``scope_id`` it is a public of the whole society. ``detail`` tells it from its likes.
    """

    audience: str
    key: str
    label: str
    detail: str = ""
    scope_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Audience:
    """Publics of one sort: the people of a group, the holders of an office, on a date.

    ``find(text, scopes, on, most)`` names those called so within ``scopes`` (``None``: the whole
    society), the first ones for no text; ``people(key, on)`` are the numbers of those in one, and
    ``because(key, label)`` ends the sentence « Vous recevez cette lettre … » for them.
    """

    name: str
    label: Words
    find: Callable[[str, frozenset[int] | None, date, int], list[AudienceChoice]]
    people: Callable[[str, date], Iterable[int]]
    because: Callable[[str, str], str]
