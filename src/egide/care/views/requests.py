"""One's own data and what one asks about them; the desk that answers in the time of the law."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from egide.care import services
from egide.care.enums import RightsKind, RightsState
from egide.care.forms import (
    AnswerForm,
    AskForm,
    IdentityForm,
    PaperForm,
    ReasonForm,
)
from egide.care.models import RightsRequest
from egide.care.queries import (
    hold_of,
    obstacles_to_answering,
    requests_of,
    requests_waiting,
)
from egide.care.rules import does_by_itself
from egide.care.tables import CLOSED
from egide.design.tables import table_page
from egide.kernel.access import require
from egide.kernel.doors import done, press
from egide.kernel.errors import Refused
from egide.kernel.pages import SIGNED_IN, Request, page
from egide.members.models import Person
from egide.members.permissions import ANSWER_RIGHTS
from egide.members.queries.people import person_called
from egide.members.services import export_person


@require_safe
@page(SIGNED_IN)
def my_data(request: Request) -> HttpResponse:
    """Show what one can do about one's own data, and where one's requests stand."""
    mine = requests_of(request.actor.person_id or 0)
    return render(request, "care/my_data.html", {"requests": mine, "today": localdate()})


@require_POST
@page(SIGNED_IN, fresh=True)
def my_copy(request: Request) -> HttpResponse:
    """Give the person all that is held about them, at once: nobody has to be asked."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    return _archive(request, person)


