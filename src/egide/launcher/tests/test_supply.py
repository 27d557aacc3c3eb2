"""What the site is made of: few packages, each with hashes, told in a form that tools read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from egide.launcher import command_line, sbom

ROOT = Path(__file__).resolve().parents[4]
pytestmark = pytest.mark.proves("G31")


def test_few_packages_run_and_each_is_known_by_its_hashes():
    components = sbom.bill(ROOT)["components"]

    assert 20 <= len(components) <= 60
    assert [one["name"] for one in components if not one["hashes"]] == []
    assert len({one["purl"] for one in components}) == len(components)


def test_the_lock_names_no_registry():
    for name in ("requirements.lock", "requirements-dev.lock"):
        assert "://" not in (ROOT / name).read_text()


def test_the_command_prints_a_bill_that_says_what_it_is(capsys):
    assert command_line.main(["sbom"]) == 0

    told = json.loads(capsys.readouterr().out)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert {"django", "psycopg", "cryptography"} <= {one["name"] for one in told["components"]}
    assert [one["name"] for one in told["components"] if not one["licenses"]] == []
