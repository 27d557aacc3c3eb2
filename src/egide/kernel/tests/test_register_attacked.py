"""Somebody who owns the database changes the register behind the site's back: it shows."""

from threading import Thread
from time import sleep

import pytest

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.commands import verify_register
from egide.kernel.identity import acting
from egide.kernel.models import RegisterLine
from tests.harness.identities import act_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("R-X-3")]
SECRETARY = Actor(name="person:12", person_id=12)


@pytest.fixture
def attack(connect_as):
    """Write five lines, then run a statement as the superuser with the triggers silenced."""
    with acting(SECRETARY):
        for number in range(5):
            audit.record(SECRETARY, "kernel.tried", f"essai:{number}")

    def run(statement):
        with connect_as("admin") as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(statement)

    return run


@pytest.mark.parametrize(
    ("statement", "broken_at", "problem"),
    [
        ("UPDATE kernel_registerline SET facts = '{\"a\": 1}' WHERE number = 3", 3, "altered"),
        ("UPDATE kernel_registerline SET actor = 'person:13' WHERE number = 2", 2, "altered"),
        ("DELETE FROM kernel_registerline WHERE number = 4", 4, "missing"),
        ("DELETE FROM kernel_registerline WHERE number = 5", 5, "missing"),
        ("DELETE FROM kernel_registerline WHERE number = 1", 1, "missing"),
    ],
)
def test_the_first_broken_link_is_named(attack, statement, broken_at, problem):
    attack(statement)

    verdict = audit.verify_chain()

    assert (verdict.broken_at, verdict.problem) == (broken_at, problem)


def test_two_who_write_at_once_follow_each_other(connect_as):
    with connect_as("app") as first, connect_as("app") as second:
        first.autocommit = second.autocommit = False
        write_line(first, "essai:1")
        waiting = Thread(target=write_line, args=(second, "essai:2"))
        waiting.start()
        wait_until_somebody_waits(first)
        write_line(first, "essai:3")
        first.commit()
        waiting.join()
        second.commit()

    verdict = audit.verify_chain()

    assert (verdict.lines, verdict.intact) == (3, True)
    assert list(RegisterLine.objects.order_by("number").values_list("subject", flat=True)) == [
        "essai:1",
        "essai:3",
        "essai:2",
    ]


def write_line(connection, subject):
    act_as(connection, "person:12")
    connection.execute(
        """
        INSERT INTO kernel_registerline (actor, on_behalf_of, action, subject, reason,
                                         before_hash, after_hash, facts, chain_hash)
        VALUES ('person:12', '', 'kernel.tried', %s, '', '', '', '{}', '')
        """,
        [subject],
    )


def wait_until_somebody_waits(connection):
    for _try in range(2_000):
        row = connection.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"
        ).fetchone()
        if row[0]:
            return
        sleep(0.005)


def test_the_command_fails_and_names_the_line(attack, capsys):
    attack("UPDATE kernel_registerline SET reason = 'x' WHERE number = 3")

    class Options:
        json = False

    code = verify_register(Options())

    assert code == 1
    assert "line 3" in capsys.readouterr().out


def test_the_command_is_content_with_an_untouched_register(attack, capsys):
    class Options:
        json = True

    code = verify_register(Options())

    assert code == 0
    assert capsys.readouterr().out == '{"lines": 5, "intact": true, "broken_at": null}\n'
