"""Pages of the offices: who may hold them, what rights they carry, who holds them today."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.kernel import registry
from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import Condition, ScopeKind
from egide.mandates.forms import RightsForm
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES, READ_GOVERNANCE
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
    return render(request, "mandates/offices.html", {"offices": found})


@page(READ_GOVERNANCE)
def office(request: Request, code: str) -> HttpResponse:
    """Show one office: its conditions, its rights, its holders of today."""
    found, day = get_object_or_404(Office, code=code), day_of(request)
    known = registry.permissions()
    carried = found.rights.running_on(day).order_by("permission", "pk")
    codes = carried.values_list("permission", flat=True)
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
            "rights": [known[code] for code in codes if code in known],
            "holders": list(held[:MOST_HOLDERS]),
            "holder_count": held.count(),
            "incompatible": incompatible_with(found),
            "may_manage": request.actor.can_somewhere(MANAGE_MANDATES),
            "may_change": request.actor.can(MANAGE_STATUTES),
        },
    )


@page(MANAGE_STATUTES)
def office_rights(request: Request, code: str) -> HttpResponse:
    """Change the rights of an office."""
    found = get_object_or_404(Office, code=code)
    carried = found.rights.running_on(localdate()).order_by("permission", "pk")
    held = list(carried.values_list("permission", flat=True))
    form = RightsForm(request.POST or None, initial={"rights": held, "on": localdate()})
    if form.is_valid():
        try:
            services.set_office_rights(office=found, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Les droits de la fonction ont changé."))
            return redirect("mandates:office", found.code)
    return render(request, "mandates/office_rights.html", {"office": found, "form": form})
