"""What the clock removes, table by table, when its time has come (durées de conservation).

Each line of the map of personal data says it (``PersonalData.keep``). A row stays through the day
of its deadline and goes the night after; what is on legal hold stays whatever the clock says.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import DateTimeField, Field, Q, QuerySet
from django.utils.timezone import make_aware

from egide.kernel import audit, parameters, registry
from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import acting
from egide.kernel.registry import Keep, PersonalData

# Each batch is a transaction of its own: nothing waits for a long one, and a kill loses nothing.
AT_ONCE = 2_000


@dataclass(frozen=True)
class Due:
    """How many rows of one table go by one rule."""

    entry: PersonalData
    rule: Keep
    days: int
    rows: int

    @property
    def table(self) -> str:
        return self.entry.model._meta.label_lower


def due(*, on: date) -> list[Due]:
    """Return what goes on a day, every rule of every table, those with nothing to remove too."""
    return [
        Due(entry, rule, days_of(rule, on=on), due_rows(entry, rule, on=on).count())
        for entry, rule in rules()
    ]


def rules() -> Iterator[tuple[PersonalData, Keep]]:
    """Yield each rule of the clock, in the order in which the tables may go."""
    for entry in registry.personal_data():
        if isinstance(entry, PersonalData) and isinstance(entry.keep, tuple):
            yield from ((entry, rule) for rule in entry.keep)


def due_rows(entry: PersonalData, rule: Keep, *, on: date) -> QuerySet:
    """Return the rows of a table whose time has come on a day."""
    last = on - timedelta(days=days_of(rule, on=on))
    limit: Any = last
    if isinstance(field_of(entry, rule), DateTimeField):
        limit = make_aware(datetime.combine(last, time.min))
    rows = entry.model._base_manager.filter(rule.only, **{f"{rule.after}__lt": limit})
    held = Q()
    for source in registry.holds():
        held |= Q(**{f"{entry.subject}__in": source.people()})
    return rows.exclude(held) if held else rows


def days_of(rule: Keep, *, on: date) -> int:
    """Return how many days a rule keeps rows, on a day."""
    return parameters.value(rule.days, on=on) if isinstance(rule.days, str) else rule.days


def field_of(entry: PersonalData, rule: Keep) -> Field:
    """Return the column that a rule counts from."""
    model: Any = entry.model
    *steps, last = rule.after.split("__")
    for step in steps:
        model = model._meta.get_field(step).related_model
    return model._meta.get_field(last)


def remove_due(*, on: date, by: Actor) -> list[Due]:
    """Remove what goes on a day, and write in the register how much of which table, and no name.

    Run twice, it removes nothing more.
    """
    gone = []
    for entry, rule in rules():
        rows = _remove(entry, rule, on=on, by=by)
        if rows:
            with acting(by):
                table = f"table:{entry.model._meta.label_lower}"
                days = days_of(rule, on=on)
                audit.record(by, "kernel.rows_removed", table, rows=rows, on=on, days=days)
            gone.append(Due(entry, rule, days, rows))
    return gone


def _remove(entry: PersonalData, rule: Keep, *, on: date, by: Actor) -> int:
    rows = 0
    while True:
        with acting(by):
            some = due_rows(entry, rule, on=on).order_by("pk").values_list("pk", flat=True)
            keys = list(some[:AT_ONCE])
            entry.model._base_manager.filter(pk__in=keys).delete()
        rows += len(keys)
        if len(keys) < AT_ONCE:
            return rows


def remove_every_night(*, on: date, **_: Any) -> None:
    """Remove what goes today, as the clock asks."""
    remove_due(on=on, by=CLOCK)
