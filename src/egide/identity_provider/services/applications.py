"""Connecting applications to the site, and disconnecting them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.translation import gettext as _

from egide.accounts.queries import digest
from egide.identity_provider.enums import Claims
from egide.identity_provider.models import Application
from egide.identity_provider.permissions import MANAGE_APPLICATIONS
from egide.identity_provider.rules import obstacle_to_address
from egide.identity_provider.services.signing import ensure_key
from egide.kernel import audit
from egide.kernel.access import Actor, require, require_fresh
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class ApplicationRefused(Refused):
    """The application cannot be connected as it is described."""

    def __init__(self, obstacles: list[str]) -> None:
        super().__init__(" ".join(obstacles))
        self.obstacles = obstacles


class ApplicationStopped(Refused):
    """The application was disconnected; nothing of it can change any more."""


@verb
def register_application(
    *,
    name: str,
    keeper: str,
    homepage: str,
    redirect_uris: list[str],
    logout_uris: list[str],
    scopes: list[str],
    twice_proved: bool,
    at: datetime,
    by: Actor,
) -> tuple[Application, str]:
    """Connect an application; return it with its secret, which is known nowhere afterwards.

    :raises NotAllowed: without the right, or without a fresh proof (StaleProof).
    :raises ApplicationRefused: if an address is no safe one, or the name is taken.
    """
    require(by, MANAGE_APPLICATIONS)
    require_fresh(by, at=at)
    _check(None, name, redirect_uris, logout_uris)
    ensure_key(at)
    secret = secrets.token_urlsafe(32)
    application = Application.objects.create(
        client_id=secrets.token_hex(12),
        name=name.strip(),
        keeper=keeper.strip(),
        homepage=homepage,
        redirect_uris=redirect_uris,
        logout_uris=logout_uris,
        scopes=_ordered(scopes),
        twice_proved=twice_proved,
        secret_hash=digest(secret),
        secret_made_at=at,
        registered_at=at,
    )
    audit.record(
        by,
        "identity_provider.application_registered",
        application,
        name=application.name,
        scopes=application.scopes,
    )
    return application, secret


@verb
def amend_application(
    *,
    application: Application,
    name: str,
    keeper: str,
    homepage: str,
    redirect_uris: list[str],
    logout_uris: list[str],
    scopes: list[str],
    twice_proved: bool,
    at: datetime,
    by: Actor,
) -> Application:
    """Change what an application is and may ask; what it may no longer ask it no longer learns.

    :raises NotAllowed: without the right, or without a fresh proof (StaleProof).
    :raises ApplicationStopped: if it was disconnected.
    :raises ApplicationRefused: if an address is no safe one, or the name is taken.
    """
    require(by, MANAGE_APPLICATIONS)
    require_fresh(by, at=at)
    application = _locked(application)
    _check(application, name, redirect_uris, logout_uris)
    before = audit.fingerprint(application)
    application.name, application.keeper = name.strip(), keeper.strip()
    application.homepage = homepage
    application.redirect_uris, application.logout_uris = redirect_uris, logout_uris
    application.scopes, application.twice_proved = _ordered(scopes), twice_proved
    application.save()
    audit.record(
        by,
        "identity_provider.application_amended",
        application,
        before=before,
        name=application.name,
        scopes=application.scopes,
    )
    return application


@verb
def renew_secret(*, application: Application, at: datetime, by: Actor) -> str:
    """Give an application another secret; the one before opens nothing from now on.

    :raises NotAllowed: without the right, or without a fresh proof (StaleProof).
    :raises ApplicationStopped: if it was disconnected.
    """
    require(by, MANAGE_APPLICATIONS)
    require_fresh(by, at=at)
    application = _locked(application)
    secret = secrets.token_urlsafe(32)
    application.secret_hash, application.secret_made_at = digest(secret), at
    application.save(update_fields=["secret_hash", "secret_made_at"])
    audit.record(by, "identity_provider.secret_renewed", application, name=application.name)
    return secret


@verb
def stop_application(*, application: Application, at: datetime, by: Actor) -> Application:
    """Disconnect an application for good: it sends nobody any more, and its tokens are dead.

    :raises NotAllowed: without the right, or without a fresh proof (StaleProof).
    :raises ApplicationStopped: if it was disconnected already.
    """
    require(by, MANAGE_APPLICATIONS)
    require_fresh(by, at=at)
    application = _locked(application)
    application.stopped_at = at
    application.save(update_fields=["stopped_at"])
    audit.record(by, "identity_provider.application_stopped", application, name=application.name)
    return application


def _locked(application: Application) -> Application:
    application = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if application.stopped_at is not None:
        raise ApplicationStopped(_("Cette application est déliée : reliez-la de nouveau."))
    return application


def _check(
    application: Application | None, name: str, redirect_uris: list[str], logout_uris: list[str]
) -> None:
    found = [obstacle_to_address(address) for address in (*redirect_uris, *logout_uris)]
    others = Application.objects.running().filter(name=name.strip())
    if application is not None:
        others = others.exclude(pk=application.pk)
    if others.exists():
        found.append(_("Une autre application porte déjà ce nom : les gens les confondraient."))
    obstacles = [obstacle for obstacle in found if obstacle]
    if obstacles:
        raise ApplicationRefused(obstacles)


def _ordered(scopes: list[str]) -> list[str]:
    """Return what may be asked, in one order, always with the number that every answer bears."""
    return [claim.value for claim in Claims if claim in scopes or claim is Claims.OPENID]
