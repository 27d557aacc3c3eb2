"""Received files: hostile ones are refused in words, harmless ones are made anew and bare."""

from __future__ import annotations

import io
import os
import socketserver
import struct
import tempfile
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from egide.kernel import cleaning, documents, uploads
from egide.kernel.access import CLOCK
from egide.kernel.uploads import PAPER, PICTURE, FileRefused

pytestmark = pytest.mark.proves("G8")

EXIF_PLACE = 0x8825
HTML = b"<html><script>alert(1)</script></html>"
BEGINNINGS = {
    "an executable": b"MZ\x90\x00\x03",
    "a program of Unix": b"\x7fELF\x02\x01\x01",
    "a script": b"#!/bin/sh\nrm -rf /\n",
    "a page": b"<!doctype html>" + HTML,
    "a drawing that runs": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "an old office file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "an archive": b"PK\x03\x04\x14\x00",
    "a film": b"\x00\x00\x00\x18ftypmp42",
    "a sound in a RIFF": b"RIFF\x24\x00\x00\x00WAVEfmt ",
    "a GIF": b"GIF89a\x01\x00\x01\x00",
    "a TIFF": b"II*\x00\x08\x00\x00\x00",
    "a PostScript": b"%!PS-Adobe-3.0\n",
    "a PHP page": b"<?php system($_GET['c']); ?>",
    "an XML with an entity": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "a calendar": b"BEGIN:VCALENDAR\r\n",
}
NAMES = (
    "photo.jpg",
    "photo.png",
    "photo.webp",
    "acte.pdf",
    "acte",
    "acte.pdf.exe",
    "x.svg",
    "x.html",
)


def sent(content: bytes, name: str = "envoi") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (180, 20, 40)).save(out, kind, **options)
    return out.getvalue()


def paper(**root: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        for key, value in root.items():
            made.Root[f"/{key}"] = value
        made.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", BEGINNINGS.values(), ids=BEGINNINGS)
def test_what_is_neither_a_picture_nor_a_paper_is_refused_whatever_its_name(content, name):
    with pytest.raises(FileRefused, match="n’est pas ce qui est attendu"):
        uploads.receive(sent(content * 20, name), accepts=(PICTURE, PAPER))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"\xff\xd8\xff" + HTML),
        ("page.svg", b"\x89PNG\r\n\x1a\n" + HTML),
        ("acte.pdf", b"\xff\xd8\xff" + HTML),
        ("photo.jpg", b"%PDF-1.7\n" + HTML),
        ("photo.jpg.exe", b"\xff\xd8\xff" + HTML),
    ],
)
def test_a_name_that_says_something_else_than_the_bytes_is_refused(name, content):
    with pytest.raises(FileRefused, match="n’est pas ce qui est attendu"):
        uploads.receive(sent(content, name), accepts=(PICTURE, PAPER))


BROKEN = {
    "a JPEG of noise": b"\xff\xd8\xff" + bytes(range(256)) * 8,
    "a PNG of noise": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "a WebP of noise": b"RIFF\x00\x10\x00\x00WEBPVP8 " + bytes(range(256)) * 8,
    "a page behind a JPEG's first bytes": b"\xff\xd8\xff\xe0" + HTML,
    "a page behind a PNG's first bytes": b"\x89PNG\r\n\x1a\n" + HTML,
    "a paper of nothing": b"%PDF-1.7\n%%EOF",
    "a page behind a paper's first bytes": b"%PDF-1.7\n" + HTML,
    "a paper that refers to itself": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\ntrailer<</Root 1 0 R>>"
    ),
}
for cut in range(1, 17):
    BROKEN[f"a PNG cut at {cut} of 17"] = picture("PNG", size=(300, 300))[: cut * 50]


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_what_only_begins_well_is_refused_or_made_anew_without_the_rest(content):
    with suppress(FileRefused):
        received = uploads.receive(sent(content), accepts=(PICTURE, PAPER))

        assert b"script" not in received.content


