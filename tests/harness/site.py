"""A real server on the database of the test process, for journeys."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from egide.launcher.children import die_with_parent

PATIENCE_SECONDS = 300
# Between its choice and its use, another program may take a free port: the server then stops.
PORTS_TRIED = 5


@dataclass(frozen=True)
class LiveSite:
    """A site that answers on this machine; ``log`` is what its server wrote."""

    url: str
    log: Path

    def at(self, path: str) -> str:
        """Return the whole address of a page."""
        return f"{self.url}{path}"


@pytest.fixture(scope="session")
def _site_process(django_db_setup, tmp_path_factory) -> Iterator[LiveSite]:
    """Start the server once: without a pool it does not mind that its database is cloned again."""
    with serving(tmp_path_factory.mktemp("site"), {}) as site:
        yield site


@contextmanager
def serving(folder: Path, more: dict[str, str]) -> Iterator[LiveSite]:
    """Serve the site from a folder of its own, with ``more`` in its environment, until the end."""
    environment = (
        os.environ | {"EGIDE_HOSTS": "127.0.0.1,localhost", "EGIDE_STATE": str(folder)} | more
    )
    subprocess.run(
        [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"],
        env=environment,
        check=True,
    )
    log = folder / "server.log"
    for _port in range(PORTS_TRIED):
        port = _free_port()
        site = LiveSite(f"http://127.0.0.1:{port}", log)
        server = _started(port, log, environment)
        try:
            if _answers(site, server):
                yield site
                return
            took_its_time = server.poll() is None
        finally:
            _stop(server)
        if took_its_time:
            break
    pytest.fail(
        f"the site does not answer; its server wrote:\n{log.read_text(errors='replace')[-4000:]}"
    )


def _started(port: int, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            [*_granian(port), "egide.config.wsgi:application"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            preexec_fn=die_with_parent(),
        )


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(15)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _granian(port: int) -> list[str]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    return [*command, "--host", "127.0.0.1", "--port", str(port), "--no-ws"]


@pytest.fixture
def live_site(_site_process, transactional_db, settings) -> LiveSite:
    """A served site; what the test commits is there, and gone afterwards.

    What the test keeps as a document lies where the server looks for it.
    """
    settings.MEDIA_ROOT = _site_process.log.parent / "documents"
    return _site_process


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _answers(site: LiveSite, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the site serves a page; false when its server stopped, or never served one.

    On a busy machine the first pages may be refused, because the database is slow to come: only
    time tells a site that is late from one that is broken.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(site.at("/"), timeout=60).close()
        except urllib.error.HTTPError as answer:
            answer.close()
            if answer.code < 500:
                return True
            time.sleep(0.5)
        except OSError:
            time.sleep(0.1)
        else:
            return server.poll() is None
    return False
