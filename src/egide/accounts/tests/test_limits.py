"""Five password checks an account in five minutes: over all threads, processes and entrances."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from egide.accounts import services
from egide.accounts.services import TooManyTries, WrongPassword
from egide.accounts.tests.test_passwords import with_password
from egide.kernel.access import VISITOR, Actor
from egide.members.tests.factories import make_person
from tests.harness.databases import close_connections

pytestmark = pytest.mark.proves("G18")


@pytest.mark.django_db(transaction=True)
def test_forty_tries_at_once_reach_the_password_five_times_exactly():
    with_password(make_person(email="camille@example.org"))
    together = Barrier(40)

    def one_try(number: int) -> str:
        together.wait()
        try:
            services.check_password(
                identifier="camille@example.org",
                password="faux",
                network=f"10.0.0.{number}",
                by=VISITOR,
            )
        except (TooManyTries, WrongPassword) as refusal:
            return type(refusal).__name__
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(one_try, range(40)))

    assert (answers.count("WrongPassword"), answers.count("TooManyTries")) == (5, 35)


@pytest.mark.django_db(transaction=True)
def test_four_processes_at_both_entrances_reach_the_password_five_times_exactly():
    account = with_password(make_person(email="camille@example.org"))
    by = Actor(name=f"person:{account.person_id}", person_id=account.person_id)
    entrances = (
        lambda number: services.check_password(
            identifier="camille@example.org",
            password="faux",
            network=f"10.0.0.{number}",
            by=VISITOR,
        ),
        lambda number: services.prove_by_password(
            account=account, password="faux", network=f"10.0.1.{number}", by=by
        ),
    )
    close_connections()
    reader, writer = os.pipe()
    children = []
    for number in range(4):
        child = os.fork()
        if not child:
            # A worker of its own: another process, another connection, the same rows.
            try:
                for turn in range(5):
                    try:
                        entrances[turn % 2](10 * number + turn)
                    except (TooManyTries, WrongPassword) as refusal:
                        os.write(writer, b"w" if isinstance(refusal, WrongPassword) else b"m")
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    os.close(writer)
    said = b"".join(iter(lambda: os.read(reader, 64), b""))
    os.close(reader)

    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert (said.count(b"w"), said.count(b"m")) == (5, 15)
