"""The identity under which a transaction runs, as PostgreSQL itself sees it.

It is set with ``SET LOCAL`` semantics in every transaction and restored when an inner block ends,
because a released savepoint would otherwise leave it behind. A session-level setting would leak
through any pool; so would a connection that is handed back as it was (see ``kernel.pool``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import connection, transaction

from egide.kernel.access import Actor
from egide.kernel.statements import planned

P = ParamSpec("P")
R = TypeVar("R")
SETTING = "egide.actor"


@contextmanager
def acting(by: Actor) -> Iterator[None]:
    """Open a transaction in which the database knows that ``by`` acts."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        before = _swap(by.name)
        yield
        # Only on success: after an error the transaction or savepoint rolls the setting back. The
        # end of a whole transaction takes it away by itself.
        if nested and before != by.name:
            _swap(before)


def verb(service: Callable[P, R]) -> Callable[P, R]:
    """Make a service one transaction that runs under the identity of its ``by``."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by: Any = kwargs["by"]
        with acting(by):
            return service(*args, **kwargs)

    return run


def _swap(name: str) -> str:
    """Set the identity for this transaction and return the one that held before."""
    with planned() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting(%s, true), ''), set_config(%s, %s, true)",
            [SETTING, SETTING, name],
        )
        return cursor.fetchone()[0]
