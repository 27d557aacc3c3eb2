"""The rules of access are found in the sources, and each can be disabled: see ``tests/matrix``."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.matrix.rules import SWITCH, Rule, _Rewriting, rules

pytestmark = pytest.mark.proves("G3")

SAMPLE = """
def write(by, thing):
    require(by, "essai.write", on=thing)
    return "written"

def show(actor):
    return "button" if actor.can("essai.write") else "nothing"

def rows(things, actor):
    return list(things.visible_to(actor))

def where(actor):
    return actor.scopes("essai.write")
"""


class Things(list):
    def all(self):
        return self

    def visible_to(self, actor):
        return []


class Nobody:
    def can(self, right):
        return False

    def scopes(self, right):
        return frozenset()


def refuse(by, right, on=None):
    raise PermissionError(right)


@pytest.fixture
def sample():
    """The sample with a switch in each of its rules, and the rules."""
    rewriting = _Rewriting("sample.py")
    tree = ast.fix_missing_locations(rewriting.visit(ast.parse(SAMPLE)))
    space = {"__egide_switch__": SWITCH, "require": refuse}
    exec(compile(tree, "sample.py", "exec"), space)  # noqa: S102 - the sample above
    yield space, {rule.kind: rule for rule in rewriting.rules}
    SWITCH.disabled = None


def test_each_kind_of_rule_is_in_the_sources_and_no_two_are_the_same():
    found = rules()
    kinds = Counter(rule.kind for rule in found)

    assert set(kinds) == {"door", "check", "may", "seen", "scopes"}
    assert len(found) > 300
    assert kinds["door"] > 150


def test_a_rule_holds_until_it_is_the_one_disabled(sample):
    space, found = sample
    with pytest.raises(PermissionError):
        space["write"](None, None)
    assert space["show"](Nobody()) == "nothing"
    assert space["rows"](Things("ab"), None) == []
    assert space["where"](Nobody()) == frozenset()

    for kind, ask, said in (
        ("check", lambda: space["write"](None, None), "written"),
        ("may", lambda: space["show"](Nobody()), "button"),
        ("seen", lambda: space["rows"](Things("ab"), None), ["a", "b"]),
        ("scopes", lambda: space["where"](Nobody()), None),
    ):
        SWITCH.disabled = found[kind]
        assert ask() == said
    with pytest.raises(PermissionError):
        space["write"](None, None)


def test_the_switch_tells_which_rules_were_asked(sample):
    space, found = sample
    SWITCH.asked.clear()

    space["show"](Nobody())

    assert SWITCH.asked == {found["may"]}
    assert str(found["may"]).startswith("may sample.py:7 actor.can(")
    assert found["may"] == Rule("may", "sample.py:7", "actor.can('essai.write')")
