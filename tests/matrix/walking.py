"""The walk of one reader over the routes, and what was found wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction

from egide.kernel.pages import SIGNED_IN
from egide.kernel.routes import Route
from tests.matrix import asking, oracles
from tests.matrix.asking import ASKED_MORE, METHODS, ask
from tests.matrix.canaries import Canary
from tests.matrix.declaring import PARAMETER, Side, address, all_routes, deciding, is_nobody_s
from tests.matrix.oracles import CANARY, REGISTER, ROWS, STATUS, is_refused, said_no
from tests.matrix.readers import Part, Reader

# A file of each kind that a list may be taken away in.
FILES = ("csv", "xlsx", "ods")
DONE = {200, 201, 204, 302, 303}


@dataclass(frozen=True)
class Failure:
    """One answer that should have been another."""

    oracle: str
    role: str
    route: str
    method: str
    side: str
    said: str


@dataclass
class Notes:
    """What was asked and looked at, and what was wrong."""

    by_role: Counter[str] = field(default_factory=Counter)
    by_route: Counter[str] = field(default_factory=Counter)
    by_oracle: Counter[str] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return the notes as JSON takes them."""
        return {
            "requests": self.by_role.total(),
            "by_role": dict(self.by_role),
            "by_route": dict(self.by_route),
            "by_oracle": dict(self.by_oracle),
            "failures": [asdict(one) for one in self.failures],
        }


@dataclass
class Walk:
    """One reader among the things of three sides."""

    reader: Reader
    sides: tuple[Side, ...]
    words: dict[str, tuple[Canary, Side]]
    sent: dict[str, dict[str, Any]]
    notes: Notes

    def over(self, routes: Iterator[Route]) -> None:
        """Ask every route about what is each side's, and leave everything as it was."""
        for route in routes:
            with transaction.atomic():
                self._route(route)
                transaction.set_rollback(True)

    def _route(self, route: Route) -> None:
        sides = self.sides if PARAMETER.search(route.path) else self.sides[-1:]
        there = {side.name: address(route, side) for side in sides}
        before, excused = oracles.written(), Counter[str]()
        for side in sides:
            refused = is_refused(self.reader.actor, route, side)
            for method in METHODS:
                if method == "POST" and not refused:
                    excused.update(self._acted(route, side, there[side.name]))
                    continue
                answer = self._ask(route, method, side, there[side.name])
                self._judge(answer, route, method, side, refused=refused)
            if not refused and not asking.is_for_programs(route):
                self._take_away(route, side, there[side.name])
        grown = oracles.more(oracles.written(), before)
        self.notes.by_oracle[ROWS] += len(sides) * len(METHODS)
        if any(count > excused[table] for table, count in grown.items()):
            self._find_out(route, sides, there)

    def _ask(self, route: Route, method: str, side: Side, there: str) -> Any:
        self.notes.by_role[self.reader.name] += 1
        self.notes.by_route[route.name] += 1
        return ask(self.reader, route, method, there, self.sent.get(route.name, {}))

    def _judge(
        self, answer: Any, route: Route, method: str, side: Side, *, refused: bool, of: str = ""
    ) -> None:
        status = answer.status_code
        self.notes.by_oracle[STATUS] += 1
        if status >= 500 or (refused and method != "OPTIONS" and not said_no(answer)):
            self._wrong(STATUS, route, method, side, f"{status}{of}")
        shut = oracles.is_shut(self.reader.actor, route) and not asking.is_for_programs(route)
        if shut and method != "OPTIONS" and status == 404:
            # Where two locks stand one behind the other, each is seen.
            self._wrong(STATUS, route, method, side, f"404{of}, and the door should say it")
        closed = (
            status == 403 and method == "GET" and not refused and side.name == "near" and not of
        )
        if closed and not is_nobody_s(route):
            self._wrong(STATUS, route, method, side, "403, and it is for them")
        self.notes.by_oracle[CANARY] += 1
        sent = self.sent.get(route.name, {}) if method not in {"GET", "HEAD", "OPTIONS"} else ""
        asked = f"{address(route, side)}{sent}"
        for canary in oracles.shown(answer, asked, {w: c for w, (c, _s) in self.words.items()}):
            _canary, whose = self.words[canary.word]
            if refused or not oracles.may_read(self.reader.actor, canary, whose):
                what = f"{canary.model.__name__}.{canary.column} of {whose.name}{of}"
                self._wrong(CANARY, route, method, side, what)

    def _acted(self, route: Route, side: Side, there: str) -> dict[str, int]:
        """Let somebody who may act do so, look at the register, and undo it."""
        before = oracles.written()
        with transaction.atomic():
            answer = self._ask(route, "POST", side, there)
            grown = oracles.more(oracles.written(), before)
            transaction.set_rollback(True)
        self._judge(answer, route, "POST", side, refused=False)
        self.notes.by_oracle[REGISTER] += 1
        acted = {table for table in grown if not table.endswith("change")}
        if answer.status_code in DONE and acted and not acted & oracles.NOTED:
            self._wrong(REGISTER, route, "POST", side, f"no line for {', '.join(sorted(acted))}")
        return grown

    def _take_away(self, route: Route, side: Side, there: str) -> None:
        with asking.read_of_the_address() as read:
            self.reader.client.get(there)
        asks = {name: value for name, value in ASKED_MORE.items() if name in read}
        files = [f"?format={kind}" for kind in FILES if "format" in asks]
        for more in [*files, *(f"?{n}={v}" for n, v in asks.items() if n != "format")]:
            self.notes.by_role[self.reader.name] += 1
            self.notes.by_route[route.name] += 1
            answer = self.reader.client.get(there + more)
            self._judge(answer, route, "GET", side, refused=False, of=f" in {more}")

    def _find_out(self, route: Route, sides: tuple[Side, ...], there: dict[str, str]) -> None:
        """Ask again, one by one, by what the rows were changed."""
        for side in sides:
            refused = is_refused(self.reader.actor, route, side)
            for method in METHODS:
                if method == "POST" and not refused:
                    continue
                before = oracles.every_row()
                with transaction.atomic():
                    ask(self.reader, route, method, there[side.name], self.sent.get(route.name, {}))
                    tables = oracles.changed(oracles.every_row(), before)
                    transaction.set_rollback(True)
                noted = oracles.NOTED & set(tables)
                # Whoever may read leaves a trace of it in the register, and nothing else.
                if tables and (refused or not noted or set(tables) - oracles.NOTED):
                    oracle = REGISTER if set(tables) <= oracles.NOTED else ROWS
                    self._wrong(oracle, route, method, side, f"wrote {', '.join(tables)}")

    def _wrong(self, oracle: str, route: Route, method: str, side: Side, said: str) -> None:
        self.notes.failures.append(
            Failure(oracle, self.reader.name, route.name, method, side.name, said)
        )


def routes_for(part: Part) -> Iterator[Route]:
    """Yield the routes that a part is asked: all, or those that a mandate not of today gives.

    Whoever ended yesterday or begins tomorrow is today a member: the rest is the member's walk.
    """
    for route in all_routes():
        right = route.right
        given = right in part.rights or (right == SIGNED_IN and deciding(route) is not None)
        if not part.past_or_future or given:
            yield route
