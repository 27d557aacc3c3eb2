"""Where a person lives: the old address is closed, never overwritten."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.events import PersonMoved
from egide.members.models import Person, PostalAddress
from egide.members.rules.people import NewAddress, clean_words, obstacles_to_country
from egide.members.services.profiles import count_save, hold_profile

LONGEST = {"lines": 240, "postcode": 12, "city": 80}


class AddressRefused(Refused):
    """This is no address of today, or it begins before the one it replaces."""


@verb
def move(
    *, person: Person, address: NewAddress, by: Actor, on: date, version: int | None = None
) -> PostalAddress:
    """Write where a person lives from ``on``; the address before ends the day before.

    :raises AddressRefused: if the country is none of today, a line is too long, or a later
        address is already known.
    """
    held = hold_profile(person, version=version, by=by)
    _refuse_unfit(address)
    running = (
        PostalAddress.objects.select_for_update().filter(person=held, ends_on__isnull=True).first()
    )
    if running is not None and running.starts_on > on:
        raise AddressRefused(_("Une adresse plus récente est déjà connue."))
    if running is not None and running.starts_on == on:
        _write(running, address)
        moved = running
    else:
        if running is not None:
            running.ends_on = on - timedelta(days=1)
            running.save(update_fields=["ends_on"])
        moved = PostalAddress(person=held, starts_on=on)
        _write(moved, address)
    count_save(held)

    audit.record(by, "members.person_moved", held, address=moved.pk, country=moved.country, on=on)
    events.publish(PersonMoved(person_id=held.pk, on=on))
    return moved


@verb
def correct_address(
    *,
    address: PostalAddress,
    correction: NewAddress,
    by: Actor,
    on: date,
    version: int | None = None,
) -> PostalAddress:
    """Correct an address that was wrong from its first day; nobody moved, but groups may change.

    :raises AddressRefused: if the country is none of today, or a line is too long.
    """
    held = hold_profile(address.person, version=version, by=by)
    _refuse_unfit(correction)
    corrected = PostalAddress.objects.select_for_update(of=("self",)).get(pk=address.pk)
    _write(corrected, correction)
    count_save(held)

    audit.record(by, "members.address_corrected", held, address=corrected.pk, on=on)
    if corrected.ends_on is None:
        events.publish(PersonMoved(person_id=held.pk, on=on))
    return corrected


@verb
def confirm_address(
    *, address: PostalAddress, at: datetime, by: Actor, on: date, version: int | None = None
) -> PostalAddress:
    """Note that the person still lives there (R-REG-11)."""
    held = hold_profile(address.person, version=version, by=by)
    row = PostalAddress.objects.select_for_update(of=("self",)).get(pk=address.pk)
    row.verified_at = at
    row.save(update_fields=["verified_at"])
    count_save(held)

    audit.record(by, "members.address_confirmed", held, address=row.pk, on=on)
    return row


def _write(row: PostalAddress, address: NewAddress) -> None:
    row.lines = address.lines.strip()
    row.postcode = clean_words(address.postcode)
    row.city = clean_words(address.city)
    row.country = address.country
    row.verified_at = address.verified_at
    row.save()


def _refuse_unfit(address: NewAddress) -> None:
    for obstacle in obstacles_to_country(address.country):
        raise AddressRefused(obstacle)
    for name, most in LONGEST.items():
        if len(getattr(address, name)) > most:
            raise AddressRefused(_("Une ligne de l’adresse est trop longue."))
