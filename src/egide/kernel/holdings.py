"""What the site holds about one person, table by table, read along the map of personal data.

A new table is in it as soon as it has its line on the map, and a table without a line does not
start: nobody keeps a list of what to give or to erase (RGPD, articles 15, 17 and 20).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Field, ForeignKey, Model, QuerySet

from egide.kernel import registry
from egide.kernel.registry import NoPersonalData, PersonalData


@dataclass(frozen=True)
class Cell:
    """One column of one row: as a machine keeps it, and as people read it."""

    name: str
    label: str
    value: Any
    words: str


@dataclass(frozen=True)
class Holding:
    """What one table holds about the person."""

    entry: PersonalData
    rows: list[list[Cell]]

    @property
    def table(self) -> str:
        return self.entry.model._meta.label_lower

    @property
    def title(self) -> str:
        return str(self.entry.model._meta.verbose_name)


def rows_about(entry: PersonalData, people: list[int]) -> QuerySet:
    """Return the rows of one table about these people."""
    return entry.model._base_manager.filter(**{f"{entry.subject}__in": people})


def holdings_of(person_id: int) -> Iterator[Holding]:
    """Yield what each table holds about a person; tables that hold nothing are left out."""
    readable = {
        entry.model for entry in registry.personal_data() if isinstance(entry, NoPersonalData)
    }
    for entry in registry.personal_data():
        if not isinstance(entry, PersonalData):
            continue
        keys = [
            field.name
            for field in entry.model._meta.concrete_fields
            if isinstance(field, ForeignKey) and field.related_model in readable
        ]
        found = rows_about(entry, [person_id]).select_related(*keys).order_by("pk")
        rows = [list(_cells(entry, row, set(keys))) for row in found]
        if rows:
            yield Holding(entry, rows)


def _cells(entry: PersonalData, row: Model, named: set[str]) -> Iterator[Cell]:
    for field in entry.model._meta.concrete_fields:
        if field.name not in entry.withheld:
            # An encrypted column opens when its instance is read.
            value = getattr(row, field.attname)
            yield Cell(field.name, _label(field), value, _words(row, field, value, named))


def _label(field: Field) -> str:
    return str(field.verbose_name)


def _words(row: Model, field: Field, value: Any, named: set[str]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if field.name in named:
        return str(getattr(row, field.name))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


@dataclass(frozen=True)
class Left:
    """What stays of a person in one table after an erasure, and on what ground."""

    entry: PersonalData
    rows: int


def left_of(person_id: int) -> list[Left]:
    """Return the tables that keep personal columns of somebody who was erased."""
    counted = [
        Left(entry, rows_about(entry, [person_id]).count())
        for entry in registry.personal_data()
        if isinstance(entry, PersonalData) and entry.stays
    ]
    return [left for left in counted if left.rows]
