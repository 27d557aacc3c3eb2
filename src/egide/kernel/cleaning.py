"""Makes a received file anew, in a process of its own: ``python cleaning.py image|pdf``.

The file comes by standard input, the clean one leaves by standard output. A parser that is
attacked dies here, with little memory and little time, and takes nothing with it. This file
imports nothing of the site, so that the process holds no secret and no connection.

Exit codes: 0 made anew; 3 refused, one of ``REASONS`` on the error output; anything else: broken.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Callable
from typing import Any

MEMORY = 512 * 1024 * 1024
SECONDS = 10
LARGEST_SIDE = 2048
# A telephone takes fifty million points; a JPEG of that size is read at a fraction of it.
MOST_POINTS = 80_000_000
MOST_POINTS_WHOLE = 20_000_000
MOST_PAGES = 500

REFUSED = 3
REASONS = ("broken", "encrypted", "too_large", "too_many_pages")

# What a paper needs not do: run, start, send, play, open another file.
ACTIVE_ACTIONS = {
    "/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Rendition", "/Sound",
    "/Movie", "/GoToR", "/GoToE", "/RichMediaExecute", "/GoTo3DView", "/Trans", "/Hide", "/Named",
}  # fmt: skip
ACTIVE_ANNOTATIONS = {
    "/FileAttachment", "/Sound", "/Movie", "/Screen", "/RichMedia", "/3D", "/Widget",
}  # fmt: skip
ACTIVE_KEYS = ("/AA", "/OpenAction", "/JS", "/XFA", "/JavaScript", "/EmbeddedFiles", "/EF", "/AF")
# Forms, portfolios, and what the file says of who made it.
ROOT_KEYS = ("/AcroForm", "/Collection", "/Threads", "/Metadata")
SAFE_ADDRESSES = ("http://", "https://", "mailto:")


class Unfit(Exception):  # noqa: N818 - an answer, not an error
    """The file is refused; the argument is one of ``REASONS``."""


def clean_image(content: bytes) -> bytes:
    """Draw the picture anew: no place, no device, no date, nothing behind the last point."""
    from PIL import Image, ImageOps  # noqa: PLC0415 - slow import, only in the child process

    Image.MAX_IMAGE_PIXELS = None  # the size is asked here, before anything is read
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG", "WEBP"]) as picture:
            points = picture.width * picture.height
            if points > (MOST_POINTS if picture.format == "JPEG" else MOST_POINTS_WHOLE):
                raise Unfit("too_large")
            picture.draft("RGB", (LARGEST_SIDE, LARGEST_SIDE))
            picture.load()
            upright = ImageOps.exif_transpose(picture)
            transparent = "A" in upright.getbands() or "transparency" in upright.info
            upright.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
            drawn = upright.convert("RGBA" if transparent else "RGB")
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit("broken") from error
    bare = Image.new(drawn.mode, drawn.size)
    bare.paste(drawn)
    out = io.BytesIO()
    if transparent:
        bare.save(out, "PNG", optimize=True)
    else:
        bare.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def clean_pdf(content: bytes) -> bytes:
    """Write the paper anew without what runs, starts, plays, sends, or carries other files."""
    import pikepdf  # noqa: PLC0415 - slow import, only in the child process

    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=True) as paper:
            if paper.is_encrypted:
                raise Unfit("encrypted")
            if not paper.pages:
                raise Unfit("broken")
            if len(paper.pages) > MOST_PAGES:
                raise Unfit("too_many_pages")
            for key in ROOT_KEYS:
                if key in paper.Root:
                    del paper.Root[key]
            for thing in paper.objects:
                _disarm(thing, depth=0)
            for page in paper.pages:
                _keep_quiet_annotations(page)
            if "/Info" in paper.trailer:
                del paper.trailer["/Info"]
            paper.remove_unreferenced_resources()
            out = io.BytesIO()
            paper.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except pikepdf.PasswordError as error:
        raise Unfit("encrypted") from error
    except (Unfit, MemoryError):
        raise
    except Exception as error:
        raise Unfit("broken") from error
    return out.getvalue()


def _disarm(thing: Any, *, depth: int) -> None:
    """Empty the actions of a dictionary and of those written inside it."""
    from pikepdf import Array, Dictionary, Stream  # noqa: PLC0415 - slow import, see above

    if depth > 40:
        raise Unfit("broken")
    if isinstance(thing, Array):
        for inside in thing:
            _inside(inside, depth)
        return
    if not isinstance(thing, Dictionary | Stream):
        return
    for key in ACTIVE_KEYS:
        if key in thing:
            del thing[key]
    action = str(thing.get("/S", ""))
    address = str(thing.get("/URI", "")).strip().lower()
    if action in ACTIVE_ACTIONS or (address and not address.startswith(SAFE_ADDRESSES)):
        for key in list(thing.keys()):
            del thing[key]
        return
    for key in list(thing.keys()):
        _inside(thing[key], depth)


def _inside(thing: Any, depth: int) -> None:
    """Go on with what is written in place; what is elsewhere has its own turn."""
    from pikepdf import Object  # noqa: PLC0415 - slow import, see above

    if isinstance(thing, Object) and not thing.is_indirect:
        _disarm(thing, depth=depth + 1)


def _keep_quiet_annotations(page: Any) -> None:
    from pikepdf import Array, Dictionary  # noqa: PLC0415 - slow import, see above

    notes = page.get("/Annots")
    if notes is None:
        return
    quiet = [
        note
        for note in notes
        if isinstance(note, Dictionary) and str(note.get("/Subtype", "")) not in ACTIVE_ANNOTATIONS
    ]
    page["/Annots"] = Array(quiet)


CLEANERS: dict[str, Callable[[bytes], bytes]] = {"image": clean_image, "pdf": clean_pdf}


def main() -> int:
    """Make the file of standard input anew, within the limits."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = CLEANERS[sys.argv[1]](sys.stdin.buffer.read())
    except Unfit as reason:
        sys.stderr.write(str(reason))
        return REFUSED
    except MemoryError:
        sys.stderr.write("too_large")
        return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
