"""The reference society, loaded through the verbs, yields every number it was built to yield."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egide.annual_report.tables import rows_table
from egide.kernel import audit, registry
from egide.kernel.periods import Period

ORACLE = json.loads((Path(__file__).parent / "oracle.json").read_text())


def expected() -> list[tuple[str, int, int]]:
    """Return key, year and value of each line of the oracle whose figure exists."""
    lines = []
    for key in sorted(registry.figures()):
        for year, value in ORACLE.get(key.split(".", 1)[1], {}).items():
            lines.append((key, int(year), value))
    return lines


@pytest.mark.proves("AC-REP-1", "AC-REG-8", "AC-GRP-1", "AC-GRP-2", "AC-GOV-6")
def test_every_figure_of_the_oracle_matches(full_society):
    found = {
        (key, year): registry.figures()[key].value(Period.year(year)) for key, year, _ in expected()
    }

    assert found == {(key, year): value for key, year, value in expected()}
    assert len(found) >= 15


@pytest.mark.proves("R-REP-5")
def test_every_figure_of_the_oracle_opens_as_many_rows_as_it_says(full_society):
    for key, year, value in expected():
        rows = registry.figures()[key].rows(Period.year(year))

        assert rows.values("pk").distinct().count() == value, key


@pytest.mark.proves("R-REP-5")
def test_every_figure_lays_its_rows_out_for_who_opens_them(full_society):
    for key, figure in registry.figures().items():
        rows = figure.rows(Period.year(2020))

        table = rows_table(figure, 2020, rows)

        assert len(table.columns) == len(figure.columns), key
        assert all(column.value(row) != "" for column in table.columns[:1] for row in rows[:3]), key


def test_loading_left_a_register_that_verifies(full_society):
    verdict = audit.verify_chain()

    assert verdict.intact
    assert verdict.lines > 0


@pytest.mark.parametrize("key", ["committee", "board", "bureau", "territorial_groups"])
def test_the_small_society_has_the_same_bodies_and_groups(small_society, key):
    (figure,) = (
        figure for name, figure in registry.figures().items() if name.split(".", 1)[1] == key
    )

    assert figure.value(Period.year(2020)) == ORACLE[key]["2020"]
