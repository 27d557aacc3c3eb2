"""How a person is reached: added, corrected, confirmed, found dead, withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import ContactKind
from egide.members.events import EmailsChanged
from egide.members.models import ContactPoint, Person, PostalAddress
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.people import emails_of
from egide.members.rules.contacts import clean_contact
from egide.members.services.profiles import count_save, hold_profile

MOST = 6


class ContactAlreadyKnown(Refused):
    """The person already has this contact point."""


class TooManyContacts(Refused):
    """A profile holds a few contact points of each kind, not a list."""


@verb
def add_contact_point(
    *,
    person: Person,
    kind: ContactKind,
    value: str,
    by: Actor,
    on: date,
    version: int | None = None,
    source: str = "",
) -> ContactPoint:
    """Add a way of reaching a person; the first of its kind is the principal one.

    Two people may share one (a couple). It counts as verified only once confirmed.

    :raises UnusableContact: if nobody could be reached by it.
    :raises ContactAlreadyKnown: if the person already has it.
    :raises TooManyContacts: if there are enough of this kind.
    """
    held = hold_profile(person, version=version, by=by)
    cleaned = clean_contact(kind, value, country=_country_of(held))
    known = list(ContactPoint.objects.filter(person=held, kind=kind).order_by("pk"))
    _refuse_known(known, cleaned)
    if len(known) >= MOST:
        raise TooManyContacts(
            _("Une fiche porte %(most)d coordonnées de chaque nature.") % {"most": MOST}
        )
    point = ContactPoint(
        person=held,
        kind=kind,
        value=cleaned,
        primary=not any(other.primary for other in known),
        source=source,
    )
    with telling_emails(held):
        point.save(force_insert=True)
    count_save(held)

    audit.record(by, "members.contact_added", held, contact=point.pk, kind=kind, on=on)
    return point


@verb
def correct_contact_point(
    *, point: ContactPoint, value: str, by: Actor, on: date, version: int | None = None
) -> ContactPoint:
    """Replace the value of a contact point; the new one waits for its confirmation.

    :raises UnusableContact: if nobody could be reached by it.
    :raises ContactAlreadyKnown: if the person already has it.
    """
    held, point = _hold(point, version, by)
    cleaned = clean_contact(point.kind, value, country=_country_of(held))
    others = ContactPoint.objects.filter(person=held, kind=point.kind).exclude(pk=point.pk)
    _refuse_known(others, cleaned)
    if cleaned != point.value:
        point.value, point.verified_at, point.invalid = cleaned, None, False
        with telling_emails(held):
            point.save(update_fields=["value", "verified_at", "invalid"])
    count_save(held)

    audit.record(by, "members.contact_corrected", held, contact=point.pk, kind=point.kind, on=on)
    return point


@verb
def prefer_contact_point(
    *, point: ContactPoint, by: Actor, on: date, version: int | None = None
) -> ContactPoint:
    """Make a contact point the principal one of its kind."""
    held, point = _hold(point, version, by)
    with telling_emails(held):
        others = ContactPoint.objects.filter(person=held, kind=point.kind, primary=True)
        others.update(primary=False)
        point.primary = True
        point.save(update_fields=["primary"])
    count_save(held)

    audit.record(by, "members.contact_preferred", held, contact=point.pk, kind=point.kind, on=on)
    return point


@verb
def confirm_contact_point(
    *, point: ContactPoint, at: datetime, by: Actor, on: date, version: int | None = None
) -> ContactPoint:
    """Note that the person is reached by it: a link followed, a letter answered (R-REG-11)."""
    held, point = _hold(point, version, by)
    point.verified_at, point.invalid = at, False
    with telling_emails(held):
        point.save(update_fields=["verified_at", "invalid"])
    count_save(held)

    audit.record(by, "members.contact_confirmed", held, contact=point.pk, kind=point.kind, on=on)
    return point


@verb
def mark_contact_point_invalid(
    *, point: ContactPoint, reason: str, by: Actor, on: date
) -> ContactPoint:
    """Note that nobody answers there any more (three letters that came back)."""
    require(by, MANAGE_REGISTRY)
    held, point = _hold(point, None, by)
    point.invalid = True
    point.save(update_fields=["invalid"])
    count_save(held)

    audit.record(
        by, "members.contact_invalid", held, reason=reason, contact=point.pk, kind=point.kind, on=on
    )
    return point


@verb
def withdraw_contact_point(
    *, point: ContactPoint, by: Actor, on: date, version: int | None = None
) -> None:
    """Remove a contact point; the oldest of its kind that is left becomes the principal one."""
    held, point = _hold(point, version, by)
    number, kind = point.pk, point.kind
    with telling_emails(held):
        point.delete()
        same = ContactPoint.objects.filter(person=held, kind=kind)
        left = same.order_by("-primary", "pk").first()
        if left is not None and not left.primary:
            left.primary = True
            left.save(update_fields=["primary"])
    count_save(held)

    audit.record(by, "members.contact_withdrawn", held, contact=number, kind=kind, on=on)


@verb
def put_emails_in_place(
    *,
    person: Person,
    addresses: Sequence[str],
    instead_of: Iterable[str],
    at: datetime,
    by: Actor,
    on: date,
) -> None:
    """Reach a person by ``addresses``, the first one before all, and no more by ``instead_of``.

    For whoever has already waited for objections: it is told to nobody again.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(person, version=None, by=by)
    wanted = [one.casefold() for one in addresses]
    gone = {one.casefold() for one in instead_of} - set(wanted)
    points = ContactPoint.objects.filter(person=held, kind=ContactKind.EMAIL)
    known = {point.value.casefold(): point for point in points.order_by("-pk")}
    points.filter(pk__in=[known[one].pk for one in gone if one in known]).delete()
    points.update(primary=False)
    for place, (lowered, value) in enumerate(zip(wanted, addresses, strict=True)):
        point = known.get(lowered) or ContactPoint(
            person=held, kind=ContactKind.EMAIL, value=clean_contact(ContactKind.EMAIL, value)
        )
        point.primary, point.invalid = place == 0, False
        point.verified_at = point.verified_at or at
        point.save()
    if not wanted and (left := points.order_by("pk").first()):
        left.primary = True
        left.save(update_fields=["primary"])
    count_save(held)

    audit.record(by, "members.emails_put_in_place", held, count=len(wanted), on=on)


@contextmanager
def telling_emails(person: Person) -> Iterator[None]:
    """Tell the modules above when what happens inside changes how mail reaches a person."""
    before = emails_of(person)
    yield
    after = emails_of(person)
    if set(before) != set(after):
        changed = EmailsChanged(person_id=person.pk, before=before, after=after)
        # A kill after the commit would let the new address open the door at once.
        events.publish(changed, within=True)


def _hold(point: ContactPoint, version: int | None, by: Actor) -> tuple[Person, ContactPoint]:
    held = hold_profile(point.person, version=version, by=by)
    return held, ContactPoint.objects.select_for_update(of=("self",)).get(pk=point.pk)


def _refuse_known(points: Iterable[ContactPoint], value: str) -> None:
    if any(other.value.casefold() == value.casefold() for other in points):
        raise ContactAlreadyKnown(_("Cette coordonnée est déjà dans la fiche."))


def _country_of(person: Person) -> str:
    here = PostalAddress.objects.filter(person=person, ends_on__isnull=True)
    return here.values_list("country", flat=True).first() or "FR"