def test_an_empty_file_and_a_heavy_one_are_refused_before_they_are_read():
    with pytest.raises(FileRefused, match="vide"):
        uploads.receive(sent(b""), accepts=(PAPER,))

    heavy = sent(b"%PDF-")
    heavy.size = PAPER.most_bytes + 1
    with pytest.raises(FileRefused, match="20\u00a0Mo au plus"):
        uploads.receive(heavy, accepts=(PAPER,))


def test_a_picture_of_a_hundred_million_points_is_refused_at_its_size():
    bomb = picture("PNG", size=(12_000, 9_000))
    assert len(bomb) < 1_000_000

    with pytest.raises(FileRefused, match="trop grande"):
        uploads.receive(sent(bomb, "bombe.png"), accepts=(PICTURE,))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_drawn_anew_without_its_place_nor_what_was_hidden_behind_it(kind):
    traces = Image.Exif()
    traces[0x010F] = "Zyx-appareil"
    traces.get_ifd(EXIF_PLACE)[1] = "N"
    hidden = picture(kind, exif=traces) + HTML

    received = uploads.receive(sent(hidden, f"x.{kind.lower()}"), accepts=(PICTURE,))

    assert b"Zyx-appareil" not in received.content
    assert b"script" not in received.content
    with Image.open(io.BytesIO(received.content)) as drawn:
        assert drawn.size == (40, 30)
        assert not drawn.getexif()


def test_a_picture_taken_sideways_stands_upright():
    sideways = Image.Exif()
    sideways[0x0112] = 6

    received = uploads.receive(sent(picture(exif=sideways), "x.jpg"), accepts=(PICTURE,))

    with Image.open(io.BytesIO(received.content)) as drawn:
        assert drawn.size == (30, 40)


def test_a_large_picture_is_brought_to_the_size_of_a_screen():
    received = uploads.receive(sent(picture(size=(4000, 3000)), "x.jpg"), accepts=(PICTURE,))

    with Image.open(io.BytesIO(received.content)) as drawn:
        assert drawn.size == (2048, 1536)


ACTIVE = {
    "opens a script": {
        "OpenAction": pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"Zyx-script")
    },
    "starts a program": {"OpenAction": pikepdf.Dictionary(S=pikepdf.Name.Launch, F=b"Zyx-script")},
    "has actions of its own": {
        "AA": pikepdf.Dictionary(WC=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"Zyx-script"))
    },
    "has a form that calculates": {"AcroForm": pikepdf.Dictionary(XFA=b"Zyx-script")},
    "carries a file": {
        "Names": pikepdf.Dictionary(
            EmbeddedFiles=pikepdf.Dictionary(Names=pikepdf.Array([b"Zyx-script"]))
        )
    },
    "names its scripts": {
        "Names": pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([b"Zyx-script"]))
        )
    },
    "follows an action with another": {
        "OpenAction": pikepdf.Dictionary(
            S=pikepdf.Name.GoTo,
            Next=pikepdf.Array([pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=b"Zyx-script")]),
        )
    },
}


@pytest.mark.parametrize("root", ACTIVE.values(), ids=ACTIVE)
def test_a_paper_keeps_its_pages_and_loses_what_runs(root):
    received = uploads.receive(sent(paper(**root), "acte.pdf"), accepts=(PAPER,))

    with pikepdf.open(io.BytesIO(received.content)) as made:
        assert len(made.pages) == 1
        told = b"".join(thing.unparse(resolved=True) for thing in made.objects)
    assert b"Zyx-script" not in told
    assert b"JavaScript" not in told


def test_links_of_a_paper_lead_to_pages_and_nowhere_else():
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.pages[0]["/Annots"] = pikepdf.Array(
            made.make_indirect(
                pikepdf.Dictionary(
                    Type=pikepdf.Name.Annot,
                    Subtype=pikepdf.Name.Link,
                    A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address.encode()),
                )
            )
            for address in ("https://example.org/", "javascript:Zyx", "file:///etc/Zyx")
        )
        made.save(out)

    received = uploads.receive(sent(out.getvalue(), "acte.pdf"), accepts=(PAPER,))

    with pikepdf.open(io.BytesIO(received.content)) as made:
        told = b"".join(thing.unparse(resolved=True) for thing in made.objects)
    assert b"https://example.org/" in told
    assert b"Zyx" not in told


