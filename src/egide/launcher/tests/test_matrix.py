"""``./egide matrix``: the notes of its shards added up, told, and kept."""

from __future__ import annotations

import argparse
import json

import pytest

from egide.launcher import matrix, places
from egide.launcher.outcomes import FAILED, Missing, WrongUse

FAILURE = {
    "oracle": "rows",
    "role": "member",
    "route": "groups:desk",
    "method": "POST",
    "side": "far",
    "said": "wrote groups_group",
}


def options(**given: object) -> argparse.Namespace:
    usual = {"json": True, "mutants": False, "hostile": False, "write": False, "only": ""}
    return argparse.Namespace(**(usual | {"processes": 2} | given))


@pytest.fixture
def shards(monkeypatch):
    """Two shards that left their notes, the second with a failure."""

    def asked(kind, _options, folder):
        for number, failures in ((0, []), (1, [FAILURE])):
            notes = {
                "requests": 7,
                "by_role": {"member": 7},
                "by_route": {"groups:desk": 7},
                "by_oracle": {"rows": 7},
                "failures": failures,
            }
            (folder / f"{kind}-{number}.json").write_text(json.dumps(notes))
        return 0

    monkeypatch.setattr(matrix, "_asked", asked)
    monkeypatch.setattr(matrix.compiling, "compile_all", lambda: None)


def test_prints_what_all_shards_found_and_fails_by_one_failure(shards, capsys):
    assert matrix.run(options()) == FAILED

    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["requests"]) == ("access", 14)
    assert found["by_role"] == {"member": 14}
    assert found["failures"] == [FAILURE]


def test_keeps_the_last_result_of_each_kind_apart(shards, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(places, "checkout", lambda: tmp_path)
    (tmp_path / "docs" / "printed").mkdir(parents=True)

    for given in ({}, {"hostile": True}, {}):
        matrix.run(options(write=True, json=False, **given))

    page = (tmp_path / "docs" / "printed" / matrix.PAGE).read_text()
    assert [line for line in page.splitlines() if line[:3] == "## "] == ["## access", "## hostile"]
    assert page.count("✗ · rows · member · groups:desk") == 2
    capsys.readouterr()


def test_asks_one_kind_at_a_time_and_needs_the_sources(monkeypatch):
    with pytest.raises(WrongUse):
        matrix.run(options(mutants=True, hostile=True))
    monkeypatch.setattr(places, "checkout", lambda: places.PACKAGE)
    with pytest.raises(Missing, match="installed package"):
        matrix.run(options())
