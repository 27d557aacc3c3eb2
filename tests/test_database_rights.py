"""What the roles that serve may do to each table, asked from PostgreSQL itself."""

from __future__ import annotations

import psycopg
import pytest

from egide.members.models import (
    ContactPointChange,
    PersonChange,
    PositionChange,
    PostalAddressChange,
)

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-X-3")]

SERVING = ("app", "worker")
HISTORY = (PersonChange, ContactPointChange, PostalAddressChange, PositionChange)
OUR_TABLES = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
"""


def tables_with(connection, right: str) -> set[str]:
    found = connection.execute(f"{OUR_TABLES} AND has_table_privilege(c.oid, %s)", [right])
    return {name for (name,) in found}


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
        connection.execute("SELECT set_config('egide.actor', 'person:1', true)")
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
               AND p.proconfig IS DISTINCT FROM ARRAY['search_path=public, pg_temp']
            """
        ).fetchall()

    assert loose == []
