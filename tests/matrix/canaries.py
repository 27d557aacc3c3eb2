"""Words that nobody should read: one in each personal or secret column of somebody's rows.

The columns come from the map of personal data, so a new one is watched without a line anywhere. A
column of days holds a day of a far year, which is looked for in every way of writing it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, transaction
from django.db.models import CharField, DateField, DateTimeField, Field, Model, TextField

from egide.design import typography
from egide.kernel import registry
from egide.kernel.access import CLOCK
from egide.kernel.encryption import EncryptedField
from egide.kernel.identity import acting
from egide.kernel.registry import PersonalData
from egide.kernel.uniting import Step, packed
from egide.members.models import Union
from tests.matrix.declaring import Side, known_columns, makers

SHORTEST = 8
# No record speaks of these years; a spreadsheet numbers their days in six figures.
FAR_DAYS = ("219", ">105", ">106")
FIRST_DAY, SPREADSHEET_ZERO = date(2190, 1, 1), date(1899, 12, 30)
# What decides whether a thing holds today: moved, it would change who may see it.
BOUNDS = {"starts_on", "ends_on", "died_on", "withdrawn_on"}
DAY_IN_WORDS = (typography.date_long, typography.date_short)
SIDES = ("near", "far")


@dataclass(frozen=True)
class Canary:
    """A word, or a day, that stands in one column of one side's rows, and nowhere else."""

    word: str
    model: type[Model]
    column: str
    known: bool
    written: tuple[str, ...]

    def stands_in(self, text: str) -> bool:
        """Tell whether somebody who reads this text learns it, however it is written."""
        return any(way in text for way in self.written)


def plant(side: Side) -> list[Canary]:
    """Write a word in each column that can hold one, in the rows of the side's person.

    As the machine: rows behind the second wall are planted too.
    """
    with acting(CLOCK):
        return list(_planted(side))


def _planted(side: Side) -> Iterator[Canary]:
    known = known_columns()
    # What a table said before is written by the database when the table itself is written again.
    columns = sorted(sensitive_columns(), key=lambda column: not _is_history(column[0]))
    for model, field in columns:
        word = f"zyx{number_of(model, field):03}{side.name[0]}"
        day = FIRST_DAY + timedelta(days=number_of(model, field) * len(SIDES))
        day += timedelta(days=SIDES.index(side.name))
        value: object
        written: tuple[str, ...] = (word,)
        if (model, field.name) == (Union, "steps"):
            # Its verb unpacks what it packed: a bare word there would be nobody's doing.
            value = packed([Step(table="members.person", key=0, before={"": word}, after={})])
        elif _holds_a_word(field):
            value = word
        elif _holds_words(field):
            value = [word]
        elif _holds_a_day(field):
            value, written = day, ways_of_writing(day)
        else:
            continue
        if _write(_rows(model, field, side), field, value):
            yield Canary(word, model, field.name, field.name in known.get(model, ()), written)
    for model in side.rows:
        side.rows[model].refresh_from_db()


def ways_of_writing(day: date) -> tuple[str, ...]:
    """Return how a day is written: in pages of both languages, in files, in a calendar."""
    ways = [write(day, lang) for write in DAY_IN_WORDS for lang in ("fr", "en")]
    number = f">{(day - SPREADSHEET_ZERO).days}<"
    return (day.isoformat(), f"{day:%Y%m%d}", number, *ways)


def _write(rows: Any, field: Field, value: Any) -> int:
    """Write the value in all the rows, and return how many they are."""
    if not isinstance(field, EncryptedField):
        try:
            with transaction.atomic():
                return rows.update(**{field.name: value})
        except DatabaseError:
            # A row of this state leaves it empty: a reason to refuse, before any refusal.
            return 0
    sealed = list(rows)
    for row in sealed:
        setattr(row, field.name, value)
        row.save(update_fields=[field.name])
    return len(sealed)


def _is_history(model: type[Model]) -> bool:
    return hasattr(model, "pgh_obj")


def _rows(model: type[Model], field: Field, side: Side) -> Any:
    """Return the rows of the side's person in which the word is written."""
    if _is_history(model):
        model = model._meta.get_field("pgh_obj").related_model  # type: ignore[assignment]
    rows = model._default_manager.filter(**{_subject(model): side.person.pk})
    if model in makers():
        return rows.filter(pk=side.row(model).pk) if field.unique else rows
    return rows.filter(pk__in=rows.order_by("pk").values("pk")[:1]) if field.unique else rows


def sensitive_columns() -> list[tuple[type[Model], Field]]:
    """Return every column that the map of personal data calls personal or secret."""
    return [
        (entry.model, entry.model._meta.get_field(name))  # type: ignore[misc]
        for entry in registry.personal_data()
        if isinstance(entry, PersonalData)
        for name in entry.personal + entry.secret
    ]


def number_of(model: type[Model], field: Field) -> int:
    """Return the rank of a column among all, by which its word is known."""
    return sensitive_columns().index((model, field))


def _holds_a_word(field: Field) -> bool:
    if not isinstance(field, (CharField, TextField)) or field.choices:
        return False
    return field.max_length is None or field.max_length >= SHORTEST


def _holds_words(field: Field) -> bool:
    return isinstance(field, ArrayField) and _holds_a_word(field.base_field)


def _holds_a_day(field: Field) -> bool:
    moment = isinstance(field, DateTimeField)
    return isinstance(field, DateField) and not moment and field.name not in BOUNDS


def _subject(model: type[Model]) -> str:
    return next(
        entry.subject
        for entry in registry.personal_data()
        if isinstance(entry, PersonalData) and entry.model is model
    )
