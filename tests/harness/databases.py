"""One database per test process, cloned from a template that the owner's migrations made."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from egide.launcher import database, migrating, provisioning
from egide.launcher.cluster import Cluster, running
from tests.harness.environment import TestDatabase

# Any number: one template is built at a time on one server.
TEMPLATE_LOCK = 7_130_202
TEMPLATES_KEPT = 3
PATIENCE = {
    "statement_timeout": "10min",
    "lock_timeout": "2min",
    "idle_in_transaction_session_timeout": "15min",
}


@contextmanager
def _server(test_database: TestDatabase) -> Iterator[psycopg.Connection]:
    """Hold the server for the whole session; our open connection tells others that we live."""
    access = test_database.access
    assert access.admin
    if test_database.embedded:
        with running(Cluster("test")), database.administrator(access.admin) as connection:
            connection.execute(
                "SELECT set_config('application_name', %s, false)", [test_database.name]
            )
            yield connection
    else:
        with database.administrator(access.admin) as connection:
            connection.execute(
                "SELECT set_config('application_name', %s, false)", [test_database.name]
            )
            yield connection


def _template(test_database: TestDatabase, connection: psycopg.Connection) -> str:
    """Return the template of today's migrations, built the first time that it is asked for."""
    name = f"egide_template_{migrating.fingerprint()}"
    connection.execute("SELECT pg_advisory_lock(%s)", [TEMPLATE_LOCK])
    try:
        if not provisioning.database_exists(connection, name):
            provisioning.provision_roles(test_database.access, connection)
            unfinished = "egide_template_unfinished"
            provisioning.drop_database(connection, unfinished)
            building = test_database.access.at(unfinished)
            provisioning.create_database(building, connection)
            _migrate(building)
            provisioning.rename_database(connection, unfinished, name)
        _be_patient(test_database.access, connection)
        _forget_what_is_left(connection, keep=name)
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [TEMPLATE_LOCK])
    return name


def _be_patient(access: provisioning.Access, connection: psycopg.Connection) -> None:
    """Let statements, locks and pauses last: on a busy machine a test is slow, not wrong."""
    for address in (access.owner, access.app, access.worker, access.backup):
        for name, value in PATIENCE.items():
            assert address
            connection.execute(
                sql.SQL("ALTER ROLE {} SET {} = {}").format(
                    sql.Identifier(address.user), sql.Identifier(name), sql.Literal(value)
                )
            )


def _migrate(access: provisioning.Access) -> None:
    environment = os.environ | access.environment() | {"EGIDE_DB_ROLE": "owner"}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "migrate",
            "--verbosity",
            "0",
            "--no-input",
            "--skip-checks",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(f"The migrations do not run:\n{done.stdout}{done.stderr}", pytrace=False)
    migrating.install_identity_keys(access)


def _forget_what_is_left(connection: psycopg.Connection, *, keep: str) -> None:
    """Remove the databases of killed runs and the oldest templates."""
    rows = connection.execute(
        """
        SELECT datname FROM pg_database
         WHERE starts_with(datname, 'egide_test_')
           AND NOT EXISTS (
               SELECT FROM pg_stat_activity
                WHERE starts_with(application_name, 'egide_test_')
                  AND starts_with(pg_database.datname || '_', application_name || '_')
           )
        """
    ).fetchall()
    templates = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, 'egide_template_') "
        "AND datname <> %s ORDER BY oid DESC",
        [keep],
    ).fetchall()
    for (name,) in rows + templates[TEMPLATES_KEPT - 1 :]:
        provisioning.drop_database(connection, name)


class Clones:
    """Makes the database of this process again and again from the template."""

    def __init__(self, test_database: TestDatabase, connection: psycopg.Connection) -> None:
        self.test_database = test_database
        self.connection = connection
        self.template = _template(test_database, connection)

    def renew(self) -> None:
        """Replace the database by a fresh clone; our own connections are closed first."""
        close_connections()
        self.remove()
        provisioning.create_database(
            self.test_database.access, self.connection, template=self.template
        )

    def remove(self) -> None:
        """Remove the database, whoever still uses it."""
        provisioning.drop_database(self.connection, self.test_database.name)


def close_connections() -> None:
    """Close what Django holds open, its pool too."""
    from django.db import connections  # noqa: PLC0415 - slow import, and only once settings are ready

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker) -> Iterator[None]:
    """Give this process its database, as the app role sees it; remove it at the end.

    A test that commits (``transaction=True``) leaves rows behind and may not truncate: the app
    role must not have that right. Its database is thrown away and cloned again instead.
    """
    from django.test import TransactionTestCase  # noqa: PLC0415 - slow import

    test_database = TestDatabase.of_this_process()
    with pytest.MonkeyPatch.context() as patch, _server(test_database) as connection:
        clones = Clones(test_database, connection)
        clones.renew()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: clones.renew())
        yield
        with django_db_blocker.unblock():
            close_connections()
        clones.remove()


@pytest.fixture
def connect_as(db) -> Iterator[Callable[[str], psycopg.Connection]]:
    """Open a plain connection as ``owner``, ``app``, ``worker``, ``backup`` or ``admin``.

    It does not see what the test has not committed: ``transaction=True`` to look at rows.
    """
    access = TestDatabase.of_this_process().access
    assert access.admin
    admin = access.admin.at(access.app.database)
    opened: list[psycopg.Connection] = []

    def connect(role: str) -> psycopg.Connection:
        address = admin if role == "admin" else getattr(access, role)
        opened.append(psycopg.connect(address.url(), autocommit=True))
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def as_worker(transactional_db) -> Iterator[None]:
    """Let the test act under the role of the jobs, where the others act under that of the pages."""
    from django.db import connection  # noqa: PLC0415 - slow import

    worker = TestDatabase.of_this_process().access.worker
    usual = {key: connection.settings_dict[key] for key in ("USER", "PASSWORD")}
    close_connections()
    connection.settings_dict.update(USER=worker.user, PASSWORD=worker.password)
    yield
    close_connections()
    connection.settings_dict.update(usual)
