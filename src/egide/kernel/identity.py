"""The identity under which a transaction runs, as PostgreSQL itself sees it.

It is set with ``SET LOCAL`` semantics in every transaction and restored when an inner block ends,
because a released savepoint would otherwise leave it behind. A session-level setting would leak
through any pool; so would a connection that is handed back as it was (see ``kernel.pool``).

It is signed: SQL that runs with the password of the site, an injected statement for instance, can
write another name but not its signature, and the tables behind the second wall (``kernel.wall``)
and the register refuse it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction

from egide.kernel import identity_keys, kills, registry
from egide.kernel.access import Actor
from egide.kernel.statements import planned

P = ParamSpec("P")
R = TypeVar("R")
SETTINGS = ("egide.actor", "egide.rights", "egide.proof")
# Longer than any transaction waits before its first statement; counted from its start.
GOOD_FOR_SECONDS = 3_600
EVERY_RIGHT = "*"
SET = ", ".join(f"set_config('{name}', %s, true)" for name in SETTINGS)
PUT = f"SELECT {SET}"
HELD = ", ".join(f"current_setting('{name}', true)" for name in SETTINGS)
SWAP = f"SELECT {HELD}, {SET}"


@contextmanager
def acting(by: Actor) -> Iterator[None]:
    """Open a transaction in which the database knows that ``by`` acts."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        rights = secret_rights(by)
        with planned() as cursor:
            identity = _signed(by.name, rights, cursor.connection.info.backend_pid)
            cursor.execute(SWAP if nested else PUT, identity)
            before = tuple(value or "" for value in cursor.fetchone()[:3]) if nested else None
        yield
        # Only on success: after an error the transaction or savepoint rolls the setting back. The
        # end of a whole transaction takes it away by itself.
        if before is not None and before[:2] != (by.name, rights):
            with planned() as cursor:
                cursor.execute(PUT, before)
        if not nested:
            kills.point("transaction.before_commit")
    if not nested:
        kills.point("transaction.committed")


def verb(service: Callable[P, R]) -> Callable[P, R]:
    """Make a service one transaction that runs under the identity of its ``by``."""

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        by: Any = kwargs["by"]
        with acting(by):
            return service(*args, **kwargs)

    return run


def secret_rights(by: Actor) -> str:
    """Return the rights on SECRET data that the database is told, each with its scopes.

    ``aid.read_files`` holds on the whole society, ``aid.read_files:3,7`` on two groups.
    """
    if by.everything:
        return EVERY_RIGHT
    said = []
    for code in registry.secret_permissions():
        if by.can_somewhere(code):
            scopes = by.scopes(code)
            said.append(code if scopes is None else f"{code}:{','.join(map(str, sorted(scopes)))}")
    return " ".join(said)


def _signed(name: str, rights: str, backend: int) -> tuple[str, str, str]:
    """Return an identity as the database wants it: signed for one connection."""
    signature = identity_keys.proof(
        settings.SECRET_KEY,
        actor=name,
        rights=rights,
        backend=backend,
        expires_at=int(time.time()) + GOOD_FOR_SECONDS,
    )
    return name, rights, signature
