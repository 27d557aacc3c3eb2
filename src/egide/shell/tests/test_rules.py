"""What a schedule says."""

import pytest

from egide.shell.rules import schedule_in_words


@pytest.mark.parametrize(
    ("schedule", "words"),
    [
        ("", "à la demande"),
        ("* * * * *", "chaque minute"),
        ("*/30 * * * *", "toutes les 30 minutes"),
        ("25 * * * *", "chaque heure, à la minute 25"),
        ("5 0 * * *", "chaque jour à 0\u00a0h\u00a005"),
        ("0 6 * * 1", "0 6 * * 1"),
    ],
)
def test_a_schedule_is_said_in_words(schedule, words):
    assert schedule_in_words(schedule) == words
