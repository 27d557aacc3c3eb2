"""The four roles and the database: made by whoever administers the server, never used by the site.

``owner`` runs migrations, ``app`` serves pages, ``worker`` runs jobs, ``backup`` reads everything.
None is a superuser; only ``backup`` goes past row-level security.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass

import psycopg
from psycopg import errors, sql

from egide.launcher import places
from egide.launcher.addresses import Address
from egide.launcher.outcomes import Failure, WrongUse

ROLES = ("owner", "app", "worker", "backup")
# Milliseconds: an abandoned page must not hold a lock, a job may take its time.
PATIENCE = {
    "owner": {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min"},
    "app": {
        "statement_timeout": "30s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "60s",
    },
    "worker": {
        "statement_timeout": "15min",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "5min",
    },
    "backup": {"lock_timeout": "60s", "default_transaction_read_only": "on"},
}
# Any number: one provisioning at a time on one server.
ADVISORY_LOCK = 7_130_201


@dataclass(frozen=True)
class Access:
    """The addresses of one database for each role; the administrator's is for provisioning."""

    admin: Address | None
    owner: Address
    app: Address
    worker: Address
    backup: Address | None

    def environment(self) -> dict[str, str]:
        """Return the variables that the site's processes read."""
        found = {"OWNER": self.owner, "APP": self.app, "WORKER": self.worker, "BACKUP": self.backup}
        return {f"EGIDE_DB_{role}": address.url() for role, address in found.items() if address}

    def at(self, database: str) -> Access:
        """Return the same roles on another database of the server."""
        return Access(
            self.admin,
            self.owner.at(database),
            self.app.at(database),
            self.worker.at(database),
            self.backup and self.backup.at(database),
        )


def role_prefix() -> str:
    """Return what the names of the roles begin with.

    :raises WrongUse: if EGIDE_ROLE_PREFIX is not a short plain word.
    """
    prefix = os.environ.get("EGIDE_ROLE_PREFIX", "egide")
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", prefix, re.ASCII):
        raise WrongUse(
            "EGIDE_ROLE_PREFIX is at most 40 small letters, digits and underscores, a "
            f"letter first, not {prefix!r}."
        )
    return prefix


def plan(
    admin: Address, database: str, prefix: str, secrets_file: str, *, anew: bool = False
) -> Access:
    """Return the addresses as they will be; nothing is asked from the server.

    ``anew`` draws the passwords again: the server learns them as the roles are provisioned.
    """
    names = [f"{prefix}_{role}" for role in ROLES]
    owner, app, worker, backup = (
        admin.as_role(name, places.secret(secrets_file, name, anew=anew)).at(database)
        for name in names
    )
    return Access(admin, owner, app, worker, backup)


def provision_roles(access: Access, connection: psycopg.Connection) -> list[str]:
    """Make the four roles, idempotently; return sentences on what could not be done.

    :raises Failure: if the server's role may not, or a role of that name is too strong.
    """
    rights = _rights_of_administrator(connection)
    if not rights.may_provision:
        raise Failure(ordinary_role_sentence(access))
    warnings: list[str] = []
    connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
    try:
        for role, address in _each(access):
            bypass = role == "backup"
            if bypass and not rights.may_give_bypass and not _bypasses(connection, address):
                bypass = False
                warnings.append(
                    f"The role {address.user} may not read past row-level security: a "
                    "superuser must run "
                    f"ALTER ROLE {address.user} BYPASSRLS before `./egide db dump` can work."
                )
            _make_role(connection, address, bypass=bypass, rights=rights)
            for name, value in PATIENCE[role].items():
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET {} = {}").format(
                        sql.Identifier(address.user), sql.Identifier(name), sql.Literal(value)
                    )
                )
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])
    return warnings


def ordinary_role_sentence(access: Access) -> str:
    """Say what an operator whose role may not make roles has to do."""
    user = access.admin.user if access.admin else "?"
    return (
        f"The role {user} of DATABASE_URL may not make roles and databases (it needs "
        "CREATEROLE and CREATEDB, or "
        "superuser). Either give such a role, or have the administrator make the roles "
        f"{', '.join(address.user for _, address in _each(access))} and the database, "
        "and set EGIDE_DB_APP and "
        "EGIDE_DB_OWNER (and EGIDE_DB_WORKER, EGIDE_DB_BACKUP) instead of DATABASE_URL: "
        "see docs/running.md."
    )


