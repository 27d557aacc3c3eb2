"""Letters that came back: noted, and after three an address is given up."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from egide.groups.services import tell_address_died
from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.models import Letter
from egide.letters.models import ReturnedLetter
from egide.letters.permissions import WATCH_LETTERS
from egide.letters.rules.returns import MOST_RETURNS, is_hard
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint
from egide.members.services import mark_contact_point_invalid

KEPT = timedelta(days=365)


@verb
def note_return(
    *, letter: Letter, status: str, at: datetime, on: date, by: Actor
) -> ReturnedLetter | None:
    """Note that a letter came back; the same one is noted once, and one to nobody known is not.

    The third that came back for good makes the address invalid, and asks the group of the person
    to find them again (MSG-2).
    """
    require(by, WATCH_LETTERS)
    if letter.person_id is None or not letter.address:
        return None
    returned, new = ReturnedLetter.objects.get_or_create(
        letter_id=letter.pk,
        defaults={
            "person_id": letter.person_id,
            "address": letter.address,
            "status": " ".join(status.split())[:200],
            "hard": is_hard(status),
            "returned_at": at,
        },
    )
    if new and returned.hard:
        _give_up(returned, on=on, by=by)
    return returned


@verb
def forget_returns(*, at: datetime, by: Actor) -> int:
    """Remove the returns of more than a year ago."""
    require(by, WATCH_LETTERS)
    return ReturnedLetter.objects.filter(returned_at__lt=at - KEPT).delete()[0]


def _give_up(returned: ReturnedLetter, *, on: date, by: Actor) -> None:
    point = ContactPoint.objects.filter(
        person=returned.person_id,
        kind=ContactKind.EMAIL,
        value__iexact=returned.address,
        invalid=False,
    ).first()
    if point is None:
        return
    returns = ReturnedLetter.objects.filter(
        person=returned.person_id, address__iexact=returned.address, hard=True
    )
    if point.verified_at is not None:
        returns = returns.filter(returned_at__gt=point.verified_at)
    if returns.count() < MOST_RETURNS:
        return
    reason = _("Trois lettres sont revenues.")
    mark_contact_point_invalid(point=point, reason=reason, by=by, on=on)
    audit.record(by, "letters.address_died", point.person, contact=point.pk)
    tell_address_died(person_id=point.person_id, on=on, by=by)
