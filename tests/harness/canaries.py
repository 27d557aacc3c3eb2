"""Words of our own in every column that may hold something of a person, whichever the module.

The tables come from the map of personal data: a new one is planted without a line here, or the
test that uses this says that it could not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Model
from pghistory.models import Event as EventModel

from egide.kernel import registry
from egide.kernel.holdings import rows_about
from egide.kernel.registry import PersonalData
from egide.members.models import Person

CANARY = re.compile(r"zyx[a-z]\d{3,}", re.IGNORECASE)
DAY, NOON = date(2020, 6, 1), datetime(2020, 6, 1, 12, tzinfo=UTC)
ROOM = 8
# What a column needs beside it, where a constraint says so.
BESIDE: dict[str, dict[str, Any]] = {
    "accounts.Session": {"method": "LINK", "proved_at": NOON},
    "annual_report.Notice": {"state": "SENT", "settled_at": NOON},
    "care.RightsRequest": {
        "state": "ANSWERED",
        "due_on": DAY + timedelta(days=30),
        "closed_on": DAY,
        "identity": "essai",
        "answer": "essai",
    },
    "care.LostSearch": {"state": "FOUND", "closed_on": DAY},
    "groups.CreationRequest": {"decided_on": DAY},
    "identity_provider.Application": {"redirect_uris": ["https://essai.example.org/retour"]},
    "members.Consent": {"given_at": NOON - timedelta(days=7_300)},
    "members.LegalHold": {"lifted_on": DAY},
    "members.LikelyPair": {"apart_on": DAY},
}
_numbers = count(100)
_ours: set[int] = set()


@dataclass(frozen=True)
class Canary:
    """A word planted in one column of one table."""

    word: str
    entry: PersonalData
    column: str

    @property
    def withheld(self) -> bool:
        return self.column in self.entry.withheld

    @property
    def stays(self) -> bool:
        return self.column in self.entry.stays


def entries() -> list[PersonalData]:
    """Return the tables that hold personal data."""
    return [entry for entry in registry.personal_data() if isinstance(entry, PersonalData)]


def plant(person: Person, sign: str) -> list[Canary]:
    """Put words that begin with ``sign`` wherever something of the person may stand.

    Twice, so that what the database keeps of former values is planted too.
    """
    for _time in range(2):
        for entry in entries():
            row = rows_about(entry, [person.pk]).order_by("pk").first() or make(entry, person)
            _write(entry, row, sign)
    return list(planted(person, sign))


def planted(person: Person, sign: str) -> Iterator[Canary]:
    """Yield the words that stand in the rows about a person."""
    for entry in entries():
        for row in rows_about(entry, [person.pk]).order_by("pk"):
            for column in entry.personal + entry.secret:
                found = CANARY.fullmatch(str(getattr(row, column)))
                if found and found.group().startswith(sign):
                    yield Canary(found.group(), entry, column)


def make(entry: PersonalData, person: Person) -> Model:
    """Return a new row about a person, as bare as the table allows."""
    given = _about(entry, person)
    row = entry.model(**_values(entry.model, given))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # No room for one more (two signatures an agreement): somebody else's becomes theirs.
        row = entry.model._base_manager.exclude(pk__in=_ours).order_by("pk")[0]
        for name, value in given.items():
            setattr(row, name, value)
        row.save(update_fields=list(given))
        _ours.add(row.pk)
    return row


def _about(entry: PersonalData, person: Person) -> dict[str, Any]:
    """Return what ties a row to the person: the column where its path begins."""
    first, _dots, rest = entry.subject.partition("__")
    if not rest:
        return {first: person.pk}
    field = entry.model._meta.get_field(first)
    above = next(one for one in entries() if one.model is field.related_model)
    found = rows_about(above, [person.pk]).order_by("pk").first() or make(above, person)
    return {first: found}


def _values(model: type[Model], given: dict[str, Any]) -> dict[str, Any]:
    values = BESIDE.get(model._meta.label, {}) | given
    for field in model._meta.concrete_fields:
        known = field.name in values or field.attname in values
        if known or isinstance(field, models.AutoField) or _has_default(field):
            continue
        values[field.name] = _value(model, field)
    return values


def _has_default(field: models.Field) -> bool:
    empty = field.blank and isinstance(field, (models.CharField, models.TextField))
    given = field.has_default() or field.db_default is not models.NOT_PROVIDED
    return field.null or empty or given


def _value(model: type[Model], field: models.Field) -> Any:
    if isinstance(field, models.ForeignKey):
        others = field.related_model._base_manager.order_by("pk")
        if field.unique:
            others = others.exclude(pk__in=model._base_manager.values(field.attname))
        return others.first() or field.related_model._base_manager.create(
            **_values(field.related_model, {})
        )
    if field.choices:
        return next(code for code, _label in field.flatchoices if code != "")
    if isinstance(field, models.DateTimeField):
        return NOON
    if isinstance(field, models.DateField):
        return DAY
    if isinstance(field, models.DurationField):
        return timedelta(days=1)
    if isinstance(field, (models.IntegerField, models.DecimalField)):
        return next(_numbers)
    if isinstance(field, models.UUIDField):
        return uuid4()
    if isinstance(field, models.BooleanField):
        return False
    if isinstance(field, (models.JSONField, ArrayField)):
        return []
    return f"essai{next(_numbers)}"[: field.max_length]


def _write(entry: PersonalData, row: Model, sign: str) -> None:
    """Write words in the columns of text that have room, and are not a code or a key."""
    if issubclass(row._meta.model, EventModel):
        # The triggers write it, with what stood before; no role may change it.
        return
    columns = list(BESIDE.get(row._meta.label, {}))
    for name, value in BESIDE.get(row._meta.label, {}).items():
        setattr(row, name, value)
    for name in entry.personal + entry.secret:
        field = row._meta.get_field(name)
        text = isinstance(field, (models.CharField, models.TextField))
        if text and not field.choices and (field.max_length or ROOM) >= ROOM:
            setattr(row, name, f"{sign}{next(_numbers)}")
            columns.append(name)
    if columns:
        row.save(update_fields=columns)


def seen_in_database(sign: str) -> dict[str, set[str]]:
    """Return the words that begin with ``sign``, by table, wherever in the database they stand."""
    found: dict[str, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT')"
        )
        for (table,) in cursor.fetchall():
            name = connection.ops.quote_name(table)
            cursor.execute(
                f"SELECT DISTINCT lower((regexp_matches(t::text, %s, 'gi'))[1]) FROM {name} t",  # noqa: S608
                [rf"({sign}\d+)"],
            )
            if words := {word for (word,) in cursor.fetchall()}:
                found[table] = words
    return found
