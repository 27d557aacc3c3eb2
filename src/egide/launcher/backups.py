"""Dumps of the database, put back, and a prompt on it: PostgreSQL's own programs, our roles."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import psycopg

from egide.launcher import binaries, database, migrating, places, provisioning
from egide.launcher.addresses import Address
from egide.launcher.cluster import Cluster, stop_when_unused
from egide.launcher.outcomes import DONE, FAILED, Failure, Missing, say, step
from egide.launcher.provisioning import Access

YOUNG_SETTING = b"SET transaction_timeout = 0;\n"
END_OF_HEAD = b"SELECT pg_catalog.set_config"


def run(options: argparse.Namespace) -> int:
    """Do what `egide db …` asks."""
    if options.what == "stop":
        return _stop()
    if options.what == "passwords":
        with database.server(new_passwords=True):
            say(
                "The four roles have new passwords. Start the site again: it holds the former ones."
            )
        return DONE
    with database.server() as access:
        if options.what == "restore":
            file = Path(options.file)
            restore(access, file, replace=options.replace)
            settle(access, name=file.name, journal=places.journal())
            return DONE
        if not database.exists(access):
            raise Failure("There is no database yet: run `./egide demo` or `./egide up` first.")
        if options.what == "dump":
            return _dump(access, Path(options.file))
        return _prompt(access, options)


def settle(access: Access, *, name: str, journal: Path) -> None:
    """Do what follows whenever rows were put back, before anybody sees the site.

    The tables come up to date, the register says it, letters that waited are held, and those who
    were erased since are erased again, by our journal and by a copy of it.
    """
    migrating.migrate(access)
    migrating.inside(access, "note_restore", name)
    migrating.inside(access, "replay_journal", str(journal))


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
            write_dump(access, unfinished)
        unfinished.replace(file)
    except OSError as error:
        raise Failure(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        unfinished.unlink(missing_ok=True)
    return DONE


def write_dump(access: Access, file: Path, *more: str) -> None:
    """Write the whole database into a file, through the backup role."""
    assert access.backup
    _program(
        "pg_dump",
        access.backup,
        "--format=custom",
        "--no-owner",
        # Made again by whoever restores: it must not travel, and the role may not read it.
        "--exclude-table=kernel_identitykey",
        f"--file={file}",
        *more,
    )
    file.chmod(0o600)


def restore(access: Access, file: Path, *, replace: bool) -> int:
    """Put a dump back aside, and give it the database's name when it is whole."""
    if not file.is_file():
        raise Failure(f"{file} is not there.")
    if not access.admin:
        raise Failure(
            "Restoring makes a database: it needs DATABASE_URL with a role that may, or "
            "the embedded server."
        )
    _refuse_rights_of_other_roles(access, file)
    name = access.owner.database
    with database.administrator(access.admin.at("postgres")) as connection:
        if provisioning.database_exists(connection, name) and not replace:
            raise Failure(f"The database {name} exists; say --replace to lose what it holds now.")
        aside = restore_aside(access, connection, file, f"{name}_restoring")
        provisioning.drop_database(connection, name)
        provisioning.rename_database(connection, aside.owner.database, name)
    return DONE


def restore_aside(access: Access, connection: psycopg.Connection, file: Path, name: str) -> Access:
    """Put a dump back in a database of another name, made for it; return its addresses."""
    aside = access.at(name)
    provisioning.drop_database(connection, name)
    provisioning.create_database(aside, connection, opened=False)
    with step(f"Restoring {file}"):
        _put_back(aside, file)
    provisioning.open_database(aside)
    with psycopg.connect(aside.owner.url(), autocommit=True) as restored:
        restored.execute("ANALYZE")
    migrating.install_identity_keys(aside)
    return aside


def _refuse_rights_of_other_roles(access: Access, file: Path) -> None:
    """Refuse a dump whose rights name the roles of another prefix: nobody here would have them."""
    listed = subprocess.run(
        [_find("pg_restore"), "--list", str(file)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if listed.returncode:
        raise Failure(f"{file} is not a dump that can be read; see above. Nothing was replaced.")
    owners = {line.split()[-1] for line in listed.stdout.splitlines() if " TABLE public " in line}
    for owner in sorted(owners - {access.owner.user}):
        raise Failure(
            f"{file} was written where the tables belong to the role {owner}, and here they "
            f"belong to {access.owner.user}: the rights in it name roles that are not ours. "
            f"Set EGIDE_ROLE_PREFIX={owner.removesuffix('_owner')} to restore it. "
            "Nothing was replaced."
        )


def _put_back(aside: Access, file: Path) -> None:
    """Run the dump as a script, less the one setting that a server before 17 does not know.

    Our programs may be younger than the server: what they write at its head they write for theirs.
    """
    environment = os.environ | variables(aside.owner)
    reading = [_find("pg_restore"), "--no-owner", "--file=-", str(file)]
    running = [_find("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"]
    running += ["--single-transaction", "--output=/dev/null", "--file=-"]
    with (
        subprocess.Popen(reading, stdout=subprocess.PIPE) as script,
        subprocess.Popen(running, stdin=subprocess.PIPE, env=environment) as psql,
    ):
        assert script.stdout
        assert psql.stdin
        with suppress(BrokenPipeError):
            for line in script.stdout:
                if line != YOUNG_SETTING:
                    psql.stdin.write(line)
                if line.startswith(END_OF_HEAD):
                    break
            shutil.copyfileobj(script.stdout, psql.stdin)
            psql.stdin.close()
        # Whoever stopped reading has ended; what still writes must not wait for ever.
        script.stdout.close()
    if psql.returncode:
        raise Failure("psql could not run the dump; see above. Nothing was replaced.")
    if script.returncode:
        raise Failure("pg_restore could not read the dump; see above. Nothing was replaced.")


def _prompt(access: Access, options: argparse.Namespace) -> int:
    address = getattr(access, options.role)
    if address is None:
        raise Failure(f"No address is known for the role {options.role}.")
    program = _find("psql")
    done = subprocess.run(
        [program, *options.rest], env=os.environ | variables(address), check=False
    )
    return DONE if done.returncode == 0 else FAILED


def _program(name: str, address: Address, *arguments: str) -> None:
    done = subprocess.run(
        [_find(name), *arguments], env=os.environ | variables(address), check=False
    )
    if done.returncode:
        raise Failure(f"{name} did not succeed; see above. Nothing was replaced.")


def _find(name: str) -> str:
    """Return a client program of PostgreSQL: the one that came with the server, or the path's."""
    try:
        return binaries.find().program(name)
    except Missing:
        if found := shutil.which(name):
            return found
        raise


def variables(address: Address) -> dict[str, str]:
    """Return the address as the environment of a client program: never on its command line."""
    variables = {
        "PGHOST": address.host,
        "PGPORT": str(address.port),
        "PGUSER": address.user,
        "PGPASSWORD": address.password,
        "PGDATABASE": address.database,
    }
    return variables | {f"PG{name.upper()}": value for name, value in address.options}
