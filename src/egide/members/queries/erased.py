"""Whether somebody was erased at their request: an import must not bring them back (R-REG-8)."""

from __future__ import annotations

from collections.abc import Iterable

from egide.kernel.encryption import blind_index
from egide.members.enums import ContactKind, SchoolingRank
from egide.members.models import ContactPoint, ErasedMark, Person, PersonChange, Schooling
from egide.members.rules.erased import Identity, sayings_of


def were_erased(people: Iterable[Identity]) -> set[int]:
    """Return the places of the identities to which somebody who was erased answers; one question.

    Where nobody ever was, no identity is read. Somebody else may bear the same name in the same
    promotion: a person decides, never a file.
    """
    if not ErasedMark.objects.exists():
        return set()
    marks = [marks_of(identity) for identity in people]
    asked = sorted(set().union(*marks))
    known = set(ErasedMark.objects.filter(mark__in=asked).values_list("mark", flat=True))
    return {place for place, of_one in enumerate(marks) if not known.isdisjoint(of_one)}


def marks_of(identity: Identity) -> set[str]:
    """Return the salted hashes of an identity."""
    return {
        blind_index(said, table=ErasedMark._meta.db_table, column="mark")
        for said in sayings_of(identity)
    }


def identity_of(person: Person) -> Identity:
    """Return who the registry says that somebody is, under the names that they bore too."""
    former = PersonChange.objects.filter(pgh_obj_id=person.pk)
    names = {person.usage_name, person.birth_name}
    for usage_name, birth_name in former.values_list("usage_name", "birth_name"):
        names |= {usage_name, birth_name}
    principal = Schooling.objects.filter(person=person, rank=SchoolingRank.PRINCIPAL)
    emails = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL)
    return Identity(
        first_names=person.first_names,
        names=tuple(sorted(name for name in names if name)),
        promotion=principal.values_list("promotion__label", flat=True).first() or "",
        born_on=person.born_on,
        emails=tuple(emails.order_by("pk").values_list("value", flat=True)),
    )
