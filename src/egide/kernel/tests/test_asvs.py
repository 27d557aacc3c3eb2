"""The list of OWASP ASVS is whole, and nothing in it is shown by what does not exist."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from egide.kernel import asvs, printed

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.proves("G1")

# Lines of level 1 and of level 2 in each chapter: OWASP ASVS 5.0.0 (May 2025), the release's
# machine-readable list, counted by chapter and level.
LINES = {
    "V1": (8, 19),
    "V2": (4, 7),
    "V3": (8, 11),
    "V4": (2, 8),
    "V5": (4, 5),
    "V6": (13, 22),
    "V7": (6, 12),
    "V8": (4, 3),
    "V9": (4, 3),
    "V10": (5, 24),
    "V11": (3, 11),
    "V12": (3, 6),
    "V13": (1, 12),
    "V14": (2, 7),
    "V15": (3, 10),
    "V16": (0, 16),
    "V17": (0, 7),
}
# Of level 3, those that are worth taking here.
CHOSEN = """
    2.3.5 2.4.2 3.2.3 3.4.7 3.4.8 3.5.6 3.5.7 3.5.8 5.2.4 5.2.5 5.2.6 5.3.3 6.3.5 6.3.7 6.3.8
    6.4.6 6.5.6 7.5.3 8.3.2 8.3.3 14.2.6 14.2.7 14.2.8 15.4.2 16.5.4
"""


def test_every_line_of_the_two_levels_and_the_chosen_ones_are_there():
    found = asvs.lines(ROOT)
    counts = Counter((line.chapter, line.level) for line in found)

    assert {chapter: (counts[chapter, 1], counts[chapter, 2]) for chapter in LINES} == LINES
    assert {line.id for line in found if line.level == 3} == set(CHOSEN.split())
    assert len({line.id for line in found}) == len(found) == 253 + 25


def test_every_proof_exists_and_every_open_line_says_what_is_missing():
    assert asvs.problems(ROOT) == []


@pytest.fixture
def checkout(tmp_path):
    """Return what writes a list of one line in a folder with a test, a setting and a document."""
    for name in ("docs", "tests", "src/egide/config"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "tests" / "test_doors.py").write_text(
        "class TestADoor:\n    def test_shuts(self):\n        assert 1\n\n\ndef helper(): ...\n"
    )
    (tmp_path / "docs" / "door.md").write_text("# Doors\n\nWords.\n")
    (tmp_path / "src/egide/config/settings.py").write_text("DOOR = LOCK = True\n")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)

    def write(status: str, *proof: str, note: str = "", identifier: str = "6.1.1") -> Path:
        line = f'level = 1, asks = "A door", status = "{status}"'
        (tmp_path / "docs" / "asvs.toml").write_text(
            f'[V6]\n"{identifier}" = {{ {line}, proof = {list(proof)}, note = "{note}" }}\n'
        )
        return tmp_path

    return write


@pytest.mark.parametrize(
    ("status", "proof"),
    [
        ("test", "tests/test_doors.py::TestADoor::test_shuts"),
        ("setting", "setting LOCK"),
        ("setting", "ruff S608"),
        ("setting", "docs/door.md#Words."),
        ("document", "docs/door.md#Doors"),
    ],
)
def test_what_exists_is_a_proof(checkout, status, proof):
    assert asvs.problems(checkout(status, proof)) == []


@pytest.mark.parametrize(
    ("status", "proof"),
    [
        ("test", "tests/test_doors.py::TestADoor::test_opens"),
        ("test", "tests/test_doors.py::test_shuts"),
        ("test", "tests/test_doors.py::helper"),
        ("test", "tests/test_doors.py::TestADoor"),
        ("test", "tests/test_doors.py"),
        ("test", "tests/test_windows.py::test_shuts"),
        ("test", "docs/door.md::Doors"),
        ("setting", "setting WINDOW"),
        ("setting", "ruff RUF001"),
        ("setting", "ruff ZZZ999"),
        ("setting", "docs/door.md#Other words"),
        ("document", "docs/door.md#Windows"),
        ("document", "docs/window.md#Doors"),
    ],
)
def test_what_does_not_exist_is_none(checkout, status, proof):
    assert asvs.problems(checkout(status, proof)) == [f"6.1.1: there is no {status} {proof}"]


def test_a_test_that_is_removed_is_noticed(checkout):
    root = checkout("test", "tests/test_doors.py::TestADoor::test_shuts")
    before = asvs.problems(root)
    (root / "tests" / "test_doors.py").write_text("class TestADoor:\n    pass\n")

    assert (before, len(asvs.problems(root))) == ([], 1)


@pytest.mark.parametrize("status", ["open", "not_applicable"])
def test_a_line_that_is_not_met_says_why_and_shows_nothing(checkout, status):
    assert asvs.problems(checkout(status, note="nobody keeps the door")) == []
    assert asvs.problems(checkout(status)) == [f"6.1.1: is {status} and does not say why"]
    assert asvs.problems(checkout(status, "setting DOOR", note="nobody keeps it")) == [
        f"6.1.1: is {status} and names a proof"
    ]


def test_a_line_without_proof_of_another_status_or_of_another_chapter_is_told(checkout):
    assert asvs.problems(checkout("test")) == ["6.1.1: is shown by a test that is not named"]
    assert asvs.problems(checkout("done")) == ["6.1.1: has a status of its own, 'done'"]
    assert asvs.problems(checkout("document", "docs/door.md#Doors", identifier="7.1")) == [
        "7.1: is no line of V6"
    ]


def test_the_page_counts_by_chapter_and_status_then_says_each_line(checkout):
    page = printed.asvs_lines(checkout("open", note="nobody keeps the door"))

    assert "| V6 | Authentication |  |  |  |  | 1 |" in page
    assert "| all |  | 0 | 0 | 0 | 0 | 1 |" in page
    assert "| 6.1.1 | 1 | A door | **open** | nobody keeps the door |" in page
