"""Rights are computed, scoped, explained; nothing is held by default."""

from datetime import date

import pytest

from egide.kernel import registry
from egide.kernel.access import CLOCK, VISITOR, Actor, Grant, actor_of, require, scope_ids_of
from egide.kernel.errors import NotAllowed
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import Module, RightsSource

BORDEAUX, LILLE = 7, 8


def holder(*grants: Grant) -> Actor:
    return Actor(name="person:1", person_id=1, grants=grants)


@pytest.mark.proves("R-X-1")
def test_nobody_holds_anything_by_default():
    assert not VISITOR.can(READ_REGISTER)
    assert not VISITOR.can_somewhere(READ_REGISTER)
    assert VISITOR.permissions == frozenset()


@pytest.mark.proves("R-X-1")
def test_a_right_on_a_group_opens_that_group_and_no_other():
    officer = holder(
        Grant(permission="groups.manage", scope_ids=frozenset({BORDEAUX}), reason="trésorier")
    )

    assert officer.can("groups.manage", on=BORDEAUX)
    assert not officer.can("groups.manage", on=LILLE)
    assert not officer.can("groups.manage")
    assert officer.can_somewhere("groups.manage")
    assert officer.scopes("groups.manage") == frozenset({BORDEAUX})


def test_a_right_on_the_whole_society_covers_every_scope():
    secretary = holder(Grant(permission="groups.manage", scope_ids=None, reason="secrétaire"))

    assert secretary.can("groups.manage", on=LILLE)
    assert secretary.scopes("groups.manage") is None


def test_why_may_i_answers_with_the_mandate_that_covers_the_record():
    officer = holder(
        Grant(
            permission="groups.manage",
            scope_ids=frozenset({BORDEAUX}),
            reason="trésorier du GT Bordeaux",
        ),
        Grant(
            permission="groups.manage",
            scope_ids=frozenset({LILLE}),
            reason="présidente du GT Lille",
        ),
    )

    assert [grant.reason for grant in officer.why("groups.manage", on=LILLE)] == [
        "présidente du GT Lille"
    ]


def test_a_refusal_names_the_right_in_words():
    with pytest.raises(NotAllowed, match="Lire le registre des actes"):
        require(VISITOR, READ_REGISTER)


def test_the_clock_may_do_what_the_timetable_says():
    require(CLOCK, READ_REGISTER)

    assert CLOCK.scopes(READ_REGISTER) is None


def test_the_actor_of_a_day_asks_every_source(monkeypatch):
    asked = []

    def grants(person_id, on):
        asked.append((person_id, on))
        return [Grant(permission=READ_REGISTER, scope_ids=None, reason="secrétaire")]

    source = Module(name="x", label="x", rights=(RightsSource(name="x", grants=grants),))
    monkeypatch.setattr(registry, "rights_sources", lambda: source.rights)

    actor = actor_of(12, on=date(2020, 12, 31))

    assert asked == [(12, date(2020, 12, 31))]
    assert actor.name == "person:12"
    assert actor.permissions == frozenset({READ_REGISTER})


def test_a_record_without_scope_lies_in_none():
    class Letter:
        scope_id = None

    assert scope_ids_of(Letter()) == frozenset()
    assert scope_ids_of([BORDEAUX, LILLE]) == frozenset({BORDEAUX, LILLE})
