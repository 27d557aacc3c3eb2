"""What a module tells of the personal data that its tables hold, and of how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet

if TYPE_CHECKING:
    from egide.kernel.access import Actor
    from egide.kernel.registry.contributions import Words
    from egide.kernel.uniting import Joining


class Lasting(Enum):
    """Rows that the clock never removes."""

    UNTIL_ERASED = "UNTIL_ERASED"
    FOR_EVER = "FOR_EVER"


@dataclass(frozen=True, kw_only=True)
class Keep:
    """When rows of a table go (durée de conservation): so many days after a day of theirs.

    ``after`` is the path from the row to that day or instant; without one, the row stays. ``days``
    is a number, or the code of a dated parameter. ``only`` says which rows it is about.
    """

    after: str
    days: int | str
    only: Q = field(default_factory=Q)


def nothing_in_the_way(kept: int, gone: int) -> list[str]:
    """Say that rows of two records never stand in the way of each other."""
    return []


@dataclass(frozen=True, kw_only=True)
class Uniting:
    """What becomes of a column that points at a person, when two records are one (fusion).

    ``column`` is the path from the row to the id of the person. ``join`` moves the rows of the
    record that goes, or leaves some with it: most are in ``kernel.uniting``. ``obstacles`` says, in
    words for the clerk, what must be settled by hand before.
    """

    column: str
    join: Callable[[Joining], None]
    obstacles: Callable[[int, int], list[str]] = nothing_in_the_way


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """How one table holds personal data (traitement de données, RGPD art. 30).

    Every column is in exactly one of ``normal``, ``personal``, ``secret``; keys are columns too.
    ``subject`` is the path from a row to the id of the person it is about. A table that is
    ``walled`` is refused by the database itself to whoever may not see it (``kernel.wall``).
    ``withheld`` are the secret columns that prove who somebody is (a hash of a password): the copy
    that a person gets of their data names them and does not show them. ``stays`` are the personal
    columns that an erasure leaves, on the ground that ``legal_basis`` and ``retention`` say.
    ``keep`` says to the clock what ``retention`` says to people (``kernel.retention``).
    ``unite`` says, of each column that points at a person, what two records of one become.
    """

    model: type[Model]
    subject: str
    purpose: Words
    legal_basis: Words
    retention: Words
    erase: Callable[[QuerySet], None]
    normal: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    keep: tuple[Keep, ...] | Lasting | None = None
    unite: tuple[Uniting, ...] = ()
    walled: bool = False


@dataclass(frozen=True, kw_only=True)
class HoldSource:
    """The people of whom nothing may be removed (gel): ``people`` is a queryset of their ids."""

    name: str
    people: Callable[[], QuerySet]


@dataclass(frozen=True, kw_only=True)
class Redone:
    """What is done again after a restore (rejeu): the lines of one kind of the journal kept apart.

    ``again`` is given a line as it was written (``kernel.journal``) and who acts; it does nothing
    twice, and returns whether something had to be done. ``told`` yields the lines that the database
    knows of: those that a killed process could not write are added from it.
    """

    kind: str
    again: Callable[[dict[str, Any], Actor], bool]
    told: Callable[[], Iterable[dict[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class NoPersonalData:
    """A table that holds none, and the reason why we believe it."""

    model: type[Model]
    reason: Words
