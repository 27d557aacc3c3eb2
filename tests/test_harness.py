"""The harness keeps its promises: tests stand where the site stands, and leave nothing behind."""

from __future__ import annotations

import socket

import psycopg
import pytest
from django.db import connection, transaction


def _rights() -> tuple[bool, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()


@pytest.mark.django_db
def test_tests_run_as_the_role_that_serves_pages():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("egide_test_app",)

    assert _rights() == (False, False)


@pytest.mark.django_db
def test_the_app_role_may_not_change_the_tables():
    with (
        pytest.raises(Exception, match="permission denied for schema public"),
        transaction.atomic(),
    ):
        connection.cursor().execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_the_app_role_may_not_empty_a_table():
    with pytest.raises(Exception, match="permission denied for table"), transaction.atomic():
        connection.cursor().execute("TRUNCATE django_session")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(time, connect_as):
    count = "SELECT count(*) FROM django_session"
    connection.cursor().execute("INSERT INTO django_session VALUES ('key', 'text', now())")

    assert connect_as("worker").execute(count).fetchone() == (1,)


@pytest.mark.django_db
def test_each_role_enters_and_only_the_owner_makes_tables(connect_as):
    for role in ("app", "worker"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connect_as(role).execute("CREATE TABLE public.mine (id int)")
    owner = connect_as("owner")
    owner.execute("CREATE TABLE public.mine (id int)")
    owner.execute("DROP TABLE public.mine")


@pytest.mark.django_db
def test_the_backup_role_reads_past_row_security_and_writes_nothing(connect_as):
    backup = connect_as("backup")

    row = backup.execute(
        "SELECT rolbypassrls FROM pg_roles WHERE rolname = current_user"
    ).fetchone()

    assert row == (True,)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        backup.execute("DELETE FROM django_session")
    backup.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        backup.execute("DELETE FROM django_session")


def test_nothing_leaves_the_machine():
    with pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
