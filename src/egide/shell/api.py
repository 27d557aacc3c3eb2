"""The register of acts, for programs of who may read it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Query

from egide.kernel.api import Answer, Operations, Page, Window, keyset
from egide.kernel.models import RegisterLine
from egide.kernel.pages import Request
from egide.kernel.permissions import READ_REGISTER
from egide.shell import queries

OPERATIONS = Operations(label=_("La maison"))


class ActLine(Answer):
    """One line of the register: who did what, when, on what."""

    number: int
    at: datetime
    who: str
    action: str
    what: str
    subject: str
    chain_hash: str


@OPERATIONS.read("register", READ_REGISTER, Page[ActLine], label=_("Lire le registre des actes"))
def register(request: Request, window: Query[Window]) -> dict[str, Any]:
    """Read the register, the last line first (R-X-3)."""
    found, following = keyset(request, RegisterLine.objects.all(), window, by=("-number",))
    lines = [
        {
            "number": said.line.number,
            "at": said.line.at,
            "who": said.who.title,
            "action": said.line.action,
            "what": said.what,
            "subject": said.subject.title,
            "chain_hash": said.line.chain_hash,
        }
        for said in queries.in_words(found, actor=request.actor, on=localdate())
    ]
    return {"items": lines, "next": following}
