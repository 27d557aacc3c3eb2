"""What applications ask without a person: where to ask, our keys, tokens, and who it was."""

from __future__ import annotations

import json
from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from egide.accounts.services import TooManyTries, count_try
from egide.identity_provider import services
from egide.identity_provider.enums import Claims
from egide.identity_provider.rules import ONE_PROOF, REQUESTS_PER_NETWORK, TWO_PROOFS
from egide.identity_provider.services import Answer, ProtocolRequest
from egide.kernel.access import Actor
from egide.kernel.callers import network_of
from egide.kernel.pages import PUBLIC, Request, page

APPLICATION = Actor(name="application")
KEYS_KEPT = "public, max-age=300"
CLAIMS = (
    *("sub", "name", "given_name", "family_name", "email", "email_verified"),
    *("promotion", "groups", "mandates", "auth_time", "acr", "amr"),
)


def issuer_of(request: Request) -> str:
    """Return the name under which we vouch for people: the address of the site."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def protocol_request(request: Request, *, form: bool) -> ProtocolRequest:
    """Return the request as the library reads it: its body, or what stands in its address."""
    sent = request.POST if form else request.GET
    return ProtocolRequest(
        method=request.method or "",
        uri=issuer_of(request) + request.path,
        headers=request.headers,
        sent=dict(sent.lists()),
    )


@require_safe
@page(PUBLIC, in_transaction=False)
def configuration(request: Request) -> HttpResponse:
    """Say what we are and where to ask (OpenID Connect Discovery)."""
    issuer = issuer_of(request)
    places = {
        "authorization_endpoint": "identity_provider:authorize",
        "token_endpoint": "identity_provider:token",
        "userinfo_endpoint": "identity_provider:person",
        "jwks_uri": "identity_provider:keys",
        "revocation_endpoint": "identity_provider:revocation",
        "end_session_endpoint": "identity_provider:end",
    }
    answer = JsonResponse(
        {
            "issuer": issuer,
            **{name: issuer + reverse(route) for name, route in places.items()},
            "scopes_supported": list(Claims.values),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": ["authorization_code", "refresh_token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": [services.ALGORITHM],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
            "acr_values_supported": [ONE_PROOF, TWO_PROOFS],
            "prompt_values_supported": ["none", "login", "consent"],
            "claims_supported": [*CLAIMS],
            "claims_parameter_supported": False,
            "request_parameter_supported": False,
            "request_uri_parameter_supported": False,
            "authorization_response_iss_parameter_supported": True,
            "ui_locales_supported": ["fr", "en"],
        }
    )
    answer["Cache-Control"] = KEYS_KEPT
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def keys(request: Request) -> HttpResponse:
    """Show the keys by which applications check what we signed."""
    answer = JsonResponse(services.public_keys())
    answer["Cache-Control"] = KEYS_KEPT
    return answer


@csrf_exempt
@require_POST
@sensitive_post_parameters()
@page(PUBLIC, in_transaction=False)
def token(request: Request) -> HttpResponse:
    """Change a code, or a refresh token, for tokens."""
    return _counted(
        request,
        lambda: services.answer_token_request(
            asked=protocol_request(request, form=True),
            issuer=issuer_of(request),
            at=timezone.now(),
            by=APPLICATION,
        ),
    )


@csrf_exempt
@require_POST
@sensitive_post_parameters()
@page(PUBLIC, in_transaction=False)
def revocation(request: Request) -> HttpResponse:
    """Take a token back."""
    return _counted(
        request,
        lambda: services.answer_revocation(
            asked=protocol_request(request, form=True),
            issuer=issuer_of(request),
            at=timezone.now(),
            by=APPLICATION,
        ),
    )


@csrf_exempt
@page(PUBLIC, in_transaction=False)
def person(request: Request) -> HttpResponse:
    """Tell an application what the person agreed that it knows (userinfo)."""
    now = timezone.now()
    return _counted(
        request,
        lambda: services.tell_person(
            asked=protocol_request(request, form=request.method == "POST"),
            at=now,
            on=timezone.localdate(now),
            by=APPLICATION,
        ),
    )


def _counted(request: Request, ask: Callable[[], Answer]) -> HttpResponse:
    """Answer an application within its limit; nothing of what it is told is kept by anybody."""
    try:
        count_try(f"identity_provider.network:{network_of(request)}", REQUESTS_PER_NETWORK)
        told = ask()
    except TooManyTries as refusal:
        told = Answer(
            429,
            {"error": "temporarily_unavailable", "error_description": "Too many requests."},
            {"Retry-After": str(refusal.seconds)},
        )
    body = told.body if isinstance(told.body, str) else json.dumps(told.body)
    answer = HttpResponse(body, status=told.status, content_type="application/json")
    for name, value in told.headers.items():
        if name != "Content-Type":
            answer[name] = value
    answer["Cache-Control"] = "no-store"
    return answer
