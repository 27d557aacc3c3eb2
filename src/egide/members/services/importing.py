"""A file about people: what its lines may not enter, what they complete, what is taken back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.cells import shown
from egide.kernel.identity import verb
from egide.kernel.models import RegisterLine
from egide.kernel.pointing import pointed_at
from egide.members.enums import ContactKind, SchoolingRank
from egide.members.models import (
    ContactPoint,
    ContactPointChange,
    Membership,
    Person,
    PersonChange,
    Position,
    PositionChange,
    PostalAddress,
    PostalAddressChange,
    Schooling,
    VisibilityChoice,
    WithdrawnNumbers,
)
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.erased import were_erased
from egide.members.queries.importing import people_named
from egide.members.rules.contacts import clean_contact
from egide.members.rules.erased import Identity
from egide.members.rules.names import fold
from egide.members.rules.naming import PositionLine, SchoolingLine
from egide.members.rules.people import NewPerson
from egide.members.services.addresses import move
from egide.members.services.contacts import add_contact_point
from egide.members.services.positions import PositionRefused, take_position, take_positions
from egide.members.services.profiles import PersonalDetails, save_profile
from egide.members.services.registering import obstacles_to_people, register_people
from egide.members.services.schooling import (
    SchoolingRefused,
    add_secondary_promotions,
    obstacles_to_second_promotions,
)

# Tables of a person that enter with them and go with them; the others say that somebody came by.
ENTERED = (Schooling, Membership, ContactPoint, PostalAddress, Position, VisibilityChoice)
# What the triggers write as rows are removed.
HISTORY = (
    (ContactPointChange, "person_id"),
    (PostalAddressChange, "person_id"),
    (PositionChange, "person_id"),
    (PersonChange, "pgh_obj_id"),
)
SOURCE = "import"


def obstacles_to_importing(
    entries: Sequence[NewPerson], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each entry; a number that is taken is a matter for whoever compares.

    Somebody who asked to be erased does not come back by a file (R-REG-8): a person decides.
    """
    obstacles = obstacles_to_people(entries, on=on, numbers=False)
    for place in were_erased(map(_identity, entries)):
        obstacles.setdefault(place, []).append(
            _(
                "Quelqu’un de ce nom a demandé l’effacement de ses données : un fichier ne"
                " l’inscrit pas de nouveau. Si c’est quelqu’un d’autre, inscrivez-le à la main."
            )
        )
    return obstacles


def _identity(entry: NewPerson) -> Identity:
    principal = [s for s in entry.schoolings if s.rank == SchoolingRank.PRINCIPAL]
    return Identity(
        first_names=entry.first_names,
        names=tuple(sorted({entry.usage_name, entry.birth_name} - {""})),
        promotion=str(principal[0].promotion) if principal else "",
        born_on=entry.born_on,
        emails=tuple(one.value for one in entry.contacts if one.kind == ContactKind.EMAIL),
    )


@verb
def enter_people(*, entries: Sequence[NewPerson], by: Actor, on: date) -> list[int]:
    """Enter the people of a file: the verb of the registry, and nothing else."""
    return register_people(entries=entries, by=by, on=on)


@verb
def complete_person(*, record_id: int, entry: NewPerson, by: Actor, on: date) -> None:
    """Write what a file knows of somebody and the registry does not; nothing is replaced."""
    require(by, MANAGE_REGISTRY)
    person = Person.objects.select_for_update(of=("self",)).get(pk=record_id)
    _complete_details(person, entry, by, on)
    country = entry.address.country if entry.address else "FR"
    for contact in entry.contacts:
        value = clean_contact(contact.kind, contact.value, country=country)
        points = ContactPoint.objects.filter(person=person, kind=contact.kind)
        if not points.filter(value__iexact=value).exists():
            add_contact_point(
                person=person,
                kind=ContactKind(contact.kind),
                value=value,
                by=by,
                on=on,
                source=SOURCE,
            )
    if entry.address and not PostalAddress.objects.filter(person=person).exists():
        move(person=person, address=entry.address, by=by, on=on)
    if entry.positions and not Position.objects.filter(person=person).exists():
        for position in entry.positions:
            take_position(person=person, position=position, by=by, on=on)


def _complete_details(person: Person, entry: NewPerson, by: Actor, on: date) -> None:
    held = PersonalDetails(
        nickname=person.nickname or entry.nickname,
        family_numbers=person.family_numbers or entry.family_numbers,
        sex=person.sex or entry.sex,
        born_on=person.born_on or entry.born_on,
        nationality=person.nationality or entry.nationality,
        languages=tuple(person.languages) or entry.languages,
    )
    before = (
        person.nickname,
        person.family_numbers,
        person.sex,
        person.born_on,
        person.nationality,
        tuple(person.languages),
    )
    if (
        held.nickname,
        held.family_numbers,
        held.sex,
        held.born_on,
        held.nationality,
        held.languages,
    ) != before:
        save_profile(person=person, version=person.version, details=held, by=by, on=on)


