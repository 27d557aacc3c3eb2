"""The sheet of a hand-over, which both officers read and the successor ticks."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.groups import queries, services
from egide.groups.models import Group, Handover, HandoverItem
from egide.groups.views.doing import to_page
from egide.kernel.doors import press
from egide.kernel.pages import SIGNED_IN, Request, page


@require_safe
@page(SIGNED_IN)
def handover(request: Request, handover_id: int) -> HttpResponse:
    """What passes by itself, what passes from hand to hand, what stays open in the group."""
    today = localdate()
    found = get_object_or_404(
        Handover.objects.select_related(
            "group", "outgoing__person", "incoming__person", "incoming__office"
        ).prefetch_related("items"),
        pk=handover_id,
        group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return render(
        request,
        "groups/handover.html",
        {
            "group": found.group,
            "sheet": queries.handover_sheet(found, on=today),
            "begun": found.incoming.starts_on <= today,
            "mine": found.incoming.person_id == request.actor.person_id,
        },
    )


@require_POST
@page(SIGNED_IN)
def receive_thing(request: Request, item_id: int) -> HttpResponse:
    item = get_object_or_404(
        HandoverItem.objects.select_related("handover"),
        pk=item_id,
        handover__group__in=Group.objects.visible_to(request.actor).managed_by(request.actor),
    )
    return press(
        request,
        lambda: services.receive_thing(item=item, on=localdate(), by=request.actor),
        _("C’est noté."),
        to_page("handover", item.handover_id),
    )
