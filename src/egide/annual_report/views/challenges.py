"""Challenging a number, and answering for it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from egide.annual_report import services
from egide.annual_report.forms import AnswerForm, ChallengeForm
from egide.annual_report.models import Challenge
from egide.annual_report.queries.challenging import challenge_view, may_challenge
from egide.annual_report.queries.readings import label_of
from egide.annual_report.views.access import is_maker, readable_edition
from egide.design.environment import language
from egide.kernel.doors import done, press
from egide.kernel.pages import SIGNED_IN, Request, page


@page(SIGNED_IN)
def raise_one(request: Request, year: int, key: str) -> HttpResponse:
    """Say that a number of an edition looks wrong (S24)."""
    edition = readable_edition(request, year)
    figure_year = _figure_year(request, year)
    if not may_challenge(request.actor, edition, key, figure_year):
        raise Http404
    form = ChallengeForm(request.POST or None)

    def act() -> None:
        services.challenge_figure(
            edition=edition,
            key=key,
            year=figure_year,
            reason=form.cleaned_data["reason"],
            at=now(),
            on=localdate(),
            by=request.actor,
        )

    said = _("Votre contestation est notée ; le responsable du chiffre vous répondra.")
    if done(request, form, act, said):
        return redirect(_page_of(key, figure_year))
    return render(
        request,
        "annual_report/raise_challenge.html",
        {"edition": edition, "key": key, "year": figure_year, "label": label_of(key), "form": form},
        status=422 if form.errors else 200,
    )


def _figure_year(request: Request, year: int) -> int:
    asked = request.GET.get("annee", "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else year


def _page_of(key: str, year: int) -> str:
    return reverse("annual_report:figure", args=[key, year]) + "#contestations"


@page(SIGNED_IN)
def challenge(request: Request, challenge_id: int) -> HttpResponse:
    """One challenge: what was doubted, and the answer of the owner, who gives it here."""
    found = _readable_challenge(request, challenge_id)
    view = challenge_view(found, request.actor, language())
    form = AnswerForm(request.POST or None)

    def act() -> None:
        services.answer_challenge(
            challenge=found,
            outcome=form.cleaned_data["outcome"],
            answer=form.cleaned_data["answer"],
            at=now(),
            on=localdate(),
            by=request.actor,
        )

    if done(request, form, act, _("Votre réponse se lit sur la page du chiffre.")):
        return redirect("annual_report:challenge", found.pk)
    return render(
        request,
        "annual_report/challenge.html",
        {"view": view, "form": form if view.may_answer else None},
        status=422 if form.errors else 200,
    )


@page(SIGNED_IN)
def withdraw(request: Request, challenge_id: int) -> HttpResponse:
    """Take back one's own challenge."""
    found = _readable_challenge(request, challenge_id)
    back = redirect("annual_report:challenge", found.pk)
    if request.method != "POST":
        return back

    def act() -> None:
        services.withdraw_challenge(challenge=found, on=localdate(), by=request.actor)

    return press(request, act, _("Votre contestation est retirée."), back)


def _readable_challenge(request: Request, challenge_id: int) -> Challenge:
    """Return a challenge for its author and for the makers; for anybody else it does not exist."""
    found = get_object_or_404(Challenge.objects.select_related("edition"), pk=challenge_id)
    if found.author != request.actor.name and not is_maker(request):
        raise Http404
    return found
