"""What one agreed to, when and in which words; taken back in one press."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.care.queries import choices_without_proof, consents_of
from egide.kernel.doors import press
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.members.models import Person
from egide.members.rules.visibility import CONSENT_TEXTS
from egide.members.services import withdraw_consent


@require_safe
@page(SIGNED_IN)
def consents(request: Request) -> HttpResponse:
    """Show what one agrees to today, what one agreed to before, and the words of each."""
    mine = list(consents_of(request.actor.person_id or 0))
    context = {
        "running": [one for one in mine if one.withdrawn_at is None],
        "over": [one for one in mine if one.withdrawn_at is not None],
        "older": choices_without_proof(request.actor.person_id or 0),
        "texts": {one.text_version: CONSENT_TEXTS[one.text_version] for one in mine},
    }
    return render(request, "care/consents.html", context)


@require_POST
@page(SIGNED_IN)
def withdraw(request: Request, purpose: str) -> HttpResponse:
    """Take back what one agreed to show."""
    me = get_object_or_404(Person, pk=request.actor.person_id)

    def act() -> None:
        withdraw_consent(person=me, purpose=purpose, by=request.actor, on=localdate())

    said = _("C’est retiré : plus personne ne lit cette partie de votre fiche.")
    return press(request, act, said, redirect("care:consents"))
