"""How often something may be tried, counted in the database: one count for all processes."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils.translation import ngettext

from egide.kernel.errors import TooOften


def take(key: str, *, most: int, seconds: int) -> bool:
    """Count one try of ``key``; return whether it is within ``most`` tries per ``seconds``.

    The key is stored hashed: it may hold an address. One statement, so that parallel tries are
    all counted; the window starts with its first try. Call it outside a transaction that may be
    rolled back, or the try would be forgotten with it.
    """
    digest = hashlib.sha256(key.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO kernel_limitcount AS tries (key, window_ends_at, count)
            VALUES (%(key)s, now() + make_interval(secs => %(seconds)s), 1)
            ON CONFLICT (key) DO UPDATE SET
                count = CASE WHEN tries.window_ends_at <= now() THEN 1 ELSE tries.count + 1 END,
                window_ends_at = CASE WHEN tries.window_ends_at <= now()
                                      THEN excluded.window_ends_at ELSE tries.window_ends_at END
            RETURNING count
            """,
            {"key": digest, "seconds": seconds},
        )
        return cursor.fetchone()[0] <= most


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
    """Return how many seconds are left before ``key`` may be tried anew; 0 when it may be now."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT greatest(0, ceil(extract(epoch FROM window_ends_at - now())))::int
              FROM kernel_limitcount WHERE key = %s
            """,
            [digest],
        )
        row = cursor.fetchone()
    return row[0] if row else 0


def forget_closed_windows(**_: object) -> int:
    """Remove the counts whose window has ended; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_limitcount WHERE window_ends_at <= now()")
        return cursor.rowcount
