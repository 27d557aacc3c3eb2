"""Loading the reference society: under another name first, so that nothing is ever half done."""

from __future__ import annotations

import psycopg
from psycopg import sql

from egide.launcher import compiling, database, migrating, places, provisioning
from egide.launcher.outcomes import Failure, say, step
from egide.launcher.provisioning import Access

REFERENCE = "reference"
# A table that holds a row as soon as a society lives in the database.
PEOPLE = "members_person"


def is_reference(access: Access) -> bool:
    """Tell whether the database holds the reference society."""
    return migrating.notes(access).get("society") == REFERENCE


def ensure(access: Access, *, size: str | None, fresh: bool) -> None:
    """Load the reference society unless it is there in that size.

    :raises Failure: if the database holds another society, which is never touched.
    """
    with places.locked(places.state() / "society.lock"):
        compiling.compile_all()
        noted = _notes_if_any(access)
        there = noted.get("society") == REFERENCE
        if there and not fresh and size in {None, noted.get("size")}:
            migrating.migrate(access)
            say(f"The reference society ({noted.get('size')}) is loaded.")
            return
        if not there:
            _refuse_another_society(access)
        if access.admin:
            _load_aside(access, size or "full")
        else:
            _load_in_place(access, size or "full", there=there)


def _notes_if_any(access: Access) -> dict[str, str]:
    return migrating.notes(access) if database.exists(access) else {}


def _refuse_another_society(access: Access) -> None:
    if not database.exists(access):
        return
    with psycopg.connect(access.owner.url(), connect_timeout=10) as connection:
        table = connection.execute("SELECT to_regclass(%s)", [f"public.{PEOPLE}"]).fetchone()
        if not table or table[0] is None:
            return
        if connection.execute(f"SELECT FROM {PEOPLE} LIMIT 1").fetchone() is not None:
            raise Failure(
                f"The database {access.owner.database} holds a society of its own, or a "
                "load that was stopped half "
                "way in a database that we may not replace; the demo does not touch it. "
                "Set EGIDE_HOME to another "
                "folder (or DATABASE_URL to another database) to see the reference society."
            )


def _load_aside(access: Access, size: str) -> None:
    """Build the society in a database of another name, and rename it when it is complete."""
    assert access.admin
    final = access.owner.database
    building = access.at(f"{final}_building")
    with database.administrator(access.admin.at("postgres")) as connection:
        provisioning.drop_database(connection, building.owner.database)
        with step("Making the database"):
            provisioning.create_database(building, connection)
        migrating.migrate(building)
        # Until it is complete nothing in it is worth a wait for the disk.
        name = sql.Identifier(building.owner.database)
        connection.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(name))
        _load(building, size)
        connection.execute(sql.SQL("ALTER DATABASE {} RESET synchronous_commit").format(name))
        migrating.note(building, society=REFERENCE, size=size)
        provisioning.drop_database(connection, final)
        provisioning.rename_database(connection, building.owner.database, final)


def _load_in_place(access: Access, size: str, *, there: bool) -> None:
    if there:
        raise Failure(
            "The reference society is there in another size, and we may not make "
            "databases on this server: empty "
            f"the database {access.owner.database} first."
        )
    migrating.migrate(access)
    _load(access, size)
    migrating.note(access, society=REFERENCE, size=size)


def _load(access: Access, size: str) -> None:
    with step(f"Loading the reference society ({size})"):
        migrating.inside(access, "load", size, role="worker", EGIDE_DEMO="1")
    with (
        step("Measuring the tables"),
        psycopg.connect(access.owner.url(), autocommit=True) as connection,
    ):
        connection.execute("ANALYZE")
