"""What a database holds, table by table, so that two loads can be compared to the last column."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, sql

# What two loads may not share, and why; every other column of every table must be the same.
VOLATILE_TABLES = {
    "django_migrations": "says when this database was made",
    "procrastinate_jobs": "the queue: when each task is due is counted from the load",
    "procrastinate_events": "the queue: when each task was put there",
    "procrastinate_periodic_defers": "the timetable of the queue",
    "procrastinate_workers": "the processes that serve the queue",
}
VOLATILE_COLUMNS = {
    "accounts_addresschange.begun_at": "the instant of the act",
    "accounts_addresschange.holds_at": "so many hours after it",
    "accounts_recovery.asked_at": "days before the load, so that the desk has something to do",
    "accounts_recovery.confirmed_at": "an hour after it",
    "accounts_recovery.decided_at": "hours before the load",
    "accounts_recovery.closed_at": "hours before the load",
    "annual_report_editionstep.at": "the instant of the step; its day is compared",
    "annual_report_editiontext.written_at": "the instant of the writing",
    "kernel_letter.due_at": "the instant of the promise",
    "kernel_letter.queued_at": "the instant of the promise",
    "kernel_letter.token": "drawn for each letter",
    "kernel_registerline.at": "the instant of the act; its day is among the facts",
    "kernel_registerline.chain_hash": "chains the instants",
    "kernel_registerhead.last_hash": "the last of that chain",
    "members_erasedmark.mark": "salted with the field key, which each home draws for itself",
    "members_personchange.pgh_created_at": "the instant at which a value was replaced",
    "members_contactpointchange.pgh_created_at": "the instant at which a value was replaced",
    "members_positionchange.pgh_created_at": "the instant at which a value was replaced",
    "members_postaladdresschange.pgh_created_at": "the instant at which a value was replaced",
}
COLUMNS = """
SELECT tables.relname, array_agg(columns.attname::text ORDER BY columns.attname)
  FROM pg_class tables JOIN pg_namespace spaces ON spaces.oid = tables.relnamespace
  JOIN pg_attribute columns ON columns.attrelid = tables.oid
 WHERE spaces.nspname = 'public' AND tables.relkind = 'r'
   AND columns.attnum > 0 AND NOT columns.attisdropped
 GROUP BY tables.relname ORDER BY tables.relname
"""


def columns_of(connection: Connection[Any]) -> dict[str, list[str]]:
    """Return the columns of every table of the catalogue."""
    return dict(connection.execute(COLUMNS).fetchall())


def digests(connection: Connection[Any]) -> dict[str, tuple[int, str]]:
    """Return, for each table, how many rows it holds and a digest of all that they say."""
    connection.execute("SET TimeZone = 'UTC'")
    return {
        table: _digest(connection, table, columns)
        for table, columns in columns_of(connection).items()
        if table not in VOLATILE_TABLES
    }


def _digest(connection: Connection[Any], table: str, columns: list[str]) -> tuple[int, str]:
    kept = [name for name in columns if f"{table}.{name}" not in VOLATILE_COLUMNS]
    statement = sql.SQL(
        "SELECT count(*), coalesce(md5(string_agg(said, '' ORDER BY said)), '')"
        " FROM (SELECT md5(ROW({columns})::text) AS said FROM {table}) AS rows"
    ).format(columns=sql.SQL(", ").join(map(sql.Identifier, kept)), table=sql.Identifier(table))
    found = connection.execute(statement).fetchone()
    assert found is not None
    return found[0], found[1]
