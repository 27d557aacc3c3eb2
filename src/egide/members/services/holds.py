"""Nothing of somebody is erased while a dispute or an inquiry needs it (gel)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.models import LegalHold, Person
from egide.members.permissions import ANSWER_RIGHTS
from egide.members.rules.people import clean_words


class HoldRefused(Refused):
    """A hold runs already, none runs, or nobody says why."""


@verb
def place_hold(*, person: Person, reason: str, by: Actor, on: date) -> LegalHold:
    """Keep all that is held about a person, against the clock and against erasure.

    :raises HoldRefused: without a reason, or if a hold runs.
    """
    require(by, ANSWER_RIGHTS)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if not clean_words(reason):
        raise HoldRefused(_("Dites pourquoi ces données doivent être gardées."))
    if LegalHold.objects.filter(person=held, lifted_on__isnull=True).exists():
        raise HoldRefused(_("Ces données sont déjà gelées."))
    hold = LegalHold.objects.create(person=held, reason=clean_words(reason), placed_on=on)

    audit.record(by, "members.hold_placed", held, on=on)
    return hold


@verb
def lift_hold(*, person: Person, by: Actor, on: date) -> LegalHold:
    """Let the clock and requests erase again what is held about a person.

    :raises HoldRefused: if no hold runs.
    """
    require(by, ANSWER_RIGHTS)
    running = LegalHold.objects.select_for_update().filter(person=person, lifted_on__isnull=True)
    hold = running.first()
    if hold is None:
        raise HoldRefused(_("Ces données ne sont pas gelées."))
    hold.lifted_on = on
    hold.save(update_fields=["lifted_on"])

    audit.record(by, "members.hold_lifted", person, on=on)
    return hold
