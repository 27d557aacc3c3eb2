"""What is printed of the registry and of the tests is true, and fits in a table."""

from __future__ import annotations

import pytest

from egide.kernel import printed

MARKED = """
import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-ALL")]


@pytest.mark.proves("R-ONE", "R-TWO")
@pytest.mark.parametrize(
    "day",
    [1, 2],
)
def test_first(day):
    assert day


@pytest.mark.proves("R-CLASS")
class TestThings:
    @pytest.mark.proves("R-TWO")
    def test_second(self):
        assert "proves('R-NEVER')"
"""


@pytest.fixture
def checkout(tmp_path):
    """Return a folder with one file of tests and a specification of three ids."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_things.py").write_text(MARKED)
    (tmp_path / "docs").mkdir()
    specification = '[S00]\nR-ONE = "One"\nR-TWO = "Two"\nR-NEVER = "Never"\n'
    (tmp_path / "docs" / "specification.toml").write_text(specification)
    return tmp_path


def test_a_marker_counts_on_a_file_a_class_a_method_and_under_another_marker(checkout):
    assert printed.proofs(checkout) == {
        "R-ALL": ["tests/test_things.py"],
        "R-ONE": ["tests/test_things.py::test_first"],
        "R-TWO": [
            "tests/test_things.py::test_first",
            "tests/test_things.py::TestThings::test_second",
        ],
        "R-CLASS": ["tests/test_things.py::TestThings"],
    }


def test_an_id_without_a_test_and_a_test_without_an_id_are_both_told(checkout):
    page = printed.coverage(checkout)

    assert "2 of 5 ids have a test that names them." in page
    assert "| R-NEVER | S00 | Never | **not proven** |" in page
    assert "| R-ALL | — | not in docs/specification.toml | tests/test_things.py |" in page


def test_a_bar_or_a_line_break_does_not_break_a_table():
    page = printed.table("Title", "Words.", ("a", "b"), [("x|y", "one\ntwo")])

    assert page.endswith("| a | b |\n| --- | --- |\n| x\\|y | one two |\n")
