"""Pages of the bodies: who sits on any day, and the history of each seat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from egide.design.charts.seats import SeatMark, seat_plan
from egide.kernel.pages import Request, page
from egide.mandates.enums import Condition, EndReason
from egide.mandates.models import Body, Mandate, Seat
from egide.mandates.permissions import MANAGE_MANDATES, MANAGE_STATUTES, READ_GOVERNANCE
from egide.mandates.queries import composition
from egide.mandates.queries.composition import Bench
from egide.mandates.queries.holding import seat_title
from egide.mandates.views.days import day_of


@page(READ_GOVERNANCE)
def bodies(request: Request) -> HttpResponse:
    """Show the bodies of the society on a day: seats, holders, vacancies, ends to come."""
    day = day_of(request)
    return render(
        request,
        "mandates/bodies.html",
        {
            "day": day,
            "today": localdate(),
            "bodies": composition.bodies_on(day),
            "vacancies": list(composition.vacancies(on=day)[:12]),
            "ending": list(composition.ending_soon(on=day)[:12]),
            "outside": list(composition.bureau_outside_board(on=day)),
            "to_confirm": list(composition.to_confirm(on=day)[:12]),
            "may_manage": request.actor.can(MANAGE_MANDATES),
            "may_change": request.actor.can(MANAGE_STATUTES),
        },
    )


@page(READ_GOVERNANCE)
def body(request: Request, code: str) -> HttpResponse:
    """Show one body on a day: its seats, drawn and written, by the way each is filled."""
    found = get_object_or_404(Body.objects.select_related("gives"), code=code)
    day = day_of(request)
    chairs = composition.composition(found, on=day)
    benches = composition.benches(chairs)
    return render(
        request,
        "mandates/body.html",
        {
            "body": found,
            "day": day,
            "today": localdate(),
            "benches": benches,
            "title_of": seat_title,
            "plan": _plan(found, benches) if benches else "",
            "seats": sum(len(bench.chairs) for bench in benches),
            "held": sum(bench.held for bench in benches),
            "renewals": composition.renewals(chairs),
            "may_change": request.actor.can(MANAGE_STATUTES) and found.ends_on is None,
            "may_manage": request.actor.can(MANAGE_MANDATES),
        },
    )


def _plan(found: Body, benches: list[Bench]) -> str:
    marks = [
        SeatMark(
            group=rank,
            label=_("Siège %(number)d : %(name)s")
            % {
                "number": chair.seat.number,
                "name": chair.mandate.person.full_name if chair.mandate else _("vacant"),
            },
            held=not chair.vacant,
        )
        for rank, bench in enumerate(benches)
        for chair in bench.chairs
    ]
    return seat_plan(
        marks,
        groups=[bench.title for bench in benches],
        title=_("Plan des sièges : %(body)s") % {"body": found.label},
        description=", ".join(
            f"{bench.title} {bench.held}/{len(bench.chairs)}" for bench in benches
        ),
    )


@page(READ_GOVERNANCE)
def seat(request: Request, seat_id: int) -> HttpResponse:
    """Show a seat: how it is filled, since when, and everyone who sat in it."""
    found = get_object_or_404(Seat.objects.select_related("body", "carries", "follows"), pk=seat_id)
    today = localdate()
    visible = Mandate.objects.visible_to(request.actor).filter(seat=found).values("pk")
    history = composition.history_of(found).filter(pk__in=visible)
    may_manage = request.actor.can(MANAGE_MANDATES)
    return render(
        request,
        "mandates/seat.html",
        {
            "seat": found,
            "conditions": [Condition(one).label for one in found.conditions],
            "today": today,
            "history": [
                one for one in history if may_manage or one.end_reason != EndReason.CANCELLED
            ],
            "may_manage": may_manage,
            "may_change": request.actor.can(MANAGE_STATUTES) and found.ends_on is None,
            "exists": found.ends_on is None or found.ends_on >= today,
        },
    )
