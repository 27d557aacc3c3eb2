"""The search page under eight clients: requests a second on this machine, and how long they wait.

A real server (granian, one process a core) on a throw-away database of 34 000 people; eight
clients on the loopback, each with its own session, ask for names with two slips. Goals: 200
requests a second on two cores, 95 in 100 answered within 50 ms.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

sys.path.insert(0, str(Path(__file__).parent))

import directory_search
import harness

PEOPLE = 34_000
CLIENTS = 8
SECONDS = 10.0
WARM_UP_SECONDS = 3.0
ROUNDS = 3
GOAL_A_SECOND, GOAL_P95_MS = 200.0, 50.0
PATIENCE = 60


def prepare() -> None:
    """Fill the database and sign the clients in: a process of its own."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.db import connection, transaction
    from django.test import Client

    from egide.members.models import Membership, Person

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        directory_search.fill(PEOPLE)
    with psycopg.connect(os.environ["EGIDE_DB_OWNER"], autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
    for number in range(1, CLIENTS + 1):
        person = Person.objects.get(pk=number)
        Membership.objects.create(person=person, status="CURRENT", starts_on="2015-01-01")
        client = Client()
        client.force_login(get_user_model().objects.create(person=person))
        print("session", client.cookies["sessionid"].value)
    for attempt in directory_search.attempts(PEOPLE):
        print("line", attempt.text)


def prepared(environment: dict[str, str]) -> tuple[list[str], list[str]]:
    """Run ``prepare`` and return the sessions and the lines to search for."""
    done = subprocess.run(
        [sys.executable, __file__, "prepare"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    told = [line.split(" ", 1) for line in done.stdout.splitlines()]
    return [rest for kind, rest in told if kind == "session"], [
        rest for kind, rest in told if kind == "line"
    ]


def free_port() -> int:
    """Return a port of the loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(environment: dict[str, str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Start the server as the launcher does: one process a core, a pool each."""
    workers = str(max(1, len(os.sched_getaffinity(0))))
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += [
        "--workers",
        workers,
        "--blocking-threads",
        "4",
        "--no-ws",
        "egide.config.wsgi:application",
    ]
    with log.open("wb") as output:
        return subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, stdin=subprocess.DEVNULL
        )


class Client(threading.Thread):
    """One reader: a kept connection, a session, one line after the other."""

    def __init__(self, port: int, session: str, lines: list[str], until: float) -> None:
        super().__init__(daemon=True)
        self.port, self.lines, self.until = port, lines, until
        self.headers = {"Cookie": f"sessionid={session}", "Host": f"127.0.0.1:{port}"}
        self.waits: list[float] = []
        self.failed = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        number = 0
        while time.perf_counter() < self.until:
            line = self.lines[number % len(self.lines)]
            number += 1
            started = time.perf_counter()
            connection.request("GET", f"/annuaire/?q={quote(line)}", headers=self.headers)
            answer = connection.getresponse()
            body = answer.read()
            self.waits.append(1000 * (time.perf_counter() - started))
            self.failed += answer.status != 200 or b"<h1>" not in body
        connection.close()


def round_of(
    port: int, sessions: list[str], lines: list[str], seconds: float
) -> tuple[float, list[float], int]:
    """Let all clients ask for some seconds; return requests a second, waits, failures."""
    started = time.perf_counter()
    until = started + seconds
    clients = [
        Client(port, session, lines[i::CLIENTS], until) for i, session in enumerate(sessions)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join(seconds + PATIENCE)
    lasted = time.perf_counter() - started
    waits = [wait for client in clients for wait in client.waits]
    return len(waits) / lasted, waits, sum(client.failed for client in clients)


def wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            connection.request("GET", "/annuaire/", headers={"Host": f"127.0.0.1:{port}"})
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"the site does not answer:\n{log.read_text(errors='replace')[-3000:]}")


def measure(environment: dict[str, str], sessions: list[str], lines: list[str]) -> int:
    """Serve, ask, print the medians of a few rounds."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        environment = environment | {
            "EGIDE_STATE": folder,
            "EGIDE_HOSTS": "127.0.0.1",
            "EGIDE_POOL": "4",
        }
        subprocess.run(
            [sys.executable, "-m", "django", "collectstatic", "--no-input", "--verbosity", "0"],
            env=environment,
            check=True,
            timeout=120,
        )
        log = Path(folder) / "server.log"
        server = serve(environment, port, log)
        try:
            wait_for(port, server, log)
            round_of(port, sessions, lines, WARM_UP_SECONDS)
            rounds = [round_of(port, sessions, lines, SECONDS) for _ in range(ROUNDS)]
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
    rate = statistics.median(found[0] for found in rounds)
    p50 = statistics.median(statistics.median(found[1]) for found in rounds)
    p95 = statistics.median(statistics.quantiles(found[1], n=20)[-1] for found in rounds)
    failed = sum(found[2] for found in rounds)
    print(harness.host())
    print(
        f"search page: {rate:.0f} requests a second (goal {GOAL_A_SECOND:.0f}); "
        f"wait p50 {p50:.0f} ms, p95 {p95:.0f} ms (goal {GOAL_P95_MS:.0f}); {failed} failed; "
        f"{CLIENTS} clients on the same {os.cpu_count()} cores"
    )
    return 0 if rate >= GOAL_A_SECOND and p95 <= GOAL_P95_MS and not failed else 1


def main() -> int:
    """Prepare a database, serve it, measure; 0 when the goals are met."""
    if sys.argv[1:] == ["prepare"]:
        prepare()
        return 0
    harness.options(__file__, __doc__).parse_args()
    with directory_search.scratch_database() as environment:
        sessions, lines = prepared(environment)
        return measure(environment, sessions, lines)


if __name__ == "__main__":
    raise SystemExit(main())