def _each(access: Access) -> list[tuple[str, Address]]:
    found = (access.owner, access.app, access.worker, access.backup)
    return [(role, address) for role, address in zip(ROLES, found, strict=True) if address]


@dataclass(frozen=True)
class _Rights:
    superuser: bool
    createrole: bool
    createdb: bool
    bypass: bool
    server: int

    @property
    def may_provision(self) -> bool:
        return self.superuser or (self.createrole and self.createdb)

    @property
    def may_give_bypass(self) -> bool:
        return self.superuser or (self.bypass and self.server >= 160_000)


def _rights_of_administrator(connection: psycopg.Connection) -> _Rights:
    row = connection.execute(
        "SELECT rolsuper, rolcreaterole, rolcreatedb, rolbypassrls FROM pg_roles WHERE "
        "rolname = current_user"
    ).fetchone()
    assert row
    superuser, createrole, createdb, bypass = row
    return _Rights(superuser, createrole, createdb, bypass, connection.info.server_version)


def _make_role(
    connection: psycopg.Connection, address: Address, *, bypass: bool, rights: _Rights
) -> None:
    name = sql.Identifier(address.user)
    found = connection.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles WHERE "
        "rolname = %s",
        [address.user],
    ).fetchone()
    if found is None:
        options = (
            sql.SQL("LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
            if rights.superuser
            else sql.SQL("LOGIN")
        )
        connection.execute(sql.SQL("CREATE ROLE {} {}").format(name, options))
        _set_password(connection, address)
        if bypass:
            connection.execute(sql.SQL("ALTER ROLE {} BYPASSRLS").format(name))
    elif found[0] or (found[1] and not address.user.endswith("_backup")) or found[2] or found[3]:
        raise Failure(
            f"The role {address.user} exists and is too strong (superuser, CREATEROLE, "
            "CREATEDB or BYPASSRLS): "
            "row-level security would not hold it. Take these rights away, or set "
            "EGIDE_ROLE_PREFIX."
        )
    elif not _may_sign_in(address.at(connection.info.dbname)):
        _set_password(connection, address)
    if not rights.superuser and address.user.endswith("_owner"):
        # To give the database to the owner one must be able to become the owner.
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))


def _bypasses(connection: psycopg.Connection, address: Address) -> bool:
    statement = "SELECT FROM pg_roles WHERE rolname = %s AND rolbypassrls"
    return connection.execute(statement, [address.user]).fetchone() is not None


def _set_password(connection: psycopg.Connection, address: Address) -> None:
    # Sent already hashed: a clear password could end in the server's log.
    hashed = connection.pgconn.encrypt_password(
        address.password.encode(), address.user.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("ALTER ROLE {} PASSWORD {}").format(
            sql.Identifier(address.user), sql.Literal(hashed.decode())
        )
    )


def _may_sign_in(address: Address) -> bool:
    try:
        psycopg.connect(address.url(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        # The maintenance database may be closed to ordinary roles; the password was right then.
        return "permission denied for database" in str(error)
    return True


def create_database(
    access: Access, connection: psycopg.Connection, *, template: str = "", opened: bool = True
) -> None:
    """Make the database that ``access`` names, owned by the owner, closed to the public.

    Where a dump comes next it is not ``opened`` yet: what each role gets by default would be given
    with every table, and a dump does not say which of it was taken back.
    """
    name, owner = sql.Identifier(access.owner.database), sql.Identifier(access.owner.user)
    statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner)
    if template:
        connection.execute(statement + sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)))
    else:
        # The same order and the same capitals on every machine, whatever the server's own language.
        locale = "LOCALE 'C.UTF-8'"
        if connection.info.server_version >= 170_000:
            locale = "LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C'"
        try:
            connection.execute(statement + sql.SQL(" TEMPLATE template0 ENCODING 'UTF8' " + locale))
        except psycopg.errors.WrongObjectType:
            # This system has no C.UTF-8 (macOS before 13 with PostgreSQL 15 or 16).
            connection.execute(statement + sql.SQL(" TEMPLATE template0 ENCODING 'UTF8'"))
    if opened:
        open_database(access)


