"""Writes hostile values wherever a route takes words, and looks at what the page makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes, urlsplit

from django.db import DataError, InternalError, ProgrammingError, connection, transaction
from django.urls import reverse

from egide.kernel.routes import Route
from tests.matrix.asking import FORMS, body, form_of, is_for_programs, read_of_the_address
from tests.matrix.declaring import Side, address, sent_to
from tests.matrix.readers import Reader
from tests.matrix.values import MARK
from tests.matrix.walking import Failure, Notes

TYPED = re.compile(r"<(?:(\w+):)?(\w+)>")
BOUNDARY = b"essai-of-a-file"
STATUS, SCRIPT, HEADER, SQL = "status", "script", "header", "sql"


@dataclass
class Taken:
    """What one route takes: names behind the ``?``, fields of its form, of its JSON, its path."""

    route: Route
    there: str
    names: tuple[str, ...] = ()
    fields: dict[str, Any] = field(default_factory=dict)
    texts: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    method: str = "GET"

    @property
    def places(self) -> int:
        """How many places of it one may write in."""
        written = (self.names, self.texts, self.chosen, self.files)
        return sum(map(len, written)) + len(TYPED.findall(self.route.path))


def raw(value: str) -> str:
    """Return a value as it stands in an address or a form, half signs too."""
    return quote_from_bytes(value.encode("utf-8", "surrogatepass"), safe="")


def taken_by(reader: Reader, route: Route, side: Side) -> Taken:
    """Find out what a route takes, by its page, its reading of the address, its description."""
    there = address(route, side)
    if is_for_programs(route):
        return _described(route, there)
    with read_of_the_address() as read, transaction.atomic():
        reader.client.get(there)
        transaction.set_rollback(True)
    form = form_of(reader, route, there)
    fields = {"version": "1", **(form.filled if form else {})}
    names = tuple(sorted(name for name in read if name.isprintable()))
    if not form:
        return Taken(route, there, names, fields, method="POST")
    chosen = tuple(dict.fromkeys(form.chosen))
    texts, files = tuple(form.texts), tuple(form.files)
    return Taken(route, there, names, fields, texts, chosen, files, "POST")


def _described(route: Route, there: str) -> Taken:
    path = "/" + TYPED.sub(r"{\2}", route.path)
    operations = description()["paths"].get(path, {})
    names = {
        one["name"]
        for operation in operations.values()
        for one in operation.get("parameters", ())
        if one["in"] == "query"
    }
    fields = dict(sent_to(route))
    method = "POST" if fields else "GET"
    return Taken(route, there, tuple(sorted(names)), fields, tuple(fields), method=method)


@cache
def description() -> dict[str, Any]:
    """Return what the interface says of itself."""
    from django.test import Client  # noqa: PLC0415 - only once settings are ready

    return json.loads(Client().get(reverse("api:openapi")).content)


@dataclass
class Writing:
    """Somebody who may everything, and writes hostile values."""

    reader: Reader
    notes: Notes

    def over(self, taken: Taken, values: tuple[str, ...]) -> None:
        """Write each value in each place of a route, and leave everything as it was."""
        cookies = self.reader.client.cookies
        for rank, value in enumerate(values):
            # Whoever signed out by the way is in again.
            self.reader.client.cookies = deepcopy(cookies)
            with transaction.atomic(), sql_errors() as errors:
                for what, answer in self._asked(taken, value, rank):
                    self._judge(taken.route, what, value, answer)
                transaction.set_rollback(True)
            for error in dict.fromkeys(errors):
                self._wrong(SQL, taken.route, "", value, error)
        self.reader.client.cookies = cookies

    def _asked(self, taken: Taken, value: str, rank: int) -> Iterator[tuple[str, Any]]:
        ask, written = self.reader.client.generic, raw(value)
        if taken.names:
            # All at once, and one alone: what one refuses must not hide what another lets through.
            yield (
                "query",
                ask("GET", f"{taken.there}?{'&'.join(f'{n}={written}' for n in taken.names)}"),
            )
            name = taken.names[rank % len(taken.names)]
            yield f"query {name}", ask("GET", f"{taken.there}?{name}={written}")
        for number, (_kind, name) in enumerate(TYPED.findall(taken.route.path)):
            yield f"path {name}", ask("GET", path_with(taken, number, written))
            if taken.method == "POST":
                yield (
                    f"path {name} by POST",
                    self._sent(taken, path_with(taken, number, written), {}),
                )
        if taken.texts:
            name = taken.texts[rank % len(taken.texts)]
            yield "form", self._sent(taken, taken.there, dict.fromkeys(taken.texts, value))
            yield f"form {name}", self._sent(taken, taken.there, {name: value})
        if taken.chosen:
            name = taken.chosen[rank % len(taken.chosen)]
            yield f"choice {name}", self._sent(taken, taken.there, {name: value})
        if taken.files:
            yield "file", self._brought(taken, value)

    def _brought(self, taken: Taken, value: str) -> Any:
        """Send a form whose files have this name, and hold it."""
        written = value.encode("utf-8", "surrogatepass")
        parts = [
            *((f'name="{name}"'.encode(), str(one).encode()) for name, one in taken.fields.items()),
            *(
                (b'name="%b"; filename="%b"' % (one.encode(), written), written)
                for one in taken.files
            ),
        ]
        form = b"".join(
            b"--%b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (BOUNDARY, *part)
            for part in parts
        )
        kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        form += b"--%b--\r\n" % BOUNDARY
        return self.reader.client.generic("POST", taken.there, form, content_type=kind)

    def _sent(self, taken: Taken, there: str, hostile: dict[str, str]) -> Any:
        fields = {**taken.fields, **hostile}
        if is_for_programs(taken.route):
            content, kind = json.dumps(fields), "application/json"
        else:
            pairs = (
                f"{raw(name)}={raw(str(one))}"
                for name, value in fields.items()
                for one in (value if isinstance(value, list) else [value])
            )
            content, kind = "&".join(pairs), FORMS
        key = {"Idempotency-Key": "essai-hostile"}
        return self.reader.client.generic("POST", there, content, content_type=kind, headers=key)

    def _judge(self, route: Route, what: str, value: str, answer: Any) -> None:
        self.notes.by_route[route.name] += 1
        self.notes.by_oracle[what.partition(" ")[0]] += 1
        if answer.status_code >= 500:
            self._wrong(STATUS, route, what, value, str(answer.status_code))
        for name, content in answer.items():
            elsewhere = name == "Location" and f"{MARK}.example" in (urlsplit(content).netloc or "")
            if name.lower() == f"x-{MARK}" or elsewhere:
                self._wrong(HEADER, route, what, value, f"{name}: {content[:80]}")
        if "html" in answer.get("Content-Type", "") and (found := runs(body(answer))):
            self._wrong(SCRIPT, route, what, value, found)

    def _wrong(self, oracle: str, route: Route, what: str, value: str, said: str) -> None:
        self.notes.failures.append(
            Failure(oracle, "hostile", route.name, what, ascii(value[:60]), said)
        )


def path_with(taken: Taken, number: int, written: str) -> str:
    """Return the address of a route with one of its values replaced."""
    given = iter(_given(taken))
    rank = iter(range(99))
    return "/" + TYPED.sub(
        lambda _found: (next(given), written)[1] if next(rank) == number else next(given),
        taken.route.path,
    )


def _given(taken: Taken) -> list[str]:
    """Return what stands in the address for each of the values of its path."""
    shape = re.escape("/" + taken.route.path)
    for kind, name in TYPED.findall(taken.route.path):
        shape = shape.replace(re.escape(f"<{kind}:{name}>" if kind else f"<{name}>"), "(.+?)", 1)
    found = re.fullmatch(shape, taken.there)
    return list(found.groups()) if found else [""] * len(TYPED.findall(taken.route.path))


@contextmanager
def sql_errors() -> Iterator[list[str]]:
    """Collect what PostgreSQL could not make sense of, even where the page answered something."""
    found: list[str] = []

    def run(execute: Any, statement: Any, given: Any, many: bool, context: Any) -> Any:
        try:
            return execute(statement, given, many, context)
        except (DataError, ProgrammingError, InternalError) as error:
            found.append(f"{type(error).__name__}: {str(error).splitlines()[0][:120]}")
            raise

    with connection.execute_wrapper(run):
        yield found


class _Running(HTMLParser):
    """What of a page would run, and comes from a hostile value."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found = ""
        self._script = False
        self.feed(page)

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self._script = tag == "script"
        for name, value in given:
            runs_here = name.startswith("on") or name in {"href", "src", "action", "formaction"}
            scheme = (value or "").strip("\x00\x01\t\n\r ").lower()
            away = scheme.startswith(("javascript:", "data:text", "vbscript:"))
            if MARK in name or (MARK in (value or "") and runs_here and (away or name[:2] == "on")):
                self.found = f"<{tag} {name}={value!r}>"[:120]
        if MARK in tag:
            self.found = f"<{tag}>"[:120]

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, text: str) -> None:
        if self._script and MARK in text:
            self.found = f"<script>{text[:80]}"


def runs(page: str) -> str:
    """Return what of a page would run of a hostile value, or nothing."""
    return _Running(page).found if MARK in page else ""
