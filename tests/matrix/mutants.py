"""Each rule of access disabled in turn, for ``./egide matrix --mutants``: who notices?

The routes are asked once with all rules in place, to know which question meets which rule. Then
each rule is disabled, and the questions that met it are asked again, until one of the oracles says
that something is wrong. Behind the doors stands a second lock, in the verbs: it is asked with all
doors open, and all rows found by the pages, when nothing may change. A door that hides such a lock
is asked alone in its turn, with all checks and rows open: it must refuse by itself.
"""

from __future__ import annotations

import os
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction

from egide.kernel.routes import Route
from tests.matrix import oracles, readers
from tests.matrix.asking import ask
from tests.matrix.declaring import Side, address, all_routes, module_of
from tests.matrix.oracles import is_refused
from tests.matrix.rules import SWITCH, Rule, rules
from tests.matrix.walking import DONE, Failure, Notes, Walk
from tests.matrix.whole import (  # noqa: F401 - fixtures, too
    SHARDS,
    _in_society,
    noted,
    progress,
    sides,
    what_is_sent,
)

# As many questions as are asked again of one rule.
MOST = 40
DOORS, CHECKS = "doors", "checks"
ASKING = ("member", "every right, out of scope", "every right, in scope", "visitor")


@dataclass(frozen=True)
class Question:
    """One reader before one route, by all locks or with the ``DOORS`` or the ``CHECKS`` open."""

    part: readers.Part
    route: Route
    opened: str = ""


class Asking:
    """Asks questions, and answers whether an oracle says that something is wrong."""

    def __init__(self, near: Side, far: Side, elsewhere: object, words: dict, sent: dict) -> None:
        self.near, self.far, self.elsewhere = near, far, elsewhere
        self.words, self.sent = words, sent

    @contextmanager
    def by(self, part: readers.Part):
        """Let one part be played for several questions."""
        with readers.playing(part, self.near, self.elsewhere) as (reader, own):
            yield reader, (own, self.near, self.far)

    def wrong(self, question: Question, reader: readers.Reader, all_sides: tuple) -> list[Failure]:
        """Ask one question, and return what is wrong with its answers."""
        if question.opened == DOORS:
            return self._behind_the_doors(question.route, reader, all_sides[-1])
        if question.opened == CHECKS:
            return self._by_the_door_alone(question.route, reader, all_sides[-1])
        notes = Notes()
        Walk(reader, all_sides, self.words, self.sent, notes).over([question.route])
        return notes.failures

    def _behind_the_doors(self, route: Route, reader: readers.Reader, side: Side) -> list[Failure]:
        if not is_refused(reader.actor, route, side):
            return []
        SWITCH.doors_open = True
        try:
            with transaction.atomic():
                before = oracles.written()
                sent = self.sent.get(route.name, {})
                answer = ask(reader, route, "POST", address(route, side), sent)
                grown = oracles.more(oracles.written(), before)
                transaction.set_rollback(True)
        finally:
            SWITCH.doors_open = False
        if answer.status_code in DONE and grown:
            said = f"no second lock: wrote {', '.join(sorted(grown))}"
            return [Failure("rows", reader.name, route.name, "POST", side.name, said)]
        return []

    def _by_the_door_alone(self, route: Route, reader: readers.Reader, side: Side) -> list[Failure]:
        if not oracles.is_shut(reader.actor, route):
            return []
        found = []
        SWITCH.checks_open = True
        try:
            for method in ("GET", "POST"):
                with transaction.atomic():
                    sent = self.sent.get(route.name, {})
                    answer = ask(reader, route, method, address(route, side), sent)
                    transaction.set_rollback(True)
                if not oracles.said_no(answer):
                    said = f"{answer.status_code}: the door alone lets it pass"
                    found.append(
                        Failure("status", reader.name, route.name, method, side.name, said)
                    )
        finally:
            SWITCH.checks_open = False
        return found


def questions(part: readers.Part, routes: list[Route]) -> list[Question]:
    """Return what one part is asked: by all locks, and a member by each of them alone too."""
    found = [Question(part, route) for route in routes]
    if part.name == "member":
        found += [Question(part, route, one) for route in routes for one in (DOORS, CHECKS)]
    return found


def routes_of(wanted: list[Rule]) -> list[Route]:
    """Return the routes of the modules of these rules: all, for what every module asks."""
    modules = {rule.place.partition("/")[0] for rule in wanted}
    everywhere = modules & {"kernel", "design", "members", "shell"}
    return [route for route in all_routes() if everywhere or module_of(route) in modules]


@pytest.mark.parametrize("shard", range(SHARDS))
def test_shard(sides, shard):  # noqa: F811
    near, far, elsewhere, words = sides
    only = os.environ.get("EGIDE_MATRIX_ONLY", "")
    chosen = [rule for rule in rules() if only in str(rule)]
    routes = routes_of(chosen)
    asking = Asking(near, far, elsewhere, words, what_is_sent(far, routes))
    notes = Notes()
    met: dict[Rule, list[Question]] = defaultdict(list)
    for part in [part for part in readers.parts() if part.name in ASKING]:
        with asking.by(part) as (reader, all_sides):
            for question in questions(part, routes):
                SWITCH.asked.clear()
                notes.failures += asking.wrong(question, reader, all_sides)
                notes.by_role[reader.name] += 1
                for rule in SWITCH.asked:
                    met[rule].append(question)
        progress(f"all rules in place, {part.name}")
    wanted = chosen[shard::SHARDS]
    noticed = 0
    for rank, rule in enumerate(wanted, start=1):
        if found := notices(asking, rule, met[rule]):
            noticed += 1
        else:
            said = "nobody noticed" if met[rule] else "no question met it"
            notes.failures.append(Failure("mutant", rule.kind, rule.place, rule.said, "", said))
        progress(f"{rank} of {len(wanted)}: {rule}: {found or 'UNNOTICED'}")
    noted(f"mutants-{shard}", notes.plain() | {"rules": len(wanted), "noticed": noticed})


def notices(asking: Asking, rule: Rule, asked: list[Question]) -> str:
    """Return who notices that a rule is disabled, or nothing."""
    by_part: dict[readers.Part, list[Question]] = defaultdict(list)
    # A rule that many pages ask (the menu's) is noticed by the first of them, or by none.
    for question in sorted(asked, key=lambda one: not one.opened)[:MOST]:
        by_part[question.part].append(question)
    for part, mine in by_part.items():
        with asking.by(part) as (reader, all_sides):
            SWITCH.disabled = rule
            try:
                for question in mine:
                    if wrong := asking.wrong(question, reader, all_sides):
                        return f"{wrong[0].oracle} at {wrong[0].route}"
            finally:
                SWITCH.disabled = None
    return ""
