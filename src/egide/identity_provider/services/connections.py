"""Agreements of people: given on the page that asks, taken back from one's account."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from egide.accounts.models import Account
from egide.accounts.services import require_own
from egide.identity_provider.models import Application, AuthorizationCode, Connection, Token
from egide.identity_provider.rules import ENDED_KEPT, KEPT
from egide.kernel import audit
from egide.kernel.access import Actor, require_machine
from egide.kernel.errors import Refused
from egide.kernel.identity import verb


class ConnectionEnded(Refused):
    """The agreement was taken back already, or never was this person's."""


def agree(
    account: Account, application: Application, scopes: list[str], *, at: datetime, by: Actor
) -> Connection:
    """Return the person's agreement to ``scopes``; part of the verb that sends them back."""
    found = (
        Connection.objects.select_for_update(of=("self",))
        .running()
        .filter(account=account, application=application)
        .first()
    )
    if found is not None and set(scopes) <= set(found.scopes):
        found.last_used_at = at
        found.save(update_fields=["last_used_at"])
        return found
    if found is None:
        found = Connection(account=account, application=application, scopes=[], given_at=at)
    found.scopes = sorted({*found.scopes, *scopes})
    found.last_used_at = at
    found.save()
    audit.record(
        by,
        "identity_provider.consent_given",
        account,
        application=application.pk,
        scopes=found.scopes,
    )
    return found


@verb
def end_connection(*, account: Account, connection_id: int, at: datetime, by: Actor) -> Connection:
    """Take an agreement back: the application's codes and tokens open nothing from now on.

    :raises NotAllowed: for the account of somebody else.
    :raises ConnectionEnded: if there is no such agreement any more.
    """
    require_own(account, by)
    found = (
        Connection.objects.select_for_update(of=("self",))
        .running()
        .select_related("application")
        .filter(account=account, pk=connection_id)
        .first()
    )
    if found is None:
        raise ConnectionEnded(_("Cette application ne sait déjà plus rien de vous par ce site."))
    found.ended_at = at
    found.save(update_fields=["ended_at"])
    audit.record(by, "identity_provider.consent_ended", account, application=found.application_id)
    return found


@verb
def forget_expired(*, at: datetime, by: Actor) -> int:
    """Remove codes, tokens and agreements that serve for nothing any more; say how many."""
    require_machine(by)
    codes, _kinds = AuthorizationCode.objects.filter(expires_at__lte=at - KEPT).delete()
    tokens, _kinds = Token.objects.filter(ends_at__lte=at - KEPT).delete()
    ended = Connection.objects.filter(ended_at__lte=at - ENDED_KEPT)
    return codes + tokens + ended.delete()[0]
