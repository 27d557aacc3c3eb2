"""Proving anew who one is, before a sensitive act; what was typed comes back to its form."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from egide.accounts import queries, services
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.forms import ConfirmCodeForm, ConfirmLetterForm, ConfirmPasswordForm
from egide.accounts.rules.limits import LINKS_PER_IDENTIFIER
from egide.accounts.services import Proof, TooManyTries
from egide.accounts.views.entering import note_proof, our_path
from egide.accounts.views.passkeys import STATE, site_of
from egide.accounts.views.recognition import MemberRequest
from egide.accounts.views.sign_in import BROWSER_COOKIE, ask_for_letter, bound_to
from egide.kernel.callers import network_of
from egide.kernel.errors import Refused
from egide.kernel.pages import SIGNED_IN, page
from egide.kernel.refusals import MOST_GIVEN_BACK, NEVER_SHOWN

PREFIX = "confirm"
FORMS: dict[str, type[forms.Form]] = {
    "code": ConfirmCodeForm,
    "password": ConfirmPasswordForm,
    "letter": ConfirmLetterForm,
}


@never_cache
@sensitive_post_parameters("confirm-password", "confirm-code")
@page(SIGNED_IN, in_transaction=False)
def confirm(request: MemberRequest) -> HttpResponse:
    """Ask for the strongest proof that the person has, then go back to what they were doing."""
    where = our_path(request.GET.get("next", "")) or reverse("accounts:my_account")
    now = timezone.now()
    asked = request.POST.get(f"{PREFIX}-way", "")
    # An application may want a proof given now, however young the last one is.
    young = request.actor.is_fresh(at=now) and "encore" not in request.GET
    if not asked and request.method != "POST" and young:
        return redirect(where)
    way = way_of(request)
    if asked == "send" and way == "letter":
        return _send_letter(request, where)
    if asked == "demo" and way == "demo":
        return _done(request, where, None)
    if asked == "passkey" and way == "code":
        return _by_passkey(request, where, now)
    form_class = FORMS.get(way)
    if not asked or form_class is None:
        return _page(request, way, form_class(prefix=PREFIX) if form_class else None)
    form, status = form_class(request.POST, prefix=PREFIX), 422
    if form.is_valid():
        try:
            return _done(request, where, _prove(request, way, form.cleaned_data, now))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, TooManyTries) else 422
    return _page(request, way, form, status=status, sent=True)


def way_of(request: MemberRequest) -> str:
    """Return the strongest proof that the person has: a code, the password, or a letter."""
    if settings.DEMO and request.user.method is SignInMethod.DEMO:
        return "demo"
    if queries.has_second_factor(request.user):
        return "code"
    return "password" if request.user.password else "letter"


def _prove(
    request: MemberRequest, way: str, typed: dict[str, str], now: datetime
) -> SecondFactor | None:
    account = request.user
    if way == "code":
        return services.confirm_by_code(
            account=account, code=typed["code"], at=now, by=request.actor
        )
    if way == "password":
        services.prove_by_password(
            account=account,
            password=typed["password"],
            network=network_of(request),
            by=request.actor,
        )
        services.record_proof(account=account, method=SignInMethod.PASSWORD, by=request.actor)
        return None
    proof = Proof(browser=request.COOKIES.get(BROWSER_COOKIE, ""), code=typed["code"])
    services.count_code(proof)
    services.confirm_by_link(account=account, proof=proof, at=now, by=request.actor)
    return None


def _by_passkey(request: MemberRequest, where: str, now: datetime) -> HttpResponse:
    try:
        factor = services.confirm_by_passkey(
            account=request.user,
            state=request.session.pop(STATE, None),
            answer=request.POST.get(f"{PREFIX}-answer", ""),
            site=site_of(request),
            at=now,
            by=request.actor,
        )
    except services.PasskeyRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, "code", ConfirmCodeForm(prefix=PREFIX), status=422)
    return _done(request, where, factor)


def _send_letter(request: MemberRequest, where: str) -> HttpResponse:
    """Send a letter to the person's own address; the page stays, and asks for its code."""
    form = ConfirmLetterForm(prefix=PREFIX)
    try:
        services.count_try(f"accounts.link:person:{request.user.person_id}", LINKS_PER_IDENTIFIER)
    except TooManyTries as refusal:
        bound = ConfirmLetterForm({}, prefix=PREFIX)
        bound.errors.clear()
        bound.add_error(None, str(refusal))
        return _page(request, "letter", bound, status=429, sent=True)
    browser = ask_for_letter(
        request, identifier=request.user.person.readable_id, where=where, by=request.actor
    )
    return bound_to(browser, _page(request, "letter", form, sent=True))


def _done(request: MemberRequest, where: str, factor: SecondFactor | None) -> HttpResponse:
    note_proof(request, factor)
    kept = _kept(request)
    if not kept:
        return redirect(where)
    return render(request, "accounts/confirmed.html", {"kept": kept, "where": where})


def _page(
    request: MemberRequest,
    way: str,
    form: forms.Form | None,
    *,
    status: int = 200,
    sent: bool = False,
) -> HttpResponse:
    known: dict[str, Any] = {
        "way": way,
        "has_passkey": way == "code" and queries.passkeys_of(request.user).exists(),
        "form": form,
        "kept": _kept(request),
        "sent": sent,
        "letters_leave": bool(settings.EMAIL_HOST),
        "here": request.get_full_path(),
    }
    return render(request, "accounts/confirm.html", known, status=status)


def _kept(request: MemberRequest) -> list[tuple[str, str]]:
    """Return what was typed in the form that one came from; nothing of one with a password."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken" and not name.startswith(f"{PREFIX}-")
    ]
    if request.FILES or any(name in NEVER_SHOWN for name, _value in kept):
        return []
    return kept if sum(len(value) for _name, value in kept) <= MOST_GIVEN_BACK else []
