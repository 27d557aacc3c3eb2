"""The profile of a person as one reader sees it: what is not shown is not loaded (R-REG-7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from egide.kernel.access import Actor
from egide.kernel.periods import running_on
from egide.members.enums import Audience, ContactKind, LifeStatus, ProfileField
from egide.members.models import (
    ContactPoint,
    Membership,
    Person,
    Position,
    PostalAddress,
    Schooling,
    VisibilityChoice,
)
from egide.members.permissions import READ_DIRECTORY
from egide.members.queries.promotions import remembered_people
from egide.members.queries.viewer import Viewer
from egide.members.rules.countries import country_name
from egide.members.rules.visibility import (
    CONTACT_FIELDS,
    Relation,
    audience_of,
    is_shown,
    reason_to_read,
)

FIELD_OF_KIND = {
    ContactKind.EMAIL: ProfileField.EMAIL,
    ContactKind.PHONE: ProfileField.PHONE,
    ContactKind.WEB: ProfileField.WEB,
}
# As whom people may look at their own profile, the nearest last.
PREVIEWS = {
    "societaires": frozenset({Relation.MEMBER, Relation.ANYONE}),
    "promotion": frozenset({Relation.PROMOTION, Relation.MEMBER, Relation.ANYONE}),
    "groupes": frozenset({Relation.GROUP, Relation.MEMBER, Relation.ANYONE}),
    "responsables": frozenset({Relation.OFFICER, Relation.GROUP, Relation.MEMBER, Relation.ANYONE}),
}


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What one reader sees of one person; a part that is not shown is empty here."""

    person: Person
    relations: frozenset[Relation]
    audiences: dict[ProfileField, Audience]
    schoolings: tuple[Schooling, ...]
    contacts: tuple[ContactPoint, ...]
    address: PostalAddress | None
    city: str
    country: str
    positions: tuple[Position, ...]
    past_positions: tuple[Position, ...]
    nickname: str
    family_numbers: str
    born_on: date | None
    languages: tuple[str, ...]
    standing: Membership | None

    @property
    def country_name(self) -> str:
        """The country in the reader's language."""
        return country_name(self.country) if self.country else ""

    @property
    def is_own(self) -> bool:
        return Relation.ITSELF in self.relations

    @property
    def is_kept(self) -> bool:
        """Whether the reader keeps this profile: its own person, or the clerk."""
        return bool(self.relations & {Relation.ITSELF, Relation.CLERK})

    @property
    def is_clerks(self) -> bool:
        """Whether the clerk reads somebody else's profile: all is shown, whatever was chosen."""
        return Relation.CLERK in self.relations and not self.is_own

    @property
    def told_dead(self) -> bool:
        """Whether a death was told, for the clerk and the officers to know (R-REG-9)."""
        near = self.relations & {Relation.CLERK, Relation.OFFICER}
        return bool(near) and self.person.life_status == LifeStatus.PRESUMED_DEAD

    def reason(self, field: ProfileField) -> str:
        """Say why the reader sees a part."""
        return reason_to_read(field, self.audiences[field], self.relations)

    def contacts_of(self, kind: str) -> tuple[ContactPoint, ...]:
        """Return the contact points of one kind, the principal one first."""
        return tuple(point for point in self.contacts if point.kind == kind)


def person_known_as(readable_id: str, *, actor: Actor) -> Person | None:
    """Return who bears or bore this readable id, if ``actor`` may know of them (R-REG-3)."""
    known = Person.objects.visible_to(actor)
    found = known.filter(readable_id=readable_id).first()
    if found is None:
        found = known.filter(aliases__readable_id=readable_id).first()
    return found


def person_remembered_as(readable_id: str, *, actor: Actor) -> Person | None:
    """Return the member who has died and bore this readable id, if ``actor`` may read of them."""
    if not actor.can(READ_DIRECTORY):
        return None
    return remembered_people().filter(readable_id=readable_id).first()


def profile_of(
    person: Person, *, actor: Actor, on: date, seen_by: frozenset[Relation] | None = None
) -> Profile:
    """Return the profile as ``actor`` sees it, or as people in the relations ``seen_by`` would."""
    relations = Viewer(actor=actor, on=on).relations_to(person.pk) if seen_by is None else seen_by
    choices = dict(VisibilityChoice.objects.filter(person=person).values_list("field", "audience"))
    audiences = {field: audience_of(field, choices) for field in ProfileField}
    shown = {field for field, audience in audiences.items() if is_shown(field, audience, relations)}
    keeps = bool(relations & {Relation.ITSELF, Relation.CLERK})
    if person.life_status == LifeStatus.DECEASED and not keeps:
        # Whoever answers there now is somebody else: a widow, a son.
        shown -= CONTACT_FIELDS
    address = _address(person, on) if shown & {ProfileField.ADDRESS, ProfileField.CITY} else None
    positions = _positions(person) if ProfileField.POSITION in shown else []
    current = [position for position in positions if _is_current(position, on)]
    return Profile(
        person=person,
        relations=relations,
        audiences=audiences,
        schoolings=schoolings_of(person) if ProfileField.NAME in shown else (),
        contacts=_contacts(person, shown, unusable_too=keeps),
        address=address if ProfileField.ADDRESS in shown else None,
        city=address.city if address else "",
        country=address.country if address else "",
        positions=tuple(current),
        past_positions=tuple(position for position in positions if position not in current),
        nickname=person.nickname if ProfileField.NICKNAME in shown else "",
        family_numbers=person.family_numbers if ProfileField.NICKNAME in shown else "",
        born_on=person.born_on if ProfileField.BIRTH in shown else None,
        languages=tuple(person.languages) if ProfileField.POSITION in shown else (),
        standing=Membership.objects.filter(running_on(on), person=person).first()
        if keeps
        else None,
    )


def schoolings_of(person: Person) -> tuple[Schooling, ...]:
    """Return the promotions of a person, the principal one first (R-REG-4)."""
    rows = Schooling.objects.filter(person=person).select_related("promotion__centre")
    return tuple(rows.order_by("rank", "promotion__entry_year", "pk"))


def _contacts(
    person: Person, shown: Iterable[ProfileField], *, unusable_too: bool
) -> tuple[ContactPoint, ...]:
    kinds = [kind for kind, field in FIELD_OF_KIND.items() if field in shown]
    if not kinds:
        return ()
    usable = Q() if unusable_too else Q(invalid=False)
    rows = ContactPoint.objects.filter(usable, person=person, kind__in=kinds)
    return tuple(rows.order_by("kind", "-primary", "pk"))


def _address(person: Person, on: date) -> PostalAddress | None:
    rows = PostalAddress.objects.filter(running_on(on), person=person)
    return rows.order_by("-starts_on", "pk").first()


def _positions(person: Person) -> list[Position]:
    return list(Position.objects.filter(person=person).order_by("-starts_on", "-pk"))


def _is_current(position: Position, on: date) -> bool:
    begun = position.starts_on is None or position.starts_on <= on
    return begun and (position.ends_on is None or position.ends_on >= on)
