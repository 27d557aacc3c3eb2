"""Pages of the seats: added, amended from a day on, retired; who sat in them stays written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

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
from egide.mandates.forms import AmendSeatForm, LastDayForm, SeatForm
from egide.mandates.models import Body, Mandate, Office, Seat
from egide.mandates.permissions import MANAGE_STATUTES
from egide.mandates.queries.composition import next_number
from egide.mandates.queries.holding import seat_words
from egide.mandates.rules import SeatDraft
from egide.mandates.views.days import day_in_words as day
from egide.mandates.views.deciding import Decision, Values, decide, sent
from egide.mandates.views.places import address_of, governance, link_to

HOW_IT_IS_FILLED = ("designation", "college", "follows", "carries", "term_years", "conditions")


@page(MANAGE_STATUTES)
def add_seat(request: Request, code: str) -> HttpResponse:
    """Add seats to a body; the ceilings of the statutes are cited when they forbid it."""
    found = get_object_or_404(Body.objects.select_related("gives"), code=code)
    commission = found.kind == BodyKind.COMMISSION
    initial = {
        "number": next_number(found, on=localdate()),
        "how_many": 1,
        "designation": Designation.APPOINTED if commission else Designation.GA,
        "starts_on": localdate(),
    }
    form = SeatForm(sent(request), initial=initial)
    return decide(
        request,
        form,
        _adding(found),
        obstacles=lambda values: services.obstacles_to_adding_seats(
            found, drafts=form.drafts(), on=values["starts_on"]
        ),
        foresee=lambda _values: seats_to_fill(form.drafts(), found.gives),
        act=lambda values: _add(found, form.drafts(), values, by=request.actor),
    )


def _adding(found: Body) -> Decision:
    return Decision(
        title=_("Ajouter des sièges"),
        lead=found.label,
        crumbs=(governance(), link_to(found), (_("Ajouter des sièges"), "")),
        hint=_(
            "Un siège ne se modifie pas : à partir d’un jour, il se supprime "
            "et un autre le remplace."
        ),
        submit=_("Ajouter"),
        done=_("C’est fait : les sièges sont ajoutés."),
        cancel=address_of(found),
        parts=(
            (_("Lesquels"), ("number", "how_many", "label")),
            (_("Comment ils se remplissent"), HOW_IT_IS_FILLED),
            (_("La décision"), ("starts_on", "source")),
        ),
    )


def _add(found: Body, drafts: list[SeatDraft], values: Values, *, by: Actor) -> str:
    starts_on, source = values["starts_on"], values["source"]
    if len(drafts) == 1:
        services.add_seat(body=found, draft=drafts[0], starts_on=starts_on, source=source, by=by)
    else:
        services.add_seats(body=found, drafts=drafts, starts_on=starts_on, source=source, by=by)
    return address_of(found)


def seats_to_fill(drafts: list[SeatDraft], gives: Office | None) -> Iterator[str]:
    """Say which seats would stand vacant, and which come to who holds an office."""
    if not drafts:
        yield _("Il n’a pas encore de sièges : ajoutez-les depuis sa page.")
        return
    filled = [draft for draft in drafts if draft.follows is not None]
    vacant = len(drafts) - len(filled)
    if vacant:
        yield ngettext(
            "%(count)d siège s’ajoute, vacant, à pourvoir par : %(mode)s.",
            "%(count)d sièges s’ajoutent, vacants, à pourvoir par : %(mode)s.",
            vacant,
        ) % {"count": vacant, "mode": Designation(drafts[0].designation).label}
    for draft in filled:
        yield _("Le siège n° %(number)d revient de droit à qui exerce « %(office)s ».") % {
            "number": draft.number,
            "office": draft.follows.label if draft.follows else "",
        }
    if gives is not None:
        yield _("Qui y siège exerce la fonction « %(office)s » et en a les droits.") % {
            "office": gives.label
        }


@page(MANAGE_STATUTES)
def amend_seat(request: Request, seat_id: int) -> HttpResponse:
    """Change how a seat is filled, from a day on."""
    found = get_object_or_404(Seat.objects.select_related("body", "carries", "follows"), pk=seat_id)
    kept = ("label", "designation", "college", "term_years", "conditions")
    initial = {name: getattr(found, name) for name in kept}
    initial |= {"follows": found.follows_id, "carries": found.carries_id}
    form = AmendSeatForm(sent(request), initial=initial | {"starts_on": _first_free_day(found)})

    def words(values: Values) -> dict:
        return {
            "draft": form.draft(found.number),
            "source": values["source"],
        }

    def act(values: Values) -> str:
        seat = services.amend_seat(
            seat=found, starts_on=values["starts_on"], by=request.actor, **words(values)
        )
        return reverse("mandates:seat", args=[seat.pk])

    return decide(
        request,
        form,
        _amending(found),
        obstacles=lambda values: services.obstacles_to_amending_seat(
            found, on=values["starts_on"], **words(values)
        ),
        foresee=lambda values: _amended(form.draft(found.number), values["starts_on"]),
        act=act,
    )


def _amending(found: Seat) -> Decision:
    return Decision(
        title=_("Modifier ce siège"),
        lead=seat_words(found),
        crumbs=(governance(), link_to(found.body), (_("Modifier ce siège"), "")),
        hint=_("Qui y siège finit son mandat comme il l’a reçu : le siège change après lui."),
        submit=_("Modifier ce siège"),
        done=_("Le siège est modifié."),
        cancel=reverse("mandates:seat", args=[found.pk]),
        parts=(
            (_("Comment il se remplit"), ("label", *HOW_IT_IS_FILLED)),
            (_("La décision"), ("starts_on", "source")),
        ),
    )


def _amended(draft: SeatDraft, starts_on: date) -> Iterator[str]:
    yield _("Le siège se lit comme avant jusqu’au %(day)s, et son histoire reste.") % {
        "day": day(starts_on - timedelta(days=1))
    }
    yield _("À partir du %(day)s, il se remplit par : %(mode)s.") % {
        "day": day(starts_on),
        "mode": Designation(draft.designation).label,
    }


def _first_free_day(seat: Seat) -> date:
    """Return the first day, from today on, on which no mandate holds the seat."""
    last = (
        Mandate.objects.real().filter(seat=seat, ends_on__isnull=False).order_by("-ends_on", "pk")
    ).first()
    today = localdate()
    return max(today, last.ends_on + timedelta(days=1)) if last and last.ends_on else today


@page(MANAGE_STATUTES)
def retire_seat(request: Request, seat_id: int) -> HttpResponse:
    """Retire a seat at the end of a day."""
    found = get_object_or_404(Seat.objects.select_related("body", "carries", "follows"), pk=seat_id)
    form = LastDayForm(sent(request), initial={"on": localdate()})

    def foresee(values: Values) -> Iterator[str]:
        yield _("Ce siège n’existe plus après le %(day)s ; qui l’a occupé reste écrit.") % {
            "day": day(values["on"])
        }

    def act(values: Values) -> str:
        services.retire_seat(seat=found, by=request.actor, **values)
        return reverse("mandates:seat", args=[found.pk])

    decision = Decision(
        title=_("Supprimer ce siège"),
        lead=seat_words(found),
        crumbs=(governance(), link_to(found.body), (_("Supprimer ce siège"), "")),
        submit=_("Supprimer ce siège"),
        done=_("Le siège est supprimé."),
        cancel=reverse("mandates:seat", args=[found.pk]),
        kind="danger",
    )
    return decide(
        request,
        form,
        decision,
        obstacles=lambda values: services.obstacles_to_retiring(found, **values),
        foresee=foresee,
        act=act,
    )
