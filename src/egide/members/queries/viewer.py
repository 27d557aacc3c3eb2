"""What one reader may see of others, as pieces of SQL: the rule of visibility, asked in bulk.

A filter, a column or a match on a part of the profile takes part only where that part is shown to
the reader; so neither a result, a count nor an order can tell what is hidden (R-REG-7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.statements import as_array, planned
from egide.members.enums import Audience, ProfileField
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY, READ_OFFICER_CONTACTS
from egide.members.rules.visibility import (
    Relation,
    audiences_open_to,
    default_audience,
    is_shown,
)

OWN_PROMOTIONS = """{promotion}.id IN (SELECT own.promotion_id FROM members_schooling own
    WHERE own.person_id = %s)"""
SAME_PROMOTION = """EXISTS (
    SELECT FROM members_schooling mine JOIN members_schooling theirs USING (promotion_id)
     WHERE mine.person_id = %s AND theirs.person_id = {person})"""
# Asked of one person at a time, by an index. Of « IN », PostgreSQL would expect to read the whole
# circle for each person, and would read everybody in another order to avoid it.
IN_CIRCLE = "EXISTS (SELECT FROM ({people}) near(id) WHERE near.id = {person})"
# Relations that hold with some people only: the database is asked.
NEAR = (Relation.OFFICER, Relation.PROMOTION, Relation.GROUP)
CIRCLES = {Relation.OFFICER: Audience.OFFICERS, Relation.GROUP: Audience.GROUP}


@dataclass(frozen=True)
class Sql:
    """A condition and the values that fill it."""

    text: str
    values: tuple[Any, ...] = ()

    def __and__(self, other: Sql) -> Sql:
        return Sql(f"{self.text} AND {other.text}", self.values + other.values)


TRUE, FALSE = Sql("TRUE"), Sql("FALSE")


def any_of(conditions: Iterable[Sql]) -> Sql:
    """Return the condition that one of them holds."""
    kept = [condition for condition in conditions if condition is not FALSE]
    if not kept:
        return FALSE
    text = " OR ".join(condition.text for condition in kept)
    return Sql(f"({text})", tuple(value for condition in kept for value in condition.values))


@dataclass(frozen=True, kw_only=True)
class Viewer:
    """One reader on one day, and the relations in which others stand to them."""

    actor: Actor
    on: date

    @cached_property
    def is_clerk(self) -> bool:
        return self.actor.can(MANAGE_REGISTRY)

    def known(self, person: str = "p") -> Sql:
        """Whom the reader may know to exist, as ``Person.objects.visible_to`` says."""
        if self.is_clerk:
            return TRUE
        itself = self._itself(f"{person}.id")
        if not self.actor.can(READ_DIRECTORY):
            return itself
        return any_of((Sql(f"{person}.listed"), itself))

    def peopled(self, promotion: str = "promotion") -> Sql:
        """The promotions in which there may be somebody whom the reader knows to exist."""
        if self.is_clerk:
            return TRUE
        shown = Sql(f"{promotion}.shown_people > 0") if self.actor.can(READ_DIRECTORY) else FALSE
        if self.actor.person_id is None:
            return shown
        own = Sql(OWN_PROMOTIONS.format(promotion=promotion), (self.actor.person_id,))
        return any_of((shown, own))

    def shown(self, field: ProfileField, person: str = "p.id") -> Sql:
        """The people who show this part of their profile to the reader."""
        if self.is_clerk:
            return TRUE
        audience = self._open(field, {r: self.holds(r, person) for r in NEAR})
        start = "SELECT FROM members_visibilitychoice choice WHERE choice.person_id"
        chosen = Sql(f"EXISTS ({start} = {person} AND choice.field = %s AND {audience.text})")
        conditions = [Sql(chosen.text, (field.value, *audience.values)), self._itself(person)]
        if default_audience(field) in self._always(field):
            unchosen = f"NOT EXISTS ({start} = {person} AND choice.field = %s)"
            conditions.append(Sql(unchosen, (field.value,)))
        return any_of(conditions)

    def _open(self, field: ProfileField, near: Mapping[Relation, Sql]) -> Sql:
        """The audiences of a choice that are open to the reader, as ``near`` tells relations."""
        always = Sql("choice.audience = ANY(%s)", (sorted(self._always(field)),))
        return any_of(
            (
                always,
                *(
                    Sql("(choice.audience = ANY(%s)", (sorted(audiences_open_to(relation, field)),))
                    & Sql(f"{held.text})", held.values)
                    for relation, held in near.items()
                    if held is not FALSE
                ),
            )
        )

    def _always(self, field: ProfileField) -> frozenset[Audience]:
        """The audiences to which the reader belongs whoever the person is."""
        everywhere = [Relation.ANYONE]
        if self.actor.can(READ_DIRECTORY):
            everywhere.append(Relation.MEMBER)
        if self.actor.can(READ_OFFICER_CONTACTS):
            everywhere.append(Relation.OFFICER)
        return frozenset().union(*(audiences_open_to(one, field) for one in everywhere))

    def holds(self, relation: Relation, person: str = "p.id") -> Sql:
        """The people to whom the reader stands in ``relation``."""
        if relation == Relation.ANYONE:
            return TRUE
        if relation == Relation.ITSELF:
            return self._itself(person)
        if relation == Relation.CLERK:
            return TRUE if self.is_clerk else FALSE
        if relation == Relation.MEMBER:
            return TRUE if self.actor.can(READ_DIRECTORY) else FALSE
        if relation == Relation.PROMOTION:
            if self.actor.person_id is None:
                return FALSE
            return Sql(SAME_PROMOTION.format(person=person), (self.actor.person_id,))
        if relation == Relation.OFFICER and self.actor.can(READ_OFFICER_CONTACTS):
            return TRUE
        return any_of(
            Sql(IN_CIRCLE.format(people=people.text, person=person), people.values)
            for people in self._circles[relation]
        )

    def relations_to(self, person_id: int) -> frozenset[Relation]:
        """Return the relations in which the reader stands to one person."""
        return self.relations_among([person_id])[person_id]

    def relations_among(self, people: Sequence[int]) -> dict[int, frozenset[Relation]]:
        """Return the relations in which the reader stands to each of some people."""
        if not people:
            return {}
        held = {relation: self.holds(relation, "one.id") for relation in Relation}
        asked = {relation: one for relation, one in held.items() if one not in (TRUE, FALSE)}
        always = frozenset(relation for relation, one in held.items() if one is TRUE)
        if not asked:
            return dict.fromkeys(people, always)
        columns = ", ".join(one.text for one in asked.values())
        values = [value for one in asked.values() for value in one.values]
        among = "FROM unnest(%s::bigint[]) one(id)"
        with planned() as cursor:
            cursor.execute(f"SELECT one.id, {columns} {among}", [*values, as_array(people)])
            return {
                person: always | {r for r, yes in zip(asked, answers, strict=True) if yes}
                for person, *answers in cursor.fetchall()
            }

    def who_shows(
        self, parts: Mapping[str, Iterable[ProfileField]], people: Sequence[int]
    ) -> dict[str, set[int]]:
        """Return, for each of ``parts``, who among some people shows one of its fields.

        The same answers as ``shown``. Nearness is asked only for those who chose an audience that
        depends on it: on most pages nobody did, and the database is asked one plain question.
        """
        if self.is_clerk:
            return {part: set(people) for part in parts}
        shown: dict[str, set[int]] = {part: set() for part in parts}
        if (reader := self.actor.person_id) is not None and reader in people:
            shown = {part: {reader} for part in parts}
        part_of = {field.value: part for part, fields in parts.items() for field in fields}
        depends = []
        always = {field: self._always(ProfileField(field)) for field in part_of}
        for person, field, audience in _choices(people, list(part_of)):
            if audience in always[field]:
                shown[part_of[field]].add(person)
            else:
                depends.append((person, field, audience))
        near = self.relations_among(sorted({person for person, *_rest in depends}))
        for person, field, audience in depends:
            if is_shown(ProfileField(field), Audience(audience), near[person]):
                shown[part_of[field]].add(person)
        return shown

    def _itself(self, person: str) -> Sql:
        if self.actor.person_id is None:
            return FALSE
        return Sql(f"{person} = %s", (self.actor.person_id,))

    @cached_property
    def _circles(self) -> dict[Relation, list[Sql]]:
        found: dict[Relation, list[Sql]] = {relation: [] for relation in CIRCLES}
        for relation, audience in CIRCLES.items():
            for circle in registry.circles():
                if circle.audience == audience:
                    found[relation] += _as_sql(circle.people(self.actor))
        return found


def _choices(people: Sequence[int], fields: list[str]) -> list[tuple[int, str, str]]:
    with planned() as cursor:
        cursor.execute(
            "SELECT person_id, field, audience FROM members_visibilitychoice"
            " WHERE person_id = ANY(%s::bigint[]) AND field = ANY(%s) AND audience <> %s",
            [as_array(people), fields, Audience.NOBODY.value],
        )
        return cursor.fetchall()


def _as_sql(people: Any) -> list[Sql]:
    try:
        text, values = people.query.sql_with_params()
    except EmptyResultSet:
        return []
    return [Sql(text, tuple(values))]
