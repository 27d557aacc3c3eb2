"""A pool that forgets: what one request set, the next one must not find."""

from __future__ import annotations

from typing import Any

import psycopg


def forget(connection: psycopg.Connection[Any]) -> None:
    """Empty a pooled connection before another request gets it (the pool's ``reset``).

    All that ``DISCARD ALL`` forgets, but the plans of the statements that psycopg prepared
    (``kernel.statements``): they hold no value and no identity, and making them costs half of a
    page. Where a request prepared one by hand, everything goes.
    """
    connection.autocommit = True
    answers = connection.execute(FORGETTING)
    answers.set_result(-1)
    if answers.fetchone() != (False,):
        # psycopg sees this one pass, and forgets with it what it had prepared.
        connection.execute("DISCARD ALL")
    connection.autocommit = False


# Sent in one go. The settings go first: what follows runs under the connection's own role.
FORGETTING = """
SET SESSION AUTHORIZATION DEFAULT;
RESET ALL;
CLOSE ALL;
UNLISTEN *;
SELECT pg_advisory_unlock_all();
DISCARD SEQUENCES;
DISCARD TEMP;
SELECT EXISTS (SELECT FROM pg_prepared_statements WHERE from_sql)
"""
