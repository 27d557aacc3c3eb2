"""The embedded PostgreSQL: made on first use, shared by commands, stopped by the last one out."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from egide.launcher import binaries, places
from egide.launcher.addresses import Address
from egide.launcher.outcomes import DONE, Failure, say

ADMINISTRATOR = "egide_admin"
PATIENCE_SECONDS = 90
# How a keeper ends that is not needed.
ANOTHER_KEEPER = 75
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # A statement that fails must not write people's data into the log.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] %u@%d ",
}
# What the log needs that backups receive; a receiver that is away must not fill the disk.
SITE_SETTINGS = {"max_slot_wal_keep_size": "4GB"}
# Which pages changed: from this version on.
SUMMARIES = 17, {"summarize_wal": "on"}
THROW_AWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "128MB",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Cluster:
    """One embedded server: ``site`` holds the society, ``test`` may be lost at any time."""

    name: str

    @property
    def folder(self) -> Path:
        return places.database_folder(self.name)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def users_lock(self) -> Path:
        return self.folder / "users.lock"

    @property
    def keeper_lock(self) -> Path:
        """The file that the keeper holds as long as it lives; its number stands in it."""
        return self.folder / "keeper.lock"

    @property
    def ready_lock(self) -> Path:
        """The file that the keeper holds once no server is left but its own.

        A lock and not a word in a file: a killed keeper would leave the word behind.
        """
        return self.folder / "ready.lock"

    def administrator(self) -> Address:
        """Return the address of the superuser, for provisioning only."""
        password = places.secret(f"secrets-{self.name}.json", ADMINISTRATOR)
        socket = str(places.socket_folder(self.name))
        return Address(ADMINISTRATOR, password, socket, 5432, "postgres")

    def command(self) -> list[str]:
        """Return the command line of the server."""
        found = binaries.find()
        settings = SETTINGS | (THROW_AWAY_SETTINGS if self.name == "test" else SITE_SETTINGS)
        if self.name != "test" and found.major >= SUMMARIES[0]:
            settings |= SUMMARIES[1]
        settings["unix_socket_directories"] = str(places.socket_folder(self.name))
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [found.program("postgres"), "-D", str(self.data), *options]


def as_database_user() -> dict[str, Any]:
    """Return what makes a child process run under the account of the database."""
    user = places.other_user()
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C", "LC_ALL": "C"}
    account: dict[str, Any] = (
        {"user": user.uid, "group": user.gid, "extra_groups": []} if user else {}
    )
    return {"env": environment, "cwd": "/", "stdin": subprocess.DEVNULL, **account}


@contextmanager
def running(cluster: Cluster) -> Iterator[Address]:
    """Give the address of the running server; start it if needed, stop it if we are the last."""
    with places.locked(cluster.users_lock, shared=True) as users:
        _prepare(cluster)
        _wait_until_it_answers(cluster)
        try:
            yield cluster.administrator()
        finally:
            if places.try_lock(users):
                stop_keeper(cluster)


def _prepare(cluster: Cluster) -> None:
    """Make the data folder once; a folder half made by a killed command is made again."""
    with places.locked(cluster.folder / "setup.lock"):
        found = binaries.find()
        if not cluster.data.exists():
            _make_data(cluster, found)
        major = _major_of(cluster.data)
        if major != found.major:
            raise Failure(
                f"The data in {cluster.data} was written by PostgreSQL {major}, and "
                f"{found.folder} is "
                f"PostgreSQL {found.major}. Either set EGIDE_PG_BIN to the programs of "
                f"{major}, run "
                "`./egide db dump`, move the folder away and run `./egide db restore`; "
                "or put the old version back."
            )


def _make_data(cluster: Cluster, found: binaries.Binaries) -> None:
    say(f"→ Making the embedded database (PostgreSQL {found.version}) in {cluster.folder}")
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(mode=0o700)
    password_file = cluster.folder / "initdb.password"
    places.write_whole(password_file, cluster.administrator().password)
    if user := places.other_user():
        os.chown(unfinished, user.uid, user.gid)
        os.chown(password_file, user.uid, user.gid)
    locale = (
        ["--locale-provider=builtin", "--locale=C.UTF-8"]
        if found.major >= 17
        else ["--locale=C.UTF-8"]
    )
    arguments = [
        found.program("initdb"),
        "-D",
        str(unfinished),
        "-U",
        ADMINISTRATOR,
        "--encoding=UTF8",
        *locale,
    ]
    arguments += ["--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions"]
    if cluster.name == "test":
        arguments.append("--no-sync")
    try:
        subprocess.run(arguments, check=True, capture_output=True, text=True, **as_database_user())
    except subprocess.CalledProcessError as error:
        raise Failure(f"initdb could not make the database: {error.stderr.strip()}") from None
    finally:
        password_file.unlink(missing_ok=True)
    unfinished.rename(cluster.data)


def _major_of(data: Path) -> int:
    try:
        return int((data / "PG_VERSION").read_text(encoding="ascii"))
    except (OSError, ValueError):
        raise Failure(
            f"{data} is not the data of a PostgreSQL; move it away to start afresh."
        ) from None


def _wait_until_it_answers(cluster: Cluster) -> None:
    """Return once the server of a living keeper answers.

    A server that answers is not enough: its keeper may have been killed, and it ends soon.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    ours = False
    while True:
        reason = _reason_to_wait(cluster)
        if not reason:
            return
        if time.monotonic() > deadline:
            raise Failure(
                f"The embedded database does not answer ({reason}); see "
                f"{cluster.log}:\n{log_tail(cluster)}"
            )
        if not keeper_is_alive(cluster):
            if ours:
                raise Failure(
                    f"The embedded database does not start; {cluster.log} ends "
                    f"with:\n{log_tail(cluster)}"
                )
            ours = _spawn_keeper(cluster)
        time.sleep(0.03)


