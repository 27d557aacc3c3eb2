"""Files that people send (pièces jointes): what they are is looked at, never what they say.

A file is taken when its first bytes and a real parser agree on what it is; pictures are drawn
anew and papers written anew in a process of their own (``kernel.cleaning``), so what is kept is
ours. Whoever reads it gets it closed in on itself (``answer_with``).
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from egide.kernel import antivirus, cleaning, documents
from egide.kernel.errors import Refused
from egide.kernel.models import Document
from egide.kernel.registry import Words

PATIENCE = 30  # seconds, on a machine that is busy; the process itself has ten of processor
LONGEST_NAME = 120


class FileRefused(Refused):
    """The file is not taken; the sentence says why and what to do."""


@dataclass(frozen=True, kw_only=True)
class FileKind:
    """One kind of file that may be sent: how it begins, how its name ends, how large it may be."""

    label: Words
    begins: tuple[bytes, ...]
    endings: tuple[str, ...]
    cleaner: str
    most_bytes: int


PICTURE = FileKind(
    label=gettext_lazy("une image JPEG, PNG ou WebP"),
    begins=(b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF"),
    endings=(".jpg", ".jpeg", ".png", ".webp"),
    cleaner="image",
    most_bytes=15_000_000,
)
PAPER = FileKind(
    label=gettext_lazy("un PDF"),
    begins=(b"%PDF-",),
    endings=(".pdf",),
    cleaner="pdf",
    most_bytes=20_000_000,
)

# How each kind leaves the cleaner: its first bytes, its media type, the end of its name.
MADE = (
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"%PDF-", "application/pdf", ".pdf"),
)


@dataclass(frozen=True)
class Received:
    """A file made anew: its bytes, what it is, and a name of ours with the right ending."""

    content: bytes
    media_type: str
    name: str


def receive(sent: UploadedFile, *, accepts: Sequence[FileKind]) -> Received:
    """Return what was sent, looked at and made anew.

    :raises FileRefused: if it is empty, too large, not one of the kinds, broken, locked by a
        password, or known to the antivirus.
    """
    name = PurePath((sent.name or "").replace("\\", "/")).name
    wanted = _(" ou ").join(str(kind.label) for kind in accepts)
    if not sent.size:
        raise FileRefused(_("Ce fichier est vide."))
    ceiling = max(kind.most_bytes for kind in accepts)
    if sent.size > ceiling:
        raise FileRefused(_too_large(ceiling))
    content = sent.read(ceiling + 1)
    ending = PurePath(name).suffix.lower()
    kind = next((kind for kind in accepts if _is(content, ending, kind)), None)
    if kind is None:
        raise FileRefused(
            _("Ce fichier n’est pas ce qui est attendu ici : %(wanted)s.") % {"wanted": wanted}
        )
    if len(content) > kind.most_bytes:
        raise FileRefused(_too_large(kind.most_bytes))
    try:
        if antivirus.is_infected(content):
            raise FileRefused(
                _("L’antivirus a reconnu un fichier dangereux : il n’a pas été gardé.")
            )
    except antivirus.Unanswered as error:
        raise FileRefused(
            _("L’antivirus ne répond pas : le fichier n’a pas été gardé. Réessayez plus tard.")
        ) from error
    made = _made_anew(content, kind)
    media_type, good_ending = next(
        (media_type, good) for begin, media_type, good in MADE if made.startswith(begin)
    )
    stem = "".join(sign for sign in PurePath(name).stem if sign.isprintable()).strip(" .")
    return Received(made, media_type, f"{stem[:LONGEST_NAME] or _('document')}{good_ending}")


def answer_with(document: Document, *, shown: bool = False) -> HttpResponse:
    """Give the bytes of a document: saved, or ``shown`` as a picture."""
    return closed_in(
        documents.content_of(document),
        media_type=document.media_type,
        name=document.name,
        shown=shown,
    )


def closed_in(content: bytes, *, media_type: str, name: str, shown: bool = False) -> HttpResponse:
    """Give bytes that somebody sent, closed in on themselves: saved, or ``shown`` as a picture.

    Nothing in it may run or be framed, whatever a browser takes it for (ASVS 3.2.1, 5.2).
    """
    answer = HttpResponse(content, content_type=media_type)
    inline = shown and media_type.startswith("image/")
    answer["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is(content: bytes, ending: str, kind: FileKind) -> bool:
    begins = any(content.startswith(begin) for begin in kind.begins)
    if content.startswith(b"RIFF"):
        begins = begins and content[8:12] == b"WEBP"
    return begins and (not ending or ending in kind.endings)


def _made_anew(content: bytes, kind: FileKind) -> bytes:
    try:
        made = subprocess.run(  # noqa: S603 - our own program, nothing of the file in its words
            [sys.executable, "-I", str(Path(cleaning.__file__)), kind.cleaner],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused(_reason("too_large")) from error
    if made.returncode == 0 and made.stdout:
        return made.stdout
    said = made.stderr.decode(errors="replace").strip()
    raise FileRefused(_reason(said if made.returncode == cleaning.REFUSED else "broken"))


def _reason(code: str) -> str:
    return {
        "encrypted": _("Ce PDF est protégé par un mot de passe : enregistrez-le sans protection."),
        "too_large": _("Cette image est trop grande pour être lue : réduisez-la."),
        "too_many_pages": _("Ce PDF a plus de %(count)s pages : découpez-le.")
        % {"count": cleaning.MOST_PAGES},
    }.get(code, _("Ce fichier est abîmé : il n’a pas pu être relu. Enregistrez-le de nouveau."))


def _too_large(ceiling: int) -> str:
    return _("Ce fichier est trop lourd : %(most)s Mo au plus.") % {"most": ceiling // 1_000_000}
