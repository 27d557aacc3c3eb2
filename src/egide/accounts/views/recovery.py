"""Without mail: asking for one's access, following it; and stopping a change one is told."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from egide.accounts import queries, services
from egide.accounts.forms import RecoveryForm
from egide.accounts.models import Recovery
from egide.accounts.rules.limits import RECOVERIES_PER_ADDRESS, RECOVERIES_PER_NETWORK
from egide.accounts.services import Told, TooManyTries
from egide.accounts.views.sign_in import site_asked
from egide.kernel.access import VISITOR
from egide.kernel.callers import network_of
from egide.kernel.doors import press
from egide.kernel.errors import Refused
from egide.kernel.pages import PUBLIC, Request, page


@never_cache
@page(PUBLIC, in_transaction=False)
def ask(request: Request) -> HttpResponse:
    """Tell who one is and where mail arrives now; the answer is the same whoever is known."""
    form, status = RecoveryForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                _ask(request, form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal))
                status = 429 if isinstance(refusal, TooManyTries) else 422
            else:
                return redirect("accounts:recovery_asked")
    return render(request, "accounts/recovery.html", {"form": form}, status=status)


@require_safe
@page(PUBLIC)
def asked(request: Request) -> HttpResponse:
    """Say that a letter waits at the new address."""
    return render(request, "accounts/recovery_asked.html")


@require_safe
@never_cache
@page(PUBLIC)
def follow(request: Request, token: str) -> HttpResponse:
    """Show how far one's request has come; its buttons act, looking does nothing."""
    recovery = _recovery(token)
    known = {"recovery": recovery, "named": token}
    return render(request, "accounts/recovery_followed.html", known)


@require_POST
@never_cache
@page(PUBLIC)
def confirm(request: Request, token: str) -> HttpResponse:
    """Say that the new address is one's own, and send the request to the desk."""

    def act() -> None:
        services.confirm_recovery(recovery=_recovery(token), at=timezone.now(), by=VISITOR)

    said = _("Votre demande est envoyée.")
    return press(request, act, said, redirect("accounts:recovery", token))


@require_POST
@never_cache
@page(PUBLIC)
def cancel(request: Request, token: str) -> HttpResponse:
    """Take one's request back."""

    def act() -> None:
        services.cancel_recovery(recovery=_recovery(token), at=timezone.now(), by=VISITOR)

    said = _("Votre demande est retirée.")
    return press(request, act, said, redirect("accounts:recovery", token))


@never_cache
@page(PUBLIC)
def objection(request: Request, token: str) -> HttpResponse:
    """Stop a change of address, in one press and without signing in; looking does nothing."""
    change = queries.change_named(token)
    if change is None:
        raise Http404
    if request.method == "POST":
        try:
            services.object_to_change(
                change=change, at=timezone.now(), on=timezone.localdate(), by=request.actor
            )
        except services.ChangeOver as refusal:
            messages.warning(request, str(refusal))
        return redirect(reverse("accounts:objection", args=[token]))
    recovery = getattr(change, "recovery", None)
    known = {
        "change": change,
        "firm": recovery is not None and recovery.is_firm,
        "protested": recovery is not None and recovery.protested_at is not None,
    }
    return render(request, "accounts/objection.html", known)


def _ask(request: Request, typed: dict) -> None:
    services.count_try(f"accounts.recovery.network:{network_of(request)}", RECOVERIES_PER_NETWORK)
    address = queries.tidy(typed["address"])
    services.count_try(f"accounts.recovery:{address}", RECOVERIES_PER_ADDRESS)
    services.ask_recovery(
        told=Told(**typed),
        language=get_language() or "fr",
        site=site_asked(request),
        at=timezone.now(),
        by=VISITOR,
    )


def _recovery(token: str) -> Recovery:
    recovery = queries.recovery_named(token)
    if recovery is None:
        raise Http404
    return recovery
