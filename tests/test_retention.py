"""Every rule of the clock, of every table: there on the last day, gone on the day after."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db.models import DateTimeField, Model
from django.utils.timezone import localtime

from egide.groups.models import Group
from egide.kernel import commands, registry
from egide.kernel.access import CLOCK
from egide.kernel.holdings import rows_about
from egide.kernel.identity import acting
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.registry import Keep, Lasting, PersonalData
from egide.kernel.retention import days_of, due_rows, field_of, remove_due, rules
from egide.mandates.enums import ScopeKind
from egide.mandates.models import Scope
from egide.members import services
from egide.members.models import Person
from tests.harness.canaries import entries, make

BEGUN = date(2009, 3, 10)
TODAY = date(2021, 5, 1)
RULES = list(rules())
NAMES = [f"{entry.model._meta.label} {rule.after}" for entry, rule in RULES]
# What a day of another table needs beside it, where a constraint says so.
WITH_IT: dict[str, dict[str, Any]] = {
    "person__died_on": {"life_status": "DECEASED", "listed": False, "born_on": None},
    "agreement__ends_on": {"state": "ENDED", "starts_on": BEGUN},
    "request__group__closed_on": {"state": "CLOSED", "created_on": BEGUN, "dormant_since": None},
    "group__closed_on": {"state": "CLOSED", "created_on": BEGUN, "dormant_since": None},
    "lifted_on": {"placed_on": BEGUN},
}


@pytest.fixture(autouse=True)
def _the_machine_looks(small_society):
    """Rows behind the second wall are seen too."""
    with acting(CLOCK):
        yield


@pytest.fixture
def person(small_society) -> Person:
    found = Person.objects.members_on(TODAY).filter(data_status="ACTIVE", life_status="LIVING")
    return found.order_by("-pk")[0]


def lay(entry: PersonalData, rule: Keep, person: Person) -> Model:
    """Return a row about the person whose time counts from ``BEGUN``."""
    row = rows_about(entry, [person.pk]).filter(rule.only).order_by("pk").first()
    row = row or make(entry, person)
    *steps, last = rule.after.split("__")
    holder: Any = row
    for step in steps:
        holder = getattr(holder, step)
    moment: Any = BEGUN
    if isinstance(field_of(entry, rule), DateTimeField):
        moment = datetime(BEGUN.year, BEGUN.month, BEGUN.day, 12, tzinfo=UTC)
    values = {last: moment, **WITH_IT.get(rule.after, {})}
    if isinstance(holder, Group) and holder.scope_id is None:
        values["scope"] = Scope.objects.create(kind=ScopeKind.GROUP, label="essai")
    if last != "pgh_created_at":
        type(holder)._base_manager.filter(pk=holder.pk).update(**values)
    return row


@pytest.mark.proves("G23")
def test_every_table_says_to_the_clock_how_long_it_is_kept():
    kept = {entry.model._meta.label: entry.keep for entry in entries()}

    assert [label for label, keep in kept.items() if keep is None] == []
    assert {keep for keep in kept.values() if isinstance(keep, Lasting)} == set(Lasting)
    assert len(RULES) > 15


@pytest.mark.proves("G23")
@pytest.mark.parametrize(("entry", "rule"), RULES, ids=NAMES)
def test_a_row_stays_the_day_before_its_deadline_and_is_gone_the_day_after(entry, rule, person):
    row = lay(entry, rule, person)
    written = rule.after == "pgh_created_at"
    begun = localtime(row.pgh_created_at).date() if written else BEGUN
    deadline = begun + timedelta(days=days_of(rule, on=begun))
    rows = entry.model._base_manager.filter(pk=row.pk)

    def goes(day: date) -> bool:
        return due_rows(entry, rule, on=day).filter(pk=row.pk).exists()

    assert (goes(deadline - timedelta(days=1)), goes(deadline + timedelta(days=1))) == (False, True)

    remove_due(on=deadline - timedelta(days=1), by=CLOCK)
    stood = rows.exists()
    services.place_hold(person=person, reason="litige", by=CLOCK, on=TODAY)
    remove_due(on=deadline + timedelta(days=1), by=CLOCK)
    held = rows.exists()
    services.lift_hold(person=person, by=CLOCK, on=TODAY)
    remove_due(on=deadline + timedelta(days=1), by=CLOCK)

    assert (stood, held, rows.exists()) == (True, True, False)


@pytest.mark.proves("G23")
def test_the_command_says_by_table_what_would_go_and_removes_nothing(person, capsys):
    entry, rule = next((e, r) for e, r in RULES if e.model._meta.label == "members.DeathReport")
    row = lay(entry, rule, person)
    said = {"dry_run": True, "on": TODAY, "json": True}

    assert commands.remove_due(argparse.Namespace(**said)) == 0
    tables = json.loads(capsys.readouterr().out)["tables"]
    assert entry.model._base_manager.filter(pk=row.pk).exists()
    [line] = [line for line in tables if line["table"] == "members.deathreport"]
    assert (line["days"], line["after"], line["rows"]) == (1826, "reported_on", 1)
    assert len(tables) == len(RULES)

    commands.remove_due(argparse.Namespace(**said | {"dry_run": False, "json": False}))

    assert not entry.model._base_manager.filter(pk=row.pk).exists()
    told = RegisterLine.objects.filter(action="kernel.rows_removed")
    facts = told.get(subject="table:members.deathreport").facts
    assert facts == {"rows": 1, "on": "2021-05-01", "days": 1826}
    assert str(person.pk) not in json.dumps(facts)


@pytest.mark.proves("G23")
def test_a_duration_follows_its_dated_parameter(person):
    entry, rule = next((e, r) for e, r in RULES if e.model._meta.label == "members.DeathReport")
    row = lay(entry, rule, person)
    ParameterValue.objects.create(
        code=rule.days, value=9_000, starts_on=date(2021, 1, 1), source="essai"
    )

    assert not due_rows(entry, rule, on=TODAY).filter(pk=row.pk).exists()
    assert rule.days in registry.parameters()
