"""The door of every operation: who asks, by what right, how often; then the question itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja.errors import HttpError, ValidationError

from egide.kernel import acts_done, limits, registry
from egide.kernel.api.operations import Declared
from egide.kernel.api.paging import NEXT, WrongPlace
from egide.kernel.api.sentences import sentence_of
from egide.kernel.callers import network_of
from egide.kernel.errors import NotAllowed
from egide.kernel.identity import acting
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request
from egide.kernel.problems import problem

View = Callable[..., HttpResponse]
# A program that reads a whole list asks a hundred pages in a minute; one that acts, far less.
READS_A_MINUTE, ACTS_A_MINUTE = 300, 60
KEY = re.compile(r"[\x21-\x7e]{8,100}\Z")


@dataclass(frozen=True)
class Door:
    """One address: its operations by method, and what the description says of each."""

    view: View
    operations: Mapping[str, Declared]
    describe: Callable[[], Mapping[str, Any]]

    @property
    def right(self) -> str:
        """The right that opens the address; its operations agree on it."""
        (right,) = {operation.right for operation in self.operations.values()}
        return right

    @cached_property
    def _taken(self) -> dict[str, frozenset[str]]:
        """What stands behind the ``?``, by method, as described."""
        return {
            method.upper(): frozenset(
                given["name"] for given in said.get("parameters", ()) if given["in"] == "query"
            )
            for method, said in self.describe().items()
        }

    @cached_property
    def _with_body(self) -> frozenset[str]:
        return frozenset(
            method.upper() for method, said in self.describe().items() if "requestBody" in said
        )

    def __call__(self, request: Request, **path: Any) -> HttpResponse:
        """Answer one request as ``@page`` does: the right, then one transaction in one's name."""
        method = "GET" if request.method == "HEAD" else str(request.method)
        operation = self.operations.get(method)
        if operation is None:
            return problem(405, Allow=", ".join(sorted(self.operations)))
        refused = self._refused(request, operation) or self._misfit(request, method)
        if refused is not None:
            return refused
        request.method = method
        ask = partial(self.view, request, **path)
        try:
            with acting(request.actor):
                answer = acts_done.once(request, ask) if method == "POST" else ask()
        except ValidationError as error:
            return problem(422, errors=[sentence_of(one) for one in error.errors])
        except (WrongPlace, acts_done.OtherRequest) as error:
            return problem(422, str(error))
        except HttpError as error:
            return problem(error.status_code)
        return _finished(request, answer)

    def _refused(self, request: Request, operation: Declared) -> HttpResponse | None:
        """Return the answer to who may not, or asks too often.

        :raises NotAllowed: when a token is there, and does not open this.
        """
        actor, acts = request.actor, operation.method == "POST"
        presented = "Authorization" in request.headers
        known = actor.person_id is not None
        asker = f"token:{request.user.token_id}" if known else network_of(request)  # type: ignore[union-attr]
        most = ACTS_A_MINUTE if acts else READS_A_MINUTE
        limits.require(f"api:{operation.method}:{asker}", most=most, seconds=60)
        if not known and (presented or operation.right != PUBLIC):
            return problem(401, WWW_Authenticate='Bearer realm="egide"')
        if operation.right not in (PUBLIC, SIGNED_IN) and not actor.can_somewhere(operation.right):
            label = registry.permissions()[operation.right].label
            raise NotAllowed(
                _("Ce jeton n’a pas, ou plus, le droit « %(right)s ».") % {"right": label}
            )
        if acts and not request.user.may_write:  # type: ignore[union-attr]
            raise NotAllowed(_("Ce jeton ne fait que lire."))
        return None

    def _misfit(self, request: Request, method: str) -> HttpResponse | None:
        """Return the answer to what the description does not know: a name, a kind of body."""
        known = self._taken.get(method, frozenset())
        errors = [
            {"field": name[:100], "message": _("Cette opération ne connaît pas ce nom.")}
            for name in request.GET
            if name not in known
        ]
        errors += [
            {"field": name, "message": _("Une seule valeur est attendue.")}
            for name, values in request.GET.lists()
            if name in known and len(values) > 1
        ]
        if errors:
            return problem(422, errors=errors)
        if method in self._with_body and request.content_type != "application/json":
            return problem(415)
        if method == "POST" and not KEY.match(request.headers.get("Idempotency-Key", "")):
            return problem(
                400,
                _("Cet acte demande un en-tête Idempotency-Key : 8 à 100 signes sans espace."),
            )
        return None


def _finished(request: Request, answer: HttpResponse) -> HttpResponse:
    """Add what goes with every answer: where the list goes on, and a mark of what was said."""
    answer["Vary"] = "Accept-Language, Authorization"
    # What was made for somebody is kept nowhere on its way.
    answer["Cache-Control"] = "no-cache" if request.actor.person_id is None else "no-store"
    if NEXT in request.asked:
        answer["Link"] = f'<{request.asked[NEXT]}>; rel="next"'
    if request.method == "GET" and answer.status_code == 200 and not answer.streaming:
        answer["ETag"] = mark = f'"{sha256(answer.content).hexdigest()[:32]}"'
        if request.headers.get("If-None-Match") == mark:
            answer.status_code, answer.content = 304, b""
            del answer["Content-Type"]
    return answer
