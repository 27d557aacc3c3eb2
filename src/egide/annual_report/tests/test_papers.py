"""The PDF, the folder and the data pack."""

import io
import json
import os
import zipfile
from decimal import Decimal
from hashlib import sha256

import pikepdf
import pytest

from egide.annual_report.models import Edition
from egide.annual_report.queries import data_packs
from egide.annual_report.queries.data_packs import data_files_of, data_pack_of, plain_value
from egide.annual_report.queries.papers import paper_of
from egide.annual_report.queries.reports import TextMissing
from egide.annual_report.rules.parser import parse
from egide.annual_report.services import note_restatements, printing
from egide.annual_report.services.printing import (
    FolderNotWritten,
    FolderTaken,
    NoSuchReport,
    print_edition,
)
from egide.annual_report.tests.conftest import (
    EDITOR,
    READER,
    TODAY,
    add_row,
    carry,
    last_line,
    rewrite,
)
from egide.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db

WHOLE = """@title Rapport {edition}
@subtitle Court
# Chapitre {#c}

**Gras**, *italique* : {members.members | noun "membre" "membres"}.
{claim growing(members.members)}Faux{end}.

## Partie {#p}

- {dues.dues | euros}
- {mutual_aid.aid_total | euros} {claim growing(mutual_aid.aid_total)}à voir{end}

> Parole.

::: key_figures
- {members.members} membres
:::

::: table "Un tableau"
| | {edition@-1} | {edition} |
| Membres | {members.members@-1} | {members.members} |
:::

::: chart columns "Un dessin"
years -1..0
- members.members "Membres"
:::

::: chart lines "Un autre"
years -1..0
wording keur
- dues.dues "Cotisations"
- mutual_aid.aid_total "Entraide"
:::

::: chart bars "Un classement"
- members.members "Membres"
:::
"""


@pytest.fixture
def whole(edition):
    """An edition that uses every part of the language, with a false claim and a missing figure."""
    rewrite(edition, WHOLE)
    add_row("dues.dues", value=250_000_00)
    return carry(edition, to="COMPUTED")


def opened(content):
    return pikepdf.open(io.BytesIO(content))


@pytest.mark.proves("R-REP-6")
def test_the_paper_says_that_it_is_archivable_and_accessible(whole):
    document = opened(paper_of(whole, "fr"))

    with document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
    assert str(document.Root.Lang).startswith("fr")
    assert str(document.docinfo["/Title"]) == "Rapport 2020"
    assert "/StructTreeRoot" in document.Root


def test_the_paper_carries_its_fonts_and_only_those_of_the_house(whole):
    document = opened(paper_of(whole, "fr"))
    names = {
        str(font.BaseFont).split("+")[-1]
        for page in document.pages
        for font in page.Resources.get("/Font", {}).values()
    }

    assert names
    assert all(name.startswith(("SourceSerif4", "SourceSans3")) for name in names)


@pytest.mark.proves("R-REP-6")
def test_every_drawing_of_the_paper_has_words_for_who_cannot_see_it(whole):
    document = opened(paper_of(whole, "fr"))
    described = [
        str(found.Alt)
        for found in document.objects
        if isinstance(found, pikepdf.Dictionary) and "/Alt" in found
    ]

    assert any("Un dessin. Membres\u00a0: 2019 1, 2020 1." in words for words in described)
    assert any("Un classement. Membres\u00a0: 1." in words for words in described)


def test_the_same_edition_gives_the_same_bytes(whole):
    assert paper_of(whole, "fr") == paper_of(whole, "fr")
    assert data_pack_of(whole) == data_pack_of(whole)


def test_a_language_without_a_text_gives_no_paper(figures, db):
    bare = Edition.objects.create(year=2019)

    with pytest.raises(TextMissing):
        paper_of(bare, "fr")


