"""Letters to many: written, tried, sent, watched."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from egide.design.combobox import Suggestion, suggestions_answer
from egide.design.tables import table_page
from egide.kernel.access import explain
from egide.kernel.doors import done, press
from egide.kernel.pages import Request, page
from egide.kernel.registry import AudienceChoice
from egide.letters import services
from egide.letters.forms import WORDS, AudienceForm, MailingForm
from egide.letters.models import Mailing
from egide.letters.permissions import WRITE_LETTERS
from egide.letters.queries.audiences import audience_meant, audiences_called
from egide.letters.queries.progress import progress_of
from egide.letters.queries.reach import kind_refused, reach_of
from egide.letters.queries.writing import compile_mailing, looked_at_by, title_of, words_of
from egide.letters.rules.layout import fill_html
from egide.letters.tables import MAILINGS
from egide.letters.views.showing import shown


def _mailing(request: Request, mailing_id: int) -> Mailing:
    mailings = Mailing.objects.visible_to(request.actor).select_related("author")
    return get_object_or_404(mailings, pk=mailing_id)


def _to(mailing: Mailing) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("letters:mailing", args=[mailing.pk]))


def _site(request: Request) -> str:
    return request.build_absolute_uri("/").rstrip("/")


@require_safe
@page(WRITE_LETTERS)
def mailings(request: Request) -> HttpResponse:
    """The letters that one wrote, or all of them for who writes to all."""
    found = Mailing.objects.visible_to(request.actor).select_related("author")
    return table_page(request, MAILINGS, found, template="letters/mailings.html")


@page(WRITE_LETTERS)
def new_mailing(request: Request) -> HttpResponse:
    """Write a letter; nothing leaves from here."""
    form = MailingForm(request.POST or None, actor=request.actor)
    made: list[Mailing] = []

    def act() -> None:
        made.append(
            services.draft_mailing(
                kind=form.cleaned_data["kind"],
                words=form.words,
                answers=form.cleaned_data["answers"],
                layout=form.look,
                at=timezone.now(),
                by=request.actor,
            )
        )

    if done(request, form, act, _("Le brouillon est gardé. Choisissez à qui il va.")):
        return _to(made[0])
    return _words_page(request, form, None)


@page(WRITE_LETTERS)
def words(request: Request, mailing_id: int) -> HttpResponse:
    """Change the words of a draft."""
    mailing = _mailing(request, mailing_id)
    held = {name: getattr(mailing, name) for name in WORDS}
    initial = {**held, "kind": mailing.kind, "answers": mailing.answers_to_author}
    initial["layout"] = mailing.layout_id or ""
    form = MailingForm(request.POST or None, actor=request.actor, initial=initial)

    def act() -> None:
        services.amend_mailing(
            mailing=mailing,
            kind=form.cleaned_data["kind"],
            words=form.words,
            answers=form.cleaned_data["answers"],
            layout=form.look,
            by=request.actor,
        )

    if done(request, form, act, _("Les mots sont gardés.")):
        return _to(mailing)
    return _words_page(request, form, mailing)


def _words_page(request: Request, form: MailingForm, mailing: Mailing | None) -> HttpResponse:
    context = {"form": form, "mailing": mailing}
    status = 422 if form.errors else 200
    return render(request, "letters/words.html", context, status=status)


@require_safe
@page(WRITE_LETTERS)
def mailing(request: Request, mailing_id: int) -> HttpResponse:
    """A letter: a draft with whom it would reach, or how far it is."""
    found = _mailing(request, mailing_id)
    return _mailing_page(request, found, AudienceForm())


def _mailing_page(
    request: Request,
    found: Mailing,
    form: AudienceForm,
    choices: list[AudienceChoice] | None = None,
) -> HttpResponse:
    rows = list(found.audiences.order_by("pk"))
    context = {
        "mailing": found,
        "rows": rows,
        "form": form,
        "choices": choices or [],
        "reach": reach_of(found, on=localdate()) if found.is_draft else None,
        "progress": None if found.is_draft else progress_of(found),
        "why": list(explain(request.actor, WRITE_LETTERS)),
        "text": words_of(found, "fr")[1],
        "title_of": title_of,
    }
    status = 422 if form.errors else 200
    return render(request, "letters/mailing.html", context, status=status)


@require_safe
@page(WRITE_LETTERS)
def audiences(request: Request) -> JsonResponse:
    """Offer publics while their name is typed."""
    found = audiences_called(request.GET.get("q", ""), actor=request.actor, on=localdate())
    return suggestions_answer(
        Suggestion(value=one.label, label=one.label, detail=one.detail) for one in found
    )


@require_POST
@page(WRITE_LETTERS)
def add_audience(request: Request, mailing_id: int) -> HttpResponse:
    """Write to one more public; when several bear the name, the page offers them."""
    found = _mailing(request, mailing_id)
    form = AudienceForm(request.POST)
    if not form.is_valid():
        return _mailing_page(request, found, form)
    typed, on = form.cleaned_data["audience"], localdate()
    meant = audience_meant(typed, actor=request.actor, on=on)
    if meant is None:
        choices = audiences_called(typed, actor=request.actor, on=on)
        form.add_error(
            "audience",
            _("Plusieurs publics répondent à ce nom : choisissez ci-dessous.")
            if choices
            else _("Aucun public de ce nom dans votre périmètre."),
        )
        return _mailing_page(request, found, form, choices)
    act = partial(services.add_audience, mailing=found, audience=meant, by=request.actor)
    if done(request, form, act, _("%(label)s : ajouté.") % {"label": meant.label}):
        return _to(found)
    return _mailing_page(request, found, form)


@require_POST
@page(WRITE_LETTERS)
def remove_audience(request: Request, mailing_id: int) -> HttpResponse:
    """Write to one public less."""
    found = _mailing(request, mailing_id)
    number = _number(request.POST.get("audience", ""))
    act = partial(services.remove_audience, mailing=found, audience_id=number, by=request.actor)
    return press(request, act, _("Le public est retiré."), _to(found))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


@require_safe
@page(WRITE_LETTERS)
def preview(request: Request, mailing_id: int) -> HttpResponse:
    """Show the letter as its readers see it, filled with the author's own name."""
    found = _mailing(request, mailing_id)
    language = "en" if request.GET.get("langue") == "en" and found.body_en else "fr"
    html = (found.html or compile_mailing(found))[language]
    with translation.override(language):
        fields = looked_at_by(found.author, list(found.audiences.order_by("pk")[:2]))
    if not kind_refused(found.kind):
        fields["leave_url"] = ""
    return shown(fill_html(html, fields))


