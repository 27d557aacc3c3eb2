"""What one receives, and the button that a letter bears."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from egide.kernel.doors import press
from egide.kernel.errors import Refused
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page
from egide.letters import services
from egide.letters.enums import Refusable
from egide.letters.models import OptOut
from egide.letters.queries.leaving import leaving_named
from egide.members.models import Person


@require_safe
@page(SIGNED_IN)
def preferences(request: Request) -> HttpResponse:
    """Show what one receives, kind by kind, and what one refused."""
    refused = OptOut.objects.filter(person=request.actor.person_id).order_by("kind", "label", "pk")
    rows = list(refused)
    context = {
        "kinds": [
            (kind, kind.label, any(row.kind == kind and not row.audience for row in rows))
            for kind in Refusable
        ],
        "refused": [row for row in rows if row.audience],
    }
    return render(request, "letters/preferences.html", context)


@require_POST
@page(SIGNED_IN)
def refuse(request: Request) -> HttpResponse:
    """Refuse a kind of letters."""
    act = partial(_choose, request, services.refuse_letters, at=timezone.now())
    return press(request, act, _("C’est noté : vous n’en recevrez plus."), _back())


@require_POST
@page(SIGNED_IN)
def accept(request: Request) -> HttpResponse:
    """Accept again what one refused."""
    audience = request.POST.get("audience", "")[:160].replace("\x00", "")
    verb = services.accept_letters
    act = partial(_choose, request, verb, at=timezone.now(), audience=audience)
    return press(request, act, _("C’est noté : vous les recevrez de nouveau."), _back())


@csrf_exempt
@page(PUBLIC)
def leave(request: Request, token: str) -> HttpResponse:
    """Refuse the letters through which this address came: by a button, never by looking.

    The mail program of the reader sends the POST by itself (RFC 8058), without our cookie: what is
    signed in the address is the proof. A scanner that looks at every address changes nothing.
    """
    leaving = leaving_named(token)
    context = {"leaving": leaving, "left": False, "kind": leaving and Refusable(leaving.kind).label}
    if request.method != "POST":
        return render(request, "letters/leave.html", context, status=200 if leaving else 404)
    everything = request.POST.get("everything") == "1"
    try:
        services.leave_by_letter(
            token=token, everything=everything, at=timezone.now(), by=request.actor
        )
    except Refused:
        return render(request, "letters/leave.html", context, status=404)
    return render(request, "letters/leave.html", {**context, "left": True})


def _choose(request: Request, verb: object, **more: object) -> None:
    kind = request.POST.get("kind", "")
    if kind not in Refusable.values:
        raise Refused(_("Choisissez une sorte de lettres."))
    person = get_object_or_404(Person, pk=request.actor.person_id)
    verb(person=person, kind=Refusable(kind), by=request.actor, **more)  # type: ignore[operator]


def _back() -> HttpResponse:
    return redirect("letters:preferences")
