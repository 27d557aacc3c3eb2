"""The embedded server: shared, stopped by the last one out, and back by itself when killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from egide.launcher import places
from egide.launcher.cluster import Cluster, keeper_is_alive, running, stop_when_unused
from egide.launcher.outcomes import Failure


def _server_process(cluster: Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().splitlines()[0])


def _answers_within(cluster: Cluster, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            psycopg.connect(cluster.administrator().url()).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return True
    return False


def test_committed_rows_survive_a_killed_server_which_comes_back_by_itself(server):
    admin = server.administrator().url()
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 500)")
    killed = _server_process(server)

    os.kill(killed, signal.SIGKILL)
    time.sleep(0.5)

    assert _answers_within(server, 30)
    assert _server_process(server) != killed
    with psycopg.connect(admin) as connection:
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (500,)


def test_a_server_whose_keeper_was_killed_gets_one_again(server):
    os.kill(int(server.keeper_lock.read_text()), signal.SIGKILL)

    with running(server):
        assert keeper_is_alive(server)
        assert _answers_within(server, 1)


def test_the_server_stays_while_somebody_uses_it_and_not_longer(home):
    cluster = Cluster("site")
    with running(cluster):
        with running(cluster):
            assert not stop_when_unused(cluster)
        assert _answers_within(cluster, 1)

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

    deadline = time.monotonic() + 20
    while keeper_is_alive(cluster) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert not keeper_is_alive(cluster)
    assert not (cluster.data / "postmaster.pid").exists()


def test_data_half_made_by_a_killed_command_are_made_again(home):
    cluster = Cluster("site")
    (cluster.folder / "data.unfinished").mkdir()
    (cluster.folder / "data.unfinished" / "PG_VERSION").write_text("18")

    with running(cluster):
        assert _answers_within(cluster, 1)


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
