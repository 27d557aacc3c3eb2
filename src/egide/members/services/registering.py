"""People enter the registry: one or thirty thousand, by the same verb and the same rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from egide.kernel import audit, events
from egide.kernel.access import Actor, require
from egide.kernel.bulk import copy_rows, next_ids
from egide.kernel.errors import Refused
from egide.kernel.identity import verb
from egide.members.enums import MEMBER_STATUSES, ProfileField
from egide.members.events import PeopleRegistered
from egide.members.models import (
    Centre,
    ContactPoint,
    Membership,
    Person,
    Position,
    PostalAddress,
    Promotion,
    Schooling,
    VisibilityChoice,
)
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.rules.contacts import clean_contact
from egide.members.rules.names import sort_name
from egide.members.rules.people import (
    NewPerson,
    clean_words,
    is_listed,
    obstacles_to_registering,
)
from egide.members.rules.promotions import PromotionName
from egide.members.rules.visibility import default_audience
from egide.members.services.identifiers import (
    NameNotWritable,
    base_of,
    free_ids,
    next_society_no,
    numbers_taken,
    one_intake_at_a_time,
)
from egide.members.services.positions import POSITION_COLUMNS, columns_of_position
from egide.members.services.tokens import token_ids

SHOWN = 5


class PeopleRefused(Refused):
    """Entries that cannot enter; ``obstacles`` says why for each, by its place in the list."""

    def __init__(self, obstacles: Mapping[int, list[str]]) -> None:
        self.obstacles = dict(obstacles)
        lines = [
            _("Entrée %(row)d : %(why)s") % {"row": row + 1, "why": " ".join(why)}
            for row, why in list(self.obstacles.items())[:SHOWN]
        ]
        if len(self.obstacles) > SHOWN:
            lines.append(_("… et %(more)d autres.") % {"more": len(self.obstacles) - SHOWN})
        super().__init__(" ".join(lines))


@dataclass(frozen=True, slots=True)
class _Intake:
    """What every row of one intake needs: ids, numbers, the promotions known."""

    on: date
    entries: Sequence[NewPerson]
    ids: Sequence[int]
    promotions: Mapping[PromotionName, int]

    def pairs(self) -> Iterator[tuple[int, NewPerson]]:
        return zip(self.ids, self.entries, strict=True)


@verb
def register_people(*, entries: Sequence[NewPerson], by: Actor, on: date) -> list[int]:
    """Enter people into the registry and return their ids, in the order given.

    All enter or none does. Each receives a society number that nobody had, a readable id
    (R-REG-3), and the words by which the directory finds them. A second promotion is secondary
    and never counts (R-REG-4); nothing is shown beyond name and promotion unless chosen (R-REG-6).

    :raises PeopleRefused: with the obstacles of each entry, in words.
    """
    require(by, MANAGE_REGISTRY)
    one_intake_at_a_time()
    refused = obstacles_to_people(entries, on=on)
    if refused:
        raise PeopleRefused(refused)

    intake = _Intake(on, entries, next_ids(Person, len(entries)), _promotions())
    first_no = _copy_people(intake)
    _copy_school_and_standing(intake)
    _copy_contacts(intake)
    _copy_choices(intake)

    _record(by, intake, first_no)
    if entries:
        events.publish(PeopleRegistered(person_ids=tuple(intake.ids), on=on))
    return list(intake.ids)


@verb
def register_person(*, entry: NewPerson, by: Actor, on: date) -> Person:
    """Enter one person into the registry.

    :raises PeopleRefused: with the obstacles, in words.
    """
    [person_id] = register_people(entries=[entry], by=by, on=on)
    return Person.objects.get(pk=person_id)


def _promotions() -> dict[PromotionName, int]:
    rows = Promotion.objects.values_list("centre__code", "entry_year", "pk")
    return {PromotionName(code, year): pk for code, year, pk in rows}


def obstacles_to_people(
    entries: Sequence[NewPerson], *, on: date, numbers: bool = True
) -> dict[int, list[str]]:
    """Return what forbids each entry, by its place; ``numbers`` asks who has their number too."""
    promotions = _promotions()
    centres = {centre.code: centre for centre in Centre.objects.all()}
    given = [e.society_no for e in entries if e.society_no is not None] if numbers else []
    used = numbers_taken(given)
    refused: dict[int, list[str]] = {}
    for row, entry in enumerate(entries):
        obstacles = obstacles_to_registering(entry, centres=centres, on=on)
        obstacles += [
            _("La promotion %(name)s n’est pas ouverte.") % {"name": schooling.promotion}
            for schooling in entry.schoolings
            if not obstacles and schooling.promotion not in promotions
        ]
        if numbers and entry.society_no is not None:
            if entry.society_no in used:
                obstacles.append(
                    _("Le numéro de sociétaire %(number)d est déjà donné.")
                    % {"number": entry.society_no}
                )
            used.add(entry.society_no)
        if not obstacles:
            obstacles = _obstacles_to_readable_id(entry)
        if obstacles:
            refused[row] = obstacles
    return refused


def _obstacles_to_readable_id(entry: NewPerson) -> list[str]:
    try:
        base_of(entry.first_names, entry.usage_name, entry.entry_year)
    except NameNotWritable as refusal:
        return [str(refusal)]
    return []


def _copy_people(intake: _Intake) -> int:
    """Write the people and return the first society number given."""
    entries = intake.entries
    # A nickname is not a word of the lexicon: it is hidden until the person shows it (R-REG-7).
    names = [
        tuple(clean_words(n) for n in (e.first_names, e.usage_name, e.birth_name or e.usage_name))
        for e in entries
    ]
    tokens = token_ids(names)
    readable = free_ids([base_of(e.first_names, e.usage_name, e.entry_year) for e in entries])
    highest_given = max((e.society_no or 0 for e in entries), default=0)
    first_no = number = max(next_society_no(), highest_given + 1)
    rows = []
    for place, (person_id, entry) in enumerate(intake.pairs()):
        society_no = entry.society_no
        if society_no is None:
            society_no, number = number, number + 1
        identity = (person_id, society_no, readable[place])
        rows.append((*identity, *_person_row(entry, names[place], tokens[place], intake.on)))
    copy_rows(Person, PERSON_COLUMNS, rows)
    return first_no


def _person_row(
    entry: NewPerson, names: tuple[str, ...], tokens: list[int], on: date
) -> tuple[Any, ...]:
    first_names, usage_name, birth_name = names
    return (
        birth_name,
        usage_name,
        first_names,
        str(entry.sex),
        entry.born_on,
        entry.died_on,
        entry.nationality,
        list(entry.languages),
        clean_words(entry.nickname),
        clean_words(entry.family_numbers),
        str(entry.registry_status),
        str(entry.life_status),
        "ACTIVE",
        str(entry.audit_status),
        entry.audit_note,
        sort_name(usage_name, first_names),
        tokens,
        _enters_listed(entry, on),
        1,
    )


PERSON_COLUMNS = (
    "id",
    "society_no",
    "readable_id",
    "birth_name",
    "usage_name",
    "first_names",
    "sex",
    "born_on",
    "died_on",
    "nationality",
    "languages",
    "nickname",
    "family_numbers",
    "registry_status",
    "life_status",
    "data_status",
    "audit_status",
    "audit_note",
    "sort_name",
    "name_tokens",
    "listed",
    "version",
)


def _enters_listed(entry: NewPerson, on: date) -> bool:
    is_member = any(
        standing.starts_on <= on
        and (standing.ends_on is None or standing.ends_on >= on)
        and standing.status in MEMBER_STATUSES
        for standing in entry.standings
    )
    chosen = (entry.audience or {}).get(ProfileField.NAME, default_audience(ProfileField.NAME))
    return is_listed(
        life_status=entry.life_status,
        data_status="ACTIVE",
        is_member=is_member,
        name_audience=chosen,
    )


def _copy_school_and_standing(intake: _Intake) -> None:
    copy_rows(
        Schooling,
        ("person_id", "promotion_id", "rank", "cursus", "left_on", "diploma_kind", "diploma_on"),
        (
            (
                person_id,
                intake.promotions[schooling.promotion],
                str(schooling.rank),
                str(schooling.cursus),
                schooling.left_on,
                schooling.diploma_kind,
                schooling.diploma_on,
            )
            for person_id, entry in intake.pairs()
            for schooling in entry.schoolings
        ),
    )
    copy_rows(
        Membership,
        ("person_id", "status", "starts_on", "ends_on"),
        (
            (person_id, str(standing.status), standing.starts_on, standing.ends_on)
            for person_id, entry in intake.pairs()
            for standing in entry.standings
        ),
    )


def _copy_contacts(intake: _Intake) -> None:
    copy_rows(
        ContactPoint,
        ("person_id", "kind", "value", "primary", "verified_at", "invalid", "source"),
        (
            (
                person_id,
                str(contact.kind),
                clean_contact(
                    contact.kind,
                    contact.value,
                    country=entry.address.country if entry.address else "FR",
                ),
                contact.primary,
                contact.verified_at,
                contact.invalid,
                contact.source,
            )
            for person_id, entry in intake.pairs()
            for contact in entry.contacts
        ),
    )
    copy_rows(
        PostalAddress,
        ("person_id", "lines", "postcode", "city", "country", "starts_on", "verified_at"),
        (
            (
                person_id,
                address.lines.strip(),
                clean_words(address.postcode),
                clean_words(address.city),
                address.country,
                address.starts_on or intake.on,
                address.verified_at,
            )
            for person_id, entry in intake.pairs()
            if (address := entry.address) is not None
        ),
    )


def _copy_choices(intake: _Intake) -> None:
    copy_rows(
        Position,
        POSITION_COLUMNS,
        (
            columns_of_position(person_id, position)
            for person_id, entry in intake.pairs()
            for position in entry.positions
        ),
    )
    copy_rows(
        VisibilityChoice,
        ("person_id", "field", "audience"),
        (
            (person_id, str(field), str(audience))
            for person_id, entry in intake.pairs()
            for field, audience in (entry.audience or {}).items()
        ),
    )


def _record(by: Actor, intake: _Intake, first_no: int) -> None:
    """One line for one person; one line for an intake, with the ids it covers."""
    if len(intake.ids) == 1:
        audit.record(
            by, "members.person_registered", f"members.person:{intake.ids[0]}", on=intake.on
        )
    elif intake.ids:
        audit.record(
            by,
            "members.people_registered",
            f"members.person:{intake.ids[0]}-{intake.ids[-1]}",
            count=len(intake.ids),
            first_society_no=first_no,
            on=intake.on,
        )
