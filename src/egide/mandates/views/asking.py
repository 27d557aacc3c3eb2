"""What somebody could do on a day, and why: for who keeps the mandates."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from egide.kernel import limits
from egide.kernel.access import actor_of, needs_second_factor, reasons_of, require
from egide.kernel.pages import Request, page
from egide.mandates.forms import RightsOnDayForm
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries.people import people_meant
from egide.mandates.views.giving import SUGGESTIONS_A_MINUTE, whom


@require_safe
@page(MANAGE_MANDATES)
def rights_on_day(request: Request) -> HttpResponse:
    """Say what a person could do on a day, from which mandate or standing, and until when.

    It is asked of the whole society: who keeps the mandates of one scope does not read it.
    """
    require(request.actor, MANAGE_MANDATES)
    today = localdate()
    asked = {"personne", "le"} & set(request.GET)
    form = RightsOnDayForm(request.GET if asked else None, initial={"le": today.isoformat()})
    context: dict[str, object] = {"form": form, "people": [], "chosen": None}
    if form.is_valid():
        # Counted with what is suggested while typing: the same question, the same patience.
        limits.require(
            f"mandates.people:{request.actor.name}", most=SUGGESTIONS_A_MINUTE, seconds=60
        )
        found = people_meant(form.cleaned_data["personne"], actor=request.actor, on=today)
        if len(found) == 1 and found[0].sure:
            actor = actor_of(found[0].person_id, on=form.cleaned_data["le"])
            context |= {
                "chosen": found[0],
                "day": form.cleaned_data["le"],
                "reasons": reasons_of(actor),
                "twice": needs_second_factor(actor.grants),
            }
        else:
            form.add_error("personne", whom(found))
            context["people"] = found
    status = 422 if form.errors else 200
    return render(request, "mandates/rights_on_day.html", context, status=status)
