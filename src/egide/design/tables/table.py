"""What a list is made of, written once by the module that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from django.db.models import F, QuerySet, TextChoices
from django.db.models.expressions import BaseExpression, Combinable, OrderBy
from django.utils import timezone
from markupsafe import Markup, escape

from egide.design import typography
from egide.design.compiling import escaped
from egide.kernel.pages import Request

Kind = Literal["text", "number", "money", "percent", "date", "instant", "flag"]
Sort = str | BaseExpression | Combinable
Pairs = Sequence[tuple[Any, Any]]

LONGEST_TEXT = 200
MOST_ROWS = 50
RESERVED = frozenset({"q", "tri", "page", "colonnes", "format"})

NUMBERS = frozenset({"number", "money", "percent"})


class BadValue(ValueError):  # noqa: N818 named for the fact
    """A filter was given a value that it does not know."""


def getter(path: str) -> Callable[[Any], Any]:
    """Return the function that reads ``seat.body.name`` (or ``seat__body__name``) of a row."""
    names = path.replace("__", ".").split(".")

    def read(row: Any) -> Any:
        if isinstance(row, dict):
            return row[path]
        for name in names:
            row = getattr(row, name)
            if row is None:
                return None
        return row

    return read


def may_lack(rows: QuerySet[Any], order: Sort) -> bool:
    """Tell whether what a list sorts by may be missing in a row; of an expression, nobody knows."""
    if not isinstance(order, str) or order in rows.query.annotations:
        return True
    model: Any = rows.model
    for name in order.split("__"):
        step = model._meta.pk if name == "pk" else model._meta.get_field(name)
        if not step.concrete or step.null:
            return True
        model = step.related_model
    return False


def label_of(path: str, choices: type[TextChoices]) -> Callable[[Any], Any]:
    """Return the function that reads a stored choice of a row as people say it.

    ``get_kind_display`` translates all the choices to find the one: a third of a page of a list.
    """
    read = getter(path)
    return lambda row: choices(value).label if (value := read(row)) else ""


@dataclass(frozen=True)
class Column:
    """One column: what it shows, how it sorts, what it exports.

    ``value`` is a path or a function of the row; it is formatted by ``kind`` on the page and goes
    to the exports as a number, a day or a text. ``cell`` draws something else there (a badge).
    ``sort`` is a field, an expression, a tuple of them, or ``True`` for the path of ``value``.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    kind: Kind = "text"
    sort: Sort | Sequence[Sort] | bool | None = None
    link: Callable[[Any], str] | None = None
    cell: Callable[[Any], Any] | None = None
    export: bool | Callable[[Any], Any] = True
    align: Literal["start", "end"] | None = None
    optional: bool = False

    @cached_property
    def read(self) -> Callable[[Any], Any]:
        """The function that gives the value of a row."""
        return self.value if callable(self.value) else getter(self.value or self.key)

    @cached_property
    def read_export(self) -> Callable[[Any], Any]:
        """The function that gives what is written in a file."""
        return self.export if callable(self.export) else self.read

    @property
    def style(self) -> str:
        """The class of the column's cells."""
        align = self.align or ("end" if self.kind in NUMBERS else "start")
        if align == "end":
            return "end"
        return "nowrap" if self.kind in ("date", "instant") else ""

    @cached_property
    def orders(self) -> tuple[Sort, ...]:
        """What the database sorts by; empty when the column does not sort."""
        if self.sort is None or self.sort is False:
            return ()
        if self.sort is True:
            path = self.value if isinstance(self.value, str) and self.value else self.key
            return (path.replace(".", "__"),)
        if isinstance(self.sort, (list, tuple)):
            return tuple(self.sort)
        return (self.sort,)  # type: ignore[return-value]

    def ordering(self, rows: QuerySet[Any], *, descending: bool) -> list[OrderBy]:
        """Return the terms of ORDER BY for ``rows``; what is missing stays last both ways.

        Nothing is said of what is never missing: an index read backwards then gives the order.
        """
        terms = []
        for order in self.orders:
            expression: Any = F(order) if isinstance(order, str) else order
            last = True if may_lack(rows, order) else None
            terms.append(
                expression.desc(nulls_last=last) if descending else expression.asc(nulls_last=last)
            )
        return terms

    @cached_property
    def content(self) -> Callable[[Any, str], Any]:
        """The function that gives the words of a cell, from the row and the language."""
        if (cell := self.cell) is not None:
            return lambda row, lang: cell(row)
        read, kind = self.read, self.kind
        return lambda row, lang: written(read(row), kind, lang)

    @cached_property
    def shown(self) -> Callable[[Any, str], Any]:
        """The function that gives what stands in a cell, as text or as safe markup."""
        content, link = self.content, self.link
        if link is None:
            return content

        def linked(row: Any, lang: str) -> Any:
            words, address = content(row, lang), link(row)
            if not address:
                return words
            return Markup(f'<a href="{escaped(address)}">{escaped(words)}</a>')  # noqa: S704 escaped just here

        return linked


