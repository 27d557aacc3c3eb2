"""The reference society at its own size and thirty times over, each in a database of its own.

Both are copies of the site's database, so that nothing measured touches it. The large one repeats
people with all that is theirs (schooling, standings, contacts, addresses, positions, choices,
groups, delegations), and the groups that people found by themselves. Places and promotions stay:
a larger society has more people in each. Nothing is drawn: the same society gives the same copies.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from egide.launcher import database, migrating, provisioning, society
from egide.launcher.provisioning import Access

REAL, MILLION = "34 000", "a million"
TIMES = {REAL: 1, MILLION: 30}
# What the reference society at its own size never falls under.
FEWEST = 30_000
# Acts of a society that has lived for a while: about one a person.

# Copies among them do no harm: no row of the first society points at one.
FREE_GROUPS = "SELECT id FROM groups_group WHERE family = 'FREE'"
FREE_SCOPES = "SELECT scope_id FROM groups_group WHERE family = 'FREE' AND scope_id IS NOT NULL"
# What is repeated, in any order (no trigger looks): which rows, and what must differ. The keys to
# repeated rows follow by themselves.
REPEATED: dict[str, tuple[str, dict[str, str]]] = {
    "members_person": (
        "true",
        {
            "society_no": "society_no + k * 10000000",
            "readable_id": "readable_id || '-' || k",
        },
    ),
    "members_contactpoint": ("true", {"value": "k || value"}),
    "members_schooling": ("true", {}),
    "members_membership": ("true", {}),
    "members_postaladdress": ("true", {}),
    "members_position": ("true", {}),
    "members_visibilitychoice": ("true", {}),
    "members_deathreport": ("true", {}),
    "mandates_scope": (f"id IN ({FREE_SCOPES})", {}),
    "mandates_mandate": (
        f"scope_id IN ({FREE_SCOPES}) OR (office_id IS NOT NULL AND NOT sole"
        " AND scope_id IS NOT NULL)",
        {"succeeds_id": "NULL", "follows_id": "NULL"},
    ),
    "groups_group": ("family = 'FREE'", {"name": "name || ' ' || k"}),
    "groups_groupstage": (f"group_id IN ({FREE_GROUPS})", {}),
    "groups_groupactivity": (f"group_id IN ({FREE_GROUPS})", {}),
    "groups_groupreturn": (f"group_id IN ({FREE_GROUPS})", {}),
    "groups_ownassociation": (f"group_id IN ({FREE_GROUPS})", {}),
    "groups_groupmembership": ("true", {}),
    "groups_unplaced": ("true", {}),
}
# Of these, only some rows are repeated: a key follows where its row was.
PARTLY = {"mandates_scope": FREE_SCOPES, "groups_group": FREE_GROUPS}


@dataclass(frozen=True)
class Society:
    """A society to measure: its size in words, how many people, the environment of its site."""

    size: str
    people: int
    environment: dict[str, str]


@contextmanager
def societies(sizes: tuple[str, ...] = (REAL, MILLION), *, keep: bool) -> Iterator[list[Society]]:
    """Make the copies, give them, remove them; ``keep`` leaves them for the next measure."""
    with database.server() as access:
        if not access.admin:
            raise SystemExit(
                "this benchmark makes databases: give it a server that it may (or its own)"
            )
        refuse_another_size(access)
        migrating.migrate(access)
        with database.administrator(access.admin) as admin:
            try:
                yield [_society(access, admin, size) for size in sizes]
            finally:
                if not keep:
                    for size in sizes:
                        provisioning.drop_database(admin, _name(access, size))


def measure_each(script: str, arguments: list[str], *, keep: bool) -> int:
    """Run ``script measure …`` in a process for each size; the worst exit code."""
    worst = 0
    with societies(keep=keep) as found:
        for one in found:
            done = subprocess.run(
                [sys.executable, script, "measure", one.size, *arguments],
                env=one.environment,
                timeout=3_600,
                check=False,
            )
            worst = max(worst, abs(done.returncode))
    return worst


def refuse_another_size(access: Access) -> None:
    """Refuse to measure what is not the whole reference society: its numbers would be false."""
    if not database.exists(access) or not society.is_reference(access):
        raise SystemExit("there is no society to measure: run `./egide demo --no-serve` first")
    with psycopg.connect(access.owner.url()) as connection:
        row = connection.execute("SELECT count(*) FROM members_person").fetchone()
    if not row or row[0] < FEWEST:
        raise SystemExit(
            f"the site holds the small society ({row[0] if row else 0} people), and what is "
            "measured is the full one: run `./egide demo --size full --no-serve` first"
        )


def _name(access: Access, size: str) -> str:
    return f"{access.app.database}_bench_{TIMES[size]}"


def _society(access: Access, admin: psycopg.Connection, size: str) -> Society:
    copy = access.at(_name(access, size))
    mark = _mark(access)
    if _mark_of(admin, copy.app.database) != mark:
        _make(access, copy, admin, size)
        admin.execute(
            sql.SQL("COMMENT ON DATABASE {} IS {}").format(
                sql.Identifier(copy.app.database), sql.Literal(mark)
            )
        )
    migrating.migrate(copy)
    with psycopg.connect(copy.owner.url()) as connection:
        row = connection.execute("SELECT count(*) FROM members_person").fetchone()
    environment = os.environ | database.environment(copy) | {"EGIDE_DB_ROLE": "app"}
    return Society(size, row[0] if row else 0, environment)


def _mark(access: Access) -> str:
    """Return what a kept copy must still agree with: the last act of the society."""
    with psycopg.connect(access.owner.url()) as connection:
        row = connection.execute(
            "SELECT last_number, last_hash FROM kernel_registerhead"
        ).fetchone()
    return f"{row}"


def _mark_of(admin: psycopg.Connection, name: str) -> str:
    row = admin.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return (row and row[0]) or ""


def _make(access: Access, copy: Access, admin: psycopg.Connection, size: str) -> None:
    assert access.admin
    began = time.monotonic()
    provisioning.drop_database(admin, copy.app.database)
    try:
        provisioning.create_database(copy, admin, template=access.app.database)
    except psycopg.errors.ObjectInUse:
        raise SystemExit("somebody is using the site's database: stop the site first") from None
    with psycopg.connect(access.admin.at(copy.app.database).url()) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        if TIMES[size] > 1:
            _repeat(connection, TIMES[size] - 1)
        _write_acts(connection)
    with psycopg.connect(access.admin.at(copy.app.database).url(), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
    print(f"{size}: made in {time.monotonic() - began:.0f} s", flush=True)


def _repeat(connection: psycopg.Connection, more: int) -> None:
    """Write ``more`` copies of the rows, without their slow indexes, then the indexes again."""
    strides = {}
    for table in REPEATED:
        question = sql.SQL("SELECT coalesce(max(id), 0) FROM {}").format(sql.Identifier(table))
        row = connection.execute(question).fetchone()
        strides[table] = row[0] if row else 0
    again = _drop_indexes(connection)
    for table, (which, changed) in REPEATED.items():
        columns = _columns(connection, table)
        values = _values(connection, table, columns, strides) | changed
        statement = sql.SQL(
            "INSERT INTO {table} ({names}) SELECT {values}"
            "  FROM {table}, generate_series(1, {more}) k"
            " WHERE id <= {last} AND ({which}) ORDER BY k, id"
        ).format(
            table=sql.Identifier(table),
            names=sql.SQL(", ").join(map(sql.Identifier, columns)),
            values=sql.SQL(", ").join(sql.SQL(values[column]) for column in columns),
            more=sql.Literal(more),
            last=sql.Literal(strides[table]),
            which=sql.SQL(which),
        )
        connection.execute(statement)
    for definition in again:
        connection.execute(definition)
    # What triggers keep elsewhere.
    connection.execute("UPDATE members_promotion SET shown_people = shown_people * %s", [more + 1])
    connection.execute("DELETE FROM groups_groupheadcount")
    connection.execute(
        "INSERT INTO groups_groupheadcount (group_id, people)"
        " SELECT group_id, count(*) FROM groups_groupmembership WHERE ends_on IS NULL GROUP BY 1"
    )


def _values(
    connection: psycopg.Connection, table: str, columns: list[str], strides: dict[str, int]
) -> dict[str, str]:
    """Return what each column of a copied row is: its own key and its keys to copies move on."""
    keys = {"id": table, **_keys(connection, table)}
    values = {}
    for column in columns:
        whole = keys.get(column, "")
        moved = f"{column} + k * {strides.get(whole, 0)}"
        if column != "id" and whole in PARTLY:
            moved = f"CASE WHEN {column} IN ({PARTLY[whole]}) THEN {moved} ELSE {column} END"
        values[column] = moved if whole in REPEATED else f'"{column}"'
    return values


def _columns(connection: psycopg.Connection, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [name for (name,) in rows]


def _keys(connection: psycopg.Connection, table: str) -> dict[str, str]:
    """Return, for each column that is a key, the table that it points at."""
    rows = connection.execute(
        "SELECT attname, confrelid::regclass::text FROM pg_constraint"
        "  JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]"
        " WHERE contype = 'f' AND conrelid = %s::regclass AND cardinality(conkey) = 1",
        [table],
    )
    return dict(rows.fetchall())


def _drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop what slows the copies down and return the statements that make it again."""
    again = []
    tables = list(REPEATED)
    excluded = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'x' AND conrelid = ANY (%s::regclass[])",
        [tables],
    ).fetchall()
    for table, name, definition in excluded:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        again.append(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
    plain = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = ANY (%s::regclass[])"
        "   AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)",
        [tables],
    ).fetchall()
    for name, definition in plain:
        connection.execute(f"DROP INDEX {name}")
        again.append(definition)
    return again


def _write_acts(connection: psycopg.Connection) -> None:
    """Write the register of a society that has lived: not chained, since here it is only read."""
    connection.execute(
        """
        WITH known AS (
            SELECT row_number() OVER (ORDER BY number) - 1 AS rank, action, facts
              FROM kernel_registerline
        ), kinds AS (SELECT count(*) AS n FROM known), last AS (
            SELECT last_number AS number FROM kernel_registerhead
        )
        INSERT INTO kernel_registerline (number, at, actor, on_behalf_of, action, subject, reason,
                                         before_hash, after_hash, facts, chain_hash)
        SELECT last.number + person.rank,
               now() - interval '5 years' + person.rank * interval '1 second',
               CASE WHEN person.rank % 3 = 0 THEN 'clock' ELSE 'person:' || person.id END, '',
               known.action, 'members.person:' || person.id, '', '', '', known.facts,
               encode(sha256(person.rank::text::bytea), 'hex')
          FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM members_person) person
         CROSS JOIN last CROSS JOIN kinds
          JOIN known ON known.rank = person.rank % kinds.n
         ORDER BY person.rank
        """
    )
    connection.execute(
        "UPDATE kernel_registerhead SET last_number = (SELECT max(number) FROM kernel_registerline)"
    )
