"""What browsers tell of what the policy stopped: one line each, no address, and not too many."""

from __future__ import annotations

import json
import logging

import pytest

from egide.kernel.middleware import HEADERS, REPORTS
from egide.shell.views import reports

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G17")]
OLD = {
    "csp-report": {
        "document-uri": "https://societe.example/annuaire/camille.torelisse/?q=secret",
        "effective-directive": "script-src-elem",
        "blocked-uri": "https://evil.example/vole.js?camille",
        "script-sample": "alert('camille')",
    }
}
NEW = [
    {
        "type": "csp-violation",
        "url": "https://societe.example/annuaire/camille.torelisse/",
        "body": {"effectiveDirective": "style-src", "blockedURL": "inline", "sample": "camille"},
    }
]


@pytest.fixture
def lines(caplog):
    caplog.set_level(logging.INFO, logger="egide.security")
    logger = logging.getLogger("egide.security")
    logger.addHandler(caplog.handler)
    yield lambda: [
        (one.rule, one.blocked) for one in caplog.records if one.message == "policy stopped"
    ]
    logger.removeHandler(caplog.handler)


def send(client, told, kind="application/csp-report"):
    text = told if isinstance(told, str) else json.dumps(told)
    return client.post(REPORTS, text, content_type=kind)


def test_browsers_are_told_where_to_send_them(client):
    answer = client.get("/")

    assert f"report-uri {REPORTS}" in answer["Content-Security-Policy"]
    assert "report-to policy" in answer["Content-Security-Policy"]
    assert HEADERS["Reporting-Endpoints"] == f'policy="{REPORTS}"'


def test_both_forms_leave_a_line_without_any_address_or_name(client, lines, caplog):
    assert send(client, OLD).status_code == 204
    assert send(client, NEW, "application/reports+json").status_code == 204

    assert set(lines()) == {("script-src-elem", "evil.example"), ("style-src", "inline")}
    assert "camille" not in str([vars(one) for one in caplog.records])


@pytest.mark.parametrize(
    ("told", "kind", "status"),
    [
        ("pas du json", "application/csp-report", 400),
        (OLD, "text/plain", 415),
        ("[" + "1," * 20_000 + "1]", "application/json", 413),
        ([1, None, "x", {"body": []}, {"body": {"effectiveDirective": "x\ny"}}],
         "application/json", 204),
        ({"csp-report": {"effective-directive": "script-src\nINFO signed in"}},
         "application/csp-report", 204),
        ({"csp-report": {"effective-directive": ["a"], "blocked-uri": {}}},
         "application/csp-report", 204),
    ],
)  # fmt: skip
def test_what_makes_no_sense_leaves_no_line(client, lines, told, kind, status):
    assert send(client, told, kind).status_code == status
    assert lines() == []


def test_a_stranger_fills_no_log(client, lines, monkeypatch):
    monkeypatch.setattr(reports, "PER_NETWORK", 3)

    statuses = [send(client, [*NEW] * 50, "application/json").status_code for _ in range(5)]

    assert statuses == [204] * 3 + [429] * 2
    assert len(set(lines())) == 1
    assert len(lines()) <= 2 * 3 * reports.MOST


def test_nothing_but_a_report_is_taken(client):
    assert client.get(REPORTS).status_code == 405