def open_database(access: Access) -> None:
    """Give each role what it needs: the owner does it, for what it will make too."""
    database = sql.Identifier(access.owner.database)
    users = [address.user for _, address in _each(access)]
    owner, app, worker = (sql.Identifier(name) for name in users[:3])
    backup = sql.Identifier(users[3]) if len(users) > 3 else None
    with psycopg.connect(access.owner.url(), autocommit=True, connect_timeout=10) as connection:
        run = connection.execute
        run(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        run(
            sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}, {}").format(
                database, app, worker
            )
        )
        run("REVOKE ALL ON SCHEMA public FROM PUBLIC")
        run(sql.SQL("GRANT USAGE ON SCHEMA public TO {}, {}").format(app, worker))
        defaults = sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public ").format(owner)
        run(
            defaults
            + sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}, {}").format(
                app, worker
            )
        )
        run(defaults + sql.SQL("GRANT USAGE, SELECT ON SEQUENCES TO {}, {}").format(app, worker))
        if backup:
            run(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, backup))
            run(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(backup))
            run(defaults + sql.SQL("GRANT SELECT ON TABLES TO {}").format(backup))
            run(defaults + sql.SQL("GRANT SELECT ON SEQUENCES TO {}").format(backup))


def refuse_too_strong_a_role(access: Access) -> None:
    """Refuse to serve under a role that row-level security does not hold.

    :raises Failure: if the app's or the worker's role is a superuser, bypasses it, or owns tables.
    """
    for address in {access.app, access.worker}:
        with psycopg.connect(address.url(), connect_timeout=10) as connection:
            row = connection.execute(
                """
                SELECT rolsuper, rolbypassrls,
                       EXISTS (SELECT FROM pg_class WHERE relkind IN ('r', 'p')
                                  AND relnamespace = 'public'::regnamespace
                                  AND pg_has_role(current_user, relowner, 'USAGE'))
                  FROM pg_roles WHERE rolname = current_user
                """
            ).fetchone()
        assert row
        reasons = ("is a superuser", "bypasses row-level security", "owns tables")
        if problem := next(
            (reason for reason, holds in zip(reasons, row, strict=True) if holds), ""
        ):
            raise Failure(
                f"The site may not run as the database role {address.user}: it {problem}."
            )


def database_exists(connection: psycopg.Connection, name: str) -> bool:
    """Tell whether the server has a database of that name."""
    return (
        connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).fetchone()
        is not None
    )


def drop_database(connection: psycopg.Connection, name: str) -> None:
    """Remove a database and whoever is connected to it."""
    forced = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    try:
        connection.execute(forced)
    except errors.InsufficientPrivilege:
        # The server's own cleaner (autovacuum) is in it, whom only a superuser may send away; it
        # goes by itself when the database is dropped without force, which waits five seconds.
        with suppress(errors.ObjectInUse):
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        connection.execute(forced)


def rename_database(connection: psycopg.Connection, old: str, new: str) -> None:
    """Give a database another name; whoever is connected to it is sent away."""
    connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND "
        "pid <> pg_backend_pid()",
        [old],
    )
    connection.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(old), sql.Identifier(new))
    )


def adopt_database(access: Access, connection: psycopg.Connection) -> None:
    """Take an existing database, an empty one made by hand for instance: the owner must own it."""
    row = connection.execute(
        "SELECT pg_get_userbyid(datdba), pg_has_role(current_user, datdba, 'USAGE') "
        "FROM pg_database "
        "WHERE datname = %s",
        [access.owner.database],
    ).fetchone()
    assert row
    current, ours = row
    if current == access.owner.user:
        return
    if not ours:
        raise Failure(
            f"The database {access.owner.database} belongs to {current}: it must belong "
            f"to {access.owner.user} "
            f"(ALTER DATABASE … OWNER TO {access.owner.user})."
        )
    if _holds_tables(access.admin and access.admin.at(access.owner.database)):
        raise Failure(
            f"The database {access.owner.database} belongs to {current} and already "
            "holds tables that Égide did "
            "not make. Name another database; Égide makes it."
        )
    statement = sql.SQL("ALTER DATABASE {} OWNER TO {}")
    connection.execute(
        statement.format(sql.Identifier(access.owner.database), sql.Identifier(access.owner.user))
    )
    open_database(access)


def _holds_tables(address: Address | None) -> bool:
    assert address
    with psycopg.connect(address.url(), connect_timeout=10) as connection:
        found = connection.execute(
            "SELECT FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', "
            "'information_schema') LIMIT 1"
        ).fetchone()
    return found is not None
