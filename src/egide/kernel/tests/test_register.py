"""The register grows, is chained, and nobody changes it."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, connection, transaction

from egide.kernel import audit
from egide.kernel.access import CLOCK, VISITOR, Actor
from egide.kernel.identity import acting
from egide.kernel.models import RegisterLine

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-X-3")]
SECRETARY = Actor(name="person:12", person_id=12)


def write(count: int = 1, by: Actor = SECRETARY) -> None:
    with acting(by):
        for number in range(count):
            audit.record(by, "kernel.tried", f"essai:{number}", step=number)


def test_a_line_says_who_did_what_and_follows_the_one_before():
    start = RegisterLine.objects.count()

    write(2)

    first, second = RegisterLine.objects.order_by("number")[start:]
    assert (first.actor, first.action, first.subject, first.facts) == (
        "person:12",
        "kernel.tried",
        "essai:0",
        {"step": 0},
    )
    assert second.number == first.number + 1
    assert len(first.chain_hash) == 64
    assert first.chain_hash != second.chain_hash


def test_without_an_identity_nothing_is_written():
    with pytest.raises(DatabaseError, match="no identity"), transaction.atomic():
        audit.record(SECRETARY, "kernel.tried", "essai:1")


def test_nobody_writes_under_another_name():
    with pytest.raises(DatabaseError, match="the register names who acts"), acting(VISITOR):
        audit.record(SECRETARY, "kernel.tried", "essai:1")


def test_an_inner_identity_does_not_stay_behind():
    with acting(SECRETARY):
        with acting(CLOCK):
            audit.record(CLOCK, "kernel.tried", "essai:1")
        audit.record(SECRETARY, "kernel.tried", "essai:2")

    actors = RegisterLine.objects.order_by("-number").values_list("actor", flat=True)[:2]
    assert list(actors) == ["person:12", "clock"]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE kernel_registerline SET action = 'x'",
        "DELETE FROM kernel_registerline",
        "TRUNCATE kernel_registerline",
        "UPDATE kernel_registerhead SET last_number = 0",
        "INSERT INTO kernel_registerhead (last_number, last_hash) VALUES (0, '')",
        "ALTER TABLE kernel_registerline DISABLE TRIGGER ALL",
    ],
)
def test_the_site_may_not_change_the_register(change):
    write()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_the_chain_verifies_from_the_first_line_to_the_head():
    write(3)

    verdict = audit.verify_chain()

    assert verdict.intact
    assert verdict.lines == RegisterLine.objects.count()


@pytest.mark.parametrize("place", ["(0,1)", "(0,2)", "(4000000,1)"])
def test_a_false_hint_at_the_head_changes_nothing(place):
    write(3)

    with acting(SECRETARY), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('egide.register_head', %s, true)", [place])
        audit.record(SECRETARY, "kernel.tried", "essai:9")
        audit.record(SECRETARY, "kernel.tried", "essai:10")

    assert audit.verify_chain().intact


def test_what_a_savepoint_takes_back_leaves_no_hole():
    write(2)
    before = RegisterLine.objects.count()

    with acting(SECRETARY):
        audit.record(SECRETARY, "kernel.tried", "essai:5")
        with suppress(LookupError), transaction.atomic():
            audit.record(SECRETARY, "kernel.tried", "essai:6")
            raise LookupError
        audit.record(SECRETARY, "kernel.tried", "essai:7")

    assert RegisterLine.objects.count() == before + 2
    assert audit.verify_chain().intact


def test_many_lines_of_one_statement_are_chained_one_by_one():
    with acting(SECRETARY):
        RegisterLine.objects.bulk_create(
            RegisterLine(
                actor=SECRETARY.name, action="kernel.tried", subject=f"essai:{n}", facts={}
            )
            for n in range(600)
        )

    assert audit.verify_chain().intact


def test_a_line_goes_to_the_head_by_its_place_or_key_however_small_the_table():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = 'kernel_register_chain'")
        [(settings,)] = cursor.fetchall()

    assert set(settings) == {"search_path=public, pg_temp", "enable_seqscan=off"}


def test_the_fingerprint_tells_a_change():
    line = RegisterLine(number=1, actor="clock", action="a", subject="s")
    before = audit.fingerprint(line)

    line.action = "b"

    assert audit.fingerprint(line) != before
