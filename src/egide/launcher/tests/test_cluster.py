"""The embedded server: shared, stopped by the last one out, and back by itself when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from egide.launcher import places
from egide.launcher.cluster import (
    Cluster,
    as_database_user,
    keeper_is_alive,
    keeper_is_ready,
    running,
    stop_keeper,
    stop_when_unused,
)
from egide.launcher.outcomes import Failure

# Far more than it ever takes: a machine may be busy, a test must not mind.
PATIENCE_SECONDS = 120


def _wait_until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _server_process(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def _another_answers(cluster: Cluster, killed: int) -> bool:
    """Tell whether a server answers that is not the killed one; its file may be half written."""
    with suppress(OSError, ValueError, IndexError, psycopg.OperationalError):
        psycopg.connect(cluster.administrator().url()).close()
        return _server_process(cluster) != killed
    return False


def _answers(cluster: Cluster) -> bool:
    with psycopg.connect(cluster.administrator().url()) as connection:
        return connection.execute("SELECT true").fetchone() == (True,)


def test_committed_rows_survive_a_killed_server_which_comes_back_by_itself(server):
    admin = server.administrator().url()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 500)")
    killed = _server_process(server)

    os.kill(killed, signal.SIGKILL)

    _wait_until(lambda: _another_answers(server, killed))
    with psycopg.connect(admin) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (500,)


def test_a_server_whose_keeper_was_killed_gets_one_again(server):
    killed = int(server.keeper_lock.read_text())
    os.kill(killed, signal.SIGKILL)
    # A signal is not a death yet; the server, which still answers, dies even later.
    _wait_until(lambda: not keeper_is_alive(server))

    with running(server):
        assert keeper_is_ready(server)
        assert int(server.keeper_lock.read_text()) != killed
        assert _answers(server)


def test_a_server_that_its_killed_keeper_left_behind_is_stopped_before_its_address_is_given(server):
    os.kill(int(server.keeper_lock.read_text()), signal.SIGKILL)
    _wait_until(lambda: not keeper_is_alive(server))
    _wait_until(lambda: not (server.data / "postmaster.pid").exists())
    # As where the kernel does not end a server with its keeper.
    stray = subprocess.Popen(server.command(), stderr=subprocess.DEVNULL, **as_database_user())
    _wait_until(lambda: _another_answers(server, 0))

    with stray, running(server):
        assert stray.wait(PATIENCE_SECONDS) == 0
        assert _server_process(server) != stray.pid
        assert _answers(server)


@contextmanager
def _held_for(path: Path, seconds: float, *, shared: bool) -> Iterator[None]:
    """Hold a lock file as another process would, and let it go by itself."""
    held = threading.Event()

    def hold() -> None:
        with places.locked(path, shared=shared):
            held.set()
            time.sleep(seconds)

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    yield
    holder.join()


def test_what_a_killed_keeper_wrote_is_not_believed(server):
    stop_keeper(server)
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as bystander:
        server.keeper_lock.write_text(str(bystander.pid))

        # A keeper that has just taken its place, and has not written its own number yet.
        with _held_for(server.keeper_lock, 0.5, shared=False):
            stop_keeper(server)

        bystander.communicate(b"\n")
    assert bystander.returncode == 0


def test_looking_whether_there_is_a_keeper_keeps_none_from_starting(server):
    stop_keeper(server)

    with _held_for(server.keeper_lock, 0.5, shared=True):
        assert not keeper_is_alive(server)
        with running(server):
            assert _answers(server)


def test_the_server_stays_while_somebody_uses_it_and_not_longer(home):
    cluster = Cluster("site")
    with running(cluster):
        with running(cluster):
            assert not stop_when_unused(cluster)
        assert _answers(cluster)

    assert not keeper_is_alive(cluster)
    assert not (cluster.data / "postmaster.pid").exists()


def test_a_killed_command_leaves_no_server_behind(home, environment):
    script = (
        "import time\nfrom egide.launcher.cluster import Cluster, running\n"
        "with running(Cluster('site')):\n    print('up', flush=True)\n    time.sleep(60)\n"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", script], env=environment, stdout=subprocess.PIPE
    )
    with command:
        assert command.stdout.readline() == b"up\n"
        command.kill()
    cluster = Cluster("site")

    _wait_until(lambda: not keeper_is_alive(cluster))

    assert not (cluster.data / "postmaster.pid").exists()


def test_a_folder_with_spaces_and_accents_is_as_good_as_another(home, monkeypatch):
    folder = home / "à côté + là"
    monkeypatch.setenv("EGIDE_HOME", str(folder))
    places.state.cache_clear()
    cluster = Cluster("site")

    with running(cluster):
        assert cluster.folder.is_relative_to(folder)
        assert _answers(cluster)


def test_data_half_made_by_a_killed_command_are_made_again(home):
    cluster = Cluster("site")
    (cluster.folder / "data.unfinished").mkdir()
    (cluster.folder / "data.unfinished" / "PG_VERSION").write_text("18")

    with running(cluster):
        assert _answers(cluster)


def test_data_of_another_major_version_are_refused_and_kept(home):
    cluster = Cluster("site")
    cluster.data.mkdir()
    (cluster.data / "PG_VERSION").write_text("14\n")

    with pytest.raises(Failure, match="was written by PostgreSQL 14") as refusal, running(cluster):
        pass

    assert "egide db dump" in str(refusal.value)
    assert (cluster.data / "PG_VERSION").read_text() == "14\n"


def test_the_server_listens_on_no_network(server):
    with psycopg.connect(server.administrator().url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW log_parameter_max_length_on_error").fetchone() == ("0",)
    assert places.socket_folder("site").stat().st_mode & 0o077 == 0


def test_a_password_is_asked_from_everybody(server):
    with pytest.raises(psycopg.OperationalError, match="no password supplied"):
        psycopg.connect(
            server.administrator().as_role("egide_admin", "").url(), passfile="/nonexistent"
        )


def test_secrets_are_readable_by_us_alone(server):
    secrets = list(places.state().glob("secrets*.json"))

    assert secrets
    assert {path.stat().st_mode & 0o777 for path in secrets} == {0o600}


def test_a_long_path_gets_a_short_socket(home, monkeypatch):
    deep = home / ("d" * 60) / ("e" * 60)
    deep.mkdir(parents=True)
    monkeypatch.setenv("EGIDE_HOME", str(deep))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(home))
    places.state.cache_clear()

    folder = places.socket_folder("site")

    assert len(str(folder / places.SOCKET_FILE)) <= places.LONGEST_SOCKET
    assert folder.parent == home
    assert isinstance(folder, Path)