def test_text_is_never_taken_for_the_language_of_the_composer(whole):
    rewrite(
        whole, '# T\n\nVoici #import "x" $ \\ [*oups*] <b> @cle {members.members}', base_number=3
    )

    assert paper_of(whole, "fr").startswith(b"%PDF")


def test_the_data_pack_holds_values_definitions_and_hashes_but_no_row(whole):
    files = data_files_of(whole)
    values = json.loads(files["values.json"])

    members = next(
        value
        for value in values["values"]
        if (value["key"], value["year"]) == ("members.members", 2020)
    )
    assert (members["value"], members["rows"], members["text_en"]) == (1, 1, "1")
    assert len(members["inputs_sha256"]) == 64
    assert {"key": "mutual_aid.aid_total", "system": "S07"} in values["not_yet_recorded"]
    assert json.loads(files["definitions.json"])["members.members"]["label"]["fr"] == "Membres"
    assert files["values.csv"].decode().splitlines()[0].startswith("key,year,value,unit,")
    assert files["definitions.csv"].decode().splitlines()[1] == (
        "dues.dues,Cotisations,Cotisations,Définition de dues.dues.,Définition de dues.dues.,"
        "cents,Le trésorier,Le trésorier"
    )
    assert sorted(line.split("  ")[1] for line in files["SHA256SUMS"].decode().splitlines()) == (
        sorted(set(files) - {"SHA256SUMS"})
    )
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert sha256(files[name]).hexdigest() == digest


@pytest.mark.proves("R-REP-6")
def test_each_table_and_chart_of_the_report_is_a_csv_of_the_pack(whole):
    files = data_files_of(whole)

    assert files["tables.csv"].decode().splitlines() == [
        "file,language,title",
        "tables/fr-01.csv,fr,Un tableau",
        "tables/fr-02.csv,fr,Un dessin",
        "tables/fr-03.csv,fr,Un autre",
        "tables/fr-04.csv,fr,Un classement",
    ]
    assert files["tables/fr-01.csv"].decode() == ",2019,2020\r\nMembres,1,1\r\n"
    assert files["tables/fr-02.csv"].decode() == ",2019,2020\r\nMembres,1,1\r\n"


def test_a_cell_of_a_table_is_never_run_by_a_spreadsheet():
    lines = data_packs.as_lines([["Écart", "+3,2"], ["", "=1+1"]])

    assert lines.decode() == "Écart,\"'+3,2\"\r\n,'=1+1\r\n"


def test_a_restated_value_is_beside_the_frozen_one_in_the_pack(edition):
    carry(edition, to="PUBLISHED")
    add_row("members.members")
    note_restatements(edition=edition, on=TODAY, by=EDITOR)

    values = json.loads(data_files_of(edition)["values.json"])["values"]

    found = {value["key"]: (value["value"], value["restated_value"]) for value in values}
    assert found == {"members.members": (1, 2), "dues.dues": (0, None)}


def test_a_value_is_a_whole_number_whenever_it_is_one():
    assert plain_value(Decimal("34225.000000")) == 34225
    assert isinstance(plain_value(Decimal("34225.000000")), int)
    assert plain_value(Decimal("110.09")) == 110.09


@pytest.mark.proves("R-REP-6")
def test_the_folder_holds_a_page_that_needs_no_site(whole, tmp_path):
    written = print_edition(year=2020, language="fr", folder=tmp_path / "out", by=EDITOR)

    names = {str(path.relative_to(tmp_path / "out")) for path in written}
    page = (tmp_path / "out/index.html").read_text()
    style = (tmp_path / "out/style.css").read_text()
    assert {"index.html", "style.css", "rapport-2020-fr.pdf", "rapport-2020-donnees.zip"} <= names
    assert {"donnees/values.csv", "fonts/source-serif-4.woff"} <= names
    assert 'href="#f-members-members"' in page
    assert 'id="f-members-members"' in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert 'url("fonts/source-serif-4.woff")' in style
    assert last_line().action == "annual_report.edition_printed"


