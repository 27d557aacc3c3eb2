"""The second wall: tables whose rows PostgreSQL itself refuses to whoever may not see them.

A module puts a table behind it in a migration, with one line:

    OWN = "person_id = (SELECT kernel_person())"
    operations = [*wall("aid_request", right="aid.read_files", whose=OWN)]

From then on a statement without an identity, or with one that is forged or out of date, is an
error as soon as it comes to a row of that table; rows are never left out in silence. They are for
whoever holds ``right`` and, where ``whose`` is given, for those whom the row is about. In ``whose``
three functions answer: ``kernel_person()`` (the number of who acts, or NULL),
``kernel_holds('right')`` and ``kernel_scopes('right')``. Write ``(SELECT kernel_person())``, so
that PostgreSQL asks once a statement. The data map says ``walled=True`` of the table.

The owner of the tables is held too; only the role of the backups reads past the wall.
"""

from __future__ import annotations

import re

from django.db import migrations

from egide.kernel import registry
from egide.kernel.registry import PersonalData

NEEDS_IDENTITY = "somebody_acts"
WHO_MAY = "who_may"


def wall(table: str, *, right: str = "", whose: str = "") -> list[migrations.RunSQL]:
    """Return the operations that put a table behind the second wall."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", table) or not re.fullmatch(r"[a-z_.]*", right):
        raise ValueError(f"{table!r}, {right!r}: a table and a right, in plain words")
    # Machines hold every right, also where no right is named; people only what is said here.
    conditions = [f"(SELECT kernel_holds('{right}'))", *([f"({whose})"] if whose else [])]
    return [
        migrations.RunSQL(
            f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY {NEEDS_IDENTITY} ON {table} AS RESTRICTIVE
                USING ((SELECT kernel_actor()) IS NOT NULL);
            CREATE POLICY {WHO_MAY} ON {table} USING ({" OR ".join(conditions)});
            """,
            f"""
            DROP POLICY {WHO_MAY} ON {table};
            DROP POLICY {NEEDS_IDENTITY} ON {table};
            ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
            """,
        )
    ]


def secret_tables() -> set[str]:
    """Return the tables that must stand behind the wall: the data map says ``walled``."""
    return {
        entry.model._meta.db_table
        for entry in registry.personal_data()
        if isinstance(entry, PersonalData) and entry.walled
    }


def gaps(cursor: object) -> dict[str, str]:
    """Return the SECRET tables that the database does not refuse by itself, and what is missing."""
    execute, fetchall = cursor.execute, cursor.fetchall  # type: ignore[attr-defined]
    execute(
        """
        SELECT tables.relname, relrowsecurity, relforcerowsecurity,
               (SELECT count(*) FROM pg_policy
                 WHERE polrelid = tables.oid AND polcmd = '*' AND polroles = '{0}'
                   AND ((polname = %s AND NOT polpermissive) OR (polname = %s AND polpermissive))),
               (SELECT count(*) FROM pg_policy WHERE polrelid = tables.oid)
          FROM pg_class tables
         WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
        """,
        [NEEDS_IDENTITY, WHO_MAY],
    )
    standing = {name: found for name, *found in fetchall()}
    problems = {}
    for table in secret_tables():
        enabled, forced, ours, policies = standing.get(table, (False, False, 0, 0))
        if not enabled:
            problems[table] = "has no row security"
        elif not forced:
            problems[table] = "does not hold its owner"
        elif ours != 2:
            problems[table] = "lacks a policy of the second wall"
        elif policies > ours:
            problems[table] = "has a policy that the second wall did not make"
    return problems
