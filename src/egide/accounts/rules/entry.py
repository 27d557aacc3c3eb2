"""Who may come in, by which link, and for how long."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from egide.accounts.models import Account, SignInLink
from egide.kernel.access import FRESH
from egide.members.enums import DataStatus, LifeStatus
from egide.members.models import Person

LINK_LIFE = timedelta(minutes=10)
SECOND_FACTOR_LIFE = timedelta(minutes=10)
TRUST = timedelta(days=30)
# A request to find one's access again waits so long for its address to be confirmed.
CONFIRMATION_LIFE = timedelta(hours=24)
DEVICE_KEPT = timedelta(days=400)
SESSION_IDLE = timedelta(days=14)
# Dated parameters: what is shown of others asks anew for the second factor after these.
DESK_IDLE, DESK_WHOLE = "accounts.desk_idle_minutes", "accounts.desk_hours"
SESSION_WHOLE = timedelta(days=60)


def may_come_in(person: Person) -> bool:
    """Tell whether the site opens to this person at all.

    Somebody presumed dead may: coming in is the best denial (R-REG-9). Rights are another
    question, answered by standing and mandates.
    """
    return person.life_status != LifeStatus.DECEASED and person.data_status != DataStatus.ANONYMISED


def is_open(account: Account) -> bool:
    """Tell whether the account lets its person in; asked again at every request."""
    return account.is_active and may_come_in(account.person)


def is_fresh(proved_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether the last proof of identity is recent enough for an act that asks for one."""
    return proved_at is not None and at - proved_at <= FRESH


def obstacle_to_using(link: SignInLink, *, at: datetime) -> str:
    """Say why a link no longer opens the door; empty when it does."""
    if link.used_at is not None:
        return _("Ce lien a déjà servi : un lien ne s’ouvre qu’une fois. Demandez-en un autre.")
    if at >= link.expires_at:
        return _("Ce lien n’est plus valable : il ne vit que dix minutes. Demandez-en un autre.")
    return ""
