"""The reference society takes the place of nothing but itself, and is whole or not there."""

from __future__ import annotations

import argparse

import psycopg
import pytest

from egide.launcher import backups, binaries, database, migrating, society
from egide.launcher.outcomes import Failure
from egide.launcher.provisioning import Access

NEWEST_PROGRAMS = next(binaries._of_the_wheel())


class Killed(BaseException):
    """Stands for a kill in the middle of the load."""


def people(access: Access) -> list[str]:
    with psycopg.connect(access.app.url()) as connection:
        return [
            name for (name,) in connection.execute("SELECT name FROM members_person ORDER BY name")
        ]


def add(access: Access, name: str) -> None:
    with psycopg.connect(access.worker.url()) as connection:
        connection.execute("INSERT INTO members_person VALUES (%s)", [name])


def databases(access: Access) -> list[str]:
    assert access.admin
    with database.administrator(access.admin) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, 'egide')"
        )
        return sorted(name for (name,) in rows)


@pytest.fixture
def parts() -> list[str]:
    """The parts of the site, other than the load, that the launcher asked for."""
    return []


@pytest.fixture
def loads(monkeypatch, parts) -> list[str]:
    """Replace migrations and load by one table and one row; return the sizes that were loaded."""
    done: list[str] = []

    def migrate(access: Access, *, always: bool = False) -> None:
        with psycopg.connect(access.owner.url()) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS members_person (name text)")

    def inside(access: Access, part: str, size: str, **_: str) -> None:
        if part != "load":
            parts.append(part)
            return
        add(access, f"{size} {len(done)}")
        if size == "killed":
            raise Killed
        done.append(size)

    monkeypatch.setattr(migrating, "migrate", migrate)
    monkeypatch.setattr(migrating, "inside", inside)
    return done


@pytest.fixture
def access(server) -> Access:
    with database.server() as found:
        yield found


def test_the_society_is_loaded_once_and_full_unless_said_otherwise(access, loads):
    society.ensure(access, size=None, fresh=False)
    society.ensure(access, size=None, fresh=False)
    society.ensure(access, size="full", fresh=False)

    assert loads == ["full"]
    assert people(access) == ["full 0"]
    assert society.is_reference(access)
    assert databases(access) == ["egide"]


def test_what_is_loaded_stays_until_another_size_or_a_fresh_one_is_asked(access, loads):
    society.ensure(access, size="small", fresh=False)
    society.ensure(access, size=None, fresh=False)
    assert people(access) == ["small 0"]

    society.ensure(access, size="full", fresh=False)
    assert people(access) == ["full 1"]

    society.ensure(access, size=None, fresh=True)
    assert people(access) == ["full 2"]
    assert loads == ["small", "full", "full"]


def test_a_killed_load_leaves_what_was_there_and_starts_again_cleanly(access, loads):
    society.ensure(access, size="small", fresh=False)

    with pytest.raises(Killed):
        society.ensure(access, size="killed", fresh=False)

    assert people(access) == ["small 0"]
    assert databases(access) == ["egide", "egide_building"]
    society.ensure(access, size="full", fresh=False)
    assert people(access) == ["full 1"]
    assert databases(access) == ["egide"]


def test_a_society_of_its_own_is_never_touched(access, loads):
    database.ensure_database(access)
    migrating.migrate(access)
    add(access, "Jeanne")

    for fresh in (False, True):
        with pytest.raises(Failure, match="holds a society of its own"):
            society.ensure(access, size="full", fresh=fresh)

    assert people(access) == ["Jeanne"]
    assert not society.is_reference(access)
    assert loads == []


def test_an_empty_database_may_become_the_reference_society(access, loads):
    database.ensure_database(access)
    migrating.migrate(access)

    society.ensure(access, size="small", fresh=False)

    assert people(access) == ["small 0"]


def test_a_dump_is_put_back_as_it_was_and_only_when_agreed(access, loads, parts, tmp_path):
    society.ensure(access, size="small", fresh=False)
    file = tmp_path / "society.dump"
    backups.run(argparse.Namespace(what="dump", file=str(file)))
    add(access, "Jeanne")
    restore = argparse.Namespace(what="restore", file=str(file), replace=False)

    with pytest.raises(Failure, match="say --replace"):
        backups.run(restore)
    assert people(access) == ["Jeanne", "small 0"]

    restore.replace = True
    backups.run(restore)
    assert people(access) == ["small 0"]
    assert parts == ["note_restore", "replay_journal"]
    assert society.is_reference(access)
    assert file.stat().st_mode & 0o777 == 0o600
    add(access, "the app may still write")


def test_a_dump_of_other_roles_is_refused_and_says_which(access, loads, tmp_path, monkeypatch):
    society.ensure(access, size="small", fresh=False)
    file = tmp_path / "society.dump"
    backups.run(argparse.Namespace(what="dump", file=str(file)))
    monkeypatch.setenv("EGIDE_ROLE_PREFIX", "neighbour")

    with pytest.raises(Failure, match="Set EGIDE_ROLE_PREFIX=egide to restore it"):
        backups.run(argparse.Namespace(what="restore", file=str(file), replace=True))

    monkeypatch.setenv("EGIDE_ROLE_PREFIX", "egide")
    assert people(access) == ["small 0"]


def test_a_dump_of_our_younger_programs_is_put_back_on_an_older_server(
    access, loads, tmp_path, monkeypatch
):
    society.ensure(access, size="small", fresh=False)
    add(access, "SET transaction_timeout = 0;")
    monkeypatch.setattr(backups, "_find", lambda name: str(NEWEST_PROGRAMS / name))
    file = tmp_path / "society.dump"

    backups.run(argparse.Namespace(what="dump", file=str(file)))
    backups.run(argparse.Namespace(what="restore", file=str(file), replace=True))

    assert people(access) == ["SET transaction_timeout = 0;", "small 0"]


def test_half_a_dump_replaces_nothing(access, loads, tmp_path):
    society.ensure(access, size="small", fresh=False)
    file = tmp_path / "society.dump"
    backups.run(argparse.Namespace(what="dump", file=str(file)))
    file.write_bytes(file.read_bytes()[:-40])
    add(access, "Jeanne")

    with pytest.raises(Failure, match="Nothing was replaced"):
        backups.run(argparse.Namespace(what="restore", file=str(file), replace=True))

    assert people(access) == ["Jeanne", "small 0"]


def test_a_dump_that_cannot_be_written_says_so_and_keeps_the_one_before(access, loads, tmp_path):
    society.ensure(access, size="small", fresh=False)

    with pytest.raises(Failure, match="did not succeed"):
        backups.run(argparse.Namespace(what="dump", file=str(tmp_path / "nowhere" / "x.dump")))


def test_a_file_that_is_no_dump_replaces_nothing(access, loads, tmp_path):
    society.ensure(access, size="small", fresh=False)
    file = tmp_path / "letter.txt"
    file.write_text("Bonjour")

    with pytest.raises(Failure, match="Nothing was replaced"):
        backups.run(argparse.Namespace(what="restore", file=str(file), replace=True))

    assert people(access) == ["small 0"]
