"""One's own account: the password and the devices."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.contrib import auth, messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST
from markupsafe import Markup

from egide.accounts import queries, services
from egide.accounts.enums import SignInMethod
from egide.accounts.forms import SetPasswordForm
from egide.accounts.rules.entry import is_fresh
from egide.accounts.services import TooManyTries
from egide.accounts.views.recognition import MemberRequest, own_session
from egide.accounts.views.sign_in import gone_out
from egide.kernel import registry
from egide.kernel.callers import network_of
from egide.kernel.doors import press
from egide.kernel.errors import Refused
from egide.kernel.pages import SIGNED_IN, ask_again, page


@require_GET
@page(SIGNED_IN)
def my_account(request: MemberRequest) -> HttpResponse:
    """How I sign in, and on which devices I am."""
    app, now = queries.app_of(request.user), timezone.now()
    change = queries.waiting_change(request.user.person_id)
    known = {
        "change": change,
        "change_token": queries.objection_token(change) if change else "",
        "app": app if request.user.app_added_at else None,
        "passkeys": list(queries.passkeys_of(request.user)),
        "codes_left": queries.recovery_codes_left(request.user),
        "trusted": queries.trusted_devices(request.user, at=now),
        "sessions": queries.sessions_of(request.user),
        "current": own_session(request),
        "fresh": is_fresh(request.user.factor_at, at=now),
        "account": request.user,
        "panels": _panels(request),
    }
    return render(request, "accounts/my_account.html", known)


@sensitive_post_parameters("current", "new", "again")
@page(SIGNED_IN, in_transaction=False)
def set_password(request: MemberRequest) -> HttpResponse:
    """Choose a password, or another one; the other devices are signed out."""
    strict = request.user.second_factor is not None
    if strict and not request.actor.is_fresh(at=timezone.now()):
        # The present password is not the strongest proof that this person has.
        return ask_again(request)
    form = SetPasswordForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                account = services.set_password(
                    account=request.user,
                    password=form.cleaned_data["new"],
                    proved_at=_proof(request, form.cleaned_data["current"]),
                    keep=own_session(request),
                    at=timezone.now(),
                    by=request.actor,
                )
            except TooManyTries as refusal:
                form.add_error("current", str(refusal))
                status = 429
            except Refused as refusal:
                form.add_error(None, str(refusal))
            else:
                auth.update_session_auth_hash(request, account)
                messages.success(
                    request,
                    _("Votre mot de passe est choisi. Les autres appareils sont déconnectés."),
                )
                return redirect("accounts:my_account")
    return render(
        request,
        "accounts/set_password.html",
        {"form": form, "account": request.user},
        status=status,
    )


@require_POST
@page(SIGNED_IN)
def remove_password(request: MemberRequest) -> HttpResponse:
    """Give the password up, and come in by link only."""
    try:
        account = services.remove_password(
            account=request.user,
            proved_at=request.user.factor_at,
            keep=own_session(request),
            at=timezone.now(),
            by=request.actor,
        )
    except services.PasswordRefused as refusal:
        messages.error(request, str(refusal))
    else:
        auth.update_session_auth_hash(request, account)
        messages.success(
            request,
            _("Vous n’avez plus de mot de passe : vous entrerez par un lien reçu par courriel."),
        )
    return redirect("accounts:my_account")


@require_POST
@page(SIGNED_IN, fresh=True)
def end_session(request: MemberRequest, session_id: int) -> HttpResponse:
    """Sign another device out."""
    said = _("Cet appareil est déconnecté.")
    return _ended(request, services.end_session, said, session_id=session_id)


@require_POST
@page(SIGNED_IN)
def end_trust(request: MemberRequest, device_id: int) -> HttpResponse:
    """Let a browser stand for the second factor no more."""
    said = _("Cet appareil demandera de nouveau un code.")
    return _ended(request, services.end_trust, said, device_id=device_id)


@require_POST
@page(SIGNED_IN)
def end_token(request: MemberRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    said = _("Ce jeton n’ouvre plus rien.")
    return _ended(request, services.end_token, said, "accounts:tokens", token_id=token_id)


def _ended(
    request: MemberRequest,
    verb: Callable[..., object],
    said: str,
    back: str = "accounts:my_account",
    **which: int,
) -> HttpResponse:
    def act() -> None:
        verb(account=request.user, by=request.actor, **which)

    return press(request, act, said, redirect(back))


@require_POST
@page(SIGNED_IN, fresh=True)
def end_other_sessions(request: MemberRequest) -> HttpResponse:
    """Sign all the other devices out; tokens and trusted devices end too."""
    ended = services.end_everything(
        account=request.user, keep=own_session(request), at=timezone.now(), by=request.actor
    )
    said = ngettext(
        "%(count)s autre appareil est déconnecté.",
        "%(count)s autres appareils sont déconnectés.",
        ended,
    )
    messages.success(request, said % {"count": ended})
    return redirect("accounts:my_account")


@require_POST
@never_cache
@page(SIGNED_IN, fresh=True)
def end_everything(request: MemberRequest) -> HttpResponse:
    """End all that the account opens, here too: one is out everywhere."""
    services.end_everything(account=request.user, at=timezone.now(), by=request.actor)
    return gone_out(request)


def _proof(request: MemberRequest, current: str) -> datetime | None:
    """Return the instant of the last proof of identity: now, if the present password is right.

    Who has a password gives it, but for who has just come by a letter: they forgot it.
    """
    account = request.user
    if current and account.password:
        services.prove_by_password(
            account=account, password=current, network=network_of(request), by=request.actor
        )
        return timezone.now()
    forgot = account.method in (SignInMethod.LINK, SignInMethod.DEMO)
    return account.factor_at if forgot or not account.password else None


def _panels(request: MemberRequest) -> list[Markup]:
    """Return what other modules add to one's own account, ready to be shown."""
    person, today = request.user.person, timezone.localdate()
    found = [
        (panel.template, panel.context(person, request.actor, today))
        for panel in registry.account_panels()
    ]
    return [
        Markup(render_to_string(template, context, request))  # noqa: S704 a template of ours, already escaped
        for template, context in found
        if context is not None
    ]