def test_a_report_replaces_the_former_one_whole(whole, tmp_path):
    print_edition(year=2020, language="fr", folder=tmp_path / "out", by=EDITOR)
    (tmp_path / "out/old.txt").write_text("x")

    print_edition(year=2020, language="en", folder=tmp_path / "out", by=EDITOR)

    assert not (tmp_path / "out/old.txt").exists()
    assert (tmp_path / "out/rapport-2020-en.pdf").exists()
    assert os.listdir(tmp_path) == ["out"]


def test_a_folder_that_holds_something_else_is_not_touched(whole, tmp_path):
    (tmp_path / "photos.txt").write_text("x")

    with pytest.raises(FolderTaken):
        print_edition(year=2020, language="fr", folder=tmp_path, by=EDITOR)

    assert os.listdir(tmp_path) == ["photos.txt"]


def test_somebody_s_site_is_not_taken_for_a_report(whole, tmp_path):
    site = tmp_path / "site"
    site.mkdir()
    (site / "index.html").write_text("x")
    (site / "blog.db").write_text("x")

    with pytest.raises(FolderTaken):
        print_edition(year=2020, language="fr", folder=site, by=EDITOR)

    assert sorted(os.listdir(site)) == ["blog.db", "index.html"]


def test_a_link_to_a_folder_stays_a_link_and_its_report_is_replaced(whole, tmp_path):
    (tmp_path / "reports").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "reports")
    print_edition(year=2020, language="fr", folder=tmp_path / "out", by=EDITOR)

    print_edition(year=2020, language="en", folder=tmp_path / "out/../out", by=EDITOR)

    assert sorted(os.listdir(tmp_path)) == ["out", "reports"]
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "reports/rapport-2020-en.pdf").exists()
    assert not (tmp_path / "reports/rapport-2020-fr.pdf").exists()


def test_links_that_lead_to_each_other_are_no_folder(whole, tmp_path):
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to(tmp_path / "one")

    with pytest.raises(FolderNotWritten):
        print_edition(year=2020, language="fr", folder=tmp_path / "one", by=EDITOR)

    assert sorted(os.listdir(tmp_path)) == ["one", "two"]


@pytest.mark.parametrize("fails_at", ["_write", "_put_in_place"])
def test_a_full_disk_leaves_nothing_half_written(whole, tmp_path, monkeypatch, fails_at):
    print_edition(year=2020, language="fr", folder=tmp_path / "out", by=EDITOR)
    before = sorted(os.listdir(tmp_path / "out"))

    def full(*_given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(printing, fails_at, full)
    with pytest.raises(FolderNotWritten) as refusal:
        print_edition(year=2020, language="en", folder=tmp_path / "out", by=EDITOR)

    assert "No space left on device" in str(refusal.value)
    assert "Rien n’a été laissé à moitié." in str(refusal.value)
    assert sorted(os.listdir(tmp_path / "out")) == before
    assert os.listdir(tmp_path) == ["out"]


def test_a_year_without_an_edition_and_a_reader_without_the_right_are_refused(whole, tmp_path):
    with pytest.raises(NoSuchReport):
        print_edition(year=1999, language="fr", folder=tmp_path / "out", by=EDITOR)
    with pytest.raises(NotAllowed):
        print_edition(year=2020, language="fr", folder=tmp_path / "out", by=READER)

    assert os.listdir(tmp_path) == []


def test_the_pack_of_a_published_edition_does_not_follow_the_site(whole, figures):
    before = zipfile.ZipFile(io.BytesIO(data_pack_of(whole))).read("rapport-2020/values.csv")
    add_row("members.members")
    del figures["dues.dues"]

    after = zipfile.ZipFile(io.BytesIO(data_pack_of(whole))).read("rapport-2020/values.csv")

    assert before == after


def test_the_language_of_the_whole_text_is_parsed_once():
    assert parse(WHOLE, "fr") is parse(WHOLE, "fr")
