"""The walls of the database, asked from its own catalogue: roles, policies, indexes, views.

A table is walled when the module that makes it says so (``kernel.wall``). The questions are tried
on tables made here too: each must tell the wrong one from the right one.
"""

from __future__ import annotations

import psycopg
import pytest
from django.conf import settings

from egide.kernel import wall
from egide.kernel.access import CLOCK
from egide.kernel.identity import acting
from egide.members.tests.factories import make_person
from tests.harness.canaries import entries, make
from tests.harness.environment import TestDatabase
from tests.harness.identities import act_as

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G5", "R-X-2")]

# A column of a policy, as the expression of the policy itself names it, that no index begins with.
UNINDEXED = """
    SELECT c.relname, a.attname FROM pg_policy p
      JOIN pg_class c ON c.oid = p.polrelid
      JOIN pg_depend d ON d.classid = 'pg_policy'::regclass AND d.objid = p.oid
                      AND d.refclassid = 'pg_class'::regclass AND d.refobjid = c.oid
                      AND d.refobjsubid > 0
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.refobjsubid
     WHERE NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisvalid
                          AND i.indpred IS NULL AND i.indkey[0] = a.attnum)
     GROUP BY 1, 2 ORDER BY 1, 2
"""
# What shows the rows of a walled table past its wall: a stored copy, or a view of its owner's.
PASSING = """
    SELECT DISTINCT v.relname FROM pg_class v
      JOIN pg_rewrite r ON r.ev_class = v.oid
      JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
                      AND d.refclassid = 'pg_class'::regclass
      JOIN pg_class t ON t.oid = d.refobjid AND t.relrowsecurity
     WHERE v.oid <> t.oid
       AND (v.relkind = 'm'
            OR NOT coalesce(v.reloptions::text LIKE '%security_invoker=true%', false))
     ORDER BY 1
"""
HALF_WALLED = """
    SELECT c.relname FROM pg_class c
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
       AND (c.relrowsecurity <> c.relforcerowsecurity
            OR c.relrowsecurity AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)
            OR NOT c.relrowsecurity AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
     ORDER BY 1
"""
WALLED = """
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relrowsecurity ORDER BY 1
"""
WHOSE = """
person_id = (SELECT kernel_person())
 OR group_id = ANY ((SELECT kernel_scopes('essai.read'))::bigint[])
"""


@pytest.fixture
def owner():
    """What the owner changes here is undone: DDL is part of the transaction."""
    address = TestDatabase.of_this_process().access.owner.url()
    with psycopg.connect(address) as connection, connection.transaction(force_rollback=True):
        yield connection


@pytest.fixture
def essai(owner):
    """A walled table, as a migration makes it, without an index on what its policy asks."""
    owner.execute(
        "CREATE TABLE essai (id bigint PRIMARY KEY, person_id bigint, group_id bigint, said text)"
    )
    for operation in wall.wall("essai", right="essai.read", whose=WHOSE):
        owner.execute(operation.sql)
    return owner


def test_every_column_of_a_policy_has_an_index(owner):
    assert owner.execute(UNINDEXED).fetchall() == []


def test_nothing_shows_walled_rows_past_their_wall(owner):
    assert owner.execute(PASSING).fetchall() == []


def test_a_wall_is_whole_or_is_not(owner):
    assert owner.execute(HALF_WALLED).fetchall() == []


@pytest.mark.django_db(transaction=True)
def test_each_walled_table_shows_its_rows_to_no_role_without_identity(connect_as):
    person = make_person()
    with acting(CLOCK):
        for entry in entries():
            if entry.walled:
                make(entry, person)
    with connect_as("owner") as owner:
        tables = [name for (name,) in owner.execute(WALLED)]

    assert set(tables) == wall.secret_tables() != set()
    for table in tables:
        count = f"SELECT count(*) FROM {table}"  # noqa: S608 - a name of the catalogue
        for role in ("app", "worker", "owner"):
            with connect_as(role) as plain:
                with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no identity"):
                    plain.execute(count)
                for who, seen in (("person:0", 0), (f"person:{person.pk}", 1)):
                    with plain.transaction():
                        act_as(plain, who)
                        assert plain.execute(count).fetchone() == (seen,)
        with connect_as("backup") as plain:
            assert plain.execute(count).fetchone() == (1,)


def test_only_the_owner_owns_and_no_serving_role_stands_above_the_walls(owner):
    owners = owner.execute(
        """
        SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class
         WHERE relnamespace = 'public'::regnamespace
        """
    ).fetchall()
    above = owner.execute(
        """
        SELECT rolname FROM pg_roles
         WHERE rolname = ANY(%s) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)
        """,
        [[f"{settings.ROLE_PREFIX}_{role}" for role in ("owner", "app", "worker")]],
    ).fetchall()
    member = owner.execute(
        """
        SELECT member.rolname FROM pg_auth_members m
          JOIN pg_roles member ON member.oid = m.member JOIN pg_roles held ON held.oid = m.roleid
         WHERE member.rolname = ANY(%s) AND held.rolname = %s
        """,
        [
            [f"{settings.ROLE_PREFIX}_{role}" for role in ("app", "worker", "backup")],
            f"{settings.ROLE_PREFIX}_owner",
        ],
    ).fetchall()

    assert owners == [(f"{settings.ROLE_PREFIX}_owner",)]
    assert (above, member) == ([], [])


class TestTheQuestionsThemselves:
    def test_a_policy_without_an_index_is_seen_and_with_one_is_not(self, essai):
        assert essai.execute(UNINDEXED).fetchall() == [
            ("essai", "group_id"),
            ("essai", "person_id"),
        ]
        essai.execute("CREATE INDEX ON essai (person_id)")
        # An index that begins with another column, or holds some rows only, is of no use to it.
        essai.execute("CREATE INDEX ON essai (said, group_id)")
        essai.execute("CREATE INDEX ON essai (group_id) WHERE said <> ''")
        assert essai.execute(UNINDEXED).fetchall() == [("essai", "group_id")]
        essai.execute("CREATE INDEX ON essai (group_id, said)")
        assert essai.execute(UNINDEXED).fetchall() == []

    @pytest.mark.parametrize(
        ("made", "passes"),
        [
            ("MATERIALIZED VIEW vue AS SELECT said FROM essai WITH NO DATA", True),
            ("VIEW vue AS SELECT said FROM essai", True),
            ("VIEW vue WITH (security_invoker = true) AS SELECT said FROM essai", False),
            ("VIEW vue AS SELECT 1 AS one", False),
        ],
    )
    def test_a_view_that_passes_the_wall_is_seen(self, essai, made, passes):
        essai.execute(f"CREATE {made}")

        assert essai.execute(PASSING).fetchall() == ([("vue",)] if passes else [])

    @pytest.mark.parametrize(
        "broken",
        [
            "NO FORCE ROW LEVEL SECURITY",
            "DISABLE ROW LEVEL SECURITY",
        ],
    )
    def test_a_wall_taken_down_by_half_is_seen(self, essai, broken):
        assert essai.execute(HALF_WALLED).fetchall() == []
        essai.execute(f"ALTER TABLE essai {broken}")
        assert essai.execute(HALF_WALLED).fetchall() == [("essai",)]

    def test_a_wall_without_its_policies_is_seen(self, essai):
        for name in (wall.WHO_MAY, wall.NEEDS_IDENTITY):
            essai.execute(f"DROP POLICY {name} ON essai")
        assert essai.execute(HALF_WALLED).fetchall() == [("essai",)]