@page(SIGNED_IN)
def ask(request: Request) -> HttpResponse:
    """Ask something about one's own data."""
    person = get_object_or_404(Person, pk=request.actor.person_id)
    wanted = request.GET.get("objet", "")
    initial = {"kind": wanted} if wanted in RightsKind.values else {}
    form = AskForm(request.POST or None, initial=initial)

    def act() -> None:
        services.ask(
            person=person,
            kind=RightsKind(form.cleaned_data["kind"]),
            words=form.cleaned_data["words"],
            by=request.actor,
            on=localdate(),
        )

    if done(request, form, act, _("Votre demande est reçue. Un courriel vous le confirme.")):
        return redirect("care:my_data")
    return render(request, "care/ask.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@page(SIGNED_IN)
def my_request(request: Request, request_id: int) -> HttpResponse:
    """Show where one's own request stands."""
    mine = requests_of(request.actor.person_id or 0)
    asked = get_object_or_404(mine, pk=request_id)
    context = {"asked": asked, "corrections": asked.corrections.order_by("pk")}
    return render(request, "care/my_request.html", context)


@require_safe
@page(ANSWER_RIGHTS)
def desk(request: Request) -> HttpResponse:
    """Show what waits for an answer, the first due first."""
    require(request.actor, ANSWER_RIGHTS)
    waiting = list(requests_waiting())
    today = localdate()
    context = {
        "waiting": waiting,
        "today": today,
        "late": sum(one.due_on < today for one in waiting),
        "answered": RightsRequest.objects.exclude(closed_on=None).count(),
    }
    return render(request, "care/desk.html", context)


@require_safe
@page(ANSWER_RIGHTS)
def closed(request: Request) -> HttpResponse:
    """List what was answered or refused, and whether it was in time."""
    require(request.actor, ANSWER_RIGHTS)
    rows = RightsRequest.objects.exclude(closed_on=None)
    return table_page(request, CLOSED, rows.select_related("person"))


@page(ANSWER_RIGHTS)
def paper(request: Request) -> HttpResponse:
    """Write down a request that came by letter or by word."""
    require(request.actor, ANSWER_RIGHTS)
    form = PaperForm(request.POST or None, initial={"received_on": localdate()})
    received: list[RightsRequest] = []

    def act() -> None:
        typed = form.cleaned_data
        received.append(
            services.receive_on_paper(
                person=person_named(typed["person"]),
                kind=RightsKind(typed["kind"]),
                words=typed["words"],
                received_on=typed["received_on"],
                by=request.actor,
                on=localdate(),
            )
        )

    if done(request, form, act, _("La demande est enregistrée ; son délai court.")):
        return redirect("care:request", request_id=received[0].pk)
    return render(request, "care/paper.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@page(ANSWER_RIGHTS)
def request_page(request: Request, request_id: int) -> HttpResponse:
    """Show one request: what is asked, its clock, and what comes next."""
    return _page(request, _asked(request, request_id))


@require_POST
@page(ANSWER_RIGHTS)
def begin(request: Request, request_id: int) -> HttpResponse:
    """Take a request in hand."""
    asked = _asked(request, request_id)

    def act() -> None:
        services.begin(request=asked, by=request.actor, on=localdate())

    return press(request, act, _("Vous avez pris cette demande en charge."), _back(asked))


@require_POST
@page(ANSWER_RIGHTS)
def identity(request: Request, request_id: int) -> HttpResponse:
    """Write by what one knows who asks."""
    form = IdentityForm(request.POST)
    return _acted(request, request_id, form, "identity_form", services.check_identity)


@require_POST
@page(ANSWER_RIGHTS)
def extend(request: Request, request_id: int) -> HttpResponse:
    """Give oneself more time, and tell the person why."""
    form = ReasonForm(request.POST, auto_id="id_extend_%s")
    return _acted(request, request_id, form, "extend_form", services.extend)


@require_POST
@page(ANSWER_RIGHTS, fresh=True)
def answer(request: Request, request_id: int) -> HttpResponse:
    """Say yes, and do it."""
    form = AnswerForm(request.POST, kind=_asked(request, request_id).kind)
    return _acted(request, request_id, form, "answer_form", services.answer)


@require_POST
@page(ANSWER_RIGHTS)
def refuse(request: Request, request_id: int) -> HttpResponse:
    """Say no, and why."""
    form = ReasonForm(request.POST, auto_id="id_refuse_%s")
    return _acted(request, request_id, form, "refuse_form", services.refuse)


@require_POST
@page(ANSWER_RIGHTS, fresh=True)
def copy(request: Request, request_id: int) -> HttpResponse:
    """Give the desk the copy to hand over to somebody who has no account."""
    asked = _asked(request, request_id)
    if asked.state != RightsState.IN_PROGRESS:
        raise CopyTooEarly(_("La copie se fait quand l’identité est vérifiée, avant la réponse."))
    return _archive(request, asked.person)


class CopyTooEarly(Refused):
    """Nobody is given the data of somebody before one knows who asks."""


class NobodyCalledSo(Refused):
    """No record has this id or this number."""


def _asked(request: Request, request_id: int) -> RightsRequest:
    rows = RightsRequest.objects.visible_to(request.actor).select_related("person")
    return get_object_or_404(rows, pk=request_id)


def _back(asked: RightsRequest) -> HttpResponse:
    return redirect("care:request", request_id=asked.pk)


def _page(
    request: Request, asked: RightsRequest, *, status: int = 200, **forms_typed: forms.Form
) -> HttpResponse:
    today = localdate()
    context: dict[str, Any] = {
        "asked": asked,
        "today": today,
        "obstacles": obstacles_to_answering(asked, on=today),
        "hold": hold_of(asked.person),
        "does_by_itself": does_by_itself(asked.kind),
        "identity_form": IdentityForm(),
        "extend_form": ReasonForm(auto_id="id_extend_%s"),
        "answer_form": AnswerForm(kind=asked.kind),
        "refuse_form": ReasonForm(auto_id="id_refuse_%s"),
        **forms_typed,
    }
    return render(request, "care/request.html", context, status=status)


def _acted(
    request: Request, request_id: int, form: forms.Form, name: str, verb: Callable[..., Any]
) -> HttpResponse:
    asked = _asked(request, request_id)

    def act() -> None:
        verb(request=asked, by=request.actor, on=localdate(), **form.cleaned_data)

    if done(request, form, act, _("C’est enregistré.")):
        return _back(asked)
    asked.refresh_from_db()
    return _page(request, asked, status=422, **{name: form})


def _archive(request: Request, person: Person) -> HttpResponse:
    answer = HttpResponse(
        export_person(person=person, by=request.actor, on=localdate()),
        content_type="application/zip",
    )
    answer["Content-Disposition"] = f'attachment; filename="donnees-{person.society_no}.zip"'
    answer["Cache-Control"] = "no-store"
    return answer


def person_named(asked: str) -> Person:
    """Return who has this id or this number, for a form; who is nobody is said on it."""
    person = person_called(asked)
    if person is None:
        raise NobodyCalledSo(_("Personne n’a cet identifiant ni ce numéro au registre."))
    return person
