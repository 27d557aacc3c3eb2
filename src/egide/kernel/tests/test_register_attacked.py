"""Somebody who owns the database changes the register behind the site's back: it shows."""

import argparse
from datetime import date
from threading import Thread
from time import sleep

import pytest

from egide.kernel import audit
from egide.kernel.access import Actor, command_actor
from egide.kernel.commands import configure_verify, verify_register
from egide.kernel.identity import acting
from egide.kernel.jobs import verify_by_night
from egide.kernel.models import RegisterLine
from egide.kernel.restoring import record_restore
from tests.harness.identities import act_as

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proves("R-X-3", "G16")]
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


@pytest.fixture
def anchored(attack, settings, tmp_path):
    """Anchor the five lines as the night does; the place is the test's own."""
    settings.JOURNAL = tmp_path / "journal.jsonl"
    audit.anchor(audit.verify_chain(), on=date(2020, 7, 1))


def test_a_cut_tail_with_its_head_moved_back_shows_by_the_anchor(attack, anchored):
    attack(
        """
        DELETE FROM kernel_registerline WHERE number > 3;
        UPDATE kernel_registerhead SET last_number = 3, last_hash =
            (SELECT chain_hash FROM kernel_registerline WHERE number = 3)
        """
    )

    assert audit.verify_chain().intact
    verdict = audit.verify_chain(audit.anchors())
    assert (verdict.broken_at, verdict.problem) == (4, "cut")


REWRITE = """
UPDATE kernel_registerline SET actor = 'person:13' WHERE number = 2;
DO $$ DECLARE line kernel_registerline; hash text := ''; BEGIN
  FOR line IN SELECT * FROM kernel_registerline ORDER BY number LOOP
    hash := encode(sha256(convert_to(
        hash || E'\\x1f' || kernel_register_content(line), 'UTF8')), 'hex');
    UPDATE kernel_registerline SET chain_hash = hash WHERE number = line.number;
  END LOOP;
  UPDATE kernel_registerhead SET last_hash = hash;
END $$
"""


def test_a_register_written_anew_shows_by_the_anchor(attack, anchored, settings, capsys):
    (number, said) = audit.anchors().popitem()
    attack(REWRITE)

    assert audit.verify_chain().intact
    verdict = audit.verify_chain(audit.anchors())
    assert (verdict.broken_at, verdict.problem) == (5, "rewritten")

    # Whoever rewrote the file of anchors too could not rewrite the logbook of another machine.
    audit.place_of_anchors().unlink()

    class Options:
        json, anchor = False, [(number, said)]

    assert verify_register(Options()) == 1
    assert "broken at line 5: rewritten" in capsys.readouterr().out


def test_the_night_anchors_and_a_restore_is_no_attack(attack, anchored):
    verify_by_night(on=date(2020, 7, 2))
    assert set(audit.anchors()) == {5}
    verify_by_night(on=date(2020, 7, 3))
    assert set(audit.anchors()) == {5, 6}

    restored = """
        DELETE FROM kernel_registerline WHERE number > 5;
        UPDATE kernel_registerhead SET last_number = 5, last_hash =
            (SELECT chain_hash FROM kernel_registerline WHERE number = 5)
    """
    attack(restored)
    record_restore(backup="2020-07-02T00.00.00Z", by=command_actor("restore"))

    assert set(audit.anchors()) == {5}
    assert audit.verify_chain(audit.anchors()).intact


@pytest.mark.parametrize("wrong", ["5", "5:", "x:" + "a" * 64, "5:" + "g" * 64, "²:" + "a" * 64])
def test_an_anchor_that_is_none_is_refused(wrong):
    parser = argparse.ArgumentParser(exit_on_error=False)
    configure_verify(parser)

    with pytest.raises(argparse.ArgumentError):
        parser.parse_args(["--anchor", wrong])


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
        json, anchor = False, ()

    code = verify_register(Options())

    assert code == 1
    assert "line 3" in capsys.readouterr().out


def test_the_command_is_content_with_an_untouched_register(attack, capsys):
    class Options:
        json, anchor = True, ()

    code = verify_register(Options())

    assert code == 0
    assert capsys.readouterr().out == '{"lines": 5, "intact": true, "broken_at": null}\n'
