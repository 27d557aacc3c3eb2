"""The disk of the database is really full in the middle of an import: it is said, all is kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from psycopg import sql

from egide.imports import jobs, services
from egide.imports.enums import BatchState
from egide.imports.models import Batch
from egide.imports.permissions import TAKE_IN_FILES
from egide.imports.tests.files import CLERK, TODAY, csv_of, run_import, take_in
from egide.kernel.models import RegisterLine
from egide.launcher import database
from egide.members.models import Person, Schooling
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.tests.conftest import give  # noqa: F401
from egide.members.tests.factories import make_person, make_promotion
from tests.harness.environment import TestDatabase

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("IMP-1")]
SMALL, ENOUGH = "size=512k", "size=64m"
LINES = 3_000
FULL = "Le disque du serveur est plein"


def system(*command: str) -> bool:
    """Run a program of the system; tell whether it did it."""
    program = shutil.which(command[0])
    return (
        bool(program)
        and not subprocess.run([program, *command[1:]], capture_output=True, check=False).returncode
    )


@contextmanager
def people_on(disk: Path, access: TestDatabase) -> Iterator[None]:
    """Let the table of people lie on a disk of its own."""
    with database.administrator(access.access.admin.at(access.name)) as connection:
        [place] = connection.execute("SHOW data_directory").fetchone()
        owner = os.stat(place)
        os.chown(disk, owner.st_uid, owner.st_gid)
        small = sql.Identifier(f"small_{access.name}")
        connection.execute(
            sql.SQL("CREATE TABLESPACE {} LOCATION {}").format(small, sql.Literal(str(disk)))
        )
        move = sql.SQL("ALTER TABLE members_person SET TABLESPACE {}")
        try:
            connection.execute(move.format(small))
            yield
        finally:
            connection.execute(move.format(sql.Identifier("pg_default")))
            connection.execute(sql.SQL("DROP TABLESPACE {}").format(small))


@pytest.fixture
def disk() -> Iterator[Path]:
    """A disk too small for the people of the file, on which they are to be written."""
    access = TestDatabase.of_this_process()
    folder = Path(tempfile.mkdtemp(prefix="egide-disk-"))
    if not access.embedded or not system("mount", "-t", "tmpfs", "-o", SMALL, "none", str(folder)):
        folder.rmdir()
        pytest.skip("this machine lets nobody mount a disk here")
    try:
        with people_on(folder, access):
            yield folder
    finally:
        system("umount", str(folder))
        folder.rmdir()


def names(number: int) -> str:
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}")


def many() -> bytes:
    """Return a file of people whose rows do not fit on the small disk."""
    make_promotion("Bo", 1985)
    return csv_of(
        *(f"Nom{names(n)};Prénom{names(n)};Bo 185;membre{n}@example.org;" for n in range(LINES))
    )


def test_a_disk_that_fills_in_mid_import_keeps_the_batch_and_it_enters_once_there_is_room(
    disk,
    give,  # noqa: F811
):
    clerk = make_person(first_names="Hector", usage_name="Valesquier", status=None)
    give(clerk, TAKE_IN_FILES, MANAGE_REGISTRY)
    batch = services.ask_entering(batch=take_in(many()), by=CLERK)
    ready = batch.lines.filter(state="READY").count()

    jobs.enter_lines(on=TODAY, batch_id=batch.pk, person_id=clerk.pk)

    batch.refresh_from_db()
    assert batch.state == BatchState.CHECKED
    assert FULL in batch.problem
    assert batch.lines.filter(state="READY").count() == ready > 1_000
    assert Person.objects.count() == 1
    assert Schooling.objects.count() == 0
    assert not RegisterLine.objects.filter(action="imports.batch_entered").exists()

    assert system("mount", "-o", f"remount,{ENOUGH}", str(disk))
    services.enter_batch(batch=batch, by=CLERK, on=TODAY)

    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (BatchState.ENTERED, "")
    assert Person.objects.count() == ready + 1


def test_the_command_says_that_the_disk_is_full_and_leaves_nothing(disk, tmp_path, capsys):
    code, answer = run_import(capsys, tmp_path / "gens.csv", many())

    assert code == 1
    assert FULL in answer["refused"]
    assert Batch.objects.count() == Person.objects.count() == 0
