"""Documents that the society keeps: written once, named by what they contain.

A document is stored under the hash of its bytes: it cannot change without being noticed, and the
same document is kept once.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from egide.kernel import audit, kills
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.models import Document

DRAFT = ".unfinished-"
# Nobody is still writing a document that was begun a day ago.
DRAFT_SECONDS = 86_400


class DocumentNotWritten(Refused):
    """The machine could not keep the document: no room is left, or the folder is closed."""


class DocumentDamaged(Refused):
    """The bytes on disk are missing, or no longer those that were kept."""


@verb
def keep(*, content: bytes, kind: str, name: str, media_type: str, by: Actor) -> Document:
    """Keep a document and return its row; nothing half written is left behind.

    :raises DocumentNotWritten: if the disk refuses.
    """
    digest = hashlib.sha256(content).hexdigest()
    kills.point("documents.before_write")
    _write(place_of(digest), content)
    kills.point("documents.before_row")
    document = Document.objects.create(
        sha256=digest, kind=kind, name=name, media_type=media_type, size=len(content)
    )
    kills.point("documents.after_row")

    audit.record(by, "kernel.document_kept", document, kind=kind, sha256=digest, size=len(content))
    return document


def content_of(document: Document) -> bytes:
    """Return the bytes of a document, checked against their hash.

    :raises DocumentDamaged: if they are missing or altered.
    """
    try:
        content = place_of(document.sha256).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        raise DocumentDamaged(
            _(
                "Le document « %(name)s » manque ou a été altéré sur le disque."
                " Il faut le restaurer."
            )
            % {"name": document.name}
        )
    return content


def forget_drafts(**_: object) -> int:
    """Remove what killed processes left half written a day ago; say how many there were."""
    gone = 0
    for draft in Path(settings.MEDIA_ROOT).glob(f"??/{DRAFT}*"):
        if time.time() - draft.stat().st_mtime > DRAFT_SECONDS:
            draft.unlink(missing_ok=True)
            gone += 1
    return gone


def place_of(digest: str) -> Path:
    """Return where the bytes with this hash lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


def _write(place: Path, content: bytes) -> None:
    """Write beside, flush to the disk, then rename: a reader sees all of it or nothing."""
    if place.exists():
        return
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=DRAFT, dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            kills.point("documents.before_rename")
            Path(draft).rename(place)
        except OSError:
            Path(draft).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DocumentNotWritten(
            _("Le document n’a pas pu être écrit sur le disque (%(reason)s). Rien n’a été changé.")
            % {"reason": error.strerror}
        ) from error
