"""Asking for an extract, taking it, deciding of those of others."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.design.tables import table_page
from egide.exports import queries, services
from egide.exports.forms import PurposeForm, RefusalForm
from egide.exports.models import Extract
from egide.exports.permissions import AGREE_TO_EXTRACTS
from egide.exports.tables import EXTRACTS
from egide.exports.views import gate
from egide.kernel import parameters
from egide.kernel.doors import done, press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.kernel.registry.leaving import AGREED


@page(SIGNED_IN)
def ask(request: Request) -> HttpResponse:
    """Say what a list of many people will be used for, before it may be taken away."""
    leaving = gate.told(request.GET.get("d", ""), person_id=request.actor.person_id)
    if leaving is None:
        return render(request, "exports/too_late.html", status=404)
    form = PurposeForm(request.POST or None)

    def act() -> None:
        services.ask_extract(
            leaving=leaving,
            purpose=form.cleaned_data["purpose"],
            at=timezone.now(),
            by=request.actor,
        )

    said = _("C’est demandé : vous le lirez sur votre accueil dès qu’une autre personne l’accorde.")
    if done(request, form, act, said):
        return redirect("exports:mine")
    context = {
        "form": form,
        "leaving": leaving,
        "most_alone": parameters.value(gate.MOST_ALONE, on=localdate()),
        "days_open": parameters.value(services.DAYS_OPEN, on=localdate()),
    }
    return render(request, "exports/ask.html", context, status=422 if form.errors else 200)


@require_safe
@page(SIGNED_IN)
def mine(request: Request) -> HttpResponse:
    """Show the extracts that one asked for, and take those that are open."""
    at = timezone.now()
    found = queries.extracts_of(request.actor.person_id or 0)[:50]
    context = {"extracts": [(one, one.is_open(at)) for one in found], "number": AGREED}
    return render(request, "exports/mine.html", context)


@require_safe
@page(AGREE_TO_EXTRACTS)
def desk(request: Request) -> HttpResponse:
    """Show what waits for an agreement."""
    context = {"waiting": list(queries.waiting_extracts()), "me": request.actor.person_id}
    return render(request, "exports/desk.html", context)


@require_safe
@page(AGREE_TO_EXTRACTS)
def extracts(request: Request) -> HttpResponse:
    """List every extract that was ever asked for and is still kept."""
    rows = Extract.objects.visible_to(request.actor).select_related("asker")
    return table_page(request, EXTRACTS, rows)


@require_safe
@page(AGREE_TO_EXTRACTS)
def extract(request: Request, extract_id: int) -> HttpResponse:
    """Show one extract: what leaves, why, and what was decided."""
    return _page(request, _extract(request, extract_id), RefusalForm())


@require_POST
@page(AGREE_TO_EXTRACTS, fresh=True)
def agree(request: Request, extract_id: int) -> HttpResponse:
    """Agree that a list leaves."""
    found = _extract(request, extract_id)

    def act() -> None:
        services.agree_extract(extract=found, at=timezone.now(), by=request.actor)

    return press(request, act, _("L’extrait est accordé."), redirect("exports:extract", found.pk))


@require_POST
@page(AGREE_TO_EXTRACTS, fresh=True)
def refuse(request: Request, extract_id: int) -> HttpResponse:
    """Refuse an extract, with the reason that its asker will read."""
    found, form = _extract(request, extract_id), RefusalForm(request.POST)

    def act() -> None:
        reason = form.cleaned_data["reason"]
        services.refuse_extract(extract=found, reason=reason, at=timezone.now(), by=request.actor)

    if done(request, form, act, _("L’extrait est refusé.")):
        return redirect("exports:extract", found.pk)
    return _page(request, found, form, status=422)


def _extract(request: Request, extract_id: int) -> Extract:
    found = Extract.objects.visible_to(request.actor).select_related("asker", "decided_by")
    return get_object_or_404(found, pk=extract_id)


def _page(
    request: Request, found: Extract, form: RefusalForm, *, status: int = 200
) -> HttpResponse:
    context = {"extract": found, "form": form, "own": found.asker_id == request.actor.person_id}
    return render(request, "exports/extract.html", context, status=status)
