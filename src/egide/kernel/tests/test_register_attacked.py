"""Somebody who owns the database changes the register behind the site's back: it shows."""

import pytest

from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.commands import verify_register
from egide.kernel.identity import acting

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
