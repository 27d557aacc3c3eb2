"""What a person may not change alone: asked for, corrected or turned down."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.care import services
from egide.care.enums import CorrectedPart
from egide.care.forms import (
    CorrectedForm,
    CorrectionForm,
    ReasonForm,
)
from egide.care.models import Proof, RightsRequest
from egide.care.queries import (
    corrections_of,
    corrections_waiting,
    proposals,
    said_now,
)
from egide.kernel import uploads
from egide.kernel.access import require
from egide.kernel.doors import done
from egide.kernel.errors import Refused
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY


@page(SIGNED_IN)
def ask_correction(request: Request) -> HttpResponse:
    """Ask for the correction of what one may not change alone, with a paper if there is one."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    form = CorrectionForm(request.POST or None, request.FILES or None)

    def act() -> None:
        typed = form.cleaned_data
        services.ask_correction(
            person=person,
            wanted={part: typed[part.lower()] for part in CorrectedPart},
            words=typed["words"],
            proof=typed["proof"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("Votre demande est reçue. Un courriel vous le confirme.")):
        return redirect("care:my_data")
    says = [(part.label.capitalize(), said_now(person, part)) for part in CorrectedPart]
    context = {"form": form, "person": person, "says": says}
    return render(request, "care/ask_correction.html", context, status=422 if form.errors else 200)


@require_safe
@page(MANAGE_REGISTRY)
def corrections(request: Request) -> HttpResponse:
    """List the corrections that people ask, the first due first."""
    require(request.actor, MANAGE_REGISTRY)
    context = {
        "waiting": list(corrections_waiting()),
        "found": list(proposals()),
        "today": localdate(),
    }
    return render(request, "care/corrections.html", context)


@require_safe
@page(MANAGE_REGISTRY)
def correction(request: Request, request_id: int) -> HttpResponse:
    """Show what a person wants corrected, beside what the record says."""
    return _correction_page(request, _asked_correction(request, request_id))


@require_POST
@page(MANAGE_REGISTRY)
def correct(request: Request, request_id: int) -> HttpResponse:
    """Correct the record as the person asks."""
    asked = _asked_correction(request, request_id)
    form = CorrectedForm(request.POST)

    def act() -> None:
        services.correct(request=asked, by=request.actor, on=localdate(), **form.cleaned_data)

    if done(request, form, act, _("La fiche est corrigée, et la personne prévenue.")):
        return redirect("care:corrections")
    return _correction_page(request, asked, correct_form=form)


@require_POST
@page(MANAGE_REGISTRY)
def turn_down(request: Request, request_id: int) -> HttpResponse:
    """Leave the record as it is, and say why."""
    asked = _asked_correction(request, request_id)
    form = ReasonForm(request.POST, auto_id="id_refuse_%s")

    def act() -> None:
        services.turn_down_correction(
            request=asked, by=request.actor, on=localdate(), **form.cleaned_data
        )

    if done(request, form, act, _("La personne est prévenue de ce refus.")):
        return redirect("care:corrections")
    return _correction_page(request, asked, refuse_form=form)


@require_safe
@page(MANAGE_REGISTRY)
def proof(request: Request, request_id: int) -> HttpResponse:
    """Give the paper that a person joined, as long as the request is open."""
    joined = get_object_or_404(Proof, request=_asked_correction(request, request_id))
    try:
        content = b64decode(joined.content, validate=True)
    except binascii.Error as damage:
        raise PaperDamaged(_("Cette pièce ne s’ouvre plus : demandez-la de nouveau.")) from damage
    return uploads.closed_in(content, media_type=joined.media_type, name=joined.name)


class PaperDamaged(Refused):
    """What was sealed with the request is no file."""


def _asked_correction(request: Request, request_id: int) -> RightsRequest:
    require(request.actor, MANAGE_REGISTRY)
    rows = RightsRequest.objects.filter(corrections__isnull=False).distinct()
    return get_object_or_404(rows.select_related("person"), pk=request_id)


def _correction_page(
    request: Request, asked: RightsRequest, **forms_typed: forms.Form
) -> HttpResponse:
    context: dict[str, Any] = {
        "asked": asked,
        "today": localdate(),
        "lines": corrections_of(asked),
        "joined": Proof.objects.filter(request=asked).only("name").first(),
        "correct_form": CorrectedForm(auto_id="id_correct_%s"),
        "refuse_form": ReasonForm(auto_id="id_refuse_%s"),
        **forms_typed,
    }
    return render(request, "care/correction.html", context, status=422 if forms_typed else 200)
