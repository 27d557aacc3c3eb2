"""What every door does once somebody is known: the second factor, the session, the browser."""

from __future__ import annotations

import re
import secrets
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib import auth
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from egide.accounts import services
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account
from egide.accounts.rules.entry import DEVICE_KEPT, SECOND_FACTOR_LIFE
from egide.kernel.access import VISITOR
from egide.kernel.pages import Request

BACKEND = "django.contrib.auth.backends.ModelBackend"
DEVICE_COOKIE = f"{settings.SIGN_IN_COOKIE_PREFIX}egide_device"
PENDING = "pending"
TOKEN = re.compile(r"[\w-]{43}")
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


class Pending(NamedTuple):
    """Somebody whose first proof was right, and whose second one is to come."""

    account: Account
    method: SignInMethod
    where: str


def let_in(request: Request, account: Account, where: str, *, trust: bool = False) -> HttpResponse:
    """Begin a session, or ask for the second factor first where the account has one."""
    token = request.COOKIES.get(DEVICE_COOKIE, "")
    token = token if TOKEN.fullmatch(token) else ""
    method = account.method or SignInMethod.LINK
    if account.awaits_second_factor:
        trusted = services.enter_by_trust(
            account=account, method=method, token=token, at=timezone.now(), by=VISITOR
        )
        if trusted is None:
            return _ask_second(request, account, where)
        account = trusted
    _begin(request, account)
    answer = redirect(where or "/")
    if method is not SignInMethod.DEMO:
        token = token or secrets.token_urlsafe(32)
        services.meet_device(
            account=account,
            token=token,
            words=device_words(request.headers.get("User-Agent", "")),
            trust=trust,
            at=timezone.now(),
            by=services.acting_person(account),
        )
        _set_device(answer, token)
    return answer


def pending_of(request: Request) -> Pending | None:
    """Return who is between the two proofs in this browser, for ten minutes."""
    known = request.session.get(PENDING)
    if not known:
        return None
    too_old = timezone.now() - datetime.fromisoformat(known["at"]) > SECOND_FACTOR_LIFE
    account = Account.objects.select_related("person").filter(pk=known["account"]).first()
    if too_old or account is None:
        return None
    if not constant_time_compare(known["hash"], account.get_session_auth_hash()):
        return None
    return Pending(account, SignInMethod(known["method"]), our_path(known["where"]))


def note_proof(request: Request, factor: SecondFactor | None = None) -> None:
    """Write in the session that the person proved just now who they are; its key is a new one."""
    request.session.cycle_key()
    request.session["proved_at"] = timezone.now().isoformat()
    if factor is not None:
        request.session["second_factor"] = str(factor)


def our_path(wanted: str) -> str:
    """Return a path of this site, or nothing: no link sends people elsewhere from our door."""
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return wanted
    return ""


def device_words(user_agent: str) -> str:
    """Return words by which a person knows a device again; nothing finer is kept."""
    found = [
        next((name for mark, name in known if mark in user_agent), "")
        for known in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(word for word in found if word)


def _begin(request: Request, account: Account) -> None:
    """Begin a session under a new key: one that somebody else fixed before is worth nothing."""
    request.session.flush()
    auth.login(request, account, backend=BACKEND)
    request.session["device"] = device_words(request.headers.get("User-Agent", ""))
    request.session["method"] = str(account.method)
    if account.second_factor is not None:
        request.session["second_factor"] = str(account.second_factor)
    # A browser that is trusted showed nothing just now: a sensitive act will ask.
    if account.second_factor is not SecondFactor.TRUSTED:
        note_proof(request)


def _ask_second(request: Request, account: Account, where: str) -> HttpResponse:
    request.session.flush()
    request.session[PENDING] = {
        "account": account.pk,
        "method": str(account.method),
        "where": where,
        "at": timezone.now().isoformat(),
        "hash": account.get_session_auth_hash(),
    }
    return redirect("accounts:second_factor")


def _set_device(answer: HttpResponse, token: str) -> None:
    answer.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=int(DEVICE_KEPT.total_seconds()),
        path=reverse("accounts:sign_in"),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
