"""How far the clerk trusts a record: watched, known to be wrong, sure again."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import AuditStatus
from egide.members.models import Person
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.people import clean_words
from egide.members.services.profiles import count_save, hold_profile

LONGEST_NOTE = 500


class DoubtWithoutReason(Refused):
    """A record that is not sure says why; the next reader must know what to look for."""


@verb
def judge_record(*, person: Person, status: AuditStatus, note: str, by: Actor, on: date) -> Person:
    """Write how far a record may be trusted, and why it is doubted (fiabilité).

    :raises DoubtWithoutReason: if it is doubted without a word.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(person, version=None, by=by)
    words = clean_words(note)[:LONGEST_NOTE]
    if status != AuditStatus.SAFE and not words:
        raise DoubtWithoutReason(_("Dites ce qui est douteux, en quelques mots."))
    held.audit_status, held.audit_note = status, words
    held.save(update_fields=["audit_status", "audit_note"])
    count_save(held)

    audit.record(by, "members.record_judged", held, status=status, on=on)
    return held
