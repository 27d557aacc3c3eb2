"""What surrounds every request: who acts, and what an error looks like."""

from __future__ import annotations

from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject
from django.utils.timezone import localdate

from egide.kernel.access import VISITOR, Actor, actor_of
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.refusals import refusal_page

GetResponse = Callable[[HttpRequest], HttpResponse]


def actor(get_response: GetResponse) -> GetResponse:
    """Give the request its actor: the person who signed in, with the rights of today."""

    def find(request: HttpRequest) -> Actor:
        person_id = getattr(request.user, "person_id", None)
        if person_id is None:
            return VISITOR
        return actor_of(person_id, on=localdate(), factor_at=getattr(request.user, "factor_at", None))

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: find(request))
        return get_response(request)

    return middleware


class Refusals:
    """Turn what the rules forbid, and a lost database, into a page with a sentence."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except OperationalError:
            return refusal_page(request, status=503)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotAllowed):
            return refusal_page(request, status=403, sentence=str(error))
        if isinstance(error, Refused):
            return refusal_page(request, status=409, sentence=str(error))
        if isinstance(error, (OperationalError, InterfaceError)):
            return refusal_page(request, status=503)
        return None
