"""Pages of mandates: the list, one mandate, and how it ends."""

from __future__ import annotations

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.design.tables import table_page
from egide.kernel.access import require
from egide.kernel.doors import done
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import Designation, EndReason, MandateState
from egide.mandates.forms import CancelForm, EndForm, RatifyForm
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES, READ_GOVERNANCE
from egide.mandates.queries.composition import PARTS
from egide.mandates.queries.holding import mandate_words
from egide.mandates.tables import mandates_table
from egide.mandates.views.deciding import sent
from egide.members.models import Person


@page(READ_GOVERNANCE)
def mandates(request: Request) -> HttpResponse:
    """Show the list of mandates, searched, narrowed, sorted, exported."""
    return table_page(
        request,
        mandates_table(localdate()),
        Mandate.objects.visible_to(request.actor).select_related(*PARTS),
        template="mandates/mandates.html",
        context={"may_manage": request.actor.can_somewhere(MANAGE_MANDATES)},
    )


def _visible(request: Request, mandate_id: int) -> Mandate:
    return get_object_or_404(
        Mandate.objects.visible_to(request.actor).select_related(*PARTS, "succeeds__person"),
        pk=mandate_id,
    )


@page(READ_GOVERNANCE)
def mandate(request: Request, mandate_id: int) -> HttpResponse:
    """Show one mandate: who, what, by what way, until when, and what comes with it."""
    found = _visible(request, mandate_id)
    today = localdate()
    may_manage = request.actor.can(MANAGE_MANDATES, on=found.scope_id)
    own = found.person_id == request.actor.person_id
    return render(
        request,
        "mandates/mandate.html",
        {
            "mandate": found,
            "words": mandate_words(found),
            "profile_url": _profile_url(request, found),
            "state": found.state_on(today),
            "today": today,
            "dependents": list(found.dependents.real().select_related(*PARTS).order_by("pk")),
            "successors": list(found.successors.real().select_related(*PARTS).order_by("pk")),
            "may_end": may_manage
            and not (own or found.end_reason or found.follows_id)
            and found.state_on(today) != MandateState.ENDED,
            "may_ratify": may_manage
            and found.designation == Designation.CO_OPTED
            and not (found.ratified_on or found.end_reason),
            "knows_why": may_manage or own,
        },
    )


def _profile_url(request: Request, found: Mandate) -> str:
    """Return the address of the person's profile, when the reader may open it."""
    visible = Person.objects.visible_to(request.actor).filter(pk=found.person_id)
    return reverse("members:profile", args=[found.person.readable_id]) if visible.exists() else ""


@page(MANAGE_MANDATES, fresh=True)
def end_mandate(request: Request, mandate_id: int) -> HttpResponse:
    """End a mandate before its term, or at last when it has none."""
    found = _visible(request, mandate_id)
    require(request.actor, MANAGE_MANDATES, on=found.scope_id)
    form = EndForm(sent(request), initial={"on": localdate()})

    def act(values: dict) -> None:
        values["reason"] = EndReason(values["reason"])
        services.end_mandate(mandate=found, by=request.actor, **values)

    return _closing_page(request, found, form, act, _("Clore ce mandat"), _("Le mandat est clos."))


@page(MANAGE_MANDATES, fresh=True)
def cancel_mandate(request: Request, mandate_id: int) -> HttpResponse:
    """Cancel a mandate written by mistake."""
    found = _visible(request, mandate_id)
    require(request.actor, MANAGE_MANDATES, on=found.scope_id)
    form = CancelForm(sent(request))

    def act(values: dict) -> None:
        services.cancel_mandate(mandate=found, by=request.actor, **values)

    return _closing_page(
        request, found, form, act, _("Annuler ce mandat"), _("Le mandat est annulé.")
    )


@page(MANAGE_MANDATES)
def ratify_co_option(request: Request, mandate_id: int) -> HttpResponse:
    """Write that the assembly confirmed a co-option."""
    found = _visible(request, mandate_id)
    require(request.actor, MANAGE_MANDATES)
    form = RatifyForm(sent(request), initial={"on": localdate()})

    def act(values: dict) -> None:
        services.ratify_co_option(mandate=found, by=request.actor, **values)

    title = _("Confirmer cette cooptation")
    return _closing_page(request, found, form, act, title, _("La cooptation est confirmée."))


def _closing_page(
    request: Request,
    found: Mandate,
    form: Form,
    act: Callable[[dict], None],
    title: str,
    said: str,
) -> HttpResponse:
    if done(request, form, lambda: act(dict(form.cleaned_data)), said):
        return redirect("mandates:mandate", found.pk)
    return render(
        request,
        "mandates/closing.html",
        {"mandate": found, "words": mandate_words(found), "form": form, "title": title},
        status=422 if form.errors else 200,
    )
