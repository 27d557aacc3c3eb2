"""Pages of the statutes: bodies are created, amended, dissolved; none is erased."""

from __future__ import annotations

from collections.abc import Iterator

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from egide.kernel.access import Actor
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import BodyKind, Designation
from egide.mandates.forms import AmendBodyForm, BodyForm, LastDayForm
from egide.mandates.forms.statutes import seats_of
from egide.mandates.models import Body, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.rules import code_for, obstacles_to_body_seats, obstacles_to_seats
from egide.mandates.views.days import day_in_words as day
from egide.mandates.views.deciding import Decision, Values, decide, sent
from egide.mandates.views.places import address_of, governance, link_to
from egide.mandates.views.seats import seats_to_fill


@page(MANAGE_STATUTES)
def create_body(request: Request) -> HttpResponse:
    """Create a body, with the seats that it begins with."""
    initial = {"starts_on": localdate(), "designation": Designation.APPOINTED}
    form = BodyForm(sent(request), initial=initial)
    return decide(
        request,
        form,
        _creating(),
        obstacles=_obstacles_to_new_body,
        foresee=_new_body,
        act=lambda values: _create(values, by=request.actor),
    )


def _creating() -> Decision:
    return Decision(
        title=_("Créer un organe"),
        lead=_("Une commission, ou un organe que les statuts prévoient."),
        crumbs=(governance(), (_("Créer un organe"), "")),
        hint=_(
            "Un organe a des sièges, et chaque siège dit comment il se remplit. "
            "Rien ne s’écrit avant que vous ayez lu ce qui va changer."
        ),
        submit=_("Créer cet organe"),
        done=_("L’organe est créé."),
        cancel=reverse("mandates:bodies"),
        parts=(
            (_("L’organe"), ("name", "kind", "statutory", "gives")),
            (_("Ses sièges"), ("seats", "designation", "term_years", "seats_at_most")),
            (_("La décision"), ("starts_on", "source")),
        ),
    )


def _obstacles_to_new_body(values: Values) -> Iterator[str]:
    yield from services.obstacles_to_creating_body(
        code=_code(values),
        kind=values["kind"],
        name=values["name"],
        statutory=values["statutory"],
        on=values["starts_on"],
    )
    drafts = seats_of(values)
    if drafts:
        body = Body(**{name: values[name] for name in ("kind", "starts_on", "seats_at_most")})
        yield from obstacles_to_body_seats(body, count=len(drafts), on=body.starts_on)
        yield from obstacles_to_seats(body, drafts=drafts, taken=(), carried=())


def _create(values: Values, *, by: Actor) -> str:
    taken = ("name", "statutory", "starts_on", "source", "seats_at_most", "gives")
    body = services.create_body(
        code=_code(values),
        kind=BodyKind(values["kind"]),
        seats=seats_of(values),
        by=by,
        **{name: values[name] for name in taken},
    )
    return address_of(body)


def _code(values: Values) -> str:
    return code_for(values["name"], taken=set(Body.objects.values_list("code", flat=True)))


def _new_body(values: Values) -> Iterator[str]:
    yield _("« %(name)s » existe à partir du %(day)s.") % {
        "name": values["name"],
        "day": day(values["starts_on"]),
    }
    yield from seats_to_fill(seats_of(values), values["gives"])


@page(MANAGE_STATUTES)
def amend_body(request: Request, code: str) -> HttpResponse:
    """Change the name, the ceiling or the office given of a body."""
    found = get_object_or_404(Body.objects.select_related("gives"), code=code)
    kept = ("name", "seats_at_most", "source")
    initial = {name: getattr(found, name) for name in kept} | {"gives": found.gives_id}

    def act(values: Values) -> str:
        services.amend_body(body=found, by=request.actor, on=localdate(), **values)
        return address_of(found)

    return decide(
        request,
        AmendBodyForm(sent(request), initial=initial),
        _amending(found),
        obstacles=lambda values: services.obstacles_to_amending_body(
            found, on=localdate(), **values
        ),
        foresee=lambda values: _amended(found, values),
        act=act,
    )


def _amending(found: Body) -> Decision:
    return Decision(
        title=_("Modifier cet organe"),
        lead=found.label,
        crumbs=(governance(), link_to(found), (_("Modifier cet organe"), "")),
        hint=_("Ce que dit chaque siège se change siège par siège, à partir d’un jour."),
        submit=_("Modifier cet organe"),
        done=_("L’organe est modifié."),
        cancel=address_of(found),
    )


def _amended(found: Body, values: Values) -> Iterator[str]:
    if values["name"].strip() != found.name:
        yield _("« %(before)s » s’appellera « %(after)s » partout, le passé compris.") % {
            "before": found.label,
            "after": values["name"],
        }
    if values["seats_at_most"] != found.seats_at_most:
        yield _("Sièges au plus : %(before)s avant, %(after)s désormais.") % {
            "before": found.seats_at_most or _("aucun"),
            "after": values["seats_at_most"] or _("aucun"),
        }
    if values["gives"] != found.gives:
        yield _("Qui y siégera exercera : %(office)s.") % {
            "office": values["gives"].label if values["gives"] else _("aucune fonction")
        }
    yield _("La source devient : %(source)s.") % {"source": values["source"]}


@page(MANAGE_STATUTES)
def dissolve_body(request: Request, code: str) -> HttpResponse:
    """End a body and its seats on a day."""
    found = get_object_or_404(Body, code=code)
    form = LastDayForm(sent(request), initial={"on": localdate()})

    def foresee(values: Values) -> Iterator[str]:
        yield _("« %(name)s » n’existe plus après le %(day)s ; son histoire reste lisible.") % {
            "name": found.label,
            "day": day(values["on"]),
        }
        seats = Seat.objects.existing_on(values["on"]).filter(body=found).count()
        if seats:
            yield ngettext(
                "%(count)d siège se supprime le même jour.",
                "%(count)d sièges se suppriment le même jour.",
                seats,
            ) % {"count": seats}

    def act(values: Values) -> str:
        services.dissolve_body(body=found, by=request.actor, with_seats=True, **values)
        return address_of(found)

    decision = Decision(
        title=_("Dissoudre cet organe"),
        lead=found.label,
        crumbs=(governance(), link_to(found), (_("Dissoudre cet organe"), "")),
        hint=_("Les mandats qui y courent doivent d’abord être clos."),
        submit=_("Dissoudre cet organe"),
        done=_("L’organe est dissous."),
        cancel=address_of(found),
        kind="danger",
    )
    return decide(
        request,
        form,
        decision,
        obstacles=lambda values: services.obstacles_to_dissolving(found, with_seats=True, **values),
        foresee=foresee,
        act=act,
    )
