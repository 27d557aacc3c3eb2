"""The contract for scripts: ``egide figures`` and ``egide report``."""

import argparse
import json
from datetime import date

import pytest

from egide.annual_report.commands import (
    configure_figures,
    configure_report,
    print_figures,
    write_report,
)
from egide.annual_report.demo import build
from egide.annual_report.jobs import compare_editions
from egide.annual_report.models import Edition
from egide.annual_report.rules.expected import EXPECTED
from egide.annual_report.services import compute_edition
from egide.annual_report.tests.conftest import EDITOR, NOW, TODAY, add_row, carry, figure
from egide.kernel import registry
from egide.kernel.access import command_actor
from egide.kernel.demo import DemoLoad

pytestmark = pytest.mark.django_db


def run(command, configure, *typed):
    parser = argparse.ArgumentParser()
    configure(parser)
    return command(parser.parse_args(typed))


def figures_printed(capsys, *typed):
    assert run(print_figures, configure_figures, "--json", *typed) == 0
    return json.loads(capsys.readouterr().out)


def test_every_figure_of_a_year_is_printed_with_its_rows_and_both_texts(figures, capsys):
    for _row in range(3):
        add_row("members.members")

    printed = figures_printed(capsys, "--year", "2020")

    assert printed["members.members"] == {"value": 3, "rows": 3, "text": {"fr": "3", "en": "3"}}


def test_a_figure_is_said_as_the_report_says_it(figures, capsys, monkeypatch):
    figures["mandates.dri_elected"] = figure("mandates.dri_elected")
    for _row in range(2):
        add_row("mandates.dri_elected")

    printed = figures_printed(capsys, "--year", "2020")

    assert printed["mandates.dri_elected"]["text"] == {"fr": "deux", "en": "two"}


def test_money_is_in_cents_and_said_in_euros(figures, capsys):
    add_row("dues.dues", value=123450)

    printed = figures_printed(capsys, "--year", "2020")["dues.dues"]

    assert printed["value"] == 123450
    assert printed["text"] == {"fr": "1\u202f234,50\u00a0€", "en": "€1,234.50"}


@pytest.mark.proves("R-REP-7")
def test_what_no_system_records_yet_is_listed_without_a_value(figures, capsys):
    printed = figures_printed(capsys, "--year", "2020")

    assert printed["mutual_aid.aid_total"] == {
        "value": None,
        "rows": 0,
        "text": {"fr": "pas encore enregistré", "en": "not yet recorded"},
        "system": "S07",
    }
    assert {found.key for found in EXPECTED} <= set(printed)


def test_the_date_moves_with_as_of(figures, capsys):
    add_row("members.members", on=date(2020, 6, 1))

    before = figures_printed(capsys, "--year", "2020", "--as-of", "2020-05-31")
    on_the_day = figures_printed(capsys, "--year", "2020", "--as-of", "2020-06-01")

    assert before["members.members"]["value"] == 0
    assert on_the_day["members.members"]["value"] == 1


def test_a_day_before_the_year_is_refused_in_a_sentence(figures, capsys):
    code = run(print_figures, configure_figures, "--year", "2020", "--as-of", "2019-12-31")

    assert (code, "is before the year 2020 begins" in capsys.readouterr().err) == (1, True)


@pytest.mark.parametrize("typed", [["--year", "deux"], ["--year", "2020", "--as-of", "31/12/2020"]])
def test_a_strange_option_is_wrong_use(typed, capsys):
    with pytest.raises(SystemExit) as stop:
        run(print_figures, configure_figures, *typed)

    assert stop.value.code == 2


def test_without_json_a_table_is_printed(figures, capsys):
    add_row("members.members")

    assert run(print_figures, configure_figures, "--year", "2020") == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.split() == ["members.members", "1", "1"] for line in lines)
    assert any(line.startswith("mutual_aid.aid_total") and "S07" in line for line in lines)


