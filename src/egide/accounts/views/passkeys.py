"""Passkeys: at the door, and in one's own account; a script of ours asks the device."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from egide.accounts import services
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.forms import PasskeyForm
from egide.accounts.rules.limits import PASSWORDS_PER_NETWORK
from egide.accounts.views.entering import let_in, note_proof, our_path, pending_of
from egide.accounts.views.factors import codes_page
from egide.accounts.views.recognition import MemberRequest, own_session
from egide.kernel.access import VISITOR
from egide.kernel.callers import network_of
from egide.kernel.errors import Refused
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page

STATE = "passkey"


@require_POST
@never_cache
@page(PUBLIC)
def begin_proof(request: Request) -> HttpResponse:
    """Say what the device must sign: for who is signed in, between two proofs, or not known yet."""
    pending = pending_of(request)
    account: Any = pending.account if pending else None
    if request.actor.person_id is not None:
        account = request.user
    options, state = services.options_to_prove(account=account, site=site_of(request))
    request.session[STATE] = state
    return JsonResponse(options)


@require_POST
@never_cache
@page(PUBLIC, in_transaction=False)
def enter(request: Request) -> HttpResponse:
    """Come in by a key: alone, or as the second proof."""
    pending = pending_of(request)
    where = pending.where if pending else our_path(request.POST.get("next", ""))
    try:
        services.count_try(f"accounts.passkey.network:{network_of(request)}", PASSWORDS_PER_NETWORK)
        account = services.enter_by_passkey(
            account=pending.account if pending else None,
            method=pending.method if pending else SignInMethod.PASSKEY,
            state=request.session.pop(STATE, None),
            answer=request.POST.get("answer", ""),
            site=site_of(request),
            at=timezone.now(),
            by=VISITOR,
        )
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:second_factor" if pending else "accounts:sign_in")
    return let_in(request, account, where, trust=request.POST.get("trust") == "on")


@require_POST
@never_cache
@page(SIGNED_IN, fresh=True)
def begin_adding(request: MemberRequest) -> HttpResponse:
    """Say what the device must make."""
    options, state = services.options_to_add(account=request.user, site=site_of(request))
    request.session[STATE] = state
    return JsonResponse(options)


@never_cache
@page(SIGNED_IN, fresh=True)
def add(request: MemberRequest) -> HttpResponse:
    """Add a key, under a name by which the person knows it again."""
    form, status = PasskeyForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.add_passkey(
                    account=request.user,
                    name=form.cleaned_data["name"],
                    state=request.session.pop(STATE, None),
                    answer=form.cleaned_data["answer"],
                    site=site_of(request),
                    keep=own_session(request),
                    at=timezone.now(),
                    by=request.actor,
                )
            except (services.PasskeyRefused, services.FactorRefused) as refusal:
                form.add_error(None, str(refusal))
            else:
                note_proof(request, SecondFactor.PASSKEY)
                return codes_page(request, made)
    return render(request, "accounts/passkey.html", {"form": form}, status=status)


def site_of(request: Request) -> str:
    """Return the name of the machine that people see in the address: keys belong to it."""
    return urlsplit(settings.SITE_URL or request.build_absolute_uri("/")).hostname or ""
