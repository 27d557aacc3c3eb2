"""What surrounds every request: who acts, and what an error looks like."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from egide.kernel.access import VISITOR, Actor, actor_of
from egide.kernel.errors import NotAllowed, Refused, TooOften
from egide.kernel.pages import Request
from egide.kernel.refusals import refusal_page

GetResponse = Callable[[HttpRequest], HttpResponse]
# Said by ``kernel_actor`` in the database.
OUT_OF_DATE = "the identity of this transaction is out of date"

REPORTS = "/rapports/politique/"
# Nothing inline, nothing from elsewhere: no script, style or frame that is not a file of ours.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        # Both: browsers know one or the other (shell.views.reports).
        f"report-uri {REPORTS}",
        "report-to policy",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Reporting-Endpoints": f'policy="{REPORTS}"',
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def headers(get_response: GetResponse) -> GetResponse:
    """Put on every answer, errors too, what forbids a browser to be used against its reader.

    A page made for somebody signed in is kept nowhere: neither by a proxy, nor by the button
    « back » once they went out. The first of the middleware, so that nothing answers without it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        answer = get_response(request)
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        cookie = settings.SESSION_COOKIE_NAME
        signed_in = cookie in request.COOKIES or cookie in answer.cookies
        answer.headers.setdefault("Cache-Control", "no-store" if signed_in else "no-cache")
        return answer

    return middleware


def actor(get_response: GetResponse) -> GetResponse:
    """Give the request its actor: the person who signed in, with the rights of today."""

    def find(request: HttpRequest) -> Actor:
        person_id = getattr(request.user, "person_id", None)
        if person_id is None:
            return VISITOR
        found = actor_of(
            person_id,
            on=localdate(),
            factor_at=getattr(request.user, "factor_at", None),
            twice_proved=getattr(request.user, "twice_proved", False),
        )
        scopes = getattr(request.user, "scopes", None)
        return found if scopes is None else found.within(scopes)

    def middleware(request: HttpRequest) -> HttpResponse:
        request = cast("Request", request)
        request.actor = cast("Actor", SimpleLazyObject(lambda: find(request)))
        request.asked = {}
        return get_response(request)

    return middleware


class Refusals:
    """Turn what the rules forbid, and a lost database, into a page with a sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path:
            # No name holds it and no database takes it: such a page does not exist.
            return refusal_page(request, status=404)
        try:
            return self.get_response(request)
        except OperationalError:
            return refusal_page(request, status=503)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return refusal_page(request, status=403, sentence=str(error))
        if isinstance(error, TooOften):
            answer = refusal_page(request, status=429, sentence=str(error))
            answer["Retry-After"] = str(error.seconds)
            return answer
        if isinstance(error, Refused):
            return refusal_page(request, status=409, sentence=str(error))
        if isinstance(error, (OperationalError, InterfaceError)) or _is_out_of_date(error):
            return refusal_page(request, status=503)
        return None


def _is_out_of_date(error: Exception) -> bool:
    """Tell whether the database found an identity too old: the clocks of two machines differ."""
    return isinstance(error, ProgrammingError) and OUT_OF_DATE in str(error)
