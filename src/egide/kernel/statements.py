"""Statements that pages ask again and again: PostgreSQL plans them once a connection.

Planning costs more than running for the questions that every page asks (who reads, what they may
do, whose lines to show). A planned statement is text and values sent apart; after a few runs
psycopg prepares it on the connection, and PostgreSQL keeps its plan while the statistics stand.
A plan holds no identity and no answer: rights, settings and row security are read at each run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import psycopg
from django.db import (
    DEFAULT_DB_ALIAS,
    NotSupportedError,
    OperationalError,
    connection,
    connections,
)
from django.db.backends.utils import CursorWrapper


@contextmanager
def planned() -> Iterator[CursorWrapper]:
    """Give a cursor for statements whose text is one of a few; the values travel apart.

    Never put a value into the text: each new text would be planned, and would push another out.
    """
    # Looked up once: behind its name stands the connection of this thread.
    ours: Any = connections[DEFAULT_DB_ALIAS]
    ours.ensure_connection()
    kind = _Told if ours.queries_logged else psycopg.Cursor
    # The same wrapper, so that whoever counts or times statements sees these as well.
    with ours._prepare_cursor(kind(ours.connection)) as cursor:
        try:
            yield cursor
        except NotSupportedError as error:
            if not isinstance(error.__cause__, psycopg.errors.FeatureNotSupported):
                raise
            _forget_plans()
            raise OperationalError(_CHANGED) from error


_CHANGED = "a migration changed what a planned statement reads; its plan is forgotten"


def _forget_plans() -> None:
    """Leave the connections whose plans were made before a migration: PostgreSQL refuses them.

    It would refuse them again at each page, for as long as the pool keeps the connection.
    """
    connection.connection.close()
    # Of the wrapper for PostgreSQL alone; nothing without a pool.
    pool = getattr(connection, "pool", None)
    if pool is not None:
        pool.drain()


class _Told(psycopg.Cursor[Any]):
    """Tells the log of statements what was asked, values inside, as Django's own cursors do."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> _Told:
        super().execute(query, params, **options)
        text = psycopg.ClientCursor(self.connection).mogrify(query, params)
        # Where Django's ``last_executed_query`` looks; a prepared statement leaves it empty.
        self._query = SimpleNamespace(query=text.encode())  # type: ignore[assignment]
        return self


def as_array(numbers: Iterable[int]) -> str:
    """Write whole numbers as PostgreSQL reads an array: ``%s::bigint[]``.

    One text, so that the type of the value does not change with the largest of the numbers (it
    would be another statement), and quicker to send than a list.
    """
    return f"{{{','.join(map(str, numbers))}}}"
