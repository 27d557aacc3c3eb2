"""A worker killed in mid-letter: nobody is forgotten, and at most one a kill reads it twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from egide.kernel import outbox
from egide.kernel.models import Letter, LetterKind, LetterState
from egide.launcher.children import die_with_parent

LETTERS, KILLS = 60, 8
WORK = """
import time
import django
django.setup()
from django.utils.timezone import localdate
from egide.kernel.outbox import delivery
while True:
    delivery.deliver(on=localdate())
    time.sleep(0.05)
"""


@pytest.fixture
def worker(mail_server):
    """Return what starts a worker of its own, whose way out is the mail server of the test."""
    environment = os.environ | {
        "EGIDE_DB_ROLE": "worker",
        "EGIDE_SMTP_HOST": "127.0.0.1",
        "EGIDE_SMTP_PORT": str(mail_server.port),
    }
    started = []

    def start():
        command = [sys.executable, "-c", WORK]
        started.append(
            subprocess.Popen(command, env=environment, preexec_fn=die_with_parent()),
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(holds):
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline, "the worker does not get on"
        time.sleep(0.01)


@pytest.mark.django_db(transaction=True)
@pytest.mark.proves("G11", "MSG-2")
@pytest.mark.parametrize("kind", [LetterKind.SERVICE, LetterKind.NEWS])
def test_everybody_is_written_to_whatever_is_killed(kind, mail_server, worker):
    chance = random.Random(7)
    mail_server.slow = 0.01
    outbox.post_all(
        Letter(
            kind=kind,
            mass=True,
            occasion="lettre:1",
            person_id=number,
            address=f"p{number}@example.org",
            subject="Lettre",
            text="Bonjour.",
        )
        for number in range(LETTERS)
    )

    for _kill in range(KILLS):
        seen = len(mail_server.letters)
        process = worker()
        wait_until(lambda seen=seen: len(mail_server.letters) > seen)
        time.sleep(chance.random() * 0.05)
        process.kill()
        process.wait()
        # The leases of a dead worker end by themselves; here, at once.
        Letter.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    worker()
    unsettled = Letter.objects.filter(state__in=[LetterState.QUEUED, LetterState.SENDING])
    wait_until(lambda: not unsettled.exists())

    arrived = Counter(letter["To"] for letter in mail_server.letters)
    identities = {(letter["To"], letter["Message-ID"]) for letter in mail_server.letters}
    held = Letter.objects.filter(state=LetterState.HELD)
    assert len(arrived) + held.exclude(address__in=arrived).count() == LETTERS
    assert len(identities) == len(arrived)
    if kind is LetterKind.SERVICE:
        assert not held.exists()
        assert arrived.total() - LETTERS <= KILLS
    else:
        # Of these somebody decides: none leaves twice by itself.
        assert held.count() <= KILLS
        assert arrived.total() == len(arrived)
