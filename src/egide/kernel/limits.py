"""How often something may be tried, counted in the database: one count for all processes."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils.translation import ngettext

from egide.kernel.errors import TooOften

# The tries that were let through and are younger than the window; a refused one takes no place.
TAKE = """
    INSERT INTO kernel_limitcount AS tries (key, window_ends_at, count, instants)
    VALUES (%(key)s, statement_timestamp() + make_interval(secs => %(seconds)s),
            CASE WHEN %(most)s > 0 THEN 0 ELSE 1 END,
            CASE WHEN %(most)s > 0 THEN ARRAY[statement_timestamp()] ELSE '{}' END)
    ON CONFLICT (key) DO UPDATE SET (instants, count, window_ends_at) = (
        SELECT CASE WHEN count(*) < %(most)s
                    THEN coalesce(array_agg(young ORDER BY young), '{}') || statement_timestamp()
                    ELSE coalesce(array_agg(young ORDER BY young), '{}') END,
               CASE WHEN count(*) < %(most)s THEN 0 ELSE tries.count + 1 END,
               CASE WHEN count(*) < %(most)s THEN excluded.window_ends_at
                    ELSE tries.window_ends_at END
          FROM unnest(tries.instants) AS young
         WHERE young > statement_timestamp() - make_interval(secs => %(seconds)s))
    RETURNING count
"""


def take(key: str, *, most: int, seconds: int) -> bool:
    """Count one try of ``key``; return whether it is within ``most`` tries per ``seconds``.

    The window slides: in no ``seconds`` whatever, wherever they begin, are more than ``most`` tries
    let through. The key is stored hashed: it may hold an address. One statement, so that parallel
    tries are all counted. Call it outside a transaction that may be rolled back, or the try would
    be forgotten with it.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(TAKE, {"key": digest, "most": most, "seconds": seconds})
        return cursor.fetchone()[0] == 0


def require(key: str, *, most: int, seconds: int) -> None:
    """Count one question of somebody who reads, and refuse it when they ask too many.

    :raises TooOften: with the time to wait.
    """
    if take(key, most=most, seconds=seconds):
        return
    waiting = max(1, waiting_seconds(key))
    said = ngettext(
        "Trop de demandes en peu de temps. Attendez une seconde, puis recommencez.",
        "Trop de demandes en peu de temps. Attendez %(seconds)s secondes, puis recommencez.",
        waiting,
    )
    raise TooOften(said % {"seconds": waiting}, seconds=waiting)


def waiting_seconds(key: str) -> int:
    """Return how many seconds are left before a ``key`` that was refused may be tried anew.

    The oldest try of the window leaves it as long after itself as the youngest one will.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT greatest(0, ceil(extract(epoch FROM
                       instants[1] + (window_ends_at - instants[cardinality(instants)])
                       - statement_timestamp())))::int
              FROM kernel_limitcount WHERE key = %s AND cardinality(instants) > 0
            """,
            [digest],
        )
        row = cursor.fetchone()
    return row[0] if row else 0


def forget_closed_windows(**_: object) -> int:
    """Remove the counts whose window has ended; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_limitcount WHERE window_ends_at <= statement_timestamp()"
        )
        return cursor.rowcount
