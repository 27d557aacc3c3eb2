"""A disk that is really full: the report says so, and nothing half written is left."""

import contextlib
import os
import resource
import shutil
import subprocess

import pytest

from egide.annual_report.commands import configure_report, write_report
from egide.annual_report.models import KeptCopy
from egide.annual_report.services import publish_edition
from egide.annual_report.tests.conftest import SECRETARY, TODAY, carry
from egide.annual_report.tests.test_commands import run
from egide.kernel.documents import DocumentNotWritten
from egide.kernel.models import Document, RegisterLine

pytestmark = pytest.mark.django_db
ROOM = 192 * 1024  # the page and the PDF fit, the fonts do not


@contextlib.contextmanager
def small_disk(folder):
    """Make ``folder`` a disk of its own, too small for a report."""
    mount = shutil.which("mount")
    options = ["-t", "tmpfs", "-o", f"size={ROOM}", "none", str(folder)]
    if mount is None or subprocess.run([mount, *options], capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a disk here")
    try:
        yield "No space left on device"
    finally:
        subprocess.run([shutil.which("umount"), str(folder)], check=True)


@contextlib.contextmanager
def small_files(_folder):
    """Let the system refuse any file that is larger than the room: everybody may ask for that."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    try:
        yield "File too large"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture(params=[small_disk, small_files], ids=["a small disk", "small files"])
def full(request, tmp_path):
    """A folder where a report does not fit, and the words of the system for it."""
    folder = tmp_path / "disk"
    folder.mkdir()
    with request.param(folder) as words:
        yield folder, words


def files_in(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_the_command_says_that_the_disk_is_full_and_leaves_nothing(edition, full, capsys):
    folder, words = full
    carry(edition, to="COMPUTED")
    before = RegisterLine.objects.count()

    code = run(write_report, configure_report, "2020", "--out", str(folder / "rapport"))

    said = capsys.readouterr()
    assert (code, said.out) == (1, "")
    assert f"n’a pas pu être écrit dans « {folder / 'rapport'} » ({words})" in said.err.replace(
        "\u00a0", " "
    )
    assert "Rien n’a été laissé à moitié." in said.err
    assert os.listdir(folder) == []
    assert RegisterLine.objects.count() == before


def test_what_lies_there_already_stays_whole(edition, full, capsys):
    folder, _words = full
    carry(edition, to="COMPUTED")
    former = folder / "rapport"
    former.mkdir()
    for name in ("index.html", "style.css"):
        (former / name).write_text("l’an passé")
    for name in ("donnees", "fonts"):
        (former / name).mkdir()

    code = run(write_report, configure_report, "2020", "--out", str(former))

    assert code == 1
    assert (former / "index.html").read_text() == "l’an passé"
    assert os.listdir(folder) == ["rapport"]


def test_a_report_that_cannot_be_kept_is_not_published(edition, full, settings):
    folder, words = full
    settings.MEDIA_ROOT = folder
    carry(edition, to="PRESENTED_TO_AG")

    with pytest.raises(DocumentNotWritten, match=words):
        publish_edition(edition=edition, on=TODAY, by=SECRETARY)

    edition.refresh_from_db()
    assert edition.state == "PRESENTED_TO_AG"
    assert not KeptCopy.objects.exists()
    assert not Document.objects.exists()
    # What is there is whole, under the hash of its bytes: the next try finds it.
    assert {len(name) for name in files_in(folder)} <= {64}
