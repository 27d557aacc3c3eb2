"""The pages of the design itself: the society's colour, the reader's choices, the showcase."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from egide.design.colours import society_stylesheet
from egide.design.combobox import Suggestion, suggestions_answer
from egide.design.environment import language as current_language
from egide.design.forms import ShowcaseForm
from egide.design.frame import THEMES, accent
from egide.design.showcase import PEOPLE, drawings, towns
from egide.kernel.pages import PUBLIC, page

YEAR_IN_SECONDS = 365 * 24 * 3600


@require_GET
def society(request: HttpRequest) -> HttpResponse:
    """The style sheet that gives the society its colour."""
    answer = HttpResponse(society_stylesheet(accent()), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={YEAR_IN_SECONDS}, immutable"
    return answer


# Not through ``page``: a sheet asks the database nothing, and error pages want it when it is gone.
society.right = PUBLIC  # type: ignore[attr-defined]


@require_POST
@page(PUBLIC)
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the dress that the reader chose: paper, night, or as their machine does."""
    wanted = request.POST.get("theme", "")
    return _keep(request, settings.THEME_COOKIE_NAME, wanted if wanted in THEMES else "auto")


@require_POST
@page(PUBLIC)
def language(request: HttpRequest) -> HttpResponse:
    """Keep the language that the reader chose."""
    wanted = request.POST.get("language", "")
    known = dict(settings.LANGUAGES)
    return _keep(request, settings.LANGUAGE_COOKIE_NAME, wanted if wanted in known else "fr")


def _keep(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        back = "/"
    answer = HttpResponseRedirect(back)
    # The script of the page reads the theme, so that a choice shows before the page comes back.
    answer.set_cookie(
        cookie,
        value,
        max_age=YEAR_IN_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@require_GET
@page(PUBLIC)
def showcase(request: HttpRequest) -> HttpResponse:
    """Every component on one page, with what it would say on a real day; not on a real site."""
    _require_gallery()
    wrong = {
        "person": "Camille Aubertin",
        "office": "treasurer",
        "starts_on": "31/02/2020",
        "note": "Élue en séance.",
    }
    lang = current_language()
    context = {
        "form": ShowcaseForm(auto_id="a_%s"),
        "wrong_form": ShowcaseForm(wrong, auto_id="b_%s"),
        "charts": drawings(lang),
        "listing": towns(request.GET, lang),
    }
    return render(request, "design/showcase.html", context)


@require_GET
@page(PUBLIC)
def suggestions(request: HttpRequest) -> HttpResponse:
    """What the field of the showcase offers while one types: people who do not exist."""
    _require_gallery()
    typed = request.GET.get("q", "").strip().casefold()[:80]
    return suggestions_answer(
        Suggestion(value=name, label=name, detail=detail)
        for name, detail in PEOPLE
        if typed and typed in name.casefold()
    )


def _require_gallery() -> None:
    """Answer that nothing is here where the site was not asked to show its components."""
    if not settings.GALLERY:
        raise Http404