def written(value: Any, kind: Kind, lang: str) -> Any:
    """Write a value as the page shows it."""
    if value is None or value == "":
        return ""
    if kind == "text":
        return value if isinstance(value, str) else escape(value)
    return WRITERS[kind](value, lang)


def _instant(value: datetime, lang: str) -> str:
    zone = timezone.get_current_timezone() if timezone.is_aware(value) else None
    return typography.instant(value, lang, zone=zone, short=True)


WRITERS: dict[str, Callable[[Any, str], Any]] = {
    "number": typography.number,
    "money": typography.money,
    "percent": typography.percent,
    "date": typography.date_short,
    "instant": _instant,
    "flag": lambda value, lang: (
        ("oui" if lang == "fr" else "yes") if value else ("non" if lang == "fr" else "no")
    ),
}


@dataclass(frozen=True)
class Filter:
    """One question that narrows a list.

    ``choices`` are pairs, or a function that gives them. Without choices, ``kind`` says what the
    reader types. ``apply`` receives the parsed value: the choice, a day, a whole number, a text.
    """

    key: str
    label: Any
    apply: Callable[[QuerySet[Any], Any], QuerySet[Any]]
    choices: Pairs | Callable[[], Iterable[tuple[Any, Any]]] | None = None
    kind: Literal["choice", "text", "date", "number", "flag"] = "choice"

    def options(self) -> list[tuple[str, Any]]:
        """Return the choices offered now, as texts and labels."""
        pairs = self.choices() if callable(self.choices) else self.choices or ()
        return [(str(value), label) for value, label in pairs if value not in ("", None)]

    def parse(self, text: str, options: list[tuple[str, Any]]) -> Any:
        """Return the value that ``text`` stands for, or raise ``BadValue``."""
        if self.choices is not None:
            if text not in {value for value, _ in options}:
                raise BadValue(text)
            return text
        try:
            if self.kind == "date":
                return date.fromisoformat(text)
            if self.kind == "number":
                return _whole_number(text)
        except ValueError as error:
            raise BadValue(text) from error
        if self.kind == "flag" and text != "1":
            raise BadValue(text)
        return True if self.kind == "flag" else text


def _whole_number(text: str) -> int:
    # PostgreSQL's integers stop at 2³¹: a longer number is a mistake, not a search.
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True)
class Empty:
    """What an empty list teaches: what will stand here, and how it comes."""

    title: Any
    text: Any = ""
    sign: str = ""


@dataclass(frozen=True)
class Table:
    """A list of the society's records.

    ``search(queryset, text)`` narrows; with ``search_orders`` it also orders, and its order stands
    until the reader asks another. ``export_right`` opens the exports; without it there are none.
    ``prepare(rows)`` is called with the rows of a page before they are drawn, for what is asked in
    bulk. ``on_export(request, table, row_count)`` is called before the file leaves; without it
    the register gets a line by itself.
    """

    name: str
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    search: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    search_label: Any = ""
    search_orders: bool = False
    default_sort: str = ""
    page_size: int = 25
    empty: Empty | None = None
    export_right: str = ""
    on_export: Callable[[Request, Table, int], None] | None = None
    prepare: Callable[[list[Any]], None] | None = None
    title: Any = ""
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        taken = [item.key for item in self.filters] + list(RESERVED)
        if len(set(taken)) != len(taken):
            raise ValueError(f"table {self.name!r}: a filter takes a reserved or a double name")
        if not 1 <= self.page_size <= MOST_ROWS:
            raise ValueError(f"table {self.name!r}: at most {MOST_ROWS} rows a page")
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})
        if len(self.by_key) != len(self.columns):
            raise ValueError(f"table {self.name!r}: two columns have one key")
        sort = self.default_sort.removeprefix("-")
        if sort and not (sort in self.by_key and self.by_key[sort].orders):
            raise ValueError(f"table {self.name!r}: {sort!r} does not sort")

    @property
    def usual_columns(self) -> tuple[Column, ...]:
        """The columns shown to a reader who chose none."""
        return tuple(column for column in self.columns if not column.optional)


def exported(value: Any, kind: Kind) -> str | int | float | Decimal | date | datetime | None:
    """Return the value as a file holds it: numbers, days and instants keep their nature."""
    if value is None or value == "":
        return None
    if kind == "money":
        return Decimal(value) / 100
    if kind == "instant":
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.replace(tzinfo=None, microsecond=0)
    if kind in ("number", "percent", "date"):
        return value
    if kind == "flag":
        return 1 if value else 0
    return str(value)
