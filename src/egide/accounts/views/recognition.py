"""Who asks: the account of a request, from its session."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from egide.accounts import services
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account
from egide.accounts.queries import token_known_as
from egide.accounts.rules.entry import DESK_IDLE, DESK_WHOLE, is_open
from egide.accounts.rules.tokens import PREFIX
from egide.accounts.services.sessions import SessionStore
from egide.kernel import parameters
from egide.kernel.pages import Request
from egide.kernel.problems import is_for_program


class MemberRequest(Request):
    """A request of somebody signed in."""

    user: Account
    session: SessionStore


def own_session(request: MemberRequest) -> int | None:
    """Return the session of this very browser."""
    return request.session.row.pk if request.session.row else None


GetResponse = Callable[[HttpRequest], HttpResponse]
# A visit is written down at most this often: reading a page should not write a row.
SEEN_EVERY = timedelta(hours=1)
# A session that shows what is others' is watched more closely.
DESK_SEEN_EVERY = timedelta(minutes=5)


def recognise(get_response: GetResponse) -> GetResponse:
    """Give the request its ``user``: nothing is asked without a cookie, nor too early."""

    def middleware(request: HttpRequest) -> HttpResponse:
        reader: Any = SimpleLazyObject(lambda: _reader_of(request))
        request.user = reader
        return get_response(request)

    return middleware


def _program_of(request: HttpRequest) -> Account | AnonymousUser:
    """Return in whose name a program asks: by the token that it shows, never by a cookie."""
    kind, _blank, key = request.headers.get("Authorization", "").partition(" ")
    token = None
    if kind.lower() == "bearer" and key.startswith(PREFIX):
        token = token_known_as(key.strip(), at=timezone.now())
    if token is None or not is_open(token.account):
        return AnonymousUser()
    account = token.account
    account.token_id, account.scopes = token.pk, tuple(token.scopes)
    account.may_write, account.twice_proved = token.may_write, token.twice_proved
    services.note_use(token, at=timezone.now())
    return account


def _reader_of(request: HttpRequest) -> Account | AnonymousUser:
    """Return who is signed in: one query, asked anew by each request.

    So whoever dies, is anonymised, or whose account or password changed, is out at the next one.
    """
    if is_for_program(request):
        return _program_of(request)
    session: Any = request.session
    if SESSION_KEY not in session:
        return AnonymousUser()
    row = session.row
    account = row.account if row is not None else None
    if account is None or not is_open(account) or not session.proves(account):
        session.flush()
        return AnonymousUser()
    account.method = SignInMethod(row.method)
    account.second_factor = SecondFactor(row.second_factor) if row.second_factor else None
    account.factor_at = row.proved_at
    if row.proved_at is None and account.second_factor is not SecondFactor.TRUSTED:
        account.factor_at = row.started_at
    seen_every = DESK_SEEN_EVERY if account.second_factor is not None else SEEN_EVERY
    if timezone.now() - row.seen_at > seen_every:
        session.modified = True
        _let_desk_sleep(session, account)
    # The people of a demo are imaginary, and a click makes anybody one of them.
    played = settings.DEMO and account.method is SignInMethod.DEMO
    account.twice_proved = played or account.second_factor is not None
    return account


def _let_desk_sleep(session: Any, account: Account) -> None:
    """Forget the second factor of a session left alone, or open for a long time (ASVS V7).

    The person stays signed in as any member; what shows others asks anew for the factor.
    """
    if account.second_factor is None:
        return
    now, row = timezone.now(), session.row
    today = timezone.localdate(now)
    idle = timedelta(minutes=parameters.value(DESK_IDLE, on=today))
    whole = timedelta(hours=parameters.value(DESK_WHOLE, on=today))
    if now - row.seen_at > idle or now - (row.proved_at or row.started_at) > whole:
        session["second_factor"] = ""
        account.second_factor = None
