"""What is asked of a database that was put back, and the lines that this leaves."""

import pytest

from egide.kernel import audit, documents, restoring, wall
from egide.kernel.access import command_actor
from egide.kernel.audit import ChainVerdict
from egide.kernel.models import RegisterLine

pytestmark = [pytest.mark.django_db, pytest.mark.proves("G14")]
OPERATOR = command_actor("drill")


@pytest.fixture
def kept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return documents.keep(
        content=b"proces-verbal", kind="essai", name="pv.pdf", media_type="", by=OPERATOR
    )


def test_a_whole_society_has_no_problem(kept):
    found = restoring.examine(by=OPERATOR)

    assert (found.register_lines, found.opened_document, found.problems) == (1, kept.sha256, ())


def test_a_missing_document_is_a_problem(kept):
    documents.place_of(kept.sha256).unlink()

    found = restoring.examine(by=OPERATOR)

    assert found.opened_document == ""
    assert ["pv.pdf" in problem for problem in found.problems] == [True]


def test_a_broken_register_is_a_problem(monkeypatch):
    broken = ChainVerdict(lines=2, broken_at=3, problem="altered")
    monkeypatch.setattr(audit, "verify_chain", lambda: broken)

    assert restoring.examine(by=OPERATOR).problems == ("the register is broken at line 3: altered",)


def test_an_open_secret_table_is_a_problem(monkeypatch):
    monkeypatch.setattr(wall, "secret_tables", lambda: {"members_person"})

    assert restoring.examine(by=OPERATOR).problems == ("members_person has no row security",)


def test_a_restore_and_a_drill_leave_a_line():
    restoring.record_restore(backup="2026-11-23T18.00.00Z", by=command_actor("restore"))
    restoring.record_drill(backup="2026-11-23T18.00.00Z", rows=12, problems=1, by=OPERATOR)

    lines = RegisterLine.objects.order_by("number").values_list(
        "actor", "action", "subject", "facts"
    )
    assert list(lines) == [
        ("command:restore", "kernel.backup_restored", "backup:2026-11-23T18.00.00Z", {}),
        (
            "command:drill",
            "kernel.restore_drilled",
            "backup:2026-11-23T18.00.00Z",
            {"rows": 12, "problems": 1},
        ),
    ]
