"""Random kills of web, worker and database under load: nothing lost, doubled or half done (G11).

A society of its own is made in a folder of its own and served for real: granian, the worker, the
embedded server. Clients ask for acts until they are answered; each act writes a row, a document, a
line of the register and a letter, which leaves to a real mail server. Meanwhile processes are
killed at random, each as a power cut would do it. Then everything is counted.

Options: ``--acts 1000 --kills 150 --seed N``; ``--write`` keeps the result in docs/printed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import ExitStack, redirect_stdout, suppress
from datetime import UTC, datetime
from io import StringIO
from itertools import islice
from pathlib import Path
from queue import Queue
from typing import Any

import psycopg

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(1, str(Path(__file__).parent.parent))

import harness

NEEDS_NO_DATABASE = True
HERE = Path(__file__).parent
RESULT = HERE.parent / "docs" / "printed" / "kills.md"
CLIENTS = 4
# A letter takes a moment, so that some are killed in the middle.
SLOW_LETTER_SECONDS = 0.01
DRAIN_SECONDS = 600
# Acts take some hundredths of a second each: most kills fall while some are asked for.
MOST_BEFORE_A_KILL_SECONDS = 0.15
PATIENCE_SECONDS = 3
WAITING = "SELECT count(*) FROM kernel_letter WHERE state <> 'SENT'"
# What is killed, and how often: what stands alone comes back more slowly.
TARGETS = {"web": 6, "web, its parent": 2, "worker": 7, "backend": 3, "database": 2}


class Site:
    """The processes of a site: started again as soon as they die."""

    def __init__(self, access: Any, port: int, mail_port: int) -> None:
        from egide.launcher import database, site
        from egide.launcher.cluster import Cluster
        from egide.launcher.supervisor import Child

        self.access, self.address = access, f"http://127.0.0.1:{port}"
        self.cluster = Cluster("site")
        mail = {"EGIDE_SMTP_HOST": "127.0.0.1", "EGIDE_SMTP_PORT": str(mail_port)}
        options = argparse.Namespace(host="127.0.0.1", port=port, workers=2)
        served = site.web_environment(access, is_demo=False) | mail
        patient = database.confined(database.environment(access), "worker") | mail
        work = [sys.executable, "-m", "egide.launcher.inside", "worker"]
        self.web = site.web(access, served, options)
        self.worker = Child("worker", work, patient | {"EGIDE_POOL": "0"})
        self.stopping = threading.Event()
        self.keeping = threading.Thread(target=self.keep, daemon=True)

    def keep(self) -> None:
        """Start again whatever died, as the supervisor of ``egide up`` does, but at once."""
        from egide.launcher.cluster import keep

        while not self.stopping.is_set():
            for child in (self.web, self.worker):
                if not child.alive():
                    child.signal_group(signal.SIGKILL)
                    child.start()
            with suppress(Exception):
                keep(self.cluster)
            time.sleep(0.2)

    def stop(self) -> None:
        self.stopping.set()
        self.keeping.join()
        for child in (self.web, self.worker):
            child.stop()

    def kill(self, target: str, chance: random.Random) -> bool:
        """Kill one process of a kind; tell whether there was one."""
        try:
            victim = self.victim(target, chance)
            os.kill(victim, signal.SIGKILL)
        except (LookupError, OSError, ValueError, psycopg.Error):
            return False
        return True

    def victim(self, target: str, chance: random.Random) -> int:
        if target == "database":
            return int((self.cluster.data / "postmaster.pid").read_text().splitlines()[0])
        if target == "backend":
            with psycopg.connect(self.access.admin.url(), connect_timeout=5) as connection:
                rows = connection.execute(
                    "SELECT pid FROM pg_stat_activity WHERE usename = ANY (%s)",
                    [[self.access.app.user, self.access.worker.user]],
                ).fetchall()
            return chance.choice(rows)[0]
        if target == "worker":
            return self.worker.process.pid if self.worker.process else 0
        parent = self.web.process.pid if self.web.process else 0
        if target == "web":
            found = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
            return int(chance.choice(found))
        return parent


class Clients:
    """Those who ask for acts: each act is asked for until it is answered."""

    def __init__(self, address: str, acts: int) -> None:
        self.address, self.asked, self.done = address, 0, 0
        self.numbers = iter(range(1, acts + 1))
        self.waiting: Queue[int | None] = Queue()
        self.given = 0
        self.lock = threading.Lock()
        self.threads = [
            threading.Thread(target=self.work, daemon=True) for _client in range(CLIENTS)
        ]

    def give(self, count: int) -> None:
        """Let this many more acts be asked for, as far as there are any."""
        for number in islice(self.numbers, count):
            self.waiting.put(number)
            self.given += 1

    def end(self) -> None:
        """Let what is left be asked for, and wait for the last answer."""
        for number in self.numbers:
            self.waiting.put(number)
        for _thread in self.threads:
            self.waiting.put(None)
        for thread in self.threads:
            thread.join()

    def work(self) -> None:
        while (number := self.waiting.get()) is not None:
            while not self.answered(number):
                time.sleep(0.1)
            with self.lock:
                self.done += 1

    def answered(self, number: int) -> bool:
        with self.lock:
            self.asked += 1
        asked = urllib.request.Request(f"{self.address}/bench/act/{number}/", method="POST")
        try:
            with urllib.request.urlopen(asked, timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False


def kill_at_random(site: Site, clients: Clients, kills: int, acts: int, seed: int) -> Counter[str]:
    """Give a few acts, kill while they are asked for, wait for their answers; and so on."""
    chance, killed = random.Random(seed), Counter[str]()
    while killed.total() < kills:
        clients.give(-(-(acts - clients.given) // (kills - killed.total())))
        time.sleep(chance.uniform(0, MOST_BEFORE_A_KILL_SECONDS))
        target = chance.choices(list(TARGETS), list(TARGETS.values()))[0]
        killed[target] += site.kill(target, chance)
        # Not for ever: some are killed while the site comes back.
        patience = time.monotonic() + PATIENCE_SECONDS
        while clients.done < clients.given and time.monotonic() < patience:
            time.sleep(0.01)
    clients.end()
    return killed


def drained(site: Site) -> bool:
    """Wait until every letter left: by itself, as a site does."""
    deadline = time.monotonic() + DRAIN_SECONDS
    while time.monotonic() < deadline:
        with suppress(psycopg.Error):
            with psycopg.connect(site.access.backup.url(), connect_timeout=5) as connection:
                waiting = connection.execute(WAITING).fetchone()
            if waiting == (0,):
                return True
        time.sleep(1)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def traces(site: Site, state: Path) -> dict[str, Counter[str]]:
    """Return what each act left, by its number."""
    questions = {
        "row": "SELECT number::text FROM bench_act",
        "document": "SELECT name FROM kernel_document WHERE kind = 'bench'",
        "line": "SELECT substr(subject, 7) FROM kernel_registerline WHERE action = 'bench.act'",
        "letter": "SELECT split_part(split_part(address, '@', 1), '-', 2) FROM kernel_letter"
        " WHERE state = 'SENT'",
    }
    with psycopg.connect(site.access.backup.url()) as connection:
        found = {
            name: Counter(row[0] for row in connection.execute(question))
            for name, question in questions.items()
        }
        files = connection.execute("SELECT name, sha256 FROM kernel_document WHERE kind = 'bench'")
        found["file"] = Counter(
            name
            for name, digest in files
            if (state / "documents" / digest[:2] / digest).read_bytes() == f"act {name}".encode()
        )
    return found


def measures(
    acts: int,
    kills: int,
    clients: Clients,
    killed: Counter[str],
    found: dict[str, Counter[str]],
    letters: list[Any],
) -> list[harness.Measure]:
    """Compare what was asked for with what is there."""
    numbers = [str(number) for number in range(1, acts + 1)]
    each = [tuple(trace[number] for trace in found.values()) for number in numbers]
    nothing, once = (0,) * len(found), (1,) * len(found)
    received = Counter(letter["To"] for letter in letters)
    names = {(letter["To"], letter["Message-ID"]) for letter in letters}
    copies = len(letters) - len(received)
    detail = ", ".join(f"{number} {target}" for target, number in killed.items())
    never = sum(f"act-{number}@example.org" not in received for number in numbers)
    return [
        harness.Measure("acts answered", clients.done, "", at_least=acts),
        harness.Measure("kills", killed.total(), "", at_least=kills, detail=detail),
        harness.Measure("asked again after a kill", clients.asked - acts, "times"),
        harness.Measure("acts lost", sum(one == nothing for one in each), "", at_most=0),
        harness.Measure("acts doubled", sum(max(one) > 1 for one in each), "", at_most=0),
        harness.Measure(
            "acts half done",
            sum(one not in (nothing, once) and max(one) <= 1 for one in each),
            "",
            at_most=0,
            detail=f"traces of each act: {', '.join(found)}",
        ),
        harness.Measure("letters never received", never, "", at_most=0),
        harness.Measure("letters received again", copies, "", at_most=killed.total()),
        harness.Measure(
            "of them under another Message-ID", len(names) - len(received), "", at_most=0
        ),
    ]


def run(options: argparse.Namespace, home: Path) -> int:
    from egide.launcher import database, migrating
    from tests.harness.mail import MailServer, listening

    with ExitStack() as stack:
        box: MailServer = stack.enter_context(listening())
        box.slow = SLOW_LETTER_SECONDS
        access = stack.enter_context(database.server())
        database.ensure_database(access)
        migrating.migrate(access)
        with psycopg.connect(access.owner.url()) as connection:
            connection.execute("CREATE TABLE bench_act (number int PRIMARY KEY)")
        site = Site(access, free_port(), box.port)
        site.keeping.start()
        stack.callback(site.stop)
        clients = Clients(site.address, options.acts)
        while not clients.answered(1):
            time.sleep(0.2)
        clients.asked = 0
        for thread in clients.threads:
            thread.start()
        began = time.monotonic()
        killed = kill_at_random(site, clients, options.kills, options.acts, options.seed)
        worked = time.monotonic() - began
        whole = drained(site)
        found = traces(site, home)
        lines = [
            *measures(options.acts, options.kills, clients, killed, found, box.letters),
            harness.Measure("problems of the register", problems_found(access), "", at_most=0),
            harness.Measure("acts and kills", worked, "s"),
            harness.Measure(
                "until the last letter left",
                time.monotonic() - began - worked,
                "s",
                detail="" if whole else "some never left",
            ),
        ]
    return harness.report(f"kills at random, seed {options.seed}", lines)


def problems_found(access: Any) -> int:
    """Let the modules look at the database: the chain of the register, the second wall."""
    from egide.launcher import database

    done = subprocess.run(
        [sys.executable, "-m", "egide.launcher.inside", "examine"],
        env=database.environment(access) | {"EGIDE_DB_ROLE": "app"},
        stdout=subprocess.PIPE,
        check=True,
    )
    return len(json.loads(done.stdout)["problems"])


def main() -> int:
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--acts", type=int, default=1_000)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="egide-kills-"))
    home.chmod(0o755)
    for name in ("DATABASE_URL", "EGIDE_DB_APP", "EGIDE_DB_OWNER", "EGIDE_STATE"):
        os.environ.pop(name, None)
    os.environ |= {
        "EGIDE_HOME": str(home),
        "EGIDE_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "kills_settings",
    }
    # The programs that we start look for their settings where they run.
    os.chdir(HERE / "_kills")
    said = StringIO()
    try:
        with redirect_stdout(said):
            code = run(options, home)
    finally:
        print(said.getvalue(), end="", flush=True)
        shutil.rmtree(home, ignore_errors=True)
    if options.write:
        day = datetime.now(UTC).date().isoformat()
        text = f"# Kills at random\n\n`./egide bench kills`, {day}.\n\n```\n{said.getvalue()}```\n"
        RESULT.write_text(text, encoding="utf-8")
    return code


if __name__ == "__main__":
    raise SystemExit(main())
