"""Pages of the offices: who may hold them, what rights they carry, who holds them today."""

from __future__ import annotations

from datetime import date

from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from egide.kernel import registry
from egide.kernel.pages import Request, page
from egide.mandates.enums import Condition, ScopeKind
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES, READ_GOVERNANCE
from egide.mandates.queries.consequences import rights_of
from egide.mandates.queries.holding import holders, incompatible_with
from egide.mandates.views.days import day_of

MOST_HOLDERS = 60


@page(READ_GOVERNANCE)
def offices(request: Request) -> HttpResponse:
    """Show the matrix of rights: each office, and what it opens."""
    rights = Prefetch(
        "rights", OfficeRight.objects.running_on(localdate()).order_by("permission", "pk")
    )
    known = registry.permissions()
    found = [
        {
            "office": office,
            "kinds": [ScopeKind(kind).label for kind in office.scope_kinds],
            "rights": [
                known[right.permission]
                for right in office.rights.all()
                if right.permission in known
            ],
        }
        for office in Office.objects.prefetch_related(rights).order_by("source", "name", "pk")
    ]
    may = {
        "may_change": request.actor.can(MANAGE_STATUTES),
        "may_ask": request.actor.can(MANAGE_MANDATES),
    }
    return render(request, "mandates/offices.html", {"offices": found, **may})


@page(READ_GOVERNANCE)
def office(request: Request, code: str) -> HttpResponse:
    """Show one office: its conditions, its rights, its holders of today."""
    found, day = get_object_or_404(Office, code=code), day_of(request)
    known = registry.permissions()
    carried = rights_of(found, on=day)
    visible = Mandate.objects.visible_to(request.actor).values("pk")
    held = holders(found.code, on=day).filter(pk__in=visible)
    return render(
        request,
        "mandates/office.html",
        {
            "office": found,
            "day": day,
            "today": localdate(),
            "kinds": [ScopeKind(kind).label for kind in found.scope_kinds],
            "conditions": [Condition(condition).label for condition in found.conditions],
            "rights": [
                (known[right.permission], right) for right in carried if right.permission in known
            ],
            "past": _past(found, day),
            "holders": list(held[:MOST_HOLDERS]),
            "holder_count": held.count(),
            "incompatible": incompatible_with(found, on=day),
            "may_manage": request.actor.can_somewhere(MANAGE_MANDATES),
            "may_change": request.actor.can(MANAGE_STATUTES),
        },
    )


def _past(found: Office, day: date) -> list[tuple[str, OfficeRight]]:
    """Return the rights that the office carried at another time than ``day``, the last first."""
    known = registry.permissions()
    others = found.rights.ever().exclude(pk__in=found.rights.running_on(day).values("pk"))
    return [
        (
            str(known[right.permission].label) if right.permission in known else right.permission,
            right,
        )
        for right in others.order_by("-starts_on", "permission", "pk")
    ]
