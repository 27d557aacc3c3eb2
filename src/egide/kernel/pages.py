"""Every page says who may open it; a page that says nothing does not exist."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import acting

View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request as our pages receive it: the middleware has found who acts.

    ``asked`` holds what a page asked once for the whole request, by a key of its module.
    """

    actor: Actor
    asked: dict[str, Any]


# What a browser does with a page; programs have the interface, which says its own.
METHODS = ("GET", "HEAD", "POST")
PUBLIC = "public"
SIGNED_IN = "signed_in"


def may_open(actor: Actor | None, right: str) -> bool:
    """Tell whether what is declared for ``right`` is for this actor: a page, a line, a card.

    The answer of ``page``, for whoever shows the way to it.
    """
    if right == PUBLIC:
        return True
    if actor is None or actor.person_id is None:
        return False
    return right == SIGNED_IN or actor.can_somewhere(right)


def page(right: str, *, in_transaction: bool = True, fresh: bool = False) -> Callable[[View], View]:
    """Open the page only to an actor who holds ``right`` on the whole society or on some scope.

    ``PUBLIC`` opens it to all, ``SIGNED_IN`` to whoever signed in. The request is one
    transaction under the identity of the actor; the verb behind it checks the scope. The few
    doors that count tries say ``in_transaction=False``: a refused try stays counted, a slow check
    of a password holds no row, and each verb is a transaction of its own. A sensitive act says
    ``fresh=True``: who proved who they are more than fifteen minutes ago does it again first.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in METHODS:
                return HttpResponseNotAllowed(METHODS)
            actor = request.actor
            if right != PUBLIC:
                if actor.person_id is None:
                    return redirect_to_login(request.get_full_path())
                if right != SIGNED_IN and not actor.can_somewhere(right):
                    if actor.waits_for(right):
                        return _elsewhere(settings.SECOND_FACTOR_URL, request)
                    raise NotAllowed(
                        _("Il vous manque le droit « %(right)s ».")
                        % {"right": registry.permissions()[right].label}
                    )
                if fresh and not actor.is_fresh(at=timezone.now()):
                    return ask_again(request)
            with acting(actor) if in_transaction else nullcontext():
                return view(request, *args, **kwargs)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return decorate


def ask_again(request: Request) -> HttpResponse:
    """Send who acts to prove anew who they are; what they typed goes with them, and comes back."""
    answer = _elsewhere(settings.CONFIRM_URL, request)
    if request.method == "POST":
        # The browser sends the same form there: nothing that was typed waits on our side.
        answer.status_code = 307
    return answer


def _elsewhere(name: str, request: Request) -> HttpResponse:
    wanted = QueryDict(mutable=True)
    wanted["next"] = request.get_full_path()
    return HttpResponseRedirect(f"{resolve_url(name)}?{wanted.urlencode(safe='/')}")
