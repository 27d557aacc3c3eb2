"""What a module says of the files that it takes in; the kind of contribution is ``Importer``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Model, Q

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from egide.kernel.access import Actor


Label: TypeAlias = "str | _StrPromise"
# The cells of one line, by the key of their column; empty ones are left out.
Cells: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ImportColumn:
    """One column that a file may have; ``aliases`` are the headers by which it goes elsewhere."""

    key: str
    label: Label
    aliases: tuple[str, ...] = ()
    hint: Label = ""


@dataclass(frozen=True, kw_only=True)
class ImportSource:
    """A program whose export we know: the headers that it writes, and the column of each.

    A header whose column is ``""`` is known and left out.
    """

    name: str
    label: Label
    headers: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Two records that may be one: a line of the file, and a record or an earlier line."""

    line: int
    record_id: int | None = None
    earlier: int | None = None
    score: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A record as the page of duplicates shows it beside a line: values by column key."""

    title: str
    values: Mapping[str, str]
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Importer:
    """How a module takes in one kind of file.

    ``needs`` are the columns without which no line can be read: one of these groups, whole.
    ``reader(on)`` returns the function that makes an entry of the cells of a line; it raises
    ``cells.LineRefused``. ``obstacles(entries, on, by)`` says what the rules forbid, by place;
    ``enter`` is the bulk verb, all or none, and returns the id of each. Those that can meet
    somebody who is there already say so: ``alike`` yields the pairs of all lines, ``beside`` shows
    records, ``complete`` fills what a record lacks. ``withdraw`` takes back what nobody touched
    since and returns the others with the reason.
    """

    kind: str
    label: Label
    permission: str
    columns: tuple[ImportColumn, ...]
    needs: tuple[tuple[str, ...], ...]
    reader: Callable[[date], Callable[[Cells], Any]]
    obstacles: Callable[[Sequence[Any], date, Actor], Mapping[int, Sequence[str]]]
    enter: Callable[..., Sequence[int]]
    withdraw: Callable[..., Mapping[int, str]]
    sources: tuple[ImportSource, ...] = ()
    alike: Callable[[Iterable[tuple[int, Any]], date], Iterator[Alike]] | None = None
    beside: Callable[[Collection[int]], Mapping[int, Shown]] | None = None
    complete: Callable[..., None] | None = None
    order: int = 100

    @property
    def by_key(self) -> dict[str, ImportColumn]:
        """The columns by their key."""
        return {column.key: column for column in self.columns}


@dataclass(frozen=True, kw_only=True)
class Followers:
    """Rows that a module writes by itself about a record of a lower one, and takes back with it.

    ``subject`` is the path from a row to the key of the record, ``only`` narrows to the rows that
    nobody chose; ``take_back(ids, by)`` removes them.
    """

    model: type[Model]
    of: type[Model]
    subject: str
    take_back: Callable[..., None]
    only: Q = field(default_factory=Q)
