"""Which database a command talks to, and how it becomes ready: the one way in for all commands."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from egide.launcher import addresses, binaries, places, provisioning
from egide.launcher.addresses import Address
from egide.launcher.cluster import Cluster, running
from egide.launcher.outcomes import Failure, Missing, WrongUse, say
from egide.launcher.provisioning import Access

EMBEDDED_NAME = "egide"


@contextmanager
def server(*, new_passwords: bool = False) -> Iterator[Access]:
    """Give the addresses of the site's database, its server running and its roles made.

    The database itself may not exist yet: see ``ensure_database``.
    """
    if os.environ.get("EGIDE_DB_APP") or os.environ.get("EGIDE_DB_OWNER"):
        if new_passwords:
            raise Failure("Whoever gives EGIDE_DB_APP and the others changes their passwords.")
        yield _given()
        return
    url = os.environ.get("DATABASE_URL", "")
    if url:
        admin = addresses.parse(url, "DATABASE_URL")
        access = _plan_on(admin, admin.database, anew=new_passwords)
        _provision(access)
        yield access
        return
    with running(Cluster("site")) as admin:
        prefix = provisioning.role_prefix()
        access = provisioning.plan(
            admin, EMBEDDED_NAME, prefix, "secrets-site.json", anew=new_passwords
        )
        _provision(access)
        yield access


def _given() -> Access:
    """Return the addresses that an administrator prepared for us, one per role."""
    found: dict[str, Address] = {}
    for role in provisioning.ROLES:
        variable = f"EGIDE_DB_{role.upper()}"
        if text := os.environ.get(variable, ""):
            found[role] = addresses.parse(text, variable)
    for role in ("owner", "app"):
        if role not in found:
            raise WrongUse(
                f"EGIDE_DB_{role.upper()} is missing: EGIDE_DB_APP and EGIDE_DB_OWNER go together."
            )
    if found["owner"].user == found["app"].user:
        raise WrongUse(
            "EGIDE_DB_APP and EGIDE_DB_OWNER name the same role: the site may not own its tables."
        )
    return Access(
        None, found["owner"], found["app"], found.get("worker", found["app"]), found.get("backup")
    )


def _plan_on(admin: Address, database: str, *, anew: bool) -> Access:
    prefix = provisioning.role_prefix()
    # One file of passwords for each server and prefix: two sites may share a machine.
    mark = hashlib.sha256(f"{admin.host}|{admin.port}|{prefix}".encode()).hexdigest()[:10]
    return provisioning.plan(admin, database, prefix, f"secrets-{mark}.json", anew=anew)


@contextmanager
def administrator(admin: Address) -> Iterator[psycopg.Connection]:
    """Open a connection that may make roles and databases.

    :raises Missing: if the server does not answer.
    """
    last = ""
    for name in dict.fromkeys((admin.database, "postgres", "template1")):
        try:
            connection = psycopg.connect(admin.at(name).url(), autocommit=True, connect_timeout=10)
        except psycopg.OperationalError as error:
            last = str(error).strip()
            if "does not exist" in last or "permission denied for database" in last:
                continue
            break
        with connection:
            _refuse_an_old_server(connection, admin)
            yield connection
        return
    raise Missing(f"The database server does not let us in ({admin.plain()}): {last}")


def _refuse_an_old_server(connection: psycopg.Connection, address: Address) -> None:
    found = connection.info.server_version // 10_000
    if found < binaries.OLDEST:
        raise Missing(
            f"The server of {address.plain()} is PostgreSQL {found}; Égide needs "
            f"{binaries.OLDEST} to {binaries.NEWEST}."
        )


def _provision(access: Access) -> None:
    assert access.admin
    with administrator(access.admin) as connection:
        for warning in provisioning.provision_roles(access, connection):
            say(f"  beware: {warning}")


def exists(access: Access) -> bool:
    """Tell whether the site's database is there."""
    if not access.admin:
        return True
    with administrator(access.admin) as connection:
        return provisioning.database_exists(connection, access.app.database)


def ensure_database(access: Access) -> None:
    """Make the site's database if it is not there, and check that its roles may enter."""
    if access.admin:
        with administrator(access.admin) as connection:
            if provisioning.database_exists(connection, access.app.database):
                provisioning.adopt_database(access, connection)
            else:
                provisioning.create_database(access, connection)
    for address in (access.owner, access.app, access.worker):
        try:
            with psycopg.connect(address.url(), connect_timeout=10) as connection:
                _refuse_an_old_server(connection, address)
        except psycopg.OperationalError as error:
            raise Failure(
                f"The database does not let {address.plain()} in: {str(error).strip()}"
            ) from None


def environment(access: Access) -> dict[str, str]:
    """Return the whole environment of the site's processes."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {
        **access.environment(),
        "EGIDE_STATE": str(places.state()),
        "EGIDE_FIELD_KEYS": str(places.field_keys()),
        "EGIDE_JOURNAL": str(places.journal()),
        "EGIDE_SECRET_KEY": os.environ.get("EGIDE_SECRET_KEY")
        or places.secret("secrets.json", "secret_key"),
        "EGIDE_SECRET_KEY_FALLBACKS": os.environ.get("EGIDE_SECRET_KEY_FALLBACKS")
        or ",".join(places.former_secrets("secrets.json", "secret_key")),
        "EGIDE_ROLE_PREFIX": provisioning.role_prefix(),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE")
        or "egide.config.settings",
        "PYTHONPATH": str(places.PACKAGE.parent),
    }


def confined(whole: dict[str, str], role: str) -> dict[str, str]:
    """Return the environment of a process that serves: it knows the address of its own role only.

    Whoever takes the web server over must not find the password of the role that owns the tables.
    """
    own = f"EGIDE_DB_{role.upper()}"
    kept = {
        name: value
        for name, value in whole.items()
        if not name.startswith("EGIDE_DB_") or name == own
    }
    return kept | {"EGIDE_DB_ROLE": role}


def is_embedded() -> bool:
    """Tell whether the site's database runs under our own keeper."""
    return not any(
        os.environ.get(name) for name in ("EGIDE_DB_APP", "EGIDE_DB_OWNER", "DATABASE_URL")
    )
