"""What the roles that serve may do to each table, asked from PostgreSQL itself."""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from egide.members.models import (
    ContactPointChange,
    PersonChange,
    PositionChange,
    PostalAddressChange,
)
from tests.harness.identities import act_as

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-X-3")]

SERVING = ("app", "worker")
ROLES = ("owner", "app", "worker", "backup")
WAYS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
READ, ADD, CHANGE, REMOVE = "SELECT", "INSERT", "UPDATE", "DELETE"
WRITE = {READ, ADD, CHANGE, REMOVE}
# What a role may do to a table of ours, unless the table has a line of its own below.
USUAL = {"owner": set(WAYS), "app": WRITE, "worker": WRITE, "backup": {READ}}
READ_ONLY = {"app": {READ}, "worker": {READ}}
OWN_LINES: dict[str, dict[str, set[str]]] = {
    # The register grows by a trigger that acts as the owner; its head moves in no other way.
    "kernel_registerline": {"app": {READ, ADD}, "worker": {READ, ADD}},
    "kernel_registerhead": READ_ONLY,
    # With it one could sign any name: not even the backups read it.
    "kernel_identitykey": {"app": set(), "worker": set(), "backup": set()},
    # A profile's history is added to by triggers, and goes with the person.
    "members_personchange": {"app": WRITE - {CHANGE}, "worker": WRITE - {CHANGE}},
    "members_contactpointchange": {"app": WRITE - {CHANGE}, "worker": WRITE - {CHANGE}},
    "members_postaladdresschange": {"app": WRITE - {CHANGE}, "worker": WRITE - {CHANGE}},
    "members_positionchange": {"app": WRITE - {CHANGE}, "worker": WRITE - {CHANGE}},
    # The framework's own: nothing of the site writes them.
    "auth_group": READ_ONLY,
    "auth_group_permissions": READ_ONLY,
    "auth_permission": READ_ONLY,
    "django_content_type": READ_ONLY,
    "django_migrations": READ_ONLY,
    "django_session": READ_ONLY,
    "pghistory_context": READ_ONLY,
    # The queue: a page asks for a job and sees where it stands, the worker moves it.
    "procrastinate_jobs": {"app": {READ, ADD}},
    "procrastinate_events": {"app": {READ, ADD}, "worker": {READ, ADD}},
    "procrastinate_workers": {"app": {READ}},
    "procrastinate_periodic_defers": {"app": {READ}},
}
HISTORY = (PersonChange, ContactPointChange, PostalAddressChange, PositionChange)
OUR_TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
"""


def tables_with(connection, right: str) -> set[str]:
    found = connection.execute(f"{OUR_TABLES} AND has_table_privilege(c.oid, %s)", [right])
    return {name for (name,) in found}


def test_each_role_holds_on_each_table_what_is_declared_and_nothing_more(connect_as):
    users = {role: f"{settings.ROLE_PREFIX}_{role}" for role in ROLES}
    with connect_as("owner") as connection:
        tables = [name for (name,) in connection.execute(OUR_TABLES).fetchall()]
        found = {
            (table, role): {
                way
                for way in WAYS
                if connection.execute(
                    "SELECT has_table_privilege(%s, %s, %s)", [user, f"public.{table}", way]
                ).fetchone()[0]
            }
            for table in tables
            for role, user in users.items()
        }
        on_columns = connection.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute WHERE attacl IS NOT NULL"
            " AND attrelid > 16384"
        ).fetchall()

    declared = {
        (table, role): OWN_LINES.get(table, {}).get(role, USUAL[role])
        for table in tables
        for role in ROLES
    }
    assert set(OWN_LINES) <= set(tables)
    assert found == declared
    assert on_columns == []


def test_a_page_may_ask_for_a_job_and_not_move_one(connect_as):
    ask = """
        SELECT procrastinate_defer_jobs_v1(ARRAY[
            ROW('default', 'essai.essai', 0, NULL, NULL, '{}', NULL)
                ::procrastinate_job_to_defer_v1])
    """
    with connect_as("app") as connection, connection.transaction(force_rollback=True):
        assert connection.execute(ask).fetchone()[0] is not None
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("SELECT procrastinate_fetch_job_v2(NULL, 1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege), connection.transaction():
            connection.execute("DELETE FROM procrastinate_jobs")


@pytest.mark.parametrize("role", SERVING)
def test_no_role_that_serves_may_empty_a_table_or_hang_a_trigger_on_it(connect_as, role):
    with connect_as(role) as connection:
        assert tables_with(connection, "SELECT") > {"members_person", "kernel_registerline"}
        assert tables_with(connection, "TRUNCATE, TRIGGER, REFERENCES") == set()


@pytest.mark.parametrize("role", SERVING)
def test_what_is_written_once_cannot_be_rewritten(connect_as, role):
    once = {"kernel_registerline", "kernel_registerhead", "django_migrations"}
    once |= {model._meta.db_table for model in HISTORY}

    with connect_as(role) as connection:
        assert tables_with(connection, "UPDATE") & once == set()
        assert tables_with(connection, "INSERT").isdisjoint(
            {"kernel_registerhead", "django_migrations"}
        )
        assert tables_with(connection, "DELETE") & once == {m._meta.db_table for m in HISTORY}


@pytest.mark.parametrize("role", SERVING)
@pytest.mark.parametrize(
    "statement",
    [
        "SET session_replication_role = replica",
        "ALTER TABLE kernel_registerline DISABLE TRIGGER ALL",
        "DROP TRIGGER register_is_never_changed ON kernel_registerline",
        "CREATE TABLE public.essai ()",
        "CREATE FUNCTION public.essai() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "MERGE INTO kernel_registerline line USING (SELECT 1) one ON true WHEN MATCHED THEN DELETE",
        "LOCK TABLE kernel_registerline IN ACCESS EXCLUSIVE MODE",
    ],
)
def test_the_walls_around_the_register_hold(connect_as, role, statement):
    with (
        connect_as(role) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
        connection.transaction(),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("role", SERVING)
def test_the_head_of_the_chain_cannot_be_played_by_a_table_of_the_session(connect_as, role):
    with connect_as(role) as connection, connection.transaction(force_rollback=True):
        connection.execute(
            "CREATE TEMP TABLE kernel_registerhead (last_number int, last_hash text)"
        )
        connection.execute("INSERT INTO pg_temp.kernel_registerhead VALUES (900000, '')")
        act_as(connection, "person:1")
        connection.execute(
            """
            INSERT INTO kernel_registerline
                   (actor, on_behalf_of, action, subject, reason, before_hash, after_hash,
                    facts, chain_hash)
            VALUES ('person:1', '', 'essai.essai', 'essai', '', '', '', '{}', '')
            """
        )
        [(numbers,)] = connection.execute("SELECT max(number) FROM kernel_registerline").fetchall()

    assert numbers < 900_000


def test_functions_that_act_as_the_owner_look_only_where_they_must(connect_as):
    with connect_as("app") as connection:
        loose = connection.execute(
            """
            SELECT p.proname FROM pg_proc p
             WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef
               AND 'search_path=public, pg_temp' <> ALL (coalesce(p.proconfig, '{}'))
            """
        ).fetchall()

    assert loose == []
