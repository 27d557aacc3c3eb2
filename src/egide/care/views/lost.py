"""Officers share the search for the people whom no mail reaches."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.care import services
from egide.care.enums import SearchState, Way
from egide.care.forms import AttemptForm, ClosingForm, ContactForm
from egide.care.models import LostSearch
from egide.care.queries import lost_and_free, people_to_reach, reached, searches_of
from egide.kernel.access import require
from egide.kernel.doors import done, press
from egide.kernel.pages import Request, page
from egide.members.permissions import READ_OFFICER_CONTACTS
from egide.members.queries.profile import profile_of

# A page that one reads to its end; who is left comes up as the first are found.
SHOWN = 30


@require_safe
@page(READ_OFFICER_CONTACTS)
def lost(request: Request) -> HttpResponse:
    """Show whom one could find again, who looks for whom, and how far one has come together."""
    today, actor = localdate(), request.actor
    free = lost_and_free(actor)
    searches = list(searches_of(actor)[:SHOWN])
    context = {
        "reached": reached(actor, on=today),
        "free": list(free[:SHOWN]),
        "free_count": free.order_by().count(),
        "mine": [one for one in searches if one.taken_by_id == actor.person_id],
        "others": [one for one in searches if one.taken_by_id != actor.person_id],
    }
    return render(request, "care/lost.html", context)


@require_POST
@page(READ_OFFICER_CONTACTS)
def take(request: Request, person_id: int) -> HttpResponse:
    """Say that one looks for somebody."""
    person = get_object_or_404(people_to_reach(request.actor), pk=person_id)
    taken: list[LostSearch] = []

    def act() -> None:
        taken.append(services.take_search(person=person, by=request.actor, on=localdate()))

    said = _("C’est noté : les autres voient que vous vous en occupez.")
    answer = press(request, act, said, redirect("care:lost"))
    return redirect("care:search", search_id=taken[0].pk) if taken else answer


@require_safe
@page(READ_OFFICER_CONTACTS)
def search(request: Request, search_id: int) -> HttpResponse:
    """Show a search: what one may read of the person, what was tried, what comes next."""
    return _page(request, _kept(request, search_id))


@require_POST
@page(READ_OFFICER_CONTACTS)
def note_attempt(request: Request, search_id: int) -> HttpResponse:
    """Note what one tried."""
    kept = _kept(request, search_id)
    form = AttemptForm(request.POST, auto_id="id_attempt_%s")

    def act() -> None:
        typed = form.cleaned_data
        services.note_attempt(
            search=kept,
            way=Way(typed["way"]),
            words=typed["words"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("C’est noté.")):
        return redirect("care:search", search_id=kept.pk)
    return _page(request, kept, attempt_form=form)


@require_POST
@page(READ_OFFICER_CONTACTS)
def propose(request: Request, search_id: int) -> HttpResponse:
    """Propose what one found."""
    kept = _kept(request, search_id)
    form = ContactForm(request.POST, auto_id="id_contact_%s")

    def act() -> None:
        services.propose_contact(
            search=kept,
            by=request.actor,
            on=localdate(),
            site=settings.SITE_URL or request.build_absolute_uri("/").rstrip("/"),
            **form.cleaned_data,
        )

    if done(request, form, act, _("Merci ! Le secrétariat va inscrire ces coordonnées.")):
        return redirect("care:search", search_id=kept.pk)
    return _page(request, kept, contact_form=form)


@require_POST
@page(READ_OFFICER_CONTACTS)
def close(request: Request, search_id: int) -> HttpResponse:
    """End one's search."""
    kept = _kept(request, search_id)
    form = ClosingForm(request.POST, auto_id="id_closing_%s")

    def act() -> None:
        typed = form.cleaned_data
        services.close_search(
            search=kept,
            outcome=SearchState(typed["outcome"]),
            words=typed["words"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("Votre recherche est close. Merci d’avoir essayé.")):
        return redirect("care:lost")
    return _page(request, kept, closing_form=form)


def _kept(request: Request, search_id: int) -> LostSearch:
    rows = LostSearch.objects.select_related("person", "taken_by")
    found = get_object_or_404(rows, pk=search_id)
    require(request.actor, READ_OFFICER_CONTACTS, on=found.person)
    return found


def _page(request: Request, kept: LostSearch, **forms_typed: forms.Form) -> HttpResponse:
    today = localdate()
    context: dict[str, Any] = {
        "search": kept,
        "mine": kept.is_open and kept.taken_by_id == request.actor.person_id,
        "profile": profile_of(kept.person, actor=request.actor, on=today),
        "attempts": kept.attempts.order_by("-tried_on", "-pk"),
        "attempt_form": AttemptForm(auto_id="id_attempt_%s"),
        "contact_form": ContactForm(auto_id="id_contact_%s"),
        "closing_form": ClosingForm(auto_id="id_closing_%s"),
        **forms_typed,
    }
    return render(request, "care/search.html", context, status=422 if forms_typed else 200)
