"""The home of the visitor and of the member, and what each may do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from egide.kernel import parameters
from egide.kernel.access import VISITOR, reasons_of
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page
from egide.shell import queries


@require_safe
@page(PUBLIC)
def home(request: Request) -> HttpResponse:
    """The public face of the society; whoever is signed in is at home elsewhere."""
    if request.actor.person_id is not None:
        return redirect("shell:my_space")
    return _public_face(request)


@require_safe
@page(PUBLIC)
def society(request: Request) -> HttpResponse:
    """The public face, for members too."""
    return _public_face(request)


def _public_face(request: Request) -> HttpResponse:
    today = localdate()
    language = "en" if get_language() == "en" else "fr"
    _urgent, sections = queries.home_of(VISITOR, on=today)
    known = {
        "presentation": parameters.value(f"shell.presentation_{language}", on=today),
        "sections": sections,
    }
    return render(request, "shell/home.html", known)


@require_safe
@page(SIGNED_IN)
def my_space(request: Request) -> HttpResponse:
    """What needs me now, then everything else; for officers, their desks."""
    urgent, sections = queries.home_of(request.actor, on=localdate())
    reasons = reasons_of(request.actor)
    known = {"urgent": urgent, "sections": sections, "reasons": reasons}
    return render(request, "shell/my_space.html", known)


@require_safe
@page(SIGNED_IN)
def rights(request: Request) -> HttpResponse:
    """What I may do, why, and until when."""
    return render(request, "shell/rights.html", {"reasons": reasons_of(request.actor)})
