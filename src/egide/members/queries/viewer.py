"""What one reader may see of others, as pieces of SQL: the rule of visibility, asked in bulk.

A filter, a column or a match on a part of the profile takes part only where that part is shown to
the reader; so neither a result, a count nor an order can tell what is hidden (R-REG-7).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.members.enums import Audience, ProfileField
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY, READ_OFFICER_CONTACTS
from egide.members.rules.visibility import Relation, audiences_open_to, default_audience

SAME_PROMOTION = """EXISTS (
    SELECT FROM members_schooling mine JOIN members_schooling theirs USING (promotion_id)
     WHERE mine.person_id = %s AND theirs.person_id = {person})"""
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

    def shown(self, field: ProfileField, person: str = "p.id") -> Sql:
        """The people who show this part of their profile to the reader."""
        if self.is_clerk:
            return TRUE
        audience = self._open(field, {r: self.holds(r, person) for r in NEAR}, person)
        start = "SELECT FROM members_visibilitychoice choice WHERE choice.person_id"
        chosen = Sql(f"EXISTS ({start} = {person} AND choice.field = %s AND {audience.text})")
        conditions = [Sql(chosen.text, (field.value, *audience.values)), self._itself(person)]
        if default_audience(field) in self._always(field, person):
            unchosen = f"NOT EXISTS ({start} = {person} AND choice.field = %s)"
            conditions.append(Sql(unchosen, (field.value,)))
        return any_of(conditions)

    def shown_together(
        self, parts: Mapping[str, Iterable[ProfileField]], person: str = "p.id"
    ) -> Sql:
        """The same answers for several parts of one person: one row, columns named by ``parts``.

        Cheaper to plan and to run than one condition a part, where a page shows them. A part of
        which nothing was chosen is not shown: only the name is shown by default.
        """
        if self.is_clerk:
            return Sql("SELECT " + ", ".join(f"TRUE AS {name}" for name in parts))
        near = {relation: self.holds(relation, person) for relation in NEAR}
        asked = {relation: held for relation, held in near.items() if held not in (TRUE, FALSE)}
        named = {r: Sql(f"near.{r.value}") if r in asked else held for r, held in near.items()}
        itself = self._itself(person)
        columns, values = [], []
        for name, fields in parts.items():
            each = [
                Sql("choice.field = %s", (field.value,)) & self._open(field, named, person)
                for field in fields
            ]
            one = any_of(each)
            columns.append(f"coalesce(bool_or({one.text}), FALSE) OR {itself.text} AS {name}")
            values += [*one.values, *itself.values]
        relations = ", ".join(f"{held.text} AS {r.value}" for r, held in asked.items()) or "TRUE"
        values += [value for held in asked.values() for value in held.values]
        return Sql(
            f"SELECT {', '.join(columns)} FROM (SELECT {relations}) near"  # noqa: S608 our own text
            f" LEFT JOIN members_visibilitychoice choice ON choice.person_id = {person}",
            tuple(values),
        )

    def _open(self, field: ProfileField, near: Mapping[Relation, Sql], person: str) -> Sql:
        """The audiences of a choice that are open to the reader, as ``near`` tells relations."""
        always = Sql("choice.audience = ANY(%s)", (sorted(self._always(field, person)),))
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

    def _always(self, field: ProfileField, person: str) -> set[Audience]:
        return {
            audience
            for relation in (Relation.MEMBER, Relation.ANYONE)
            if self.holds(relation, person) is TRUE
            for audience in audiences_open_to(relation, field)
        }

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
            Sql(f"{person} IN ({people.text})", people.values) for people in self._circles[relation]
        )

    def relations_to(self, person_id: int) -> frozenset[Relation]:
        """Return the relations in which the reader stands to one person."""
        conditions = {relation: self.holds(relation, "one.id") for relation in Relation}
        asked = {
            relation: found for relation, found in conditions.items() if found not in (TRUE, FALSE)
        }
        held = {relation for relation, found in conditions.items() if found is TRUE}
        if asked:
            columns = ", ".join(found.text for found in asked.values())
            values = [value for found in asked.values() for value in found.values]
            with connection.cursor() as cursor:
                one = "FROM (SELECT %s::bigint AS id) one"
                cursor.execute(f"SELECT {columns} {one}", [*values, person_id])
                held |= {
                    relation for relation, yes in zip(asked, cursor.fetchone(), strict=True) if yes
                }
        return frozenset(held)

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


def _as_sql(people: Any) -> list[Sql]:
    try:
        text, values = people.query.sql_with_params()
    except EmptyResultSet:
        return []
    return [Sql(text, tuple(values))]
