"""The reference society is the same each time, and enters by the door of everybody's input."""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg
import pytest

from egide.kernel import registry
from egide.kernel.access import command_actor
from egide.kernel.demo import DemoLoad
from egide.kernel.errors import Refused
from egide.members.demo import steps as people
from egide.members.rules.people import NewPerson, NewSchooling
from egide.members.rules.promotions import PromotionName
from tests.harness.contents import VOLATILE_COLUMNS, VOLATILE_TABLES, columns_of, digests

# Tables without a row are the same twice whatever the loader does: most must have some.
ENOUGH_TABLES = 30


# Two whole societies are loaded, on a machine that may be busy.
@pytest.mark.timeout(1_800)
@pytest.mark.proves("DEMO-2")
@pytest.mark.parametrize("size", ["small", "full"])
def test_two_loads_say_the_same_in_every_column_of_every_table(size, two_societies):
    with contextlib.ExitStack() as stack:
        first, second = (
            stack.enter_context(psycopg.connect(address)) for address in two_societies(size)
        )
        known = columns_of(first)
        one, other = digests(first), digests(second)

    differing = {table: (one[table], other.get(table)) for table in one}
    assert {table: pair for table, pair in differing.items() if pair[0] != pair[1]} == {}
    assert one.keys() == other.keys() == known.keys() - VOLATILE_TABLES.keys()
    assert sum(rows > 0 for rows, _digest in one.values()) >= ENOUGH_TABLES
    # What may differ exists: an exception for what is gone would hide the next one.
    columns = {f"{table}.{name}" for table, names in known.items() for name in names}
    assert known.keys() >= VOLATILE_TABLES.keys()
    assert columns >= VOLATILE_COLUMNS.keys()


def before_metz_was(draft: Any, *_known: Any) -> NewPerson:
    """Return somebody of the promotion Me 185, which never was (AC-REG-2)."""
    schooling = NewSchooling(promotion=PromotionName("Me", 1985))
    return NewPerson(
        first_names="Camille",
        usage_name="Torelisse",
        registry_status="GRADUATE",
        schoolings=(schooling,),
    )


@pytest.mark.proves("DEMO-2")
@pytest.mark.parametrize("name", [step.name for step in registry.demo_steps()])
def test_the_loader_of_each_module_is_refused_what_its_verbs_refuse(
    name, small_society, monkeypatch
):
    """A centre, a body, a group, an edition exist once: to load them again is to be refused.

    People may have namesakes, so theirs is somebody of a promotion that cannot exist.
    """
    monkeypatch.setattr(people, "member_entry", before_metz_was)
    (step,) = (step for step in registry.demo_steps() if step.name == name)

    with pytest.raises(Refused):
        step.build(DemoLoad(size="small", by=command_actor("demo")))
