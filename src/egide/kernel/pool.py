"""A pool that forgets: what one request set, the next one must not find."""

from __future__ import annotations

from typing import Any

import psycopg


def forget(connection: psycopg.Connection[Any]) -> None:
    """Empty a pooled connection before another request gets it (the pool's ``reset``).

    ``DISCARD ALL`` also drops prepared statements without psycopg knowing: such a pool must not
    let psycopg prepare by itself (``prepare_threshold`` None, which is Django's default).
    """
    connection.autocommit = True
    connection.execute("DISCARD ALL")
    connection.autocommit = False
