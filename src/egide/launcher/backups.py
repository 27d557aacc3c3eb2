"""Dumps of the database, put back, and a prompt on it: PostgreSQL's own programs, our roles."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from pathlib import Path

import psycopg

from egide.launcher import binaries, database, provisioning
from egide.launcher.addresses import Address
from egide.launcher.cluster import Cluster, stop_when_unused
from egide.launcher.outcomes import DONE, FAILED, Failure, Missing, say, step
from egide.launcher.provisioning import Access


def run(options: argparse.Namespace) -> int:
    """Do what `egide db …` asks."""
    if options.what == "stop":
        return _stop()
    with database.server() as access:
        if options.what == "restore":
            return _restore(access, Path(options.file), replace=options.replace)
        if not database.exists(access):
            raise Failure("There is no database yet: run `./egide demo` or `./egide up` first.")
        if options.what == "dump":
            return _dump(access, Path(options.file))
        return _prompt(access, options)


def _stop() -> int:
    if not database.is_embedded():
        raise Failure(
            "The database is not ours to stop: DATABASE_URL or EGIDE_DB_APP name another server."
        )
    if not stop_when_unused(Cluster("site")):
        raise Failure("A command still uses the embedded database; stop that one first.")
    say("The embedded database is stopped.")
    return DONE


def _dump(access: Access, file: Path) -> int:
    """Write a dump beside its name first: a full disk must not cost the previous one."""
    if not access.backup:
        raise Failure(
            "A dump needs the backup role, which reads past row-level security: set "
            "EGIDE_DB_BACKUP."
        )
    unfinished = file.with_name(f".{file.name}.unfinished")
    try:
        with step(f"Writing {file}"):
            _program(
                access,
                "pg_dump",
                access.backup,
                "--format=custom",
                "--no-owner",
                f"--file={unfinished}",
            )
        unfinished.chmod(0o600)
        unfinished.replace(file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return DONE


def _restore(access: Access, file: Path, *, replace: bool) -> int:
    """Put a dump back aside, and give it the database's name when it is whole."""
    if not file.is_file():
        raise Failure(f"{file} is not there.")
    if not access.admin:
        raise Failure(
            "Restoring makes a database: it needs DATABASE_URL with a role that may, or "
            "the embedded server."
        )
    name = access.owner.database
    with database.administrator(access.admin.at("postgres")) as connection:
        if provisioning.database_exists(connection, name) and not replace:
            raise Failure(f"The database {name} exists; say --replace to lose what it holds now.")
        aside = access.at(f"{name}_restoring")
        provisioning.drop_database(connection, aside.owner.database)
        provisioning.create_database(aside, connection)
        with step(f"Restoring {file}"):
            _program(
                access,
                "pg_restore",
                aside.owner,
                "--no-owner",
                "--exit-on-error",
                "--single-transaction",
                f"--dbname={aside.owner.database}",
                str(file),
            )
        with psycopg.connect(aside.owner.url(), autocommit=True) as restored:
            restored.execute("ANALYZE")
        provisioning.drop_database(connection, name)
        provisioning.rename_database(connection, aside.owner.database, name)
    return DONE


def _prompt(access: Access, options: argparse.Namespace) -> int:
    address = getattr(access, options.role)
    if address is None:
        raise Failure(f"No address is known for the role {options.role}.")
    program = _find(access, "psql")
    done = subprocess.run(
        [program, *options.rest], env=os.environ | _variables(address), check=False
    )
    return DONE if done.returncode == 0 else FAILED


def _program(access: Access, name: str, address: Address, *arguments: str) -> None:
    done = subprocess.run(
        [_find(access, name), *arguments], env=os.environ | _variables(address), check=False
    )
    if done.returncode:
        raise Failure(f"{name} did not succeed; see above. Nothing was replaced.")


def _find(access: Access, name: str) -> str:
    """Return a client program at least as new as the server."""
    try:
        return binaries.find().program(name)
    except Missing:
        if found := shutil.which(name):
            return found
        raise


def _variables(address: Address) -> dict[str, str]:
    """Return the address as the environment of a client program: never on its command line."""
    variables = {
        "PGHOST": address.host,
        "PGPORT": str(address.port),
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
    }
    return variables | {f"PG{name.upper()}": value for name, value in address.options}
