"""The clerk's desk: what waits, first; each pile whole on a page of its own."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from egide.design.tables import table_page
from egide.kernel.pages import Request, page
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries import waiting
from egide.members.queries.duplicates import pairs_waiting
from egide.members.tables import DEAD_LETTERS, DEATHS_TOLD, DOUBTFUL

SHOWN = 8


@require_safe
@page(MANAGE_REGISTRY)
def desk(request: Request) -> HttpResponse:
    """Show the clerk what waits: deaths to confirm, dead letters, doubtful records."""
    told, dead, doubtful = waiting.deaths_told(), waiting.dead_letters(), waiting.doubtful_records()
    context = {
        "presumed": told[:SHOWN],
        "presumed_count": waiting.counted(waiting.deaths_to_confirm()),
        "doubtful": doubtful[:SHOWN],
        "doubtful_count": waiting.counted(doubtful),
        "dead_letters": dead[:SHOWN],
        "dead_letter_count": waiting.counted(dead),
        "most_counted": waiting.MOST_COUNTED,
        "pair_count": waiting.counted(pairs_waiting()),
    }
    return render(request, "members/desk.html", context)


@require_safe
@page(MANAGE_REGISTRY)
def deaths_told(request: Request) -> HttpResponse:
    """List the deaths that were told and are not certain."""
    return table_page(request, DEATHS_TOLD, waiting.deaths_told(), context=_crumbs(_("Décès")))


@require_safe
@page(MANAGE_REGISTRY)
def dead_letters(request: Request) -> HttpResponse:
    """List the e-mail addresses that no longer answer."""
    lead = _(
        "Ouvrez la fiche pour corriger l’adresse, la retirer, ou noter qu’elle répond de nouveau."
    )
    context = _crumbs(_("Courriels")) | {"lead": lead}
    return table_page(request, DEAD_LETTERS, waiting.dead_letters(), context=context)


@require_safe
@page(MANAGE_REGISTRY)
def doubtful(request: Request) -> HttpResponse:
    """List the records that are not sure."""
    rows = waiting.doubtful_records()
    return table_page(request, DOUBTFUL, rows, context=_crumbs(_("Fiches à surveiller")))


def _crumbs(here: str) -> dict[str, object]:
    return {"crumbs": ((_("Registre"), reverse("members:desk")), (here, ""))}
