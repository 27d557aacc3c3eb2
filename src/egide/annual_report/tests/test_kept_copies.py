"""A published report is kept: readers are given the bytes of the day of its publication."""

import io
import json
import zipfile
from hashlib import sha256

import pytest

from egide.annual_report.enums import CopyPart
from egide.annual_report.models import KeptCopy
from egide.annual_report.queries import articles, copies
from egide.annual_report.queries.copies import copies_of, copy_in_use, parts_to_keep
from egide.annual_report.services import correct_edition, publish_edition
from egide.annual_report.services.printing import print_edition
from egide.annual_report.tests.conftest import (
    EDITOR,
    READER,
    SECRETARY,
    TODAY,
    carry,
    last_line,
    refused_by_database,
)
from egide.kernel import documents
from egide.kernel.documents import DocumentDamaged, DocumentNotWritten
from egide.kernel.models import Document, RegisterLine

pytestmark = pytest.mark.django_db
READ = {
    CopyPart.PAPER: "/rapport/2020/{}.pdf",
    CopyPart.PAGE: "/rapport/2020/{}-page.zip",
    CopyPart.TEXT: "/rapport/2020/{}.txt",
    CopyPart.DATA: "/rapport/2020/donnees.zip",
}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "documents"
    return settings.MEDIA_ROOT


def read(client, part, language):
    return client.get(READ[part].format(language)).content


def other_code(monkeypatch):
    """Change what every part is made by, as a later version of the site would."""

    def other(*_given):
        return b"printed by later code"

    changed = {
        part: copies.File(make=other, pattern="x", media_type=file.media_type)
        for part, file in copies.FILES.items()
    }
    monkeypatch.setattr(copies, "FILES", changed)
    monkeypatch.setattr(articles, "_drawn", lambda *given: "drawn by a later template")


@pytest.mark.proves("R-REP-2", "R-REP-6")
def test_publishing_keeps_each_part_in_both_languages_by_its_hash(edition):
    carry(edition, to="PUBLISHED")

    kept = copies_of(edition)
    assert [(copy.part, copy.language) for copy in kept] == list(parts_to_keep())
    assert len(kept) == 9
    for copy in kept:
        content = documents.content_of(copy.document)
        assert (sha256(content).hexdigest(), len(content)) == (
            copy.document.sha256,
            copy.document.size,
        )
    named = set(
        RegisterLine.objects.filter(action="kernel.document_kept").values_list("subject", flat=True)
    )
    assert named == {f"kernel.document:{copy.document_id}" for copy in kept}


def test_nothing_is_kept_of_a_draft(edition):
    carry(edition, to="PRESENTED_TO_AG")

    assert not KeptCopy.objects.exists()
    assert copy_in_use(edition, CopyPart.TEXT, "fr").decode().endswith("Nous sommes 1.\n")


@pytest.mark.proves("R-REP-2")
def test_a_published_report_is_read_as_it_was_whatever_the_code_prints_today(
    edition, client, monkeypatch
):
    carry(edition, to="PUBLISHED")
    before = {
        (part, language): read(client, part, language)
        for part, language in parts_to_keep()
        if part in READ
    }

    other_code(monkeypatch)

    after = {place: read(client, *place) for place in before}
    assert after == before
    for (part, language), content in before.items():
        kept = edition.copies.get(part=part, language=language).document
        assert sha256(content).hexdigest() == kept.sha256
    for language, sentence in (("fr", "Nous sommes"), ("en", "We are")):
        page = client.get(f"/rapport/2020/?langue={language}").content.decode()
        assert sentence in page
        assert "later template" not in page


def test_the_page_says_what_was_kept_with_its_hash(edition, client):
    carry(edition, to="PUBLISHED")

    page = client.get("/rapport/2020/").content.decode()

    for copy in copies_of(edition):
        assert copy.document.sha256 in page
    for part, path in READ.items():
        assert f'href="{path.format("en")}"' in page, part


@pytest.mark.proves("R-REP-2")
def test_an_erratum_stands_beside_what_was_kept(edition, client, tmp_path):
    carry(edition, to="PUBLISHED")
    before = {copy.part: copy.document.sha256 for copy in copies_of(edition)}

    correct_edition(
        edition=edition, text_fr="Lire deux.", text_en="Read two.", on=TODAY, by=SECRETARY
    )

    edition.refresh_from_db()
    assert {copy.part: copy.document.sha256 for copy in copies_of(edition)} == before
    assert "Lire deux." in client.get("/rapport/2020/").content.decode()
    print_edition(year=2020, language="en", folder=tmp_path / "out", by=EDITOR)
    assert (tmp_path / "out/errata.txt").read_text() == "15\u00a0May 2021\nRead two.\n"


@pytest.mark.proves("R-REP-6")
def test_the_command_writes_what_was_kept(edition, tmp_path, monkeypatch, client):
    carry(edition, to="PUBLISHED")
    other_code(monkeypatch)

    print_edition(year=2020, language="en", folder=tmp_path / "out", by=EDITOR)

    paper = (tmp_path / "out/rapport-2020-en.pdf").read_bytes()
    pack = (tmp_path / "out/rapport-2020-donnees.zip").read_bytes()
    assert paper == read(client, CopyPart.PAPER, "en")
    assert pack == read(client, CopyPart.DATA, "")
    with zipfile.ZipFile(io.BytesIO(pack)) as archive:
        values = archive.read("rapport-2020/values.json")
    assert (tmp_path / "out/donnees/values.json").read_bytes() == values
    assert json.loads(values)["state"] == "PUBLISHED"
    assert "We are" in (tmp_path / "out/index.html").read_text()
    assert (tmp_path / "out/fonts/source-serif-4.woff").stat().st_size > 100_000


def test_a_full_disk_publishes_nothing(edition, monkeypatch, folder):
    carry(edition, to="PRESENTED_TO_AG")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(documents.os, "fsync", full)
    with pytest.raises(DocumentNotWritten, match="No space left on device"):
        publish_edition(edition=edition, on=TODAY, by=SECRETARY)

    edition.refresh_from_db()
    assert edition.state == "PRESENTED_TO_AG"
    assert not KeptCopy.objects.exists()
    assert not Document.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert last_line().facts["state"] == "PRESENTED_TO_AG"


def test_a_damaged_copy_is_said_and_nothing_else_stands_for_it(edition, client, signed_in):
    carry(edition, to="PUBLISHED")
    kept = edition.copies.get(part=CopyPart.PAPER, language="fr").document
    documents.place_of(kept.sha256).write_bytes(b"%PDF something else")

    answer = signed_in(READER).get("/rapport/2020/fr.pdf")

    assert answer.status_code == 409
    assert "manque ou a été altéré" in answer.content.decode()
    with pytest.raises(DocumentDamaged):
        copy_in_use(edition, CopyPart.PAPER, "fr")


def test_the_database_refuses_to_replace_a_copy(edition):
    carry(edition, to="PUBLISHED")

    refused_by_database(lambda: KeptCopy.objects.update(language="fr"))
    refused_by_database(lambda: KeptCopy.objects.all().delete())
    assert edition.copies.count() == 9


@pytest.mark.parametrize("path", ["xx.pdf", "xx.txt", "xx-page.zip"])
def test_a_language_that_does_not_exist_is_no_page(edition, client, path):
    carry(edition, to="PUBLISHED")

    assert client.get(f"/rapport/2020/{path}").status_code == 404