def obstacles_to_positions(
    entries: Sequence[PositionLine], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each job: nobody of that name, or it is there already."""
    found = people_named([entry.named for entry in entries])
    people = [pk for pk in found if not isinstance(pk, str)]
    rows = Position.objects.filter(person__in=people).order_by("pk")
    known = {
        (pk, fold(company), fold(title), starts_on)
        for pk, company, title, starts_on in rows.values_list(
            "person_id", "company", "title", "starts_on"
        )
    }
    refused: dict[int, list[str]] = {}
    for place, (entry, pk) in enumerate(zip(entries, found, strict=True)):
        if isinstance(pk, str):
            refused[place] = [pk]
            continue
        job = entry.position
        key = (pk, fold(job.company), fold(job.title), job.starts_on)
        if key in known:
            words = {"job": shown(", ".join(part for part in (job.title, job.company) if part))}
            refused[place] = [
                _("« %(job)s » est déjà sur cette fiche, ou plus haut dans le fichier.") % words
            ]
        known.add(key)
    return refused


@verb
def enter_positions(*, entries: Sequence[PositionLine], by: Actor, on: date) -> list[int]:
    """Write the jobs of a file on the records of their people, and nothing else.

    :raises PositionRefused: if somebody is no longer known.
    """
    require(by, MANAGE_REGISTRY)
    positions = []
    found = people_named([entry.named for entry in entries])
    for entry, pk in zip(entries, found, strict=True):
        if isinstance(pk, str):
            raise PositionRefused(pk)
        positions.append((pk, entry.position))
    return take_positions(positions=positions, by=by, on=on)


def obstacles_to_schoolings(
    entries: Sequence[SchoolingLine], on: date, by: Actor
) -> Mapping[int, Sequence[str]]:
    """Return what forbids each second promotion: nobody of that name, or what the rules refuse."""
    found = people_named([entry.named for entry in entries])
    known = [
        (place, pk, entry.schooling)
        for place, (entry, pk) in enumerate(zip(entries, found, strict=True))
        if not isinstance(pk, str)
    ]
    refused = obstacles_to_second_promotions([(pk, one) for _place, pk, one in known], on=on)
    unknown = {place: [said] for place, said in enumerate(found) if isinstance(said, str)}
    return unknown | {known[at][0]: said for at, said in refused.items()}


@verb
def enter_schoolings(*, entries: Sequence[SchoolingLine], by: Actor, on: date) -> list[int]:
    """Write the second promotions of a file on the records of their people, and nothing else.

    :raises SchoolingRefused: if somebody is no longer known, or a promotion is refused.
    """
    require(by, MANAGE_REGISTRY)
    schoolings = []
    found = people_named([entry.named for entry in entries])
    for entry, pk in zip(entries, found, strict=True):
        if isinstance(pk, str):
            raise SchoolingRefused(pk)
        schoolings.append((pk, entry.schooling))
    return add_secondary_promotions(schoolings=schoolings, by=by, on=on)


@verb
def withdraw_people(
    *, ids: Collection[int], by: Actor, on: date, reason: str = ""
) -> dict[int, str]:
    """Take back people whom an import entered and nobody touched since; the others stay.

    Returns those who stay, each with the reason in words. The numbers of those who go are never
    given again; nothing else of them is left.
    """
    require(by, MANAGE_REGISTRY)
    held = Person.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk")
    versions = dict(held.values_list("pk", "version"))
    staying = {pk: _("La fiche a été modifiée depuis.") for pk, n in versions.items() if n != 1}
    staying |= _acted_upon(versions.keys() - staying.keys())
    staying |= _pointed_at(versions.keys() - staying.keys())
    going = sorted(versions.keys() - staying.keys())
    if not going:
        return staying

    for followers in registry.followers_of(Person):
        followers.take_back(going, by=by)
    numbers = list(Person.objects.filter(pk__in=going).values_list("society_no", flat=True))
    _remove(going)
    WithdrawnNumbers.objects.create(first=min(numbers), last=max(numbers), withdrawn_on=on)

    audit.record(
        by,
        "members.people_withdrawn",
        f"members.person:{going[0]}-{going[-1]}",
        reason=reason,
        count=len(going),
        on=on,
    )
    return staying


def _acted_upon(ids: Collection[int]) -> dict[int, str]:
    """Return those of whom the register says more than that they entered."""
    subjects = {f"members.person:{pk}": pk for pk in ids}
    lines = RegisterLine.objects.exclude(action="members.person_registered").filter(
        subject__in=list(subjects)
    )
    why = _("Un acte sur cette personne est au registre depuis.")
    return {subjects[subject]: why for subject in lines.values_list("subject", flat=True)}


def _pointed_at(ids: Collection[int]) -> dict[int, str]:
    """Return those of whom another table speaks: an account, a mandate, a group chosen."""
    return {
        pk: _("« %(what)s » s’appuie sur cette personne.") % {"what": what}
        for pk, what in pointed_at(Person, ids, besides=ENTERED).items()
    }


def _remove(ids: list[int]) -> None:
    """Delete the rows of people and what entered with them; the database refuses any other link."""
    for model, path in (*((model, "person") for model in ENTERED), *HISTORY, (Person, "pk")):
        model._base_manager.filter(**{f"{path}__in": ids})._raw_delete("default")
