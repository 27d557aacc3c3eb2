"""People leave the society's memory, all tables together; what the law keeps stays (R-REG-8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit, events, registry
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.kernel.registry import PersonalData
from egide.members.enums import DataStatus
from egide.members.events import PeopleErased
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY


class AlreadyErased(Refused):
    """Nothing names this person any more."""


@verb
def erase_people(*, people: Sequence[Person], reason: str, by: Actor, on: date) -> int:
    """Erase what names people, in every module's tables, as each declares it (R-REG-8).

    The line of the roll stays, without a name; standing and promotion stay too, so that no
    head-count of the past changes (AC-REG-4).

    :raises AlreadyErased: if one of them is.
    """
    require(by, MANAGE_REGISTRY)
    ids = [person.pk for person in people]
    held = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    if any(person.data_status == DataStatus.ANONYMISED for person in held):
        raise AlreadyErased(_("Les données de cette personne sont déjà effacées."))
    for entry in registry.personal_data():
        if isinstance(entry, PersonalData):
            entry.erase(entry.model._base_manager.filter(**{f"{entry.subject}__in": ids}))

    subjects = [f"members.person:{number}" for number in ids]
    for subject in subjects:
        audit.record(by, "members.person_erased", subject, reason=reason, on=on)
    events.publish(PeopleErased(person_ids=tuple(ids), on=on))
    return len(ids)
