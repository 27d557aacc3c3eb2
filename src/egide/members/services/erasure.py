"""People leave the society's memory, all tables together; what the law keeps stays (R-REG-8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from egide.kernel import audit, events, journal, kills, registry
from egide.kernel.access import Actor, command_actor, require
from egide.kernel.errors import Refused
from egide.kernel.holdings import rows_about
from egide.kernel.identity import acting, verb
from egide.kernel.models import RegisterLine
from egide.kernel.registry import PersonalData
from egide.members.enums import DataStatus, SchoolingRank
from egide.members.events import PeopleErased
from egide.members.models import (
    ErasedMark,
    FormerRecord,
    LegalHold,
    NameToken,
    Person,
    PersonChange,
    RollEntry,
    Schooling,
)
from egide.members.permissions import ANSWER_RIGHTS, MANAGE_REGISTRY
from egide.members.queries.erased import identity_of, marks_of
from egide.members.rules.names import index_tokens
from egide.members.services.tokens import forget_words

ERASURE = "members.erasure"
ERASING = ("members.person_erased", "members.person_struck_from_roll")


class AlreadyErased(Refused):
    """Nothing names this person any more."""


class HeldByLaw(Refused):
    """A dispute or an inquiry forbids to erase anything of this person."""


@verb
def erase_people(
    *, people: Sequence[Person], reason: str, by: Actor, on: date, strike: bool = False
) -> int:
    """Erase what names people, in every module's tables, as each declares it (R-REG-8).

    Standing and promotion stay, so that no head-count of the past changes (AC-REG-4). The
    historical roll keeps the name and the promotion, unless the objection of the person was upheld
    (``strike``): the line then says « Gadzarts » and the promotion. Salted hashes stay, so that an
    import does not bring the person back; a journal kept apart, so that a restore does not either.

    :raises AlreadyErased: if one of them is.
    :raises HeldByLaw: if something of one of them must be kept.
    """
    require(by, MANAGE_REGISTRY if by.can(MANAGE_REGISTRY) else ANSWER_RIGHTS)
    ids = [person.pk for person in people]
    held = list(Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))
    if any(person.data_status == DataStatus.ANONYMISED for person in held):
        raise AlreadyErased(_("Les données de cette personne sont déjà effacées."))
    for hold in LegalHold.objects.filter(person__in=ids, lifted_on__isnull=True).order_by("pk"):
        raise HeldByLaw(
            _("Un gel posé le %(day)s interdit d’effacer ces données. Motif\xa0: %(reason)s")
            % {"day": f"{hold.placed_on:%d/%m/%Y}", "reason": hold.reason}
        )

    marks = {person.pk: marks_of(identity_of(person)) for person in held}
    for former in FormerRecord.objects.filter(person__in=ids).order_by("pk"):
        marks[former.person_id] |= set(former.marks)
    words = sorted({word for person in held for word in _words_of(person)})
    _write_roll(held, on=on, named=not strike)
    # As the machine: the database shows rows behind the second wall to nobody else, and what nobody
    # sees would silently stay.
    with acting(command_actor("erase")):
        for entry in registry.personal_data():
            if isinstance(entry, PersonalData):
                entry.erase(rows_about(entry, ids))
    kills.point("erasure.half_done")
    forget_words(words)
    for number in ids:
        _mark(number, marks[number])

    for number in ids:
        subject = f"members.person:{number}"
        audit.record(by, "members.person_erased", subject, reason=reason, on=on, struck=strike)
        for line in _as_lines(number, on=on.isoformat(), struck=strike):
            journal.note(line)
    events.publish(PeopleErased(person_ids=tuple(ids), on=on))
    return len(ids)


@verb
def strike_from_roll(*, person: Person, reason: str, by: Actor, on: date) -> RollEntry:
    """Take the name of somebody who was erased off the historical roll: their objection is upheld.

    The line stays, and the count of the promotion with it (R-REG-8).

    :raises AlreadyErased: if the roll does not name them.
    """
    require(by, ANSWER_RIGHTS)
    entry = RollEntry.objects.select_for_update().filter(person=person).exclude(name="").first()
    if entry is None:
        raise AlreadyErased(_("Le rôle historique ne nomme pas cette personne."))
    entry.name = ""
    entry.save(update_fields=["name"])

    audit.record(by, "members.person_struck_from_roll", person, reason=reason, on=on)
    for line in _as_lines(person.pk, on=on.isoformat(), struck=True):
        journal.note(line)
    return entry


def erase_again(line: dict[str, Any], by: Actor) -> bool:
    """Do an erasure of the journal again, if a backup brought the person back.

    The number alone would not do: after a restore, it may have been given to somebody else.
    """
    person = Person.objects.filter(pk=line["person"]).first()
    on = date.fromisoformat(line["on"])
    if person is None:
        return False
    if person.data_status == DataStatus.ANONYMISED:
        _mark(person.pk, line["marks"])
        named = RollEntry.objects.filter(person=person).exclude(name="").exists()
        if line["struck"] and named:
            strike_from_roll(person=person, reason=str(_again()), by=by, on=on)
            return True
        return False
    with acting(by):
        known = marks_of(identity_of(person))
    if known.isdisjoint(line["marks"]):
        return False
    LegalHold.objects.filter(person=person, lifted_on__isnull=True).update(lifted_on=on)
    erase_people(people=[person], reason=str(_again()), by=by, on=on, strike=line["struck"])
    return True


def erasures_told() -> Iterator[dict[str, Any]]:
    """Yield the erasures that the register tells, as the journal writes them."""
    for line in RegisterLine.objects.filter(action__in=ERASING).order_by("number"):
        number = int(line.subject.rpartition(":")[2])
        yield from _as_lines(number, on=line.facts["on"], struck=line.facts.get("struck", True))


def _as_lines(person_id: int, *, on: str, struck: bool) -> list[dict[str, Any]]:
    """Return a line for the person, and one for each record that was united with theirs.

    A backup of before the two were united holds both: both are erased again.
    """
    marks = ErasedMark.objects.filter(person=person_id).order_by("mark")
    line = {
        "kind": ERASURE,
        "marks": list(marks.values_list("mark", flat=True)),
        "struck": struck,
        "on": on,
    }
    former = FormerRecord.objects.filter(person=person_id).order_by("pk")
    return [
        {**line, "person": number}
        for number in (person_id, *former.values_list("record_id", flat=True))
    ]


def _again() -> str:
    return _("Effacement refait après une restauration")


def _write_roll(people: Iterable[Person], *, on: date, named: bool) -> None:
    by_id = {person.pk: person for person in people}
    principal = Schooling.objects.filter(person__in=by_id, rank=SchoolingRank.PRINCIPAL)
    RollEntry.objects.bulk_create(
        RollEntry(
            person_id=schooling.person_id,
            promotion_id=schooling.promotion_id,
            name=_roll_name(by_id[schooling.person_id]) if named else "",
            written_on=on,
        )
        for schooling in principal.order_by("person_id")
    )


def _roll_name(person: Person) -> str:
    return f"{person.first_names} {person.birth_name or person.usage_name}".strip()


def _mark(person_id: int, marks: Iterable[str]) -> None:
    ErasedMark.objects.bulk_create(
        (ErasedMark(person_id=person_id, mark=mark) for mark in sorted(marks)),
        ignore_conflicts=True,
    )


def _words_of(person: Person) -> set[int]:
    """Return the words of the lexicon that lead to somebody, or did before their name changed."""
    former = PersonChange.objects.filter(pgh_obj_id=person.pk)
    names = former.values_list("first_names", "usage_name", "birth_name")
    words = {word for borne in names for word in index_tokens(*borne)}
    return {
        *person.name_tokens,
        *NameToken.objects.filter(token__in=sorted(words)).values_list("pk", flat=True),
    }
