"""Names change; readable ids do not, unless somebody asks; the old one still leads (R-REG-3)."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit
from egide.kernel.access import Actor, require
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import SchoolingRank
from egide.members.models import Person, PersonAlias, Schooling
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.names import sort_name
from egide.members.rules.people import clean_words, obstacles_to_name
from egide.members.services.identifiers import base_of, free_ids, one_intake_at_a_time
from egide.members.services.profiles import count_save, hold_profile
from egide.members.services.tokens import token_ids


class NameRefused(Refused):
    """This cannot be somebody's name."""


class ReadableIdKept(Refused):
    """The readable id already says this name."""


@verb
def change_name(
    *,
    person: Person,
    usage_name: str,
    first_names: str | None = None,
    birth_name: str | None = None,
    by: Actor,
    on: date,
    version: int | None = None,
) -> Person:
    """Write the names of a person anew; what was printed before keeps the old one.

    The person changes their usage name and first names; only the clerk corrects a birth name.
    The readable id does not follow (R-REG-3). The directory finds the new words at once, and
    forgets the old ones.

    :raises NameRefused: if it is no name.
    """
    held = hold_profile(person, version=version, by=by)
    before = audit.fingerprint(held)
    names = {
        "usage_name": clean_words(usage_name),
        "first_names": held.first_names if first_names is None else clean_words(first_names),
        "birth_name": held.birth_name if birth_name is None else clean_words(birth_name),
    }
    for name in names.values():
        for obstacle in obstacles_to_name(name):
            raise NameRefused(obstacle)
    if names["birth_name"] != held.birth_name:
        require(by, MANAGE_REGISTRY)

    for column, name in names.items():
        setattr(held, column, name)
    held.sort_name = sort_name(held.usage_name, held.first_names)
    [held.name_tokens] = token_ids([(held.first_names, held.usage_name, held.birth_name)])
    held.save(update_fields=[*names, "sort_name", "name_tokens"])
    count_save(held)

    audit.record(by, "members.name_changed", held, before=before, on=on)
    return held


@verb
def change_readable_id(*, person: Person, reason: str, by: Actor, on: date) -> Person:
    """Make the readable id anew from today's name, at the person's request.

    The id that was stays an alias: it leads to the same person and is never given again.

    :raises ReadableIdKept: if the id already says the name.
    """
    require(by, MANAGE_REGISTRY)
    held = hold_profile(person, version=None, by=by)
    one_intake_at_a_time()
    principal = Schooling.objects.filter(person=held, rank=SchoolingRank.PRINCIPAL)
    entry_year = principal.values_list("promotion__entry_year", flat=True).first()
    base = base_of(held.first_names, held.usage_name, entry_year)
    counter = held.readable_id.removeprefix(base)
    if counter != held.readable_id and (not counter or counter.removeprefix(".").isdigit()):
        raise ReadableIdKept(_("L’identifiant dit déjà ce nom."))

    before = audit.fingerprint(held)
    former = PersonAlias.objects.create(person=held, readable_id=held.readable_id)
    [held.readable_id] = free_ids([base])
    held.save(update_fields=["readable_id"])
    count_save(held)

    audit.record(
        by,
        "members.readable_id_changed",
        held,
        reason=reason,
        before=before,
        alias=former.pk,
        on=on,
    )
    return held
