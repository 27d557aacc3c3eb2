"""How a route is asked: seven methods, a form filled in as its own page asks, a list taken away."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from copy import deepcopy
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from pypdf import PdfReader
from pypdf.errors import PdfReadError

from egide.kernel.routes import Route
from tests.matrix.declaring import sent_to
from tests.matrix.readers import Reader

METHODS = ("GET", "HEAD", "OPTIONS", "PUT", "PATCH", "DELETE", "POST")
# What a list reads of its address: of the others, of the same page, these say nothing.
ASKED_MORE = {"format": "csv", "q": "zyx", "page": "2"}
FORMS = "application/x-www-form-urlencoded"
BY_TYPE = {
    "date": "2021-03-01",
    "email": "essai@example.org",
    "number": "1",
    "tel": "+33123456789",
    "url": "https://example.org/",
    "checkbox": "on",
    "month": "2021-03",
    "time": "12:00",
    "datetime-local": "2021-03-01T12:00",
}


def is_for_programs(route: Route) -> bool:
    """Tell whether the route is of the interface: JSON, and a token instead of a cookie."""
    return route.name.startswith("api:")


def ask(reader: Reader, route: Route, method: str, there: str, sent: dict[str, Any]) -> Any:
    """Return the answer to one method; what is sent goes as the route takes it.

    The browser is afterwards as before: whoever signs out by the way is still in.
    """
    client, cookies = reader.client, deepcopy(reader.client.cookies)
    try:
        return _answer(client, route, method, there, sent)
    finally:
        client.cookies = cookies


def _answer(client: Client, route: Route, method: str, there: str, sent: dict[str, Any]) -> Any:
    if method in {"GET", "HEAD", "OPTIONS"}:
        return client.generic(method, there)
    if is_for_programs(route):
        key = {"Idempotency-Key": f"essai:{route.name}"}
        return client.generic(
            method, there, data=json.dumps(sent), content_type="application/json", headers=key
        )
    if method == "POST":
        return client.post(there, sent)
    return client.generic(method, there, data=urlencoded(sent), content_type=FORMS)


def urlencoded(sent: dict[str, Any]) -> str:
    """Return a form as a browser sends it."""
    written = QueryDict(mutable=True)
    for name, value in sent.items():
        written.setlist(name, value if isinstance(value, list) else [value])
    return written.urlencode()


def body(answer: Any) -> str:
    """Return what is read of an answer: a spreadsheet is a packed text, a PDF a drawn one."""
    return text_of(b"".join(answer.streaming_content) if answer.streaming else answer.content)


def text_of(content: bytes) -> str:
    """Return what somebody who opens a file reads in it, in whatever it is packed."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            return "\n".join(text_of(packed.read(name)) for name in packed.namelist())
    if content.startswith(b"%PDF-"):
        # What somebody brought may begin as a PDF does and be none: it is read as it stands.
        with suppress(PdfReadError):
            return _text_of_paper(content)
    return content.decode("utf-8", "replace")


@lru_cache(maxsize=64)
def _text_of_paper(content: bytes) -> str:
    # Readers are answered the same papers, and reading one takes longer than asking for it.
    paper = PdfReader(io.BytesIO(content))
    told = [str(value) for value in (paper.metadata or {}).values()]
    return "\n".join([*told, *(page.extract_text() for page in paper.pages)])


def headers(answer: Any) -> str:
    """Return the headers of an answer, cookies too."""
    lines = [f"{name}: {value}" for name, value in answer.items()]
    return "\n".join([*lines, answer.cookies.output()])


class Form(HTMLParser):
    """The fields of the forms of a page that are sent to one address."""

    def __init__(self, page: str, there: str) -> None:
        super().__init__()
        self.there = there
        self.inside = False
        self.filled: dict[str, Any] = {}
        self.texts: dict[str, str] = {}
        # What one chooses, or the page itself fills in: nobody types there, but a program may.
        self.chosen: list[str] = []
        self.files: list[str] = []
        self._select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = dict(given)
        if tag == "form":
            posts = (attributes.get("method") or "").lower() == "post"
            action = urlsplit(attributes.get("action") or "").path or self.there
            self.inside = posts and action == self.there
        if not self.inside:
            return
        name = attributes.get("name") or ""
        if tag == "input" and name:
            self._input(name, attributes)
        elif tag == "textarea" and name:
            self.filled[name] = self.texts[name] = "zyx-essai"
        elif tag == "select":
            self._select = name
            self.chosen.append(name)
        elif tag == "option" and self._select and attributes.get("value"):
            self.filled.setdefault(self._select, attributes["value"])
        elif tag == "button" and name:
            self.filled.setdefault(name, attributes.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self._select = ""

    def _input(self, name: str, attributes: dict[str, str | None]) -> None:
        kind = attributes.get("type") or "text"
        value = attributes.get("value") or ""
        if kind == "file":
            self.files.append(name)
        if kind in {"file", "submit", "image", "reset"}:
            return
        if kind not in {"hidden", "checkbox", "radio"}:
            self.texts[name] = value
        else:
            self.chosen.append(name)
        if kind == "radio":
            self.filled.setdefault(name, value)
        elif kind in {"hidden", "checkbox"}:
            self.filled[name] = value or BY_TYPE.get(kind, "")
        else:
            self.filled[name] = value or BY_TYPE.get(kind, "zyx-essai")


def form_of(reader: Reader, route: Route, there: str) -> Form | None:
    """Return the form that the route's own page shows to somebody who may open it."""
    if is_for_programs(route):
        return None
    with transaction.atomic():
        answer = reader.client.get(there)
        transaction.set_rollback(True)
    if answer.status_code != 200 or "html" not in answer.get("Content-Type", ""):
        return None
    return Form(body(answer), there)


def sending(reader: Reader, route: Route, there: str) -> dict[str, Any]:
    """Return what somebody who may would send there, as far as a page or a module tells it."""
    if is_for_programs(route):
        return sent_to(route)
    form = form_of(reader, route, there)
    return {"version": "1", **(form.filled if form else {}), **sent_to(route)}


@contextmanager
def read_of_the_address() -> Iterator[set[str]]:
    """Tell what the pages answered meanwhile read of what stands behind the ``?``."""
    read: set[str] = set()

    def told(method: Callable) -> Callable:
        def run(self: QueryDict, *args: object, **kwargs: object) -> object:
            read.update({str(args[0])} if args else ASKED_MORE)
            return method(self, *args, **kwargs)

        return run

    names = ["get", "getlist", "__getitem__", "__contains__", "__len__", "__iter__", "items"]
    names += ["keys", "values", "lists", "dict", "copy", "urlencode"]
    with pytest.MonkeyPatch.context() as patch:
        for name in names:
            patch.setattr(QueryDict, name, told(getattr(QueryDict, name)))
        yield read


def looked_at(reader: Reader, there: str) -> Iterator[tuple[str, object]]:
    """Yield the page, then the same asked for more, where it reads what is asked."""
    with read_of_the_address() as read:
        yield "", reader.client.get(there)
    for name, value in ASKED_MORE.items():
        if name in read:
            more = f"?{name}={value}"
            yield more, reader.client.get(there + more)


def asked(reader: Reader, route: Route, there: str) -> Iterator[tuple[str, object]]:
    """Yield the answers to looking and to sending, with what each was."""
    sent = sent_to(route) if is_for_programs(route) else {"version": "1"}
    for method in ("GET", "POST"):
        yield f"{method} {there}", ask(reader, route, method, there, sent)
