"""Browsers that a person came in by: known, trusted for a while, or new and told."""

from __future__ import annotations

from datetime import datetime

from egide.accounts import queries
from egide.accounts.enums import SecondFactor, SignInMethod
from egide.accounts.models import Account, KnownDevice
from egide.accounts.rules.entry import DEVICE_KEPT, TRUST
from egide.accounts.services.entries import finish, promise_letter, require_own
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.identity import verb


@verb
def enter_by_trust(
    *, account: Account, method: SignInMethod, token: str, at: datetime, by: Actor
) -> Account | None:
    """Let somebody in whose browser stands for the second factor; nothing when it does not."""
    trusted = KnownDevice.objects.filter(
        account=account, token_hash=queries.digest(token), trusted_until__gt=at
    )
    if not token or not trusted.exists():
        return None
    return finish(account, method, SecondFactor.TRUSTED)


@verb
def meet_device(
    *, account: Account, token: str, words: str, trust: bool, at: datetime, by: Actor
) -> bool:
    """Note the browser that somebody just came in by; tell by mail when it is new, and say so.

    ``trust`` makes it stand for the second factor for thirty days. The very first browser of an
    account is not told: the person has just made the account with it.

    :raises NotAllowed: for the account of somebody else.
    """
    require_own(account, by)
    others = KnownDevice.objects.filter(account=account)
    first = not others.exists()
    device, new = KnownDevice.objects.get_or_create(
        account=account,
        token_hash=queries.digest(token),
        defaults={"words": words[:80], "first_seen_at": at, "last_seen_at": at},
    )
    device.last_seen_at, device.words = at, words[:80]
    if trust:
        device.trusted_until = at + TRUST
        audit.record(by, "accounts.device_trusted", account, device=device.pk)
    device.save(update_fields=["last_seen_at", "words", "trusted_until"])
    if new and not first:
        promise_letter(account, "new_device", device_id=device.pk)
    return new and not first


def forget_devices(*, at: datetime) -> int:
    """Remove the browsers not seen for more than a year; say how many. Part of ``forget_ended``."""
    gone, _kinds = KnownDevice.objects.filter(last_seen_at__lte=at - DEVICE_KEPT).delete()
    return gone