@require_POST
@page(WRITE_LETTERS)
def try_it(request: Request, mailing_id: int) -> HttpResponse:
    """Send the draft to oneself."""
    found = _mailing(request, mailing_id)
    act = partial(services.try_mailing, mailing=found, site=_site(request), by=request.actor)
    return press(request, act, _("L’essai est en route vers votre adresse."), _to(found))


@require_POST
@page(WRITE_LETTERS)
def begin(request: Request, mailing_id: int) -> HttpResponse:
    """Let the letter leave to everybody."""
    found = _mailing(request, mailing_id)
    expected = _number(request.POST.get("expected", ""))
    act = partial(
        services.begin_mailing,
        mailing=found,
        expected=expected,
        site=_site(request),
        at=timezone.now(),
        on=localdate(),
        by=request.actor,
    )
    said = ngettext(
        "La lettre part vers %(count)s personne.",
        "La lettre part vers %(count)s personnes.",
        expected,
    )
    return press(request, act, said % {"count": expected}, _to(found))


@require_POST
@page(WRITE_LETTERS)
def pause(request: Request, mailing_id: int) -> HttpResponse:
    """Hold what has not left."""
    found = _mailing(request, mailing_id)
    act = partial(services.pause_mailing, mailing=found, by=request.actor)
    return press(request, act, _("L’envoi est en pause : rien de plus ne part."), _to(found))


@require_POST
@page(WRITE_LETTERS)
def resume(request: Request, mailing_id: int) -> HttpResponse:
    """Let what was held leave."""
    found = _mailing(request, mailing_id)
    act = partial(services.resume_mailing, mailing=found, by=request.actor)
    return press(request, act, _("L’envoi reprend où il en était."), _to(found))


@require_POST
@page(WRITE_LETTERS)
def doubts(request: Request, mailing_id: int) -> HttpResponse:
    """Decide about letters of which nobody knows whether they left."""
    found = _mailing(request, mailing_id)
    again = request.POST.get("again") == "1"
    act = partial(services.settle_doubts, mailing=found, again=again, by=request.actor)
    said = _("Elles partent de nouveau.") if again else _("Elles sont tenues pour parties.")
    return press(request, act, said, _to(found))


@require_POST
@page(WRITE_LETTERS)
def drop(request: Request, mailing_id: int) -> HttpResponse:
    """Give a draft up."""
    found = _mailing(request, mailing_id)
    act = partial(services.drop_draft, mailing=found, by=request.actor)
    return press(request, act, _("Le brouillon est abandonné."), redirect("letters:mailings"))
