"""The second factor: asked at the door, added, removed, and why a mandate asks for one."""

from __future__ import annotations

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from egide.accounts import queries, services
from egide.accounts.enums import SecondFactor
from egide.accounts.forms import FirstCodeForm, SecondFactorForm
from egide.accounts.models import AuthenticatorApp
from egide.accounts.rules import codes
from egide.accounts.services import TooManyTries
from egide.accounts.views.entering import let_in, note_proof, our_path, pending_of
from egide.accounts.views.recognition import MemberRequest, own_session
from egide.kernel.access import VISITOR
from egide.kernel.doors import press
from egide.kernel.errors import Refused
from egide.kernel.pages import PUBLIC, SIGNED_IN, Request, page

QUIET_ZONE = 4


@never_cache
@page(PUBLIC, in_transaction=False)
def second_factor(request: Request) -> HttpResponse:
    """Ask for the second proof of somebody whose first one was right."""
    pending = pending_of(request)
    if pending is None:
        return redirect("accounts:sign_in")
    form, status = SecondFactorForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                account = services.check_second_factor(
                    account=pending.account,
                    method=pending.method,
                    code=form.cleaned_data["code"],
                    at=timezone.now(),
                    by=VISITOR,
                )
                return let_in(request, account, pending.where, trust=form.cleaned_data["trust"])
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 429 if isinstance(refusal, TooManyTries) else 422
    has_passkey = queries.passkeys_of(pending.account).exists()
    known = {"form": form, "has_passkey": has_passkey}
    return render(request, "accounts/second_factor.html", known, status=status)


@require_safe
@never_cache
@page(SIGNED_IN)
def second_factor_needed(request: MemberRequest) -> HttpResponse:
    """Say why a mandate asks for a second factor, and begin to add one."""
    known = {
        "reasons": sorted({grant.reason for grant in request.actor.withheld}),
        "has_one": queries.has_second_factor(request.user),
        "where": our_path(request.GET.get("next", "")) or reverse("accounts:my_account"),
    }
    return render(request, "accounts/second_factor_needed.html", known)


@require_POST
@page(SIGNED_IN, fresh=True)
def begin_app(request: MemberRequest) -> HttpResponse:
    """Begin to add an application of codes."""
    try:
        services.begin_app(account=request.user, at=timezone.now(), by=request.actor)
    except services.FactorRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("accounts:my_account")
    return redirect("accounts:app")


@never_cache
@page(SIGNED_IN, fresh=True)
def app(request: MemberRequest) -> HttpResponse:
    """Show the drawing to the telephone, once, and take the first code that it answers."""
    known = queries.app_of(request.user)
    if known is None or request.user.app_added_at is not None:
        return redirect("accounts:my_account")
    form, status = FirstCodeForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = services.confirm_app(
                    account=request.user,
                    code=form.cleaned_data["code"],
                    keep=own_session(request),
                    at=timezone.now(),
                    by=request.actor,
                )
            except services.WrongCode as refusal:
                form.add_error("code", str(refusal))
            else:
                note_proof(request, SecondFactor.APP)
                return codes_page(request, made)
    return render(
        request, "accounts/app.html", {"form": form, **_drawing(known, request)}, status=status
    )


@require_POST
@page(SIGNED_IN, fresh=True)
def remove(request: MemberRequest, passkey_id: int | None = None) -> HttpResponse:
    """Remove a key, or the application; without another, this session forgets that it proved one.

    The key is named by its number.
    """

    def act() -> None:
        services.remove_factor(
            account=request.user,
            passkey_id=passkey_id,
            keep=own_session(request),
            at=timezone.now(),
            by=request.actor,
        )
        if not queries.has_second_factor(request.user):
            request.session["second_factor"] = ""

    said = _("C’est retiré ; vos autres appareils sont déconnectés.")
    return press(request, act, said, redirect("accounts:my_account"))


@require_POST
@never_cache
@page(SIGNED_IN, fresh=True)
def recovery_codes(request: MemberRequest) -> HttpResponse:
    """Make ten codes on paper, and show them this once."""
    try:
        made = services.make_recovery_codes(
            account=request.user,
            keep=own_session(request),
            at=timezone.now(),
            by=request.actor,
        )
    except services.FactorRefused as refusal:
        messages.warning(request, str(refusal))
        return redirect("accounts:my_account")
    return codes_page(request, made)


def codes_page(request: Request, made: list[str]) -> HttpResponse:
    """Show codes on paper this once; without any, only say that the factor is there."""
    shown = [codes.in_groups(code) for code in made]
    return render(
        request,
        "accounts/recovery_codes.html",
        {"codes": shown, "society": settings.SOCIETY_NAME},
    )


def _drawing(known: AuthenticatorApp, request: MemberRequest) -> dict[str, Any]:
    """Return the drawing as one line of squares, and the secret for who types it."""
    address = codes.address_for_app(
        known.secret, society=settings.SOCIETY_NAME, number=request.user.pk
    )
    rows = [list(row) for row in segno.make(address, error="m").matrix_iter(border=QUIET_ZONE)]
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return {"squares": squares, "side": len(rows), "secret": codes.in_groups(known.secret)}
