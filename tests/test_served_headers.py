"""Every answer of a really served site forbids a browser to be used against its reader."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest

from egide.kernel.middleware import HEADERS

STRICT = {name.lower(): value for name, value in HEADERS.items()}


@dataclass(frozen=True)
class Answer:
    """What came back over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def missing(self) -> dict[str, str]:
        """The strict headers that the answer does not carry as they must be."""
        return {name: said for name, said in STRICT.items() if self.headers.get(name) != said}


def ask(site, request: bytes) -> Answer:
    """Send bytes as they are, and read until the server hangs up."""
    where = urlsplit(site.url)
    with socket.create_connection((where.hostname, where.port), timeout=120) as wire:
        wire.sendall(request)
        received = b""
        while piece := wire.recv(65_536):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {
        name.lower(): said.strip() for name, _, said in (line.partition(":") for line in lines)
    }
    return Answer(int(first.split(" ")[1]), headers, body)


def asked(method: str, path: str, *lines: str, body: str = "") -> bytes:
    """Return an ordinary request, after which the connection is closed."""
    head = (f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *lines)
    return ("\r\n".join(head) + "\r\n\r\n" + body).encode()


@pytest.fixture
def sheet(live_site) -> str:
    """The address of the gathered style sheet of the frame."""
    home = ask(live_site, asked("GET", "/")).body.decode()
    return re.search(r"/static/design/frame\.[0-9a-f]{12}\.css", home)[0]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("OPTIONS", "/", 405),
        ("OPTIONS", "*", 404),
        ("TRACE", "/", 405),
        ("PROPFIND", "/", 403),
        ("GET", "/mon-espace/", 302),
        ("GET", "/favicon.ico", 302),
        ("GET", "/mon-espace", 301),
        ("GET", "/nulle-part/", 404),
        ("GET", "/%ff%00", 404),
        ("GET", "/robots.txt", 200),
        ("GET", "/sante/", 200),
        ("GET", "/sante/vivant/", 200),
        ("GET", "/sante/mesures/", 404),
        ("GET", "/api/v1/openapi.json", 200),
        ("GET", "/api/v1/me", 401),
        ("GET", "/api/v1/nulle-part", 404),
        ("DELETE", "/api/v1/me", 405),
        ("GET", "/api/v1/groups?limit=0", 422),
        ("POST", "/connexion/lien/", 403),
        ("GET", "/static/design/mark.svg", 200),
        ("GET", "/static/rien.css", 404),
        ("HEAD", "/static/rien.css", 404),
        ("GET", "/static/", 404),
        ("GET", "/static/../wsgi.py", 404),
        ("GET", "/static/%2e%2e/%2e%2e/etc/passwd", 404),
        ("POST", "/static/design/mark.svg", 405),
        ("OPTIONS", "/static/design/mark.svg", 405),
    ],
)
def test_every_answer_carries_the_strict_headers(live_site, method, path, status):
    answer = ask(live_site, asked(method, path))

    assert (answer.status, answer.missing) == (status, {})


def test_an_unknown_host_is_refused_under_the_same_headers(live_site):
    answer = ask(live_site, b"GET / HTTP/1.1\r\nHost: ailleurs\r\nConnection: close\r\n\r\n")

    assert (answer.status, answer.missing) == (400, {})


def test_a_form_that_is_too_large_is_refused_under_the_same_headers(live_site):
    typed = "a" * 2_100_000
    sent = asked(
        "POST",
        "/connexion/lien/",
        "Content-Type: application/x-www-form-urlencoded",
        "Cookie: csrftoken=" + "A" * 32,
        f"Content-Length: {len(typed)}",
        body=typed,
    )

    answer = ask(live_site, sent)

    assert (answer.status, answer.missing) == (413, {})


def test_a_sheet_is_kept_for_a_year_because_its_name_changes_with_it(live_site, sheet):
    answer = ask(live_site, asked("GET", sheet))

    assert (answer.status, answer.missing) == (200, {})
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert int(answer.headers["content-length"]) == len(answer.body)


def test_a_sheet_that_the_browser_has_is_not_sent_again(live_site, sheet):
    mark = ask(live_site, asked("HEAD", sheet)).headers["etag"]

    answer = ask(live_site, asked("GET", sheet, f"If-None-Match: {mark}"))

    assert (answer.status, answer.missing, answer.body) == (304, {}, b"")


def test_looking_at_the_head_of_a_file_sends_no_body(live_site, sheet):
    whole = ask(live_site, asked("GET", sheet))

    head = ask(live_site, asked("HEAD", sheet))

    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"PAS DU TOUT\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: deux\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 600_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
    ],
)
def test_what_is_not_even_a_request_gets_nothing_that_could_be_shown(
    live_site, request_line, status
):
    """The server refuses it before any page is asked, with an answer that holds not one byte."""
    answer = ask(live_site, request_line)

    assert (answer.status, answer.body) == (status, b"")
    assert "content-type" not in answer.headers


FORGED = (
    "X-Forwarded-For: 127.0.0.1",
    "X-Forwarded-Host: ailleurs.example",
    "X-Forwarded-Proto: https",
    "X-Forwarded-Port: 444",
    "X-Forwarded-Prefix: /ailleurs",
    "X-Real-IP: 127.0.0.1",
    "X-Original-URL: /registre-des-actes/",
    "X-Rewrite-URL: /registre-des-actes/",
    "X-HTTP-Method-Override: DELETE",
    "Forwarded: for=127.0.0.1;host=ailleurs.example;proto=https",
)


@pytest.mark.proves("G17")
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/"), ("GET", "/mon-espace/"), ("GET", "/api/v1/me"), ("GET", "/robots.txt")],
)
def test_headers_that_only_a_proxy_may_send_change_nothing(live_site, method, path):
    """A stranger writes them: no address, no scheme and no method of ours comes from them."""
    plain, forged = (ask(live_site, asked(method, path, *lines)) for lines in ((), FORGED))

    assert forged.status == plain.status
    assert forged.headers.get("location") == plain.headers.get("location")
    assert b"ailleurs" not in forged.body
    assert "ailleurs" not in str(forged.headers)
