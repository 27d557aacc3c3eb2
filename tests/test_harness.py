"""The harness keeps its promises: tests stand where the site stands, and leave nothing behind."""

from __future__ import annotations

import os
import socket
import subprocess
import sys

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction

from egide.launcher import places
from tests.harness import scratch


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
def test_a_busy_machine_is_given_time():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        )
        assert cursor.fetchone() == ("2min", "10min")


@pytest.mark.django_db
def test_the_app_role_may_not_change_the_tables():
    with (
        pytest.raises(ProgrammingError, match="permission denied for schema public"),
        transaction.atomic(),
    ):
        connection.cursor().execute("CREATE TABLE mine (id int)")


@pytest.mark.django_db
def test_the_app_role_may_not_empty_a_table():
    with pytest.raises(ProgrammingError, match="permission denied for table"), transaction.atomic():
        connection.cursor().execute("TRUNCATE django_session")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_what_a_test_commits_is_gone_for_the_next(time, connect_as):
    count = "SELECT count(*) FROM kernel_limitcount"
    connection.cursor().execute(
        "INSERT INTO kernel_limitcount (key, window_ends_at, count) VALUES ('key', now(), 1)"
    )

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


def test_the_folder_of_a_killed_run_is_swept_and_that_of_a_living_one_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr(scratch, "ROOT", tmp_path)
    names = ("of-a-living-run", "of-a-killed-run", "about-to-be-locked", "without-a-lock")
    living, killed, fresh, old = (tmp_path / f"{scratch.PREFIX}{name}" for name in names)
    for folder in (living, killed, fresh, old):
        folder.mkdir()
    (killed / scratch.LOCK).touch()
    (tmp_path / "of-somebody-else").mkdir()
    os.utime(old, (0, 0))

    with places.locked(living / scratch.LOCK):
        scratch.sweep()

    assert {folder.name for folder in tmp_path.iterdir()} == {
        living.name,
        fresh.name,
        "of-somebody-else",
    }


def test_a_process_that_ends_leaves_no_folder_behind(tmp_path):
    script = (
        "import os\nfrom pathlib import Path\nfrom tests.harness import scratch\n"
        f"scratch.ROOT = Path({str(tmp_path)!r})\n"
        "with scratch.folder('home') as home:\n    print(home.is_dir(), end='')\n"
        "if os.fork() == 0:\n    raise SystemExit\n"
        "os.wait()\nprint(scratch.of_this_process().is_dir(), end='')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=places.checkout(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, list(tmp_path.iterdir())) == ("TrueTrue", [])


def test_nothing_leaves_the_machine():
    with pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
