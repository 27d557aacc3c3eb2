"""What tests of the second factor say again and again."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client
from django.utils import timezone

from egide.accounts import services
from egide.accounts.models import (
    Account,
    AuthenticatorApp,
)
from egide.accounts.rules import codes
from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import acting

GOOD = "un vélo bleu sous la pluie"
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def as_oneself(account: Account, *, factor_at: datetime | None = NOW) -> Actor:
    return Actor(
        name=f"person:{account.person_id}", person_id=account.person_id, factor_at=factor_at
    )


def current_code(account: Account, *, later: int = 0) -> str:
    """Return the code that the application shows now, or ``later`` half minutes after."""
    app = app_behind_the_wall(account)
    return codes.code_of(app.secret, codes.step_of(timezone.now()) + later)


def with_app(account: Account) -> list[str]:
    """Add an application to the account; return its recovery codes."""
    by, now = as_oneself(account, factor_at=timezone.now()), timezone.now()
    services.begin_app(account=account, at=now, by=by)
    made = services.confirm_app(
        account=account, code=current_code(account), keep=None, at=now, by=by
    )
    # The half minute just used must not stand in the way of the test's own codes.
    forget_the_last_code()
    return made


def app_behind_the_wall(account: Account) -> AuthenticatorApp:
    """Return the application of codes, as the machine alone sees that of anybody."""
    with acting(CLOCK):
        return AuthenticatorApp.objects.get(account=account)


def forget_the_last_code() -> None:
    """Let a test use a half minute twice."""
    with acting(CLOCK):
        AuthenticatorApp.objects.update(last_step=0)


def come_in(client: Client, **more: str):
    return client.post(
        "/connexion/mot-de-passe/",
        {"identifier": "camille@example.org", "password": GOOD, **more},
        headers={"User-Agent": "Firefox on Linux"},
    )


def who(client: Client) -> int | None:
    return getattr(client.get("/mon-compte/").wsgi_request.user, "person_id", None)
