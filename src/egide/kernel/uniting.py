"""Two records turn out to be one person: they are united in every table, and parted again exactly.

Each module says on its lines of the map of personal data what becomes of its columns that point at
a person (``Uniting``); a column that says nothing stops the start. What the act changed is the
difference between the rows before and after it, whoever wrote them: so parting needs no list of
what was done, only of what was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from egide.kernel import registry
from egide.kernel.registry import PersonalData, Uniting

ITSELF = "pk"
Row = dict[str, Any]
Rows = dict[tuple[str, Any], Row]


@dataclass(frozen=True, kw_only=True)
class Joining:
    """One column that points at a person, as two records become one.

    ``believed`` names the parts in which the record that goes is right; ``before`` holds the keys
    that the rows of both had before the act.
    """

    model: type[Model]
    column: str
    kept: int
    gone: int
    on: date
    believed: frozenset[str]
    before: frozenset[Any]

    @property
    def mine(self) -> QuerySet:
        """The rows of the record that stays."""
        return self.model._base_manager.filter(**{self.column: self.kept})

    @property
    def theirs(self) -> QuerySet:
        """The rows of the record that goes."""
        return self.model._base_manager.filter(**{self.column: self.gone})


@dataclass(frozen=True, kw_only=True)
class Step:
    """What uniting did to one row: its columns before and after; ``None`` where there was no row.

    Of a row that changed, only the columns that did are told.
    """

    table: str
    key: Any
    before: Row | None
    after: Row | None


def move(case: Joining) -> None:
    """Move all the rows: nothing forbids a person to have those of both records."""
    case.theirs.update(**{case.column: case.kept})


def follow(case: Joining) -> None:
    """Do nothing: the rows hang on others of the same person, and follow them."""


def leave(case: Joining) -> None:
    """Leave the rows with the record that goes: they end with it, and come back with it."""
    take_out(case.theirs)


def end(case: Joining) -> None:
    """End the rows of both records for good: whoever came in by them comes in again (G19).

    A session of the record that went must not live again when the two are parted, weeks later; and
    one of the record that stays was opened before it could do what the other could.
    """
    end_for_good((case.kept, case.gone), table=case.model)


def end_for_good(people: Collection[int], *, table: type[Model] | None = None) -> None:
    """End what opens the accounts of these people, in every table that says ``end``, or in one."""
    for entry, uniting in columns():
        if uniting.join is end and table in (None, entry.model):
            take_out(entry.model._base_manager.filter(**{f"{uniting.column}__in": list(people)}))


def move_once(*columns: str) -> Callable[[Joining], None]:
    """Return what moves the rows but those that the kept record has with the same ``columns``."""

    def join(case: Joining) -> None:
        held = set(case.mine.values_list(*columns))
        rows = case.theirs.order_by("pk").values_list("pk", *columns)
        take_out(case.theirs.filter(pk__in=[key for key, *same in rows if tuple(same) in held]))
        move(case)

    return join


def rewrite(case: Joining) -> None:
    """Move lines of history, which nobody may change: each is taken out and written again.

    What the triggers wrote of the moves themselves says nothing of the person, and goes.
    """
    take_out(case.theirs.exclude(pk__in=case.before))
    rows = list(_read(case.model, case.theirs).values())
    take_out(case.theirs)
    # The column of a foreign key: the rows that were read have its name too.
    column = next(
        str(field.column)
        for field in case.model._meta.concrete_fields
        if case.column in (field.name, field.attname)
    )
    _insert(case.model, [{**row, column: case.kept} for row in rows])


def take_out(rows: QuerySet) -> None:
    """Remove rows as the database sees them; whatever points at them must go in the same act."""
    rows._raw_delete("default")


def columns() -> Iterator[tuple[PersonalData, Uniting]]:
    """Yield each column that points at a person, lower modules first."""
    for entry in registry.personal_data():
        if isinstance(entry, PersonalData):
            yield from ((entry, uniting) for uniting in entry.unite)


def undeclared(models: Iterable[type[Model]]) -> Iterator[tuple[type[Model], str]]:
    """Yield the columns that point at a person and say nothing of two records that are one."""
    declared = {(entry.model, uniting.column) for entry, uniting in columns()}
    entries = [entry for entry in registry.personal_data() if isinstance(entry, PersonalData)]
    people = {entry.model for entry in entries if entry.subject == ITSELF}
    pointing = [
        (model, field.attname)
        for model in models
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model in people
    ]
    subjects = [(entry.model, entry.subject) for entry in entries if entry.subject != ITSELF]
    for place in dict.fromkeys((*pointing, *subjects)):
        if place not in declared:
            yield place


def obstacles(kept: int, gone: int) -> list[str]:
    """What the modules want settled by hand before two records are united."""
    said = [sentence for _entry, one in columns() for sentence in one.obstacles(kept, gone)]
    return list(dict.fromkeys(said))


def join(*, kept: int, gone: int, on: date, believed: frozenset[str], before: Rows) -> None:
    """Do what each module says, table by table, to the rows of the record that goes."""
    keys: dict[str, set[Any]] = {}
    for table, key in before:
        keys.setdefault(table, set()).add(key)
    # What hangs on rows of the person goes before those rows: the way to it leads through them.
    for entry, uniting in sorted(columns(), key=lambda pair: "__" not in pair[1].column):
        uniting.join(
            Joining(
                model=entry.model,
                column=uniting.column,
                kept=kept,
                gone=gone,
                on=on,
                believed=believed,
                before=frozenset(keys.get(entry.model._meta.label_lower, ())),
            )
        )


def rows_of(people: Collection[int]) -> Rows:
    """Return every row that points at these people, and their own, as the database holds them."""
    found: Rows = {}
    for entry in registry.personal_data():
        if not isinstance(entry, PersonalData):
            continue
        for path in dict.fromkeys((entry.subject, *(one.column for one in entry.unite))):
            rows = entry.model._base_manager.filter(**{f"{path}__in": list(people)})
            read = _read(entry.model, rows)
            found |= {(entry.model._meta.label_lower, key): row for key, row in read.items()}
    return found


def difference(before: Rows, after: Rows) -> list[Step]:
    """Return what happened to each row between two readings; what ended for good is no step."""
    steps = []
    ended = {entry.model._meta.label_lower for entry, one in columns() if one.join is end}
    for table, key in dict.fromkeys((*before, *after)):
        if table in ended:
            continue
        was, is_now = before.get((table, key)), after.get((table, key))
        if was is not None and is_now is not None:
            changed = [name for name in was if was[name] != is_now[name]]
            was = {name: was[name] for name in changed}
            is_now = {name: is_now[name] for name in changed}
        if was != is_now:
            steps.append(Step(table=table, key=key, before=was, after=is_now))
    return steps


def obstacles_to_parting(
    steps: Iterable[Step], *, free: Mapping[str, Collection[str]]
) -> list[str]:
    """What was written since and would be lost if the rows were put back; ``free`` may differ.

    A row that was removed since does not come back, and forbids nothing.
    """
    said = []
    for table, some in _by_table(steps).items():
        model = apps.get_model(table)
        now = _read(model, model._base_manager.filter(pk__in=[step.key for step in some]))
        for step in some:
            row = now.get(step.key)
            if row is None:
                continue
            after = step.after or {}
            moved = {
                name
                for name, value in after.items()
                if row[name] != value and name not in free.get(table, ())
            }
            if moved or step.after is None:
                said.append(_changed_since(model, moved))
    return list(dict.fromkeys(said))


def part(steps: Iterable[Step], *, people: Collection[int]) -> None:
    """Put each row back as it was before the two records of ``people`` were united.

    Whoever is signed in is signed out: one record was the way in of two people.
    """
    end_for_good(people)
    ordered = _in_order(_by_table(steps))
    standing = set(rows_of(people))
    targets = {table: _targets(apps.get_model(table), some) for table, some in ordered.items()}
    own = {entry.model for entry in registry.personal_data() if _is_of_people(entry)}
    for table, some in reversed(ordered.items()):
        model = apps.get_model(table)
        # People themselves stay in their place: what counts them listens to changes of theirs.
        going = [step.key for step in some if model not in own or step.before is None]
        take_out(model._base_manager.filter(pk__in=going))
    for table, rows in targets.items():
        model = apps.get_model(table)
        here = set(model._base_manager.filter(pk__in=list(rows)).values_list("pk", flat=True))
        _insert(model, [row for key, row in rows.items() if key not in here])
        for key in here:
            _overwrite(model, key, rows[key])
    put_back = {(table, key) for table, rows in targets.items() for key in rows}
    # What the triggers wrote of all this is no history of anybody.
    for table, key in set(rows_of(people)) - standing - put_back:
        take_out(apps.get_model(table)._base_manager.filter(pk=key))


def packed(steps: Iterable[Step]) -> str:
    """Return steps as one text."""
    return json.dumps([[s.table, s.key, s.before, s.after] for s in steps], ensure_ascii=False)


def unpacked(text: str) -> list[Step]:
    """Return the steps of a text."""
    return [
        Step(table=table, key=key, before=before, after=after)
        for table, key, before, after in json.loads(text)
    ]


def _is_of_people(entry: Any) -> bool:
    return isinstance(entry, PersonalData) and entry.subject == ITSELF


def _by_table(steps: Iterable[Step]) -> dict[str, list[Step]]:
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.table, []).append(step)
    return found


def _in_order(found: dict[str, list[Step]]) -> dict[str, list[Step]]:
    """Order tables as the map has them: what others point at comes first."""
    order = [entry.model._meta.label_lower for entry in registry.personal_data()]
    return {table: found[table] for table in order if table in found}


def _targets(model: type[Model], steps: list[Step]) -> dict[Any, Row]:
    """Return the rows to put back; what was removed since, and what was added, is none of them."""
    now = _read(model, model._base_manager.filter(pk__in=[step.key for step in steps]))
    rows = {}
    for step in steps:
        if step.before is None:
            continue
        if step.after is None:
            rows[step.key] = step.before
        elif step.key in now:
            rows[step.key] = {**now[step.key], **step.before}
    return rows


def _changed_since(model: type[Model], changed: set[str]) -> str:
    [entry] = [entry for entry in registry.personal_data() if entry.model is model]
    fields = [field for field in model._meta.concrete_fields if field.column in changed]
    labels = sorted(str(field.verbose_name) for field in fields)
    return _("Depuis la fusion, ceci a changé (%(columns)s) : %(purpose)s.") % {
        "columns": ", ".join(labels) or _("une ligne"),
        "purpose": str(getattr(entry, "purpose", "")),
    }


def _read(model: type[Model], rows: QuerySet) -> dict[Any, Row]:
    """Return rows by their key, each column as the database writes it in JSON."""
    quote, meta = connection.ops.quote_name, model._meta
    asked, values = rows.order_by().values("pk").query.sql_with_params()
    key = quote(str(meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT to_jsonb(held)::text FROM {quote(meta.db_table)} held"  # noqa: S608
            f" WHERE held.{key} IN ({asked}) ORDER BY held.{key}",
            values,
        )
        found = [json.loads(text) for (text,) in cursor.fetchall()]
    return {row[str(meta.pk.column)]: row for row in found}


def _insert(model: type[Model], rows: list[Row]) -> None:
    names, table = _writable(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608
            f" FROM jsonb_populate_recordset(NULL::{table}, %s)",
            [json.dumps(rows)],
        )


def _overwrite(model: type[Model], key: Any, row: Row) -> None:
    names, table = _writable(model)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET ({names}) = (SELECT {names}"  # noqa: S608
            f" FROM jsonb_populate_record(NULL::{table}, %s))"
            f" WHERE {connection.ops.quote_name(str(model._meta.pk.column))} = %s",
            [json.dumps(row), key],
        )


def _writable(model: type[Model]) -> tuple[str, str]:
    quote, fields = connection.ops.quote_name, model._meta.concrete_fields
    names = [quote(str(field.column)) for field in fields if not field.generated]
    return ", ".join(names), quote(model._meta.db_table)
