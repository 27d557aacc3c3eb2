"""What an answer to a person's request does to their record: restrict it, hide it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import Audience, DataStatus, ProfileField
from egide.members.models import Person
from egide.members.permissions import ANSWER_RIGHTS
from egide.members.services.profiles import count_save
from egide.members.services.standings import keep_listing
from egide.members.services.visibility import write_choices


class RestrictionRefused(Refused):
    """The data are restricted already, or are not, or are no more."""


@verb
def restrict_data(*, person: Person, reason: str, by: Actor, on: date) -> Person:
    """Keep the data of a person and use them no more (limitation, RGPD, article 18).

    They leave the directory and no letter goes to them; what is owed and voted stays.

    :raises RestrictionRefused: unless the data are in use.
    """
    require(by, ANSWER_RIGHTS)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if held.data_status != DataStatus.ACTIVE:
        raise RestrictionRefused(_("Ces données sont déjà limitées ou effacées."))
    held.data_status, held.listed = DataStatus.RESTRICTED, False
    held.save(update_fields=["data_status", "listed"])
    count_save(held)

    audit.record(by, "members.data_restricted", held, reason=reason, on=on)
    return held


@verb
def lift_restriction(*, person: Person, reason: str, by: Actor, on: date) -> Person:
    """Use the data of a person again, as they or the law allow.

    :raises RestrictionRefused: unless they are restricted.
    """
    require(by, ANSWER_RIGHTS)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if held.data_status != DataStatus.RESTRICTED:
        raise RestrictionRefused(_("Ces données ne sont pas limitées."))
    held.data_status = DataStatus.ACTIVE
    held.save(update_fields=["data_status"])
    count_save(held)
    keep_listing(held, on=on)

    audit.record(by, "members.restriction_lifted", held, reason=reason, on=on)
    return held


@verb
def leave_directory(*, person: Person, reason: str, by: Actor, on: date) -> Person:
    """Take somebody out of the directory, whose objection is upheld (R-REG-6)."""
    require(by, ANSWER_RIGHTS)
    held = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    write_choices(held, {ProfileField.NAME: Audience.NOBODY}, by=by, on=on)

    audit.record(by, "members.left_directory", held, reason=reason, on=on)
    return held