def test_a_paper_under_a_password_is_refused_with_what_to_do():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper())) as plain:
        plain.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))

    with pytest.raises(FileRefused, match="sans protection"):
        uploads.receive(sent(out.getvalue(), "acte.pdf"), accepts=(PAPER,))


def test_an_office_file_is_not_taken_for_a_paper():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/vbaProject.bin", b"x")

    with pytest.raises(FileRefused, match="un PDF"):
        uploads.receive(sent(out.getvalue(), "acte.docx"), accepts=(PAPER,))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("Compte rendu du 3 mars.pdf", "Compte rendu du 3 mars.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Documents\\acte.PDF", "acte.pdf"),
        ("acte\r\nX-Mal: 1.pdf", "acteX-Mal: 1.pdf"),
        ("\u202efdp.acte.pdf", "fdp.acte.pdf"),
        ("é" * 400 + ".pdf", "é" * 120 + ".pdf"),
    ],
)
def test_the_name_is_one_of_ours(name, kept):
    received = uploads.receive(sent(paper(), "acte.pdf"), accepts=(PAPER,))
    file = sent(paper())
    file._name = name

    assert uploads.receive(file, accepts=(PAPER,)).name == kept
    assert received.media_type == "application/pdf"


def test_the_process_that_reads_has_little_memory_and_little_time():
    assert cleaning.MEMORY <= 512 * 1024 * 1024
    assert cleaning.SECONDS <= 10


@pytest.mark.django_db
def test_a_file_is_given_closed_in_on_itself(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    received = uploads.receive(sent(paper(), "é « acte ».pdf"), accepts=(PAPER,))
    document = documents.keep(
        content=received.content,
        kind="kernel.test",
        name=received.name,
        media_type=received.media_type,
        by=CLOCK,
    )

    answer = uploads.answer_with(document, shown=True)

    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer.content == received.content


class _Clamd(socketserver.BaseRequestHandler):
    """A stand-in for ClamAV's daemon: it speaks its protocol and knows one word."""

    answer: bytes | None = None

    def handle(self) -> None:
        read = self.request.makefile("rb")
        assert read.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", read.read(4))[0]:
            content += read.read(size)
        found = b"stream: Zyx-virus FOUND" if b"Zyx-virus" in content else b"stream: OK"
        self.request.sendall((self.answer or found) + b"\0")


@contextmanager
def clamd(answer: bytes | None = None) -> Iterator[str]:
    folder = tempfile.mkdtemp()
    place = os.path.join(folder, "door")
    handler = type("Clamd", (_Clamd,), {"answer": answer})
    with socketserver.ThreadingUnixStreamServer(place, handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"unix:{place}"
        server.shutdown()
    Path(place).unlink()
    Path(folder).rmdir()


def test_the_antivirus_is_asked_and_what_it_knows_is_not_kept(settings):
    with clamd() as door:
        settings.ANTIVIRUS = door
        uploads.receive(sent(paper(), "acte.pdf"), accepts=(PAPER,))

        with pytest.raises(FileRefused, match="dangereux"):
            uploads.receive(sent(paper() + b"Zyx-virus", "acte.pdf"), accepts=(PAPER,))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: "])
def test_an_antivirus_that_does_not_say_clean_keeps_the_file_out(settings, answer):
    with clamd(answer) as door:
        settings.ANTIVIRUS = door

        with pytest.raises(FileRefused, match="ne répond pas"):
            uploads.receive(sent(paper(), "acte.pdf"), accepts=(PAPER,))


def test_an_antivirus_that_is_not_there_keeps_the_file_out(settings):
    settings.ANTIVIRUS = "unix:/nowhere/at/all"

    with pytest.raises(FileRefused, match="ne répond pas"):
        uploads.receive(sent(paper(), "acte.pdf"), accepts=(PAPER,))
