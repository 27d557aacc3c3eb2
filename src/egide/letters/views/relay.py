"""Writing to another member, answering, saying that a letter is out of place, judging it."""

from __future__ import annotations

from functools import partial

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from egide.kernel.doors import done
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.letters import services
from egide.letters.forms import ComplaintForm, JudgementForm, RelayForm
from egide.letters.models import RelayLetter
from egide.letters.permissions import WATCH_LETTERS
from egide.letters.queries.relayed import abuses_that_wait
from egide.members.models import Person
from egide.members.permissions import READ_DIRECTORY


@page(READ_DIRECTORY)
def write(request: Request, readable_id: str) -> HttpResponse:
    """Write to a member whose address one does not see."""
    people = Person.objects.visible_to(request.actor)
    person = get_object_or_404(people, readable_id=readable_id)
    form = RelayForm(request.POST or None)
    act = partial(_carry, request, form, person)
    if done(request, form, act, _("Votre lettre est en route.")):
        return redirect("members:profile", readable_id=person.readable_id)
    return _page(
        request,
        form,
        title=_("Écrire à %(name)s") % {"name": person.full_name},
        lead=_("La société porte votre lettre : vous ne verrez pas son adresse, ni elle la vôtre."),
        submit=_("Envoyer la lettre"),
    )


@page(SIGNED_IN)
def answer(request: Request, relay_id: int) -> HttpResponse:
    """Answer a letter without showing one's address."""
    received = _received(request, relay_id)
    subject = received.subject
    form = RelayForm(request.POST or None, initial={"subject": _answered(subject)})
    act = partial(_carry, request, form, received.sender, answers=received)
    if done(request, form, act, _("Votre réponse est en route.")):
        return redirect("letters:preferences")
    return _page(
        request,
        form,
        title=_("Répondre à %(name)s") % {"name": received.sender.full_name},
        lead=received.text,
        submit=_("Envoyer la réponse"),
    )


@page(SIGNED_IN)
def report(request: Request, relay_id: int) -> HttpResponse:
    """Say that a letter received is out of place."""
    received = _received(request, relay_id)
    form = ComplaintForm(request.POST or None)

    def act() -> None:
        services.report_abuse(
            relayed=received, at=timezone.now(), by=request.actor, **form.cleaned_data
        )

    if done(request, form, act, _("Merci : le secrétariat lira cette lettre.")):
        return redirect("letters:preferences")
    return _page(
        request,
        form,
        title=_("Signaler la lettre de %(name)s") % {"name": received.sender.full_name},
        lead=received.text,
        submit=_("Signaler"),
    )


@require_safe
@page(WATCH_LETTERS)
def abuses(request: Request) -> HttpResponse:
    """Show the letters reported that nobody judged yet."""
    return render(request, "letters/abuses.html", {"waiting": list(abuses_that_wait()[:100])})


@page(WATCH_LETTERS)
def judge(request: Request, relay_id: int) -> HttpResponse:
    """Close a report of abuse."""
    relayed = get_object_or_404(
        RelayLetter.objects.filter(reported_at__isnull=False).select_related("sender"), pk=relay_id
    )
    form = JudgementForm(request.POST or None)

    def act() -> None:
        services.judge_abuse(
            relayed=relayed, at=timezone.now(), by=request.actor, **form.cleaned_data
        )

    if done(request, form, act, _("La suite est notée.")):
        return redirect("letters:abuses")
    return _page(
        request,
        form,
        title=_("Juger la lettre de %(name)s") % {"name": relayed.sender.full_name},
        lead=relayed.text,
        submit=_("Noter la suite"),
    )


def _received(request: Request, relay_id: int) -> RelayLetter:
    """Return a letter that the actor received; any other does not exist for them."""
    received = RelayLetter.objects.filter(recipient=request.actor.person_id)
    return get_object_or_404(received.select_related("sender"), pk=relay_id)


def _answered(subject: str) -> str:
    return subject if subject.startswith("Re") else f"Re: {subject}"[:120]


def _carry(
    request: Request, form: RelayForm, person: Person, *, answers: RelayLetter | None = None
) -> None:
    services.write_to_member(
        recipient=person,
        site=request.build_absolute_uri("/").rstrip("/"),
        at=timezone.now(),
        by=request.actor,
        answers=answers,
        **form.cleaned_data,
    )


def _page(
    request: Request, form: forms.Form, *, title: str, lead: str, submit: str
) -> HttpResponse:
    context = {"form": form, "title": title, "lead": lead, "submit": submit}
    status = 422 if form.errors else 200
    return render(request, "letters/form.html", context, status=status)
