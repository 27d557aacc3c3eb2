"""The log received as it is written, and the database of any second made from it again."""

from __future__ import annotations

import json
import os
import resource
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from egide.launcher import archive, backup_sets, binaries, database, recovering, saving
from egide.launcher.backup_sets import Backup
from egide.launcher.cluster import Cluster
from egide.launcher.outcomes import Failure, Missing
from egide.launcher.provisioning import Access
from egide.launcher.tests.conftest import _programs

pytestmark = pytest.mark.proves("G14")
# The rest is the same with every PostgreSQL: tried with the one that the site runs on.
ON_ONE = pytest.mark.parametrize("server", _programs()[:1], indirect=True, ids=["ours"])
PATIENCE_SECONDS = 120
TOO_SMALL_BYTES = 40_000


@dataclass
class Society:
    """A few rows in the embedded database, and a folder where they are saved."""

    access: Access
    folder: Path

    def write(self, word: str) -> None:
        with psycopg.connect(self.access.owner.url()) as connection:
            connection.execute("INSERT INTO acts (word) VALUES (%s)", [word])

    def save(self) -> Backup:
        assert self.access.admin
        # A name holds whole seconds.
        second_gone()
        kept = archive.keep(self.access.admin, self.folder)
        return backup_sets.make(self.access, self.folder, kept=kept)

    def catch_up(self) -> str:
        assert self.access.admin
        kept = archive.is_kept_in(self.access.admin, self.folder)
        assert kept
        return archive.catch_up(self.access.admin, kept)

    def words_at(self, at: datetime | None) -> list[str]:
        """Return the words of the society of that second: put back, and read."""
        plan = recovering.to_the_second(self.folder, at)
        assert plan
        assert self.access.admin
        with recovering.recovered(plan) as made:
            assert list(made.problems()) == []
            with database.administrator(self.access.admin.at("postgres")) as server:
                aside = saving.backups.restore_aside(self.access, server, made.dump, "aside")
                with psycopg.connect(aside.owner.url()) as connection:
                    rows = connection.execute("SELECT word FROM acts ORDER BY id").fetchall()
                saving.provisioning.drop_database(server, "aside")
        return [word for (word,) in rows]

    def piece(self, name: str) -> Path:
        """Return a piece of the log once it is whole."""
        (run,) = (self.folder / archive.WAL).iterdir()
        wait_until((run / f"{name}.gz").exists)
        return run / f"{name}.gz"


def second_gone() -> datetime:
    """Wait until the running second is over; return where it ended."""
    ended = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=1)
    while datetime.now(UTC) <= ended:
        time.sleep(0.02)
    return ended


def wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def site(server: Cluster, tmp_path, monkeypatch) -> Iterator[Society]:
    monkeypatch.setattr(saving.backups.migrating, "install_identity_keys", lambda access: None)
    with database.server() as access:
        database.ensure_database(access)
        with psycopg.connect(access.owner.url()) as connection:
            connection.execute("CREATE TABLE acts (id serial, word text)")
            connection.execute("CREATE TABLE kernel_document (sha256 text)")
            connection.execute("CREATE TABLE kernel_identitykey (key text)")
        yield Society(access, tmp_path / "backups")


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow: what a full disk does to whoever writes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (TOO_SMALL_BYTES, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_any_second_after_the_first_backup_comes_back_exactly(site):
    site.write("before")
    first = site.save()
    site.write("kept")
    then = second_gone()
    site.write("too late")
    second = site.save()
    site.write("last")
    now = datetime.now(UTC)
    site.catch_up()

    assert site.words_at(then) == ["before", "kept"]
    assert site.words_at(now) == ["before", "kept", "too late", "last"]
    assert site.words_at(None) == ["before", "kept", "too late", "last"]
    assert first.base
    assert second.base
    # From PostgreSQL 17 on, the second base holds only what changed.
    assert second.base.on == (first.name if second.base.major >= 17 else "")


@pytest.mark.proves("G15")
def test_the_log_up_to_a_backup_holds_exactly_what_its_dump_holds(site, capsys):
    site.save()
    for number in range(50):
        site.write(f"act {number}")
    made = site.save()

    plan = recovering.to_the_state_of(made)
    assert plan
    assert plan.start.name != made.name
    with recovering.recovered(plan) as found:
        assert found.content.differences(made.content) == []
    assert saving._verify(site.folder) == 0

    chance = made.folder / "base" / "base" / "1" / "PG_VERSION"
    chance.write_bytes(b"9")
    assert made.base
    piece = site.piece(made.base.last_segment)
    whole = piece.read_bytes()
    middle = len(whole) // 2
    piece.write_bytes(whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :])

    assert saving._verify(site.folder) == 1
    said = capsys.readouterr().out
    assert "is not whole" in said
    assert f"{piece} is damaged" in said


