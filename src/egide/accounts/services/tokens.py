"""Tokens: made and used; what ends them is in ``endings``."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from egide.accounts.models import Account, ApiToken
from egide.accounts.queries import digest
from egide.accounts.rules.tokens import LIVES, MOST, PREFIX
from egide.accounts.services.entries import hold, require_own
from egide.kernel import audit
from egide.kernel.access import Actor, require_fresh
from egide.kernel.errors import Refused
from egide.kernel.identity import verb

# A use is written down at most this often: asking should not write a row each time.
SEEN_EVERY = timedelta(minutes=5)


class TokenRefused(Refused):
    """The token cannot be made so."""


@verb
def make_token(
    *,
    account: Account,
    name: str,
    scopes: Iterable[str],
    may_write: bool,
    days: int,
    twice_proved: bool,
    at: datetime,
    by: Actor,
) -> tuple[ApiToken, str]:
    """Make a token, after a fresh proof of identity; return it with the key, shown this once.

    :raises NotAllowed: for the account of somebody else.
    :raises StaleProof: without a fresh proof of identity.
    :raises TokenRefused: for a right that the person does not hold now, or holds only once a
        second factor is shown; for another life than those offered; when there are too many.
    """
    require_own(account, by)
    require_fresh(by, at=at)
    hold(account)
    wanted = sorted(set(scopes))
    if not set(wanted) <= by.permissions:
        raise TokenRefused(_("Un jeton n’ouvre que des droits que vous avez aujourd’hui."))
    if days not in LIVES:
        raise TokenRefused(_("Choisissez une des durées proposées."))
    if ApiToken.objects.filter(account=account, expires_at__gt=at).count() >= MOST:
        raise TokenRefused(
            _("Vous avez déjà %(most)d jetons : mettez fin à l’un d’eux d’abord.") % {"most": MOST}
        )

    key = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        account=account,
        name=name.strip()[:60],
        token_hash=digest(key),
        scopes=wanted,
        may_write=may_write,
        twice_proved=twice_proved,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )

    audit.record(
        by, "accounts.token_made", account, token=token.pk, rights=wanted, writes=may_write
    )
    return token, key


def note_use(token: ApiToken, *, at: datetime) -> None:
    """Write down that a token served, now and then."""
    before = Q(last_used_at__isnull=True) | Q(last_used_at__lte=at - SEEN_EVERY)
    ApiToken.objects.filter(before, pk=token.pk).update(last_used_at=at)
