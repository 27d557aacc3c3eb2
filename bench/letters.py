"""34 000 personalised letters rendered and handed to a local mail server by two workers, each once.

On a copy of the reference society in which everybody living is a member and has an address. One
letter of news, in French and English, with a link to leave of one's own, goes through the verbs of
the site: drafted, begun, delivered. Wall time, and the processor time of workers and database:
on a machine that does something else, the second says what two idle cores would need.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import _society
import harness
import psycopg

NEEDS_NO_DATABASE = True
WORKERS, CORES = 2, 2
ALL_MEMBERS = "Tous les sociétaires"
GOAL_SECONDS = 40.0
LETTERS = 34_000
SITE = "https://society.example"
EVERYBODY_IS_A_MEMBER = """
INSERT INTO members_membership (status, starts_on, person_id)
SELECT (SELECT status FROM members_membership WHERE ends_on IS NULL LIMIT 1), '2026-01-01', id
  FROM members_person WHERE life_status = 'LIVING'
   AND NOT EXISTS (SELECT FROM members_membership
                    WHERE person_id = members_person.id
                      AND daterange(starts_on, ends_on, '[]') && daterange('2026-01-01', NULL))
"""
EVERYBODY_HAS_AN_ADDRESS = """
INSERT INTO members_contactpoint (kind, value, "primary", verified_at, invalid, source, person_id)
SELECT 'EMAIL', 'p' || id || '@example.org', true, now(), false, 'bench', id
  FROM members_person WHERE life_status = 'LIVING'
   AND NOT EXISTS (SELECT FROM members_contactpoint
                    WHERE person_id = members_person.id AND kind = 'EMAIL')
"""
WORDS = {
    "subject": "Assemblée de printemps, {{ prenom }}",
    "subject_en": "Spring assembly, {{ prenom }}",
    "body": "Cher {{ prenom }} {{ nom }}, promotion {{ promotion }},\n\n"
    + "La société se réunit au printemps, et chacun y est attendu pour voter et pour se revoir. "
    * 8
    + "\n\nInscrivez-vous sur https://society.example/assemblee avant la fin du mois.\n\n"
    + "Les comptes, le rapport et les candidatures sont à lire avant de venir. " * 8
    + "\n\nBien à vous.",
    "body_en": "Dear {{ prenom }} {{ nom }},\n\n"
    + "The society meets in spring, and everybody is expected to vote and to meet again. " * 8
    + "\n\nRegister on https://society.example/assembly before the end of the month.\n\nYours.",
    "sender_name": "Le bureau",
}
# As a worker of the site, it runs already when the letter is begun.
WORK = """
import sys, time
import django
django.setup()
from django.urls import reverse
from django.utils.timezone import localdate
from egide.kernel.models import Letter, LetterState
from egide.kernel.outbox import delivery
reverse("letters:leave", args=["warm"])
waiting = Letter.objects.filter(state=LetterState.QUEUED)
waiting.exists()
print("ready", flush=True)
sys.stdin.readline()
before = time.process_time()
while waiting.exists():
    delivery.deliver(on=localdate())
print(time.process_time() - before, flush=True)
"""


def prepare(society: _society.Society) -> None:
    """Let the copy be large enough: about 34 000 people who can be written to."""
    with psycopg.connect(society.environment["EGIDE_DB_OWNER"]) as connection:
        connection.execute(EVERYBODY_IS_A_MEMBER)
        connection.execute(EVERYBODY_HAS_AN_ADDRESS)
        connection.execute("UPDATE members_contactpoint SET invalid = false WHERE invalid")
        connection.execute("DELETE FROM letters_optout")
        connection.execute("DELETE FROM procrastinate_jobs")
        connection.execute("DELETE FROM kernel_letter")


def begin() -> tuple[int, float]:
    """Draft the letter and let it leave; return its readers, and the seconds."""
    from django.db.models import Max
    from django.utils import timezone
    from django.utils.timezone import localdate

    from egide.kernel.access import Actor, Grant
    from egide.kernel.identity import acting
    from egide.kernel.models import LetterKind
    from egide.letters import services
    from egide.letters.permissions import WRITE_LETTERS
    from egide.letters.queries.audiences import audience_meant
    from egide.letters.queries.reach import reach_of
    from egide.members.models import Person

    author = Person.objects.filter(life_status="LIVING").aggregate(last=Max("pk"))["last"]
    by = Actor(
        name=f"person:{author}",
        person_id=author,
        grants=(Grant(permission=WRITE_LETTERS, scope_ids=None, reason="bench"),),
    )
    on = localdate()
    mailing = services.draft_mailing(
        kind=LetterKind.NEWS, words=WORDS, answers=True, at=timezone.now(), by=by
    )
    with acting(by):
        members = audience_meant(ALL_MEMBERS, actor=by, on=on)
    assert members, "nobody to write to"
    services.add_audience(mailing=mailing, audience=members, by=by)
    began = time.perf_counter()
    with acting(by):
        expected = reach_of(mailing, on=on).reached
    services.begin_mailing(
        mailing=mailing, expected=expected, site=SITE, at=timezone.now(), on=on, by=by
    )
    return expected, time.perf_counter() - began


def hired(environment: dict[str, str]) -> list[subprocess.Popen[str]]:
    """Return workers that wait for a letter."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORK],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _worker in range(WORKERS)
    ]
    assert [read(worker) for worker in workers] == ["ready"] * WORKERS
    return workers