def _reason_to_wait(cluster: Cluster) -> str:
    if not keeper_is_ready(cluster):
        return "nobody looks after it yet"
    try:
        psycopg.connect(cluster.administrator().url(), connect_timeout=10).close()
    except psycopg.OperationalError as error:
        if "password authentication failed" in str(error):
            raise Failure(
                f"The secrets in {places.state()} do not open {cluster.data}: {error}"
            ) from None
        return str(error).strip()
    return "" if keeper_is_ready(cluster) else "its keeper was killed"


def _spawn_keeper(cluster: Cluster) -> bool:
    """Start a keeper; tell whether it took the server over, or found that another one has it."""
    environment = os.environ | {"PYTHONPATH": str(places.PACKAGE.parent)}
    with (cluster.folder / "keeper.log").open("ab") as log:
        done = subprocess.run(
            [sys.executable, "-m", "egide.launcher.keeper", cluster.name],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            cwd="/",
            env=environment,
            check=False,
        )
    if done.returncode not in {DONE, ANOTHER_KEEPER}:
        raise Failure(f"The embedded database does not start:\n{log_tail(cluster)}")
    return done.returncode == DONE


def keep(cluster: Cluster) -> None:
    """Give the server a keeper again if it has none; for those who hold the server for long."""
    if not keeper_is_alive(cluster):
        _spawn_keeper(cluster)


def keeper_is_alive(cluster: Cluster) -> bool:
    """Tell whether a keeper looks after the server."""
    return places.is_held(cluster.keeper_lock)


def keeper_is_ready(cluster: Cluster) -> bool:
    """Tell whether a keeper looks after the server, and no other server stands in its way."""
    return places.is_held(cluster.ready_lock)


def stop_keeper(cluster: Cluster) -> None:
    """Ask the keeper to stop the server and wait until it has."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    asked = False
    while keeper_is_alive(cluster) and time.monotonic() < deadline:
        # Before that the number in the file may be of a keeper of former days.
        if not asked and keeper_is_ready(cluster):
            with suppress(OSError, ValueError):
                os.kill(int(cluster.keeper_lock.read_text(encoding="ascii")), signal.SIGTERM)
                asked = True
        time.sleep(0.03)


def stop_when_unused(cluster: Cluster) -> bool:
    """Stop the server unless a command still uses it; tell whether it is stopped."""
    descriptor = os.open(cluster.users_lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not places.try_lock(descriptor):
            return False
        stop_keeper(cluster)
        return True
    finally:
        os.close(descriptor)


def log_tail(cluster: Cluster) -> str:
    """Return the last lines of the server's log and of its keeper's."""
    lines: list[str] = []
    for path in (cluster.folder / "keeper.log", cluster.log):
        with suppress(OSError):
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]
    return "\n".join(f"  {line}" for line in lines)
