"""The workshop of an edition: write, compute, certify, approve, publish, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from egide.annual_report import services
from egide.annual_report.enums import ReportLanguage
from egide.annual_report.forms import (
    DayForm,
    ErratumForm,
    OpenEditionForm,
    OverrideForm,
    ReasonForm,
    TextForm,
)
from egide.annual_report.models import Edition, Override
from egide.annual_report.permissions import (
    APPROVE_REPORT,
    EDIT_REPORT,
    PUBLISH_REPORT,
)
from egide.annual_report.queries.desks import desk_of
from egide.annual_report.queries.measuring import units
from egide.annual_report.queries.reports import latest_text, print_text
from egide.annual_report.rules.linter import TextRefused
from egide.annual_report.rules.parser import TextNotUnderstood, parse
from egide.annual_report.rules.states import EditionNotReady
from egide.annual_report.views.access import is_maker, readable_edition
from egide.design.environment import language
from egide.kernel.doors import done, press, refusals_on
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.pages import SIGNED_IN, Request, page

Verb = Callable[..., Any]
FEW = 5


@page(SIGNED_IN)
def desk(request: Request, year: int) -> HttpResponse:
    """Where an edition stands, and what it waits for."""
    edition = _drafted(request, year)
    actor = request.actor
    return render(
        request,
        "annual_report/desk.html",
        {
            "edition": edition,
            "desk": desk_of(edition, actor, language()),
            "may": {
                "edit": actor.can(EDIT_REPORT),
                "approve": actor.can(APPROVE_REPORT),
                "publish": actor.can(PUBLISH_REPORT),
            },
        },
    )


@page(EDIT_REPORT)
def open_edition(request: Request) -> HttpResponse:
    """Open the report of a year."""
    form = OpenEditionForm(request.POST or None)
    if form.is_valid():
        with refusals_on(form):
            opened = services.open_edition(
                year=form.cleaned_data["year"],
                on=localdate(),
                by=request.actor,
            )
            return redirect("annual_report:desk", opened.year)
    return render(request, "annual_report/open_edition.html", {"form": form})


@page(EDIT_REPORT)
def text(request: Request, year: int, language: str) -> HttpResponse:
    """Write the text in one language; every mistake is told with its line."""
    edition = _drafted(request, year)
    if language not in ReportLanguage.values:
        raise Http404
    latest = latest_text(edition, language)
    number = latest.number if latest else 0
    form = TextForm(
        request.POST or None,
        initial={"base_number": number, "body": latest.body if latest else ""},
    )
    findings: list[str] = []
    if form.is_valid():
        try:
            services.write_text(
                edition=edition,
                language=language,
                body=form.cleaned_data["body"],
                base_number=form.cleaned_data["base_number"],
                on=localdate(),
                by=request.actor,
            )
        except (TextRefused, TextNotUnderstood) as refusal:
            findings = [str(found) for found in getattr(refusal, "findings", [refusal])]
            form.add_error("body", _("Le texte n’est pas encore enregistré."))
        except NotAllowed:
            raise
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Le texte est enregistré."))
            return redirect("annual_report:desk", year)
    return _show_text(request, edition, language, form, findings)


def _show_text(
    request: Request, edition: Edition, language: str, form: TextForm, findings: list[str]
) -> HttpResponse:
    latest = latest_text(edition, language)
    return render(
        request,
        "annual_report/text.html",
        {
            "edition": edition,
            "form": form,
            "text_language": ReportLanguage(language),
            "findings": findings,
            "keys": sorted(units()),
            "problems": _problems(edition, latest.body, language) if latest else (),
        },
    )


def _problems(edition: Edition, body: str, language: str) -> tuple[Any, ...]:
    try:
        return print_text(edition, parse(body, language)).obstacles
    except TextNotUnderstood:
        return ()


@page(EDIT_REPORT)
def compute(request: Request, year: int) -> HttpResponse:
    """Compute the figures again."""
    return _act(request, year, services.compute_edition, _("Les chiffres sont calculés."), at=now())


@page(EDIT_REPORT)
def submit(request: Request, year: int) -> HttpResponse:
    """Hand the edition to those who review it."""
    return _act(request, year, services.submit_for_review, _("L’édition est en relecture."))


@page(EDIT_REPORT)
def compare(request: Request, year: int) -> HttpResponse:
    """Compare a published edition with the records of today."""
    return _act(
        request, year, services.note_restatements, _("L’édition est comparée aux enregistrements.")
    )


@page(SIGNED_IN)
def certify(request: Request, year: int) -> HttpResponse:
    """Certify the figures that were ticked: each owner their own, as the verb checks."""
    answer = _act(
        request,
        year,
        services.certify_figures,
        _("Les chiffres choisis sont certifiés."),
        seals=request.POST.getlist("seal"),
        at=now(),
    )
    # From the page of a figure, back to it.
    key = request.POST.get("retour", "")
    return redirect("annual_report:figure", key, year) if key in units() else answer


@page(APPROVE_REPORT)
def approve(request: Request, year: int) -> HttpResponse:
    """Approve the edition in the board's name."""
    return _act(request, year, services.approve_edition, _("L’édition est approuvée."))


