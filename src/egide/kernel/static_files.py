"""The files that pages are drawn with, handed out under the same strict headers as the pages.

The web server could hand them out by itself, but it knows no headers: a drawing or a script would
be the one answer of the site that a browser may misuse. Only the files found at the start are
known, so that no address leads out of the folder; they are small, and kept once read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from egide.kernel.middleware import HEADERS

Start = Callable[..., Any]
Application = Callable[[dict[str, Any], Start], Iterable[bytes]]

log = logging.getLogger("egide.site")
# The name of a gathered file holds a mark of what is in it: it can be kept for ever.
MARKED = re.compile(r"\.[0-9a-f]{12}\.\w+$")
YEAR_IN_SECONDS = 365 * 24 * 3600
TEXT = ("text/", "image/svg+xml", "application/json", "application/manifest+json")


def strict(application: Application, *, folder: Path, address: str) -> Application:
    """Return the application that hands out ``folder`` below ``address``, and asks ours the rest.

    What breaks before or after our own pages are reached is a bare 500 with the same headers.
    """
    files = _files(folder)

    def answer(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        try:
            if not path.startswith(address):
                return application(environ, start_response)
            return _hand_out(files.get(path.removeprefix(address)), environ, start_response)
        except Exception:
            # As a literal: a path may hold an end of line, and would write another line of the log.
            log.exception("the site could not answer %r", path[:200])
            return _say(start_response, "500 Internal Server Error")

    return answer


def _files(folder: Path) -> dict[str, Path]:
    return {
        place.relative_to(folder).as_posix(): place
        for place in folder.rglob("*")
        if place.is_file()
    }


def _hand_out(
    place: Path | None, environ: dict[str, Any], start_response: Start
) -> Iterable[bytes]:
    method = environ.get("REQUEST_METHOD", "GET")
    if method not in {"GET", "HEAD"}:
        return _say(start_response, "405 Method Not Allowed", Allow="GET, HEAD")
    if place is None:
        return _say(start_response, "404 Not Found", empty=method == "HEAD")
    content, mark = _content(place)
    kept = f"public, max-age={YEAR_IN_SECONDS}, immutable" if MARKED.search(place.name) else ""
    told = {"ETag": mark, "Cache-Control": kept or "no-cache"}
    if environ.get("HTTP_IF_NONE_MATCH") == mark:
        start_response("304 Not Modified", [*HEADERS.items(), *told.items()])
        return []
    told |= {"Content-Type": _kind(place), "Content-Length": str(len(content))}
    start_response("200 OK", [*HEADERS.items(), *told.items()])
    return [] if method == "HEAD" else [content]


@lru_cache(maxsize=2_000)
def _content(place: Path) -> tuple[bytes, str]:
    content = place.read_bytes()
    return content, f'"{sha256(content).hexdigest()[:16]}"'


def _kind(place: Path) -> str:
    kind = guess_type(place.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith(TEXT) else kind


def _say(
    start_response: Start, status: str, *, empty: bool = False, **more: str
) -> Iterable[bytes]:
    content = status.partition(" ")[2].encode()
    told = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", **more}
    length = {"Content-Length": str(len(content))}
    start_response(status, [*HEADERS.items(), *told.items(), *length.items()])
    return [] if empty else [content]
