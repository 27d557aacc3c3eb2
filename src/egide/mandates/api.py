"""Bodies, seats and mandates, for programs."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from ninja import Path, Query

from egide.kernel.api import Answer, Name, Operations, Page, Window, keyset
from egide.kernel.pages import Request
from egide.mandates.models import Body, Mandate
from egide.mandates.permissions import READ_GOVERNANCE
from egide.mandates.queries import composition
from egide.mandates.queries.composition import PARTS
from egide.mandates.queries.holding import mandate_words

OPERATIONS = Operations(label=_("Gouvernance"))


class BodyLine(Answer):
    """A body today, and how many of its seats are held."""

    code: str
    name: str
    kind: str
    statutory: bool
    seats: int
    held: int


class ChairLine(Answer):
    """A seat today, and who sits in it; nobody when it is vacant."""

    number: int
    title: str
    designation: str
    holder: str | None
    ends_on: date | None


class BodyShown(Answer):
    """A body today, seat by seat."""

    code: str
    name: str
    kind: str
    chairs: list[ChairLine]


class MandateLine(Answer):
    """A mandate: who, what, from when, until when."""

    id: int
    person: str
    what: str
    designation: str
    starts_on: date
    ends_on: date | None
    end_reason: str


class MandatesAsked(Window):
    """Which mandates: those of today, or all that ever were."""

    running: bool = True


@OPERATIONS.read("bodies", READ_GOVERNANCE, list[BodyLine], label=_("Lire les organes"))
def bodies(request: Request) -> list[dict[str, Any]]:
    """Read the bodies that exist today, the statutory ones first."""
    return [
        {
            "code": one.body.code,
            "name": one.body.label,
            "kind": one.body.kind,
            "statutory": one.body.statutory,
            "seats": one.seats,
            "held": one.held,
        }
        for one in composition.bodies_on(localdate())
    ]


@OPERATIONS.read(
    "bodies/{code}", READ_GOVERNANCE, BodyShown, label=_("Lire la composition d’un organe")
)
def body(request: Request, code: Path[Name]) -> dict[str, Any]:
    """Read who sits in a body today (R-GOV-1)."""
    found = get_object_or_404(Body.objects.select_related("gives"), code=code)
    chairs = [
        {
            "number": chair.seat.number,
            "title": chair.seat.title,
            "designation": chair.seat.designation,
            "holder": chair.mandate.person.full_name if chair.mandate else None,
            "ends_on": chair.mandate.ends_on if chair.mandate else None,
        }
        for chair in composition.composition(found, on=localdate())
    ]
    return {"code": found.code, "name": found.label, "kind": found.kind, "chairs": chairs}


@OPERATIONS.read("mandates", READ_GOVERNANCE, Page[MandateLine], label=_("Lire les mandats"))
def mandates(request: Request, asked: Query[MandatesAsked]) -> dict[str, Any]:
    """Read the mandates that this reader may read, the last to begin first."""
    rows = Mandate.objects.visible_to(request.actor).select_related(*PARTS)
    rows = rows.running_on(localdate()) if asked.running else rows.real()
    found, following = keyset(request, rows, asked, by=("-starts_on", "-pk"))
    lines = [
        {
            "id": mandate.pk,
            "person": mandate.person.full_name,
            "what": mandate_words(mandate),
            "designation": mandate.designation,
            "starts_on": mandate.starts_on,
            "ends_on": mandate.ends_on,
            "end_reason": mandate.end_reason,
        }
        for mandate in found
    ]
    return {"items": lines, "next": following}
