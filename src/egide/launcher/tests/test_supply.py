"""What the site is made of: few packages, each with hashes, told in a form that tools read."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from egide.launcher import command_line, outcomes, sbom

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


@contextmanager
def base(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A base of vulnerabilities that always says the same, and what it was asked."""
    asked: list[bytes] = []

    class Said(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *given: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Said) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()


def test_a_known_flaw_is_named_and_fails(capsys):
    purls = [one["purl"] for one in sbom.bill(ROOT)["components"]]
    first = next(number for number, purl in enumerate(purls) if "/django@" in purl)
    told = [
        {"vulns": [{"id": "GHSA-2"}, {"id": "GHSA-1"}]} if n == first else {}
        for n in range(len(purls))
    ]

    with base(json.dumps({"results": told}).encode()) as (address, asked):
        code = command_line.main(["flaws", "--base", address])

    assert code == outcomes.FAILED
    assert capsys.readouterr().out == f"{purls[first].removeprefix('pkg:pypi/')}  GHSA-1 GHSA-2\n"
    assert json.loads(asked[0]) == {"queries": [{"package": {"purl": purl}} for purl in purls]}


def test_no_known_flaw_succeeds():
    count = len(sbom.bill(ROOT)["components"])

    with base(json.dumps({"results": [{}] * count}).encode()) as (address, _asked):
        assert command_line.main(["flaws", "--base", address]) == outcomes.DONE


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"results": [{}]}'])
def test_a_base_that_does_not_answer_is_never_taken_for_no_flaw(answer):
    with base(answer) as (address, _asked):
        assert command_line.main(["flaws", "--base", address]) == outcomes.MISSING
    assert command_line.main(["flaws", "--base", address]) == outcomes.MISSING
