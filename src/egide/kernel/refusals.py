"""Pages that say no: what was wrong, what was kept, what to do."""

from __future__ import annotations

import sys

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from egide.kernel.problems import is_for_program, problem

NEVER_SHOWN = frozenset({"password", "current", "new", "again", "confirm-password"})
MOST_GIVEN_BACK = 200_000
# Refusals after which the same form may pass: too many requests, a failure, a lost database.
SENT_AGAIN = frozenset({429, 500, 503})
# A body cut on its way, too heavy or badly written holds nothing to give back.
UNREADABLE = (MultiPartParserError, OSError, SuspiciousOperation)


def refusal_page(request: HttpRequest, *, status: int, sentence: str = "") -> HttpResponse:
    """Return the page of a refusal; it needs neither the database nor a signed-in person.

    What was typed in a form that may be sent again as it is comes back with a button that does so.
    A program is told the same as it reads (``kernel.problems``).
    """
    if is_for_program(request):
        answer = problem(status, sentence)
        if status == 503:
            answer["Retry-After"] = "5"
        return answer
    said = {
        "status": status,
        "sentence": sentence,
        "sent": request.method == "POST",
        "typed": _typed(request) if status in SENT_AGAIN else [],
    }
    body = render_to_string("design/error.html", said, request=request)
    answer = HttpResponse(body, status=status)
    answer["Cache-Control"] = "no-store"
    if status == 503:
        answer["Retry-After"] = "5"
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense, or that is too heavy."""
    heavy = isinstance(exception, RequestDataTooBig)
    return refusal_page(request, status=413 if heavy else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request without the right."""
    return refusal_page(request, status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for what does not exist, or not for this person: the two look the same."""
    return refusal_page(request, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the site itself failed, or when its database is out of reach (503).

    Called while the error is being handled: one raised by the middleware arrives only here.
    """
    lost = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    return refusal_page(request, status=503 if lost else 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was open for too long, or that came from another site.

    When the browser says that the form was ours (``Origin``), what was typed is given back with a
    button that sends it again: a second tab in which somebody signed in loses nobody's work.
    """
    typed = _typed(request)
    answer = HttpResponse(
        render_to_string("design/expired.html", {"typed": typed, "status": 403}, request=request),
        status=403,
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of our own form; nothing of another one, nor of one with a password."""
    try:
        ours = request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
        if not ours or request.FILES or any(name in NEVER_SHOWN for name in request.POST):
            return []
    except UNREADABLE:
        return []
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    return typed if sum(len(value) for _name, value in typed) <= MOST_GIVEN_BACK else []
