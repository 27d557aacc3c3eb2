"""What the reader asks of a list, read from the address; nothing hostile goes further."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from egide.design.tables.table import LONGEST_TEXT, BadValue, Column, Filter, Table

_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]+")


def clean(text: str) -> str:
    """Return ``text`` without what no keyboard types and no database takes."""
    return _CONTROLS.sub(" ", text).strip()


@dataclass(frozen=True)
class Asked:
    """One filter, what it offers and what was chosen."""

    filter: Filter
    options: list[tuple[str, Any]]
    text: str = ""
    value: Any = None

    @property
    def on(self) -> bool:
        return self.text != ""


@dataclass(frozen=True)
class Query:
    """The state of a list. Its address can be kept, sent and opened again."""

    table: Table
    text: str
    asked: tuple[Asked, ...]
    sort: str
    columns: tuple[Column, ...]
    page: int
    problems: tuple[str, ...]

    @classmethod
    def read(cls, table: Table, given: QueryDict) -> Query:
        """Understand the query string; what cannot be understood becomes a sentence."""
        problems: list[str] = []
        return cls(
            table=table,
            text=_text(given, problems) if table.search else "",
            asked=tuple(_asked(item, given, problems) for item in table.filters),
            sort=_sort(table, given.get("tri", "")),
            columns=_columns(table, given.getlist("colonnes")),
            page=_page(given.get("page", "")),
            problems=tuple(problems),
        )

    @property
    def narrowed(self) -> bool:
        """True when the reader sees less than the whole list."""
        return bool(self.text) or any(item.on for item in self.asked)

    @cached_property
    def state(self) -> dict[str, str]:
        """What is not as usual, by name, without the page."""
        held = {"q": self.text, **{item.filter.key: item.text for item in self.asked}}
        if self.sort != self.table.default_sort:
            held["tri"] = self.sort
        if self.columns != self.table.usual_columns:
            held["colonnes"] = ",".join(column.key for column in self.columns)
        return {key: value for key, value in held.items() if value}

    def address(self, changes: Mapping[str, str | int] | None = None) -> str:
        """Return the query string of this list with ``changes``; an empty value removes."""
        held: dict[str, Any] = {**self.state, **(changes or {})}
        return "?" + urlencode(
            {key: value for key, value in held.items() if value not in ("", None)}
        )

    def filtered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows asked for, of those that were given: it only ever narrows."""
        for item in self.asked:
            if item.on:
                queryset = item.filter.apply(queryset, item.value)
        if self.text and self.table.search:
            queryset = self.table.search(queryset, self.text)
        return queryset

    def ordered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows in the order asked for, made total by the key, which goes the same way:
        one index then gives both orders."""
        if self.text and self.table.search_orders and self.sort == self.table.default_sort:
            return queryset
        column = self.table.by_key.get(self.sort.removeprefix("-"))
        descending = self.sort.startswith("-")
        terms = column.ordering(queryset, descending=descending) if column else []
        return queryset.order_by(*terms, "-pk" if descending else "pk")


def _text(given: QueryDict, problems: list[str]) -> str:
    text = clean(given.get("q", ""))
    if len(text) > LONGEST_TEXT:
        problems.append(
            _(
                "Votre recherche comptait plus de %(most)s caractères : "
                "nous avons gardé les premiers."
            )
            % {"most": LONGEST_TEXT}
        )
    return text[:LONGEST_TEXT].strip()


def _asked(item: Filter, given: QueryDict, problems: list[str]) -> Asked:
    options = item.options()
    text = clean(given.get(item.key, ""))[:LONGEST_TEXT]
    if not text:
        return Asked(item, options)
    try:
        return Asked(item, options, text, item.parse(text, options))
    except BadValue:
        problems.append(
            _("Le filtre « %(label)s » ne connaît pas « %(value)s » : il est laissé de côté.")
            % {"label": item.label, "value": text[:40]}
        )
        return Asked(item, options)


def _sort(table: Table, wanted: str) -> str:
    column = table.by_key.get(wanted.removeprefix("-"))
    return wanted if column and column.orders else table.default_sort


def _columns(table: Table, given: list[str]) -> tuple[Column, ...]:
    wanted = {key for part in given[:50] for key in part.split(",")}
    chosen = tuple(column for column in table.columns if column.key in wanted)
    return chosen or table.usual_columns


def _page(given: str) -> int:
    """Read the number of a page; -1 is the last one, -2 the one before."""
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 9):
        return 1
    return int(given) or 1
