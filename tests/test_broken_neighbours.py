"""A neighbour breaks (database, mail server, clock): it is said within seconds, nothing is half
done, and the site comes back by itself."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone
from django.utils.timezone import localdate

from egide.kernel import audit, outbox
from egide.kernel.access import CLOCK
from egide.kernel.identity import acting
from egide.kernel.models import Letter, LetterKind, LetterState, RegisterLine
from egide.kernel.outbox import delivery
from egide.shell import queries
from tests.harness.environment import TestDatabase
from tests.harness.site import serving

pytestmark = pytest.mark.proves("G29")
SAID_WITHIN = 5.0
BACK_WITHIN = 30.0


class Road:
    """The only road from a site to its database: it can be closed, and opened again."""

    def __init__(self, folder: Path, target: Path) -> None:
        self.place, self.target = folder / target.name, target
        self.opened: list[socket.socket] = []
        self.gate: socket.socket | None = None
        self.open()

    def open(self) -> None:
        """Let the site through."""
        self.gate = socket.socket(socket.AF_UNIX)
        self.gate.bind(str(self.place))
        self.gate.listen(64)
        threading.Thread(target=self._welcome, args=(self.gate,), daemon=True).start()

    def close(self) -> None:
        """Cut every connection, and take no other."""
        assert self.gate
        self.gate.shutdown(socket.SHUT_RDWR)
        self.gate.close()
        self.place.unlink()
        for end in self.opened:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.opened.clear()

    def _welcome(self, gate: socket.socket) -> None:
        while True:
            try:
                ours, _name = gate.accept()
            except OSError:
                return
            theirs = socket.socket(socket.AF_UNIX)
            theirs.connect(str(self.target))
            self.opened += [ours, theirs]
            for source, sink in ((ours, theirs), (theirs, ours)):
                threading.Thread(target=_pour, args=(source, sink), daemon=True).start()


def _pour(source: socket.socket, sink: socket.socket) -> None:
    try:
        while block := source.recv(65_536):
            sink.sendall(block)
        sink.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


@pytest.fixture
def road(transactional_db) -> Iterator[Road]:
    """A road to the database of this process; a socket's name must be short."""
    address = TestDatabase.of_this_process().access.app
    if not address.host.startswith("/"):
        pytest.skip("the database is on another machine")
    folder = Path(tempfile.mkdtemp(prefix="egide-road-"))
    found = Road(folder, Path(address.host) / f".s.PGSQL.{address.port}")
    yield found
    found.close()
    shutil.rmtree(folder)


def ask(address: str) -> tuple[int, str, float]:
    """Return the status, the words and the seconds of an answer."""
    began = time.monotonic()
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            status, words = answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        status, words = answer.code, answer.read().decode()
        answer.close()
    return status, words, time.monotonic() - began


@pytest.mark.parametrize("pool", ["0", "4"])
def test_a_database_that_is_gone_is_said_and_the_site_comes_back(road, tmp_path, pool):
    address = replace(TestDatabase.of_this_process().access.app, host=str(road.place.parent))
    with serving(tmp_path, {"EGIDE_DB_APP": address.url(), "EGIDE_POOL": pool}) as site:
        assert ask(site.at("/"))[0] == 200

        road.close()
        status, words, seconds = ask(site.at("/"))
        assert (status, "Rien n’est perdu" in words) == (503, True)
        assert seconds <= SAID_WITHIN
        assert ask(site.at("/sante/"))[0] == 503
        # The process itself stands: nobody needs to start it again.
        assert ask(site.at("/sante/vivant/"))[0] == 200

        road.open()
        deadline = time.monotonic() + BACK_WITHIN
        while ask(site.at("/"))[0] != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)


@pytest.mark.django_db
def test_a_mail_server_that_hangs_stops_nobody_and_its_letters_wait(settings):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        settings.EMAIL_TIMEOUT = 1
        began = time.monotonic()
        for number in range(3):
            outbox.post(
                kind=LetterKind.SERVICE,
                address=f"camille-{number}@example.org",
                subject="Séance",
                text="Bonjour.",
            )
        # Whoever acts only promises: nobody waits for the mail server.
        assert time.monotonic() - began < 1

        began = time.monotonic()
        delivery.deliver(on=localdate())
        seconds = time.monotonic() - began

    # One letter learnt that the server is silent; the others did not wait for it in turn.
    assert seconds <= SAID_WITHIN
    waiting = Letter.objects.filter(state=LetterState.QUEUED, lease=None)
    assert waiting.count() == 3
    assert all(letter.due_at > timezone.now() for letter in waiting)


@pytest.mark.django_db
def test_a_clock_two_hours_late_is_said_by_the_health_page_and_to_whoever_acts(client, monkeypatch):
    def act(actor, on):
        with acting(CLOCK):
            audit.record(CLOCK, "kernel.tried", "essai:1")

    client.raise_request_exception = False
    monkeypatch.setattr(queries, "home_of", act)
    with time_machine.travel(datetime.now(UTC) - timedelta(hours=2)):
        health = client.get("/sante/")
        answer = client.get("/")

    assert (health.status_code, health.json()["clock"]) == (503, False)
    assert (answer.status_code, "Rien n’est perdu" in answer.content.decode()) == (503, True)
    assert client.get("/sante/").json()["clock"]
    assert not RegisterLine.objects.exists()