@page(EDIT_REPORT)
def send_back(request: Request, year: int) -> HttpResponse:
    """Give the edition back to its editors, with a reason."""
    return _form_act(
        request,
        year,
        ReasonForm,
        services.send_back,
        title=_("Renvoyer en préparation"),
        said=_("L’édition est de nouveau en préparation."),
    )


@page(PUBLISH_REPORT)
def present(request: Request, year: int) -> HttpResponse:
    """Say on which day the general assembly saw the report."""
    return _form_act(
        request,
        year,
        DayForm,
        services.present_edition,
        title=_("Noter la présentation à l’assemblée générale"),
        said=_("La présentation est notée."),
        initial={"on": localdate()},
    )


@page(PUBLISH_REPORT)
def publish(request: Request, year: int) -> HttpResponse:
    """Open the report to its readers."""
    return _act(request, year, services.publish_edition, _("Le rapport est publié."))


@page(PUBLISH_REPORT)
def correct(request: Request, year: int) -> HttpResponse:
    """Publish an erratum."""
    return _form_act(
        request,
        year,
        ErratumForm,
        services.correct_edition,
        title=_("Publier un erratum"),
        said=_("L’erratum est publié."),
    )


@page(EDIT_REPORT)
def propose_override(request: Request, year: int) -> HttpResponse:
    """Propose to print another value than the computed one."""

    def propose(*, value: Any, key: str, **given: Any) -> None:
        # People type euros; the records hold cents.
        amount = value * 100 if units().get(key) == "cents" else value
        services.propose_override(value=amount, key=key, **given)

    return _form_act(
        request,
        year,
        OverrideForm,
        propose,
        title=_("Proposer une dérogation"),
        said=_("La dérogation attend un second accord."),
        initial={"year": year, "key": request.GET.get("chiffre", "")},
    )


@page(APPROVE_REPORT)
def approve_override(request: Request, year: int, override_id: int) -> HttpResponse:
    """Agree to an override."""
    return _override_act(
        request, year, override_id, services.approve_override, _("La dérogation est approuvée.")
    )


@page(EDIT_REPORT)
def withdraw_override(request: Request, year: int, override_id: int) -> HttpResponse:
    """Take an override back."""
    return _override_act(
        request, year, override_id, services.withdraw_override, _("La dérogation est retirée.")
    )


def _drafted(request: Request, year: int) -> Edition:
    """Return the edition for its makers; for anybody else its workshop does not exist."""
    if not is_maker(request):
        raise Http404
    return readable_edition(request, year)


def _act(request: Request, year: int, verb: Verb, said: str, **given: Any) -> HttpResponse:
    """Do one thing by POST and come back to the desk; a refusal is a sentence of the desk."""
    return _press(request, year, verb, said, edition=_drafted(request, year), **given)


def _override_act(
    request: Request, year: int, override_id: int, verb: Verb, said: str
) -> HttpResponse:
    override = get_object_or_404(Override, pk=override_id, edition=_drafted(request, year))
    return _press(request, year, verb, said, override=override)


def _press(request: Request, year: int, verb: Verb, said: str, **given: Any) -> HttpResponse:
    back = redirect("annual_report:desk", year)
    if request.method != "POST":
        return back

    def act() -> None:
        try:
            verb(on=localdate(), by=request.actor, **given)
        except EditionNotReady as refusal:
            raise _in_few_words(refusal) from None

    return press(request, act, said, back)


def _in_few_words(refusal: EditionNotReady) -> Refused:
    """Return what holds the approval back: few in words, many by their number; the desk has all."""
    count = len(refusal.obstacles)
    if count <= FEW:
        return refusal
    return Refused(
        _("L’édition n’est pas approuvée : %(count)d obstacles la retiennent, listés ci-dessous.")
        % {"count": count}
    )


def _form_act(
    request: Request,
    year: int,
    form_class: type,
    verb: Verb,
    *,
    title: str,
    said: str,
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a form, do one thing with it, and come back to the desk."""
    edition = _drafted(request, year)
    form = form_class(request.POST or None, initial=initial)

    def act() -> None:
        verb(edition=edition, by=request.actor, **{"on": localdate(), **form.cleaned_data})

    if done(request, form, act, said):
        return redirect("annual_report:desk", year)
    return render(
        request,
        "annual_report/act.html",
        {"edition": edition, "form": form, "title": title},
        status=422 if form.errors else 200,
    )
