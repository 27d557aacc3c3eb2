"""The reference society in a database: loaded once for a state of the sources, then cloned.

Each process looks at a clone of its own: two that lock the same rows in another order would wait
for each other.
``small_society`` and ``full_society`` let a test look at it (and change it: all is rolled back);
a test that uses them has no ``django_db`` mark of its own, since they choose the database first.
``demo_site`` serves the small one as the demo does, on a clone of its own.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import psycopg
import pytest

from egide.launcher import database, migrating, places, provisioning
from tests.harness.databases import close_connections
from tests.harness.environment import TestDatabase
from tests.harness.site import LiveSite, serving

# Any number: one society is loaded at a time on one server, whichever its size.
SOCIETY_LOCK = 7_130_203
KEPT = 2
LOAD = (
    "import sys, django; django.setup(); from egide.kernel import demo; "
    "demo.load(sys.argv[1], lambda sentence: None)"
)


def sources_fingerprint() -> str:
    """Return what changes whenever the loaded society may change."""
    digest = hashlib.sha256(migrating.fingerprint().encode())
    for path in sorted(places.PACKAGE.rglob("*.py")):
        if not {"tests", "launcher"} & set(path.parts) and path.stem not in {
            "views",
            "urls",
            "forms",
            "tables",
        }:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@pytest.fixture(scope="session")
def _society(django_db_setup) -> Callable[[str], str]:
    """Return what names the database of the society of one size, loading it the first time."""
    test_database = TestDatabase.of_this_process()

    def named(size: str) -> str:
        name = f"egide_society_{size}_{sources_fingerprint()}"
        assert test_database.access.admin
        with database.administrator(test_database.access.admin) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [SOCIETY_LOCK])
            if not provisioning.database_exists(connection, name):
                _load(test_database, connection, size, name)
            _forget_older(connection, size, keep=name)
        return name

    return named


@pytest.fixture(scope="session")
def _society_of_this_process(_society) -> Iterator[Callable[[str], str]]:
    """Return what names this process's own clone of the society of one size."""
    test_database = TestDatabase.of_this_process()
    made: dict[str, str] = {}

    def named(size: str) -> str:
        if size not in made:
            made[size] = f"{test_database.name}_{size}"
            _clone(test_database, _society(size), made[size])
        return made[size]

    yield named
    assert test_database.access.admin
    with database.administrator(test_database.access.admin) as connection:
        for name in made.values():
            provisioning.drop_database(connection, name)


def _clone(test_database: TestDatabase, template: str, name: str) -> provisioning.Access:
    access = test_database.access.at(name)
    assert access.admin
    with database.administrator(access.admin) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [SOCIETY_LOCK])
        provisioning.drop_database(connection, name)
        provisioning.create_database(access, connection, template=template)
    return access


def _load(
    test_database: TestDatabase, connection: psycopg.Connection, size: str, name: str
) -> None:
    unfinished = f"egide_society_{size}_unfinished"
    provisioning.drop_database(connection, unfinished)
    building = test_database.access.at(unfinished)
    template = f"egide_template_{migrating.fingerprint()}"
    provisioning.create_database(building, connection, template=template)
    done = subprocess.run(
        [sys.executable, "-c", LOAD, size],
        env=os.environ | building.environment() | {"EGIDE_DB_ROLE": "worker"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.fail(
            f"The reference society does not load:\n{done.stdout}{done.stderr}", pytrace=False
        )
    provisioning.rename_database(connection, unfinished, name)


def _forget_older(connection: psycopg.Connection, size: str, *, keep: str) -> None:
    rows = connection.execute(
        """
        SELECT datname FROM pg_database
         WHERE starts_with(datname, %s) AND datname <> %s AND NOT datname LIKE '%%unfinished'
           AND datname NOT IN (SELECT datname FROM pg_stat_activity WHERE datname IS NOT NULL)
         ORDER BY oid DESC OFFSET %s
        """,
        [f"egide_society_{size}_", keep, KEPT - 1],
    ).fetchall()
    for (name,) in rows:
        provisioning.drop_database(connection, name)


@pytest.fixture
def _in_society(request, _society_of_this_process) -> Iterator[None]:
    """Point Django at the society of the size that the test's own fixture names."""
    from django.db import connection  # noqa: PLC0415 - slow import

    size = "full" if "full_society" in request.fixturenames else "small"
    usual = connection.settings_dict["NAME"]
    close_connections()
    connection.settings_dict["NAME"] = _society_of_this_process(size)
    yield
    close_connections()
    connection.settings_dict["NAME"] = usual


@pytest.fixture
def small_society(_in_society, db) -> None:
    """The reference society, one member in a hundred; what the test changes is rolled back."""


@pytest.fixture
def full_society(_in_society, db) -> None:
    """The whole reference society; what the test changes is rolled back."""


@pytest.fixture(scope="session")
def two_societies(_society_of_this_process) -> Iterator[Callable[[str], tuple[str, str]]]:
    """Return the addresses of two loads of one size: the one of all, and one made to compare."""
    test_database = TestDatabase.of_this_process()
    assert test_database.access.admin
    made: list[str] = []

    def addresses(size: str) -> tuple[str, str]:
        shared, again = _society_of_this_process(size), f"{test_database.name}_{size}_again"
        assert test_database.access.admin
        with database.administrator(test_database.access.admin) as connection:
            connection.execute("SELECT pg_advisory_lock(%s)", [SOCIETY_LOCK])
            if again not in made:
                _load(test_database, connection, size, again)
                made.append(again)
        # The administrator reads every table, also those that hide rows from the site.
        admin = test_database.access.admin
        return admin.at(shared).url(), admin.at(again).url()

    yield addresses
    with database.administrator(test_database.access.admin) as connection:
        for name in made:
            provisioning.drop_database(connection, name)


@pytest.fixture(scope="session")
def demo_site(_society, tmp_path_factory) -> Iterator[LiveSite]:
    """Serve the small society as ``./egide demo`` does; journeys may write in it."""
    test_database = TestDatabase.of_this_process()
    name = f"{test_database.name}_demo"
    access = _clone(test_database, _society("small"), name)
    environment = access.environment() | {"EGIDE_DEMO": "1"}
    with serving(tmp_path_factory.mktemp("demo"), environment) as site:
        yield site
    assert access.admin
    with database.administrator(access.admin) as connection:
        provisioning.drop_database(connection, name)