@ON_ONE
def test_a_killed_server_and_a_killed_receiver_leave_no_gap(site, server):
    site.save()
    site.write("before")
    postmaster = int((server.data / "postmaster.pid").read_text().splitlines()[0])

    os.kill(postmaster, signal.SIGKILL)

    def answers() -> bool:
        try:
            site.write("after")
        except psycopg.OperationalError:
            return False
        return True

    wait_until(answers)
    site.catch_up()
    assert site.words_at(None) == ["before", "after"]


@ON_ONE
def test_documents_are_copied_as_they_come_and_the_lost_one_is_named(site, home):
    site.save()
    digest, never = "a" * 64, "b" * 64
    document = home / "documents" / "aa" / digest
    document.parent.mkdir(parents=True)
    document.write_bytes(b"proces")
    with psycopg.connect(site.access.owner.url()) as connection:
        connection.execute("INSERT INTO kernel_document VALUES (%s), (%s)", [digest, never])

    wait_until((site.folder / "documents" / "aa" / digest).exists)
    site.catch_up()

    plan = recovering.to_the_second(site.folder, None)
    assert plan
    with recovering.recovered(plan) as made:
        assert (made.manifest["documents"], made.missing) == ([digest], [never])


@ON_ONE
def test_a_second_that_cannot_be_reached_is_refused_with_what_can(site, tmp_path):
    site.save()
    too_early = datetime.now(UTC) - timedelta(minutes=5)
    with pytest.raises(Failure, match="before that nothing can be put back to the second"):
        recovering.to_the_second(site.folder, too_early)

    site.write("kept")
    site.catch_up()
    # The copy of a machine that is lost.
    copied = Society(site.access, tmp_path / "copy")
    shutil.copytree(site.folder, copied.folder)
    with pytest.raises(Failure, match=r"ends with an act of .* give an instant before it"):
        copied.words_at(datetime.now(UTC) + timedelta(seconds=5))
    assert copied.words_at(None) == ["kept"]


@ON_ONE
def test_a_gap_is_named_and_only_what_follows_it_is_lost(site, capsys):
    made = site.save()
    assert made.base
    site.write("kept")
    then = second_gone()
    site.write("beyond")
    mark = site.catch_up()
    site.write("far beyond")
    site.catch_up()
    site.catch_up()
    last = archive.segment_at(mark, 1, made.base.segment_bytes)
    names = archive.names_from(last, made.base.segment_bytes)
    assert next(names) == last
    lost = site.piece(next(names))
    lost.unlink()

    assert site.words_at(then) == ["kept"]
    gap = f"the piece {lost.name[:24]} of the log is not in"
    with pytest.raises(Failure, match=f"has a gap: {gap}.* nothing can be put back"):
        site.words_at(datetime.now(UTC))
    with pytest.raises(Failure, match=f"has a gap: {gap}.* Say up to which second"):
        site.words_at(None)
    assert saving._verify(site.folder) == 1
    assert gap in capsys.readouterr().out


@ON_ONE
def test_a_damaged_piece_is_never_taken_for_the_end(site):
    made = site.save()
    assert made.base
    site.write("beyond")
    mark = site.catch_up()
    piece = site.piece(archive.segment_at(mark, 1, made.base.segment_bytes))
    whole = piece.read_bytes()
    piece.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(Failure, match=f"has a gap: .*{piece.name} is damaged"):
        site.words_at(None)


@ON_ONE
def test_a_full_disk_replaces_nothing_and_leaves_nothing(site, home):
    made = site.save()
    with no_room(), pytest.raises(Failure, match=r"File too large.* Nothing was replaced"):
        site.words_at(None)
    second_gone()
    with no_room(), pytest.raises(Failure, match=r"cannot be written: .*(too large|killed)"):
        site.save()

    assert [path.name for path in site.folder.glob("[.2]*") if path.name != ".lock"] == [made.name]
    assert list(home.glob("**/run-*/data")) == []
    assert site.words_at(None) == []


@ON_ONE
def test_a_base_of_a_version_that_is_not_here_says_what_to_do(site):
    made = site.save()
    manifest = made.manifest | {"base": made.manifest["base"] | {"major": binaries.OLDEST - 1}}
    (made.folder / backup_sets.MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(Missing, match=r"PostgreSQL 14 is on this machine: install it .* --dump"):
        site.words_at(None)


@ON_ONE
def test_a_backup_elsewhere_takes_the_log_along(site, tmp_path):
    site.save()
    first = archive.noted()
    elsewhere = Society(site.access, tmp_path / "elsewhere")
    elsewhere.save()
    elsewhere.write("there")
    elsewhere.catch_up()

    assert elsewhere.words_at(None) == ["there"]
    assert site.words_at(None) == []
    assert first
    assert archive.is_kept_in(site.access.admin, site.folder) is None
