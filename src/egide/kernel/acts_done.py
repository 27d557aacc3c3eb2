"""An act that was sent twice is done once: the second time, the first answer is given back."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from django.db import connection
from django.http import HttpResponse
from django.utils.translation import gettext as _

from egide.kernel.pages import Request

KEPT_HOURS = 24
REPLAYED = "Idempotency-Replayed"


class OtherRequest(Exception):  # noqa: N818 - an answer, not an error
    """The key served already, for something else."""

    def __str__(self) -> str:
        return _("Cette clé (Idempotency-Key) a déjà servi pour une autre demande.")


def once(request: Request, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Run an act under its key, in the transaction of the request, or tell that it was done.

    The row of the key and the act are kept together or not at all: what was refused may be sent
    again under the same key. A second request that comes meanwhile waits for the first one.

    :raises OtherRequest: if the key was given for another address or another body.
    """
    sent = sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    key = sha256(f"{request.actor.name}\n{request.headers['Idempotency-Key']}".encode()).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_actdone (key, request_hash) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [key, sent],
        )
        if cursor.rowcount:
            return act()
        cursor.execute("SELECT request_hash FROM kernel_actdone WHERE key = %s", [key])
        known = cursor.fetchone()
    if known is None or known[0] != sent:
        raise OtherRequest
    answer = HttpResponse(status=204)
    answer[REPLAYED] = "true"
    return answer


def forget_acts_done(**_: object) -> int:
    """Remove the keys that served more than a day ago; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM kernel_actdone WHERE at <= now() - make_interval(hours => %s)",
            [KEPT_HOURS],
        )
        return cursor.rowcount
