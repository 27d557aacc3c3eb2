"""The door of a list: one function that a view calls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from markupsafe import Markup

from egide.design.compiling import escaped
from egide.design.environment import language
from egide.design.tables.export import FORMATS
from egide.design.tables.leaving import leave, may_export, require_export
from egide.design.tables.query import Query
from egide.design.tables.table import Column, Table
from egide.kernel.pages import Request

# Rows beyond are not counted: a list says that there are more, and is read from either end.
MOST_COUNTED = 10_000


@dataclass(frozen=True)
class Heading:
    """The title of a column and the address that sorts by it."""

    label: Any
    style: str
    address: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Listing:
    """One page of a list, ready to be drawn; templates know it as ``listing``.

    When there are ``more`` rows than were counted, ``count`` and ``pages`` are what was counted,
    and a page under zero is one from the end: the last is -1.
    """

    table: Table
    query: Query
    rows: list[Any]
    count: int
    page: int
    pages: int
    may_export: bool
    language: str
    more: bool = False

    @property
    def number(self) -> int:
        """The page's number, as the pagination calls it."""
        return self.page

    @property
    def first(self) -> int:
        return (self.page - 1) * self.table.page_size + 1 if self.count else 0

    @property
    def last(self) -> int:
        return min(self.count, self.page * self.table.page_size)

    @property
    def previous_url(self) -> str:
        return self.query.address({"page": self.page - 1}) if self.has_previous else ""

    @property
    def next_url(self) -> str:
        return self.query.address({"page": self.page + 1}) if self.has_next else ""

    @property
    def has_previous(self) -> bool:
        return self.page > 1 or -self.pages < self.page < 0

    @property
    def has_next(self) -> bool:
        return 0 < self.page < self.pages or self.page < -1

    @property
    def other_end_url(self) -> str:
        """The address of the other end of a list too long to be walked through."""
        if not self.more:
            return ""
        return self.query.address({"page": -1 if self.page > 0 else ""})

    def headings(self) -> Iterator[Heading]:
        """Yield the titles of the columns."""
        now = self.query.sort
        for column in self.query.columns:
            if not column.orders:
                yield Heading(column.label, column.style)
                continue
            up, down = column.key, f"-{column.key}"
            direction = {up: "ascending", down: "descending"}.get(now, "")
            yield Heading(
                column.label,
                column.style,
                self.query.address({"tri": down if now == up else up}),
                direction,
            )

    def body(self) -> Markup:
        """Return the rows as markup in one piece: cells by template would cost a millisecond."""
        lang = self.language
        columns = [
            (
                f'<td data-label="{escaped(column.label)}"'
                + (f' class="{column.style}">' if column.style else ">"),
                column.shown,
            )
            for column in self.query.columns
        ]
        lines = [
            "<tr>"
            + "".join([f"{start}{escaped(shown(row, lang))}</td>" for start, shown in columns])
            + "</tr>"
            for row in self.rows
        ]
        return Markup("\n".join(lines))  # noqa: S704 every value went through escape

    def exports(self) -> list[tuple[str, str]]:
        """Return the formats offered and their addresses; none without the right."""
        if not self.may_export:
            return []
        return [(name.upper(), self.query.address({"format": name})) for name in FORMATS]

    def column_choices(self) -> list[tuple[Column, bool]]:
        """Return every column, and whether it is shown."""
        shown = {column.key for column in self.query.columns}
        return [(column, column.key in shown) for column in self.table.columns]

    def held(self, *without: str) -> dict[str, str]:
        """Return the state that a form of the page must carry along."""
        return {key: value for key, value in self.query.state.items() if key not in without}


def table_page(
    request: Request,
    table: Table,
    queryset: QuerySet[Any],
    *,
    template: str = "design/list.html",
    context: dict[str, Any] | None = None,
    on: Any = None,
    known: int | None = None,
) -> HttpResponse:
    """Answer with a page of ``table``, or with the file asked for by ``?format=``.

    ``queryset`` is already what this reader may see (``visible_to``): here it is only narrowed.
    ``on`` is what the right to export is held on: nothing for the whole society, or a scope.
    ``known`` is how many rows it has, where that was counted already.
    """
    query = Query.read(table, request.GET)
    rows = query.filtered(queryset)
    wanted = request.GET.get("format", "")
    if wanted:
        require_export(request.actor, table, on=on)
        if wanted in FORMATS:
            return leave(request, table, query, query.ordered(rows), wanted, on=on)
    listing = _listing(request, query, rows, on, None if query.narrowed else known)
    return render(request, template, {"title": table.title, **(context or {}), "listing": listing})


def _listing(
    request: Request, query: Query, rows: QuerySet[Any], on: Any, known: int | None
) -> Listing:
    counted = rows.order_by().values("pk")[: MOST_COUNTED + 1].count() if known is None else known
    count, more = min(counted, MOST_COUNTED), counted > MOST_COUNTED
    pages = max(1, -(-count // query.table.page_size))
    page = _reached(query.page, pages, more=more)
    shown = _rows_of(query, rows, page, count) if count else []
    if query.table.prepare:
        query.table.prepare(shown)
    return Listing(
        table=query.table,
        query=query,
        rows=shown,
        count=count,
        page=page,
        pages=pages,
        may_export=may_export(request.actor, query.table, on=on),
        language=language(),
        more=more,
    )


def _reached(asked: int, pages: int, *, more: bool) -> int:
    """Return the page that can be shown: beyond the last one, the last."""
    if not more:
        return min(asked, pages) if asked > 0 else max(1, pages + 1 + asked)
    return max(asked, -pages) if asked <= pages else -1


def _rows_of(query: Query, rows: QuerySet[Any], page: int, count: int) -> list[Any]:
    """Return the rows of a page.

    It is found by its keys alone, from the nearer end: what the list adds to each row is asked for
    these few rows, and neither sorted with all of them nor asked for all that come before.
    """
    size, ordered = query.table.page_size, query.ordered(rows)
    start = (page - 1) * size
    if page < 0:
        keys = ordered.reverse()[-(page + 1) * size : -page * size]
    elif start > count // 2 and count < MOST_COUNTED:
        keys = ordered.reverse()[max(0, count - start - size) : count - start]
    else:
        keys = ordered[start : start + size]
    return list(query.ordered(rows.filter(_is_one_of(keys))))


def _is_one_of(keys: QuerySet[Any]) -> Func:
    """Return the condition that a row is one of a few, which are found first.

    Of « IN (SELECT …) » PostgreSQL makes a join, and where a list joins many tables already, it
    reads them all before it comes to the few.
    """
    return Func(
        F("pk"),
        ArraySubquery(keys.values("pk")),
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )
