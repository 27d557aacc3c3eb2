"""Signing in: by a link, a code, a password, or as somebody of the demo; and signing out."""

from __future__ import annotations

import re
import secrets
from typing import TypeVar

from django.conf import settings
from django.contrib import auth
from django.forms import Form
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from egide.accounts import queries, services
from egide.accounts.forms import AskForLinkForm, CodeForm, PasswordSignInForm
from egide.accounts.rules.limits import LINKS_PER_IDENTIFIER, LINKS_PER_NETWORK
from egide.accounts.services import Proof, TooManyTries
from egide.accounts.views.entering import let_in, our_path
from egide.accounts.views.recognition import MemberRequest
from egide.kernel import registry
from egide.kernel.access import VISITOR, Actor
from egide.kernel.callers import network_of
from egide.kernel.errors import Refused
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page
from egide.kernel.routes import address_of

BROWSER_COOKIE = f"{settings.SIGN_IN_COOKIE_PREFIX}egide_browser"
BROWSER_COOKIE_SECONDS = 3_600
F = TypeVar("F", bound=Form)


@require_GET
@never_cache
@page(PUBLIC)
def sign_in(request: Request) -> HttpResponse:
    """The door: a link by e-mail, a password, or on a demo somebody of the reference society."""
    where = our_path(request.GET.get("next", ""))
    if request.actor.person_id is not None:
        return redirect(where or "/")
    return _door_page(request, where)


@require_POST
@never_cache
@page(PUBLIC, in_transaction=False)
def ask_for_link(request: Request) -> HttpResponse:
    """Ask for a letter; the answer is the same whoever is known or not."""
    where = our_path(request.POST.get("next", ""))
    form = AskForLinkForm(request.POST)
    if not form.is_valid():
        return _door_page(request, where, link_form=form, status=422)
    typed = form.cleaned_data["identifier"]
    try:
        services.count_try(f"accounts.link.network:{network_of(request)}", LINKS_PER_NETWORK)
        services.count_try(f"accounts.link:{queries.tidy(typed)}", LINKS_PER_IDENTIFIER)
    except TooManyTries as refusal:
        return _too_many(
            _door_page(request, where, link_form=_told(form, refusal), status=429), refusal
        )
    browser = ask_for_letter(request, identifier=typed, where=where, by=VISITOR)
    return bound_to(browser, redirect("accounts:letter"))


def ask_for_letter(request: Request, *, identifier: str, where: str, by: Actor) -> str:
    """Ask for a letter whose link and code open in this browser alone; return its mark."""
    browser = request.COOKIES.get(BROWSER_COOKIE, "")
    browser = browser if re.fullmatch(r"[\w-]{43}", browser) else secrets.token_urlsafe(32)
    services.ask_for_link(
        identifier=identifier,
        browser=browser,
        next_path=where,
        language=get_language() or "fr",
        site=site_asked(request),
        at=timezone.now(),
        by=by,
    )
    return browser


def site_asked(request: Request) -> str:
    """Return where letters lead back to: the site's own address, else the one that was asked."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def bound_to(browser: str, answer: HttpResponse) -> HttpResponse:
    """Leave in the browser the mark that the letter will ask for."""
    answer.set_cookie(
        BROWSER_COOKIE,
        browser,
        max_age=BROWSER_COOKIE_SECONDS,
        path=reverse("accounts:sign_in"),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return answer


@never_cache
@page(PUBLIC, in_transaction=False)
def letter(request: Request) -> HttpResponse:
    """Wait for the letter here; its code opens the door too, for who reads mail elsewhere."""
    form = CodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _letter_page(request, form)
    proof = Proof(browser=request.COOKIES.get(BROWSER_COOKIE, ""), code=form.cleaned_data["code"])
    try:
        services.count_code(proof)
        return _go_through(request, proof)
    except TooManyTries as refusal:
        return _too_many(_letter_page(request, _told(form, refusal), status=429), refusal)
    except Refused as refusal:
        return _letter_page(request, _told(form, refusal), status=422)


@never_cache
@page(PUBLIC, in_transaction=False)
def link(request: Request, token: str) -> HttpResponse:
    """Open the door with a link: looking does nothing (mail scanners look), the button does."""
    proof = Proof(browser=request.COOKIES.get(BROWSER_COOKIE, ""), token=token)
    try:
        if request.method == "POST":
            return _go_through(request, proof)
        services.people_behind(proof=proof, at=timezone.now())
    except Refused as refusal:
        return render(request, "accounts/link_refused.html", {"sentence": str(refusal)}, status=403)
    return render(request, "accounts/link.html")


@require_POST
@never_cache
@sensitive_post_parameters("password")
@page(PUBLIC, in_transaction=False)
def password(request: Request) -> HttpResponse:
    """Sign in with a password."""
    where = our_path(request.POST.get("next", ""))
    form = _password_form(request.POST)
    if not form.is_valid():
        return _door_page(request, where, password_form=form, status=422)
    try:
        account = services.check_password(
            **form.cleaned_data, network=network_of(request), by=VISITOR
        )
    except TooManyTries as refusal:
        return _too_many(
            _door_page(request, where, password_form=_told(form, refusal), status=429), refusal
        )
    except Refused as refusal:
        return _door_page(request, where, password_form=_told(form, refusal), status=422)
    return let_in(request, account, where)


@require_POST
@never_cache
@page(PUBLIC, in_transaction=False)
def demo(request: Request) -> HttpResponse:
    """Sign in as somebody of the reference society; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    try:
        account = services.enter_as_persona(name=request.POST.get("name", ""), by=VISITOR)
    except LookupError:
        raise Http404 from None
    return let_in(request, account, our_path(request.POST.get("next", "")))


@require_POST
@never_cache
@page(SIGNED_IN)
def sign_out(request: MemberRequest) -> HttpResponse:
    """Go out; what the browser kept of our pages goes too."""
    services.record_sign_out(account=request.user, by=request.actor)
    return gone_out(request)


def gone_out(request: Request) -> HttpResponse:
    """End the session of this browser, which forgets our pages, and say so."""
    auth.logout(request)
    answer = redirect("accounts:signed_out")
    answer["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@require_GET
@never_cache
@page(PUBLIC)
def signed_out(request: Request) -> HttpResponse:
    """Say that the door is shut behind the person."""
    return render(request, "accounts/signed_out.html")


def _go_through(request: Request, proof: Proof) -> HttpResponse:
    """Let the one person behind a proof in, or ask which of those who share the address."""
    people = services.people_behind(proof=proof, at=timezone.now())
    chosen = request.POST.get("person", "")
    if not chosen and len(people) > 1:
        return render(request, "accounts/choose.html", {"people": people, "code": proof.code})
    person_id = (
        int(chosen) if chosen.isascii() and chosen.isdigit() else people[0].pk if people else 0
    )
    account, where = services.use_link(
        proof=proof, person_id=person_id, at=timezone.now(), by=VISITOR
    )
    return let_in(request, account, our_path(where))


def _door_page(
    request: Request,
    where: str,
    *,
    link_form: AskForLinkForm | None = None,
    password_form: PasswordSignInForm | None = None,
    status: int = 200,
) -> HttpResponse:
    personas = registry.personas() if settings.DEMO else []
    return render(
        request,
        "accounts/sign_in.html",
        {
            "link_form": link_form or AskForLinkForm(),
            "password_form": password_form or _password_form(),
            "by_password": password_form is not None,
            "personas": personas,
            "next": where,
            "next_label": _menu_label(where),
            "letters_leave": bool(settings.EMAIL_HOST),
        },
        status=status,
    )


def _menu_label(where: str) -> str:
    """Return the name under which the menu has the page that somebody asked for, if it has one."""
    path = where.partition("?")[0]
    named = (item for item in registry.navigation() if address_of(item.url_name) == path)
    return next((str(item.label) for item in named), "")


def _password_form(typed: QueryDict | None = None) -> PasswordSignInForm:
    # Two forms on one page must not share the ids of their fields.
    return PasswordSignInForm(typed, auto_id="password_%s")


def _letter_page(request: Request, form: CodeForm, *, status: int = 200) -> HttpResponse:
    outbox = str(settings.EMAIL_FILE_PATH) if settings.DEMO and not settings.EMAIL_HOST else ""
    known = {"form": form, "letters_leave": bool(settings.EMAIL_HOST), "outbox": outbox}
    return render(request, "accounts/letter.html", known, status=status)


def _told(form: F, refusal: Refused) -> F:
    form.add_error(None, str(refusal))
    return form


def _too_many(answer: HttpResponse, refusal: TooManyTries) -> HttpResponse:
    answer["Retry-After"] = str(refusal.seconds)
    return answer
