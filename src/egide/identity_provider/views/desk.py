"""The desk of the technical administrator: which applications may send people here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from egide.identity_provider import queries, services
from egide.identity_provider.forms import ApplicationForm
from egide.identity_provider.models import Application
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from egide.identity_provider.views.protocol import issuer_of
from egide.kernel.doors import done, press, sentences_of
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.pages import Request, page


@require_safe
@page(MANAGE_APPLICATIONS)
def applications(request: Request) -> HttpResponse:
    """Which applications people may enter from here."""
    known = {"applications": list(queries.applications_kept()), "issuer": issuer_of(request)}
    return render(request, "identity_provider/applications.html", known)


@never_cache
@page(MANAGE_APPLICATIONS, fresh=True)
def register(request: Request) -> HttpResponse:
    """Connect an application, and show its secret this once."""
    form, status = ApplicationForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                application, secret = services.register_application(
                    **form.cleaned_data, at=timezone.now(), by=request.actor
                )
            except services.ApplicationRefused as refusal:
                for sentence in sentences_of(refusal):
                    form.add_error(None, sentence)
            else:
                return _secret_page(request, application, secret)
    return render(request, "identity_provider/register.html", {"form": form}, status=status)


@require_safe
@page(MANAGE_APPLICATIONS)
def application(request: Request, application_id: int) -> HttpResponse:
    """One application: what it may ask, where it sends people, how many use it."""
    found = get_object_or_404(queries.applications_kept(), pk=application_id)
    known = {
        "application": found,
        "told": queries.words_of(found.scopes),
        "issuer": issuer_of(request),
        "configuration": issuer_of(request) + reverse("identity_provider:configuration"),
    }
    return render(request, "identity_provider/application.html", known)


@page(MANAGE_APPLICATIONS, fresh=True)
def amend(request: Request, application_id: int) -> HttpResponse:
    """Change what an application is and may ask."""
    found = get_object_or_404(Application.objects.running(), pk=application_id)
    form = ApplicationForm(request.POST or None, initial=_typed(found))
    if done(
        request,
        form,
        lambda: services.amend_application(
            application=found, **form.cleaned_data, at=timezone.now(), by=request.actor
        ),
        _("L’application est modifiée."),
    ):
        return redirect("identity_provider:application", found.pk)
    return render(
        request,
        "identity_provider/amend.html",
        {"form": form, "application": found},
        status=422 if request.method == "POST" else 200,
    )


@require_POST
@never_cache
@page(MANAGE_APPLICATIONS, fresh=True)
def renew_secret(request: Request, application_id: int) -> HttpResponse:
    """Give an application another secret, and show it this once."""
    found = get_object_or_404(Application, pk=application_id)
    try:
        secret = services.renew_secret(application=found, at=timezone.now(), by=request.actor)
    except NotAllowed:
        raise
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("identity_provider:application", found.pk)
    return _secret_page(request, found, secret)


@require_POST
@page(MANAGE_APPLICATIONS, fresh=True)
def stop(request: Request, application_id: int) -> HttpResponse:
    """Disconnect an application for good."""
    found = get_object_or_404(Application, pk=application_id)
    return press(
        request,
        lambda: services.stop_application(application=found, at=timezone.now(), by=request.actor),
        _("L’application est déliée : elle n’apprend plus rien de personne."),
        redirect("identity_provider:application", found.pk),
    )


@require_POST
@page(MANAGE_APPLICATIONS, fresh=True)
def renew_key(request: Request) -> HttpResponse:
    """Sign by another key from now on."""
    return press(
        request,
        lambda: services.renew_signing_key(at=timezone.now(), by=request.actor),
        _("Une autre clé signe désormais ; les applications la trouvent d’elles-mêmes."),
        redirect("identity_provider:applications"),
    )


def _secret_page(request: Request, application: Application, secret: str) -> HttpResponse:
    known = {"application": application, "secret": secret}
    return render(request, "identity_provider/secret.html", known)


def _typed(application: Application) -> dict[str, Any]:
    return {
        "name": application.name,
        "keeper": application.keeper,
        "homepage": application.homepage,
        "redirect_uris": "\n".join(application.redirect_uris),
        "logout_uris": "\n".join(application.logout_uris),
        "scopes": application.scopes,
        "twice_proved": application.twice_proved,
    }
