"""Pages of the statutes: a seat is added, a seat is retired; none is ever edited."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.kernel.errors import Refused
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import Designation
from egide.mandates.forms import RetireForm, SeatForm
from egide.mandates.models import Body, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.queries.holding import seat_words
from egide.mandates.rules import SeatDraft


@page(MANAGE_STATUTES)
def add_seat(request: Request, code: str) -> HttpResponse:
    """Add a seat to a body; the ceilings of the statutes are cited when they forbid it."""
    found = get_object_or_404(Body, code=code)
    form = SeatForm(request.POST or None, initial={"starts_on": localdate()})
    if form.is_valid():
        values = dict(form.cleaned_data)
        starts_on, source = values.pop("starts_on"), values.pop("source")
        values["designation"] = Designation(values["designation"])
        try:
            services.add_seat(
                body=found,
                draft=SeatDraft(**values),
                starts_on=starts_on,
                source=source,
                by=request.actor,
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le siège est ajouté."))
            return redirect("mandates:body", found.code)
    context = {"form": form, "title": _("Ajouter un siège"), "about": found.label}
    return render(request, "mandates/statute.html", context | {"back": _body(found)})


@page(MANAGE_STATUTES)
def retire_seat(request: Request, seat_id: int) -> HttpResponse:
    """Retire a seat at the end of a day."""
    found = get_object_or_404(Seat.objects.select_related("body", "carries", "follows"), pk=seat_id)
    form = RetireForm(request.POST or None, initial={"on": localdate()})
    if form.is_valid():
        try:
            services.retire_seat(seat=found, by=request.actor, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le siège est supprimé."))
            return redirect("mandates:seat", found.pk)
    context = {"form": form, "title": _("Supprimer ce siège"), "about": seat_words(found)}
    return render(request, "mandates/statute.html", context | {"back": _body(found.body)})


def _body(found: Body) -> tuple[str, str]:
    return (found.label, reverse("mandates:body", args=[found.code]))
