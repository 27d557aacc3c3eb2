"""What the site writes down for its operator: one line a request, in JSON, without a name.

The register says who did what, to the society; the logbook says how the site does, to whoever runs
it. It holds the number of the request, its route, its status, its time, and a hash by which two
lines of one person are known to be of one person. What looks like personal data is struck out of
every message, whoever wrote it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
import time
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from egide.kernel import metrics

GetResponse = Callable[[HttpRequest], HttpResponse]
access = logging.getLogger("egide.access")
security = logging.getLogger("egide.security")
current: ContextVar[str] = ContextVar("request", default="")
STRUCK = "[…]"
PERSONAL = re.compile(
    r"""
      [\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+                # an e-mail address
    | \b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b   # an IBAN
    | (?<![\w.])(?:\+\d{1,3}|0)(?:[\s.-]?\d){8,12}(?![\w.])       # a telephone number
    | \begide_[\w-]{20,}                                          # a token
    | (?<=Bearer\s)\S+
    """,
    re.VERBOSE,
)
# What every record has: the rest was given by whoever wrote the line.
USUAL = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "request", "taskName"}
LONGEST = 20_000


def struck(text: str) -> str:
    """Return ``text`` without what looks like personal data or a key."""
    return PERSONAL.sub(STRUCK, text)


class Json(logging.Formatter):
    """One line, one object: an end of line in a message is written as two signs, and forges none.

    Of an error, the places it went through are kept, and its words struck: never the values.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": struck(record.getMessage())[:LONGEST],
        }
        if number := current.get():
            said["request"] = number
        for name, value in vars(record).items():
            if name not in USUAL:
                said[name] = struck(value) if isinstance(value, str) else value
        if record.exc_info:
            said["error"] = struck(self.formatException(record.exc_info))[-LONGEST:]
        return json.dumps(said, ensure_ascii=False, default=str)


class Line(logging.Formatter):
    """The same for a person at a terminal: one line, struck, without what only a machine reads."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of one record."""
        return struck(super().format(record))


def middleware(get_response: GetResponse) -> GetResponse:
    """Number each request, and write its line once it is answered."""

    def logged(request: HttpRequest) -> HttpResponse:
        began, number = time.monotonic(), secrets.token_hex(8)
        token = current.set(number)
        try:
            answer = get_response(request)
            answer.headers["X-Request-Id"] = number
            _write(request, answer, time.monotonic() - began)
            return answer
        finally:
            current.reset(token)

    return logged


def _write(request: HttpRequest, answer: HttpResponse, seconds: float) -> None:
    match = request.resolver_match
    # The route, never the path: a path names people.
    route = match.view_name if match else "none"
    status = answer.status_code
    metrics.count_request(route, status, seconds)
    level = logging.ERROR if status >= 500 else logging.INFO
    said = {
        "route": route,
        "method": _method(request),
        "status": status,
        "ms": round(seconds * 1000, 1),
        "actor": actor_mark(request),
    }
    access.log(level, "answered", extra=said)
    if status in (401, 403, 429):
        security.warning("refused", extra=said)


def actor_mark(request: HttpRequest) -> str:
    """Return what tells one person from another in the logbook, and says no more.

    Who acts is not asked anew: a page that never looked does not pay for the logbook.
    """
    actor: Any = getattr(request, "actor", None)
    if actor is None or getattr(actor, "_wrapped", None) is empty:
        return ""
    return mark_of(actor.name)


def mark_of(name: str) -> str:
    """Return the mark of an actor; without the key of the site, nobody finds the person again."""
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, f"egide.logbook:{name}".encode(), hashlib.sha256).hex()[:16]


def note(what: str, name: str, **more: str) -> None:
    """Write down what concerns the safety of an account: somebody came in, or was refused."""
    security.info(what, extra={"actor": mark_of(name), **more})


def _method(request: HttpRequest) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
    return str(request.method) if request.method in known else "other"