def test_the_report_is_written_and_its_files_are_named(edition, tmp_path, capsys):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    code = run(write_report, configure_report, "2020", "--lang", "en", "--out", str(tmp_path / "r"))

    assert code == 0
    assert str(tmp_path / "r/index.html") in capsys.readouterr().out
    assert (tmp_path / "r/rapport-2020-en.pdf").read_bytes().startswith(b"%PDF")


def test_a_report_that_does_not_exist_is_a_sentence_and_a_code(db, figures, tmp_path, capsys):
    code = run(write_report, configure_report, "2020", "--out", str(tmp_path / "r"))

    assert code == 1
    assert "Il n’y a pas encore de rapport de 2020." in capsys.readouterr().err


def test_a_disk_that_refuses_is_a_sentence_and_a_code(edition, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    code = run(write_report, configure_report, "2020", "--out", str(tmp_path / "file/inside"))

    assert code == 1
    assert "n’a pas pu être écrit" in capsys.readouterr().err


def test_the_same_command_twice_writes_the_same_report(edition, tmp_path, capsys):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    (tmp_path / "r").mkdir()  # an empty folder is a good place

    def written():
        code = run(write_report, configure_report, "2020", "--out", str(tmp_path / "r"))
        files = sorted(path for path in (tmp_path / "r").rglob("*") if path.is_file())
        return code, {path.name: path.read_bytes() for path in files}

    first, again = written(), written()

    assert first[0] == 0
    assert first == again


@pytest.mark.parametrize("place", ["holds-photos", "is-a-file"])
def test_a_place_that_is_taken_is_a_sentence_and_a_code(edition, tmp_path, capsys, place):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    (tmp_path / "holds-photos").mkdir()
    (tmp_path / "holds-photos/photo.jpg").write_bytes(b"x")
    (tmp_path / "is-a-file").write_text("x")

    code = run(write_report, configure_report, "2020", "--out", str(tmp_path / place))

    assert code == 1
    assert "contient autre chose qu’un rapport" in capsys.readouterr().err
    assert (tmp_path / "holds-photos/photo.jpg").read_bytes() == b"x"
    assert (tmp_path / "is-a-file").read_text() == "x"


def test_a_place_that_cannot_be_looked_at_is_a_sentence_and_a_code(
    edition, tmp_path, capsys, monkeypatch
):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    def closed(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.iterdir", closed)
    code = run(write_report, configure_report, "2020", "--out", str(tmp_path))

    assert code == 1
    assert "(Permission denied)" in capsys.readouterr().err


def test_a_name_too_long_is_a_sentence_and_a_code(edition, tmp_path, capsys):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    code = run(write_report, configure_report, "2020", "--out", str(tmp_path / ("r" * 300)))

    assert code == 1
    assert "n’a pas pu être écrit" in capsys.readouterr().err


@pytest.mark.parametrize(
    "typed", [["1700"], ["vingt"], ["2020", "--lang", "xx"], ["2020", "--lang", ""]]
)
def test_a_strange_year_or_language_is_wrong_use(typed, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        run(write_report, configure_report, *typed, "--out", str(tmp_path / "r"))

    assert stop.value.code == 2
    assert not (tmp_path / "r").exists()


def test_the_demo_opens_the_edition_and_computes_what_exists(figures):
    add_row("members.members")

    build(DemoLoad(size="small", by=command_actor("demo")))

    edition = Edition.objects.get(year=2020)
    assert edition.state == "COMPUTED"
    assert edition.figures.get(key="members.members", year=2020).value == 1


@pytest.mark.proves("R-REP-2")
def test_every_night_the_published_reports_are_compared_and_twice_is_once(edition):
    carry(edition, to="PUBLISHED")
    add_row("members.members")

    compare_editions(on=TODAY)
    compare_editions(on=TODAY)

    assert [found.value for found in edition.restatements.all()] == [2]


def test_the_commands_are_contributed():
    assert {"figures", "report"} <= set(registry.commands())
