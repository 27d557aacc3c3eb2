"""A change of keys while the site is up: the new one writes at once, then every row is sealed anew.

Batch by batch, each in its own transaction: it may be stopped at any moment, and taken up again.
Rows that somebody holds are passed over and found at the next turn.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection, models

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.encryption import EncryptedField, Sealed, decrypt, encrypt, ring
from egide.kernel.identity import acting, verb

BATCH = 500
PAUSE_SECONDS = 0.2
# A row whose holder does not let go for so many turns is left to the next rotation, and said.
MOST_TURNS = 150

Column = tuple[type[models.Model], EncryptedField]


def left_by_key(columns: Iterable[Column], *, by: Actor) -> dict[str, int]:
    """Return how many values each key holds sealed."""
    counts: dict[str, int] = {}
    with acting(by), connection.cursor() as cursor:
        for model, field in columns:
            # The names come from our own models.
            cursor.execute(
                f"SELECT split_part({_name(field.column)}, '.', 1), count(*)"  # noqa: S608
                f" FROM {_name(model._meta.db_table)} WHERE {_name(field.column)} IS NOT NULL"
                " GROUP BY 1"
            )
            for name, count in cursor.fetchall():
                counts[name] = counts.get(name, 0) + count
    return counts


def reseal(
    columns: Iterable[Column],
    *,
    by: Actor,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda done: None,
) -> int:
    """Seal under the newest key all that an older one holds; return how many values.

    :raises SealBroken: if a value does not open: it is left as it was, for a restore.
    """
    total = 0
    for model, field in columns:
        for _turn in range(MOST_TURNS):
            done, last = 0, None
            while True:
                count, last = _reseal_batch(model, field, by=by, after=last, batch=batch)
                if last is None:
                    break
                done += count
                progress(total + done)
            total += done
            if not _is_any_left(model, field, by=by):
                break
            time.sleep(PAUSE_SECONDS)
    return total


@verb
def record_rotation(*, key: str, rows: int, by: Actor) -> None:
    """Write in the register that the values are sealed under another key."""
    audit.record(by, "kernel.keys_rotated", f"key:{key}", rows=rows)


def _reseal_batch(
    model: type[models.Model], field: EncryptedField, *, by: Actor, after: Any, batch: int
) -> tuple[int, Any]:
    """Seal the next rows anew, and return how many and the last one; nothing at the end."""
    table, column, key = _name(model._meta.db_table), _name(field.column), _key(model)
    bound = _name(field.bound.column)
    place = {"table": model._meta.db_table, "column": str(field.column)}
    with acting(by), connection.cursor() as cursor:
        beyond = f"AND {key} > %s" if after is not None else ""
        # The names come from our own models; the values travel apart.
        cursor.execute(
            f"SELECT {key}, {bound}::text, {column} FROM {table}"  # noqa: S608
            f" WHERE NOT starts_with({column}, %s) {beyond}"
            f" ORDER BY {key} LIMIT %s FOR UPDATE SKIP LOCKED",
            [_prefix(), *([after] if after is not None else []), batch],
        )
        rows = cursor.fetchall()
        if not rows:
            return 0, None
        changed = [
            (pk, encrypt(decrypt(Sealed(sealed), **place, row=row), **place, row=row))
            for pk, row, sealed in rows
        ]
        kind = model._meta.pk.rel_db_type(connection)
        cursor.execute(
            f"UPDATE {table} SET {column} = fresh.sealed"  # noqa: S608
            f" FROM unnest(%s::{kind}[], %s::text[]) AS fresh (pk, sealed)"
            f" WHERE {table}.{key} = fresh.pk",
            [[pk for pk, _sealed in changed], [str(sealed) for _pk, sealed in changed]],
        )
    return len(changed), rows[-1][0]


def _is_any_left(model: type[models.Model], field: EncryptedField, *, by: Actor) -> bool:
    table, column = _name(model._meta.db_table), _name(field.column)
    with acting(by), connection.cursor() as cursor:
        cursor.execute(
            f"SELECT EXISTS (SELECT FROM {table} WHERE NOT starts_with({column}, %s))",  # noqa: S608
            [_prefix()],
        )
        return cursor.fetchone()[0]


def _prefix() -> str:
    return f"{ring().newest.name}."


def _key(model: type[models.Model]) -> str:
    return _name(model._meta.pk.column)


def _name(name: Any) -> str:
    return connection.ops.quote_name(str(name))
