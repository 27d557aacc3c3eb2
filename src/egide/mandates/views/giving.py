"""The desk that gives mandates: choose a seat or an office, see what stands in the way, give."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from egide.design.combobox import Suggestion, suggestions_answer
from egide.kernel import limits
from egide.kernel.access import require
from egide.kernel.doors import refusals_on
from egide.kernel.pages import Request, page
from egide.mandates import services
from egide.mandates.enums import EX_OFFICIO_DESIGNATIONS, Designation
from egide.mandates.forms import GiveForm
from egide.mandates.models import Mandate, Office, Scope, Seat
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.queries import composition
from egide.mandates.queries.holding import office_title, seat_words
from egide.mandates.queries.people import Candidate, people_meant
from egide.mandates.queries.preview import preview
from egide.mandates.rules import MandateDraft

MOST_SUGGESTED = 8
# Somebody who types asks a few times a second, for a moment; a program asks all the time.
SUGGESTIONS_A_MINUTE = 240


@page(MANAGE_MANDATES)
def choose_place(request: Request) -> HttpResponse:
    """Show what can be given: the vacant seats, then the offices."""
    everywhere = request.actor.can(MANAGE_MANDATES)
    carried = Seat.objects.existing_on(localdate()).filter(carries__isnull=False).values("carries")
    offices = Office.objects.exclude(pk__in=carried).order_by("name", "pk")
    vacant = composition.vacancies(on=localdate()).exclude(designation__in=EX_OFFICIO_DESIGNATIONS)
    return render(
        request,
        "mandates/choose_place.html",
        {
            "person": request.GET.get("personne", "")[:120],
            "vacant": list(vacant) if everywhere else [],
            "title_of": office_title,
            "offices": [one for one in offices if everywhere or one.scope_kinds],
        },
    )


@page(MANAGE_MANDATES, fresh=True)
def fill_seat(request: Request, seat_id: int) -> HttpResponse:
    """Give a seat to somebody, by election or by co-option: seats are the whole society's."""
    require(request.actor, MANAGE_MANDATES)
    seat = get_object_or_404(Seat.objects.select_related("body", "carries", "follows"), pk=seat_id)
    replaced = composition.mandate_to_complete(seat, on=localdate())
    form = GiveForm(_given(request), initial=_initial(request), co_option=replaced is not None)
    return _giving_page(request, form, title=seat_words(seat), seat=seat)


@page(MANAGE_MANDATES, fresh=True)
def entrust(request: Request, code: str) -> HttpResponse:
    """Give an office to somebody, on the scope that it asks for."""
    office = get_object_or_404(Office, code=code)
    form = GiveForm(_given(request), initial=_initial(request), office=office)
    return _giving_page(request, form, title=office.label, office=office)


@require_safe
@page(MANAGE_MANDATES)
def people(request: Request) -> HttpResponse:
    """Offer the people whom one may mean while typing: nobody whom the reader may not find."""
    limits.require(f"mandates.people:{request.actor.name}", most=SUGGESTIONS_A_MINUTE, seconds=60)
    found = people_meant(
        request.GET.get("q", ""), actor=request.actor, on=localdate(), most=MOST_SUGGESTED
    )
    return suggestions_answer(
        Suggestion(value=one.words, label=one.name, detail=one.promotions or one.readable_id)
        for one in found
    )


def _given(request: Request) -> QueryDict | None:
    """Return what was sent; the button of one of several homonyms wins over the text typed."""
    if request.method != "POST":
        return None
    given = request.POST.copy()
    if "chosen" in given:
        given["person"] = str(given["chosen"])
    return given


def _initial(request: Request) -> dict[str, object]:
    """Return what the address already says: the person, and the first day."""
    try:
        starts_on = date.fromisoformat(request.GET.get("debut", ""))
    except ValueError:
        starts_on = localdate()
    return {"person": request.GET.get("personne", "")[:200], "starts_on": starts_on}


def _giving_page(
    request: Request,
    form: GiveForm,
    *,
    title: str,
    seat: Seat | None = None,
    office: Office | None = None,
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "title": title, "preview": None, "people": []}
    if form.is_valid():
        found = people_meant(form.cleaned_data["person"], actor=request.actor, on=localdate())
        if len(found) == 1 and found[0].sure:
            draft = _draft(form, found[0], seat, office)
            # Before the preview too: what stands in the way of somebody is for who may lift it.
            require(request.actor, MANAGE_MANDATES, on=draft.scope_id)
            if "give" in request.POST:
                given = _give(request, form, draft, seat)
                if given is not None:
                    messages.success(request, _("Le mandat est ouvert."))
                    return redirect("mandates:mandate", given.pk)
            context |= {"preview": preview(draft), "chosen": found[0], "draft": draft}
        else:
            form.add_error("person", whom(found))
            context["people"] = found
    return render(request, "mandates/give.html", context, status=422 if form.errors else 200)


def whom(found: list[Candidate]) -> str:
    """Say why nobody is taken: near to what was typed, several, or none."""
    if len(found) == 1:
        return _("Ce n’est pas tout à fait ce nom : est-ce bien cette personne ?")
    if found:
        return _("Plusieurs personnes répondent à ce nom : choisissez la bonne.")
    return _("Personne ne répond à ce nom.")


def _draft(
    form: GiveForm, person: Candidate, seat: Seat | None, office: Office | None
) -> MandateDraft:
    values = form.cleaned_data
    draft = MandateDraft(
        person_id=person.person_id,
        seat_id=seat.pk if seat else None,
        office=office.code if office else "",
        scope_id=int(values["scope"]) if values.get("scope") else None,
        starts_on=values["starts_on"],
        elected_on=values["elected_on"],
        term_ends_on=values["term_ends_on"],
        designation=values.get("designation", ""),
    )
    if draft.designation == Designation.CO_OPTED and seat is not None:
        return _completing(draft, seat, values["starts_on"])
    return draft


def _completing(draft: MandateDraft, seat: Seat, day: date) -> MandateDraft:
    replaced = composition.mandate_to_complete(seat, on=day)
    return draft.ending_with(replaced.term_ends_on) if replaced else draft


def _give(
    request: Request, form: GiveForm, draft: MandateDraft, seat: Seat | None
) -> Mandate | None:
    with refusals_on(form):
        if draft.designation == Designation.CO_OPTED and seat is not None:
            return services.co_opt(
                seat=seat, person_id=draft.person_id, starts_on=draft.starts_on, by=request.actor
            )
        return services.give_mandate(
            person_id=draft.person_id,
            seat=seat,
            office=draft.office,
            scope=Scope.objects.get(pk=draft.scope_id) if draft.scope_id else None,
            starts_on=draft.starts_on,
            elected_on=draft.elected_on,
            term_ends_on=draft.term_ends_on,
            designation=draft.designation,
            by=request.actor,
        )
    return None
