"""What was found of somebody: the person says whether it is theirs, the registry writes it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from egide.care import services
from egide.care.forms import ReasonForm
from egide.care.models import LostSearch
from egide.care.queries import proposal_named, proposals
from egide.kernel.access import require
from egide.kernel.doors import done, press
from egide.kernel.pages import PUBLIC, Request, page
from egide.members.permissions import MANAGE_REGISTRY


@require_safe
@page(MANAGE_REGISTRY)
def proposal(request: Request, search_id: int) -> HttpResponse:
    """Show what was found of somebody, beside who says it and how they know."""
    return _page(request, _proposed(request, search_id), ReasonForm())


@require_POST
@page(MANAGE_REGISTRY)
def apply(request: Request, search_id: int) -> HttpResponse:
    """Write it in the record."""
    found = _proposed(request, search_id)

    def act() -> None:
        services.apply_proposal(search=found, by=request.actor, on=localdate())

    said = _("Les coordonnées sont inscrites : une personne de moins est perdue de vue.")
    return press(request, act, said, redirect("care:corrections"))


@require_POST
@page(MANAGE_REGISTRY)
def set_aside(request: Request, search_id: int) -> HttpResponse:
    """Leave the record as it is, and say why to who looks."""
    found = _proposed(request, search_id)
    form = ReasonForm(request.POST)

    def act() -> None:
        services.turn_down_proposal(
            search=found, by=request.actor, on=localdate(), **form.cleaned_data
        )

    if done(request, form, act, _("Qui a cherché le lira sur sa page.")):
        return redirect("care:corrections")
    return _page(request, found, form)


@never_cache
@page(PUBLIC)
def confirm_address(request: Request, token: str) -> HttpResponse:
    """Ask whoever reads an address whether it is theirs; looking does nothing, a button does."""
    found = proposal_named(token)
    if request.method == "POST" and found is not None:
        is_mine = request.POST.get("answer") == "yes"
        services.answer_proposal(
            token=token, is_mine=is_mine, at=timezone.now(), on=localdate(), by=request.actor
        )
        return render(request, "care/confirmed.html", {"is_mine": is_mine})
    context = {"found": found, "token": token}
    return render(request, "care/confirm.html", context, status=200 if found else 404)


def _proposed(request: Request, search_id: int) -> LostSearch:
    require(request.actor, MANAGE_REGISTRY)
    return get_object_or_404(proposals(), pk=search_id)


def _page(request: Request, found: LostSearch, form: ReasonForm) -> HttpResponse:
    context = {
        "found": found,
        "attempts": found.attempts.order_by("-tried_on", "-pk"),
        "form": form,
    }
    return render(request, "care/proposal.html", context, status=422 if form.errors else 200)