def read(worker: subprocess.Popen[str]) -> str:
    assert worker.stdout
    return worker.stdout.readline().strip()


def deliver(workers: list[subprocess.Popen[str]]) -> tuple[float, float]:
    """Let them deliver all of it; return the wall seconds, and their processor's."""
    began = time.perf_counter()
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    worked = sum(float(read(worker)) for worker in workers)
    wall = time.perf_counter() - began
    assert [worker.wait() for worker in workers] == [0] * WORKERS
    return wall, worked


def sink_seconds(number: int) -> float:
    fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def backends_seconds(admin: Any) -> float:
    """Return the processor seconds of the database server and of its living processes."""
    with psycopg.connect(admin.url()) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    parent = row[0].split()[0] if row else "0"
    family = [parent, *Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    ticks = 0
    for number in family:
        try:
            fields = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        # Its own; the parent's, with the children that ended, too.
        ticks += sum(int(value) for value in fields[11 : 15 if number == parent else 13])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(society: _society.Society, admin: Any, folder: Path) -> list[harness.Measure]:
    notes = folder / "notes"
    sink = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "_sink.py"), str(notes)],
        stdout=subprocess.PIPE,
    )
    assert sink.stdout
    port = sink.stdout.readline().decode().strip()
    environment = society.environment | {
        "EGIDE_DB_ROLE": "worker",
        "EGIDE_POOL": "0",
        "EGIDE_SMTP_HOST": "127.0.0.1",
        "EGIDE_SMTP_PORT": port,
    }
    os.environ |= environment
    try:
        harness.settings()
        workers = hired(environment)
        database, ours = backends_seconds(admin), time.process_time()
        readers, prepared = begin()
        ours = time.process_time() - ours
        wall, worked = deliver(workers)
        database = backends_seconds(admin) - database
        taking = sink_seconds(sink.pid)
    finally:
        sink.terminate()
        sink.wait()
    received = [line.split() for line in notes.read_bytes().splitlines()]
    each = Counter(to for to, _name, _size in received)
    size = sum(int(size) for _to, _name, size in received) / max(1, len(received)) / 1e3
    total = ours + worked + database + taking
    return [
        harness.Measure("letters", readers, "", at_least=LETTERS),
        harness.Measure("received", len(received), "", at_least=readers),
        harness.Measure("people written to twice", len(received) - len(each), "", at_most=0),
        harness.Measure("a letter", size, "kB"),
        harness.Measure("to whom, and promised", prepared, "s"),
        harness.Measure("written and handed over", wall, "s"),
        harness.Measure("in all", prepared + wall, "s", at_most=GOAL_SECONDS),
        harness.Measure("processor of who begins", ours, "s"),
        harness.Measure("processor of the workers", worked, "s"),
        harness.Measure("processor of the database", database, "s"),
        harness.Measure("processor of the mail server", taking, "s"),
        harness.Measure("all of it on two cores", total / CORES, "s", at_most=GOAL_SECONDS),
    ]


def main() -> int:
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--keep", action="store_true", help="keep the copy for the next measure")
    options = parser.parse_args()
    from egide.launcher import database

    with (
        _society.societies((_society.REAL,), keep=options.keep) as (society,),
        database.server() as access,
        tempfile.TemporaryDirectory() as folder,
    ):
        prepare(society)
        lines = measure(society, access.admin, Path(folder))
    return harness.report("a letter to everybody", lines)


if __name__ == "__main__":
    raise SystemExit(main())
