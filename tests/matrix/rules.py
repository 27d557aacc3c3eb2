"""The rules of access in the sources, each with a switch that disables it.

The modules are rewritten as they are imported (``install``): a rule runs through the switch, which
lets it be or, when it is the one disabled, answers as if everybody might. Five kinds: the ``door``
of a page, a ``check`` in a verb or a view, a question whether somebody ``may``, the rows that are
``seen``, and the ``scopes`` in which a right holds.
"""

from __future__ import annotations

import ast
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from egide.launcher import places

CHECKS = ("require", "_require")
MAY = {"can", "can_somewhere", "is_fresh"}
SEEN = {"visible_to", "managed_by"}
# The laws of access themselves: a rule is where a module asks them.
LAWS = {"kernel/access.py", "kernel/pages.py", "kernel/limits.py", "kernel/identity.py"}
# What takes part in the matrix, and is no rule of access.
NO_RULES = {"limits", "allowances"}
# No page asks it: it holds what the clock does from people (tests/test_second_locks.py).
OF_THE_CLOCK = "require_machine"


@dataclass(frozen=True)
class Rule:
    """One place of the sources where access is decided."""

    kind: str
    place: str
    said: str

    def __str__(self) -> str:
        return f"{self.kind} {self.place} {self.said}"


class Switch:
    """Knows all rules, which of them is disabled, and which were asked since last time."""

    def __init__(self) -> None:
        self.disabled: Rule | None = None
        self.doors_open = False
        self.checks_open = False
        self.asked: set[Rule] = set()

    def _is_off(self, rule: Rule) -> bool:
        self.asked.add(rule)
        return rule == self.disabled

    def _of_a_page(self, place: str) -> bool:
        """Tell whether the rule is open with all doors: the verb behind its page is reached."""
        return self.doors_open and "/views" in place

    def door(self, kind: str, place: str, said: str, shut: Callable, opened: Callable) -> Callable:
        """Return a decorator that is one of two, as the rule stands when somebody knocks."""
        rule = Rule(kind, place, said)

        def decorate(view: Callable) -> Callable:
            closed, open_ = shut(view), opened(view)

            @wraps(closed)
            def knocked(request: Any, *args: Any, **kwargs: Any) -> Any:
                known = request.actor.person_id is not None
                off = self._is_off(rule) or (self.doors_open and known)
                return (open_ if off else closed)(request, *args, **kwargs)

            return knocked

        return decorate

    def check(self, kind: str, place: str, said: str, ask: Callable) -> Any:
        """Let a check refuse, unless it is disabled."""
        off = self._is_off(Rule(kind, place, said)) or self.checks_open or self._of_a_page(place)
        return None if off else ask()

    def may(self, kind: str, place: str, said: str, ask: Callable) -> Any:
        """Answer a question of rights; disabled, everybody may."""
        return True if self._is_off(Rule(kind, place, said)) else ask()

    def seen(self, kind: str, place: str, said: str, ask: Callable, rows: Callable) -> Any:
        """Return the rows that somebody sees; disabled, all of them."""
        off = self._is_off(Rule(kind, place, said)) or self.checks_open or self._of_a_page(place)
        return rows().all() if off else ask()

    def scopes(self, kind: str, place: str, said: str, ask: Callable) -> Any:
        """Return where a right holds; disabled, over the whole society."""
        return None if self._is_off(Rule(kind, place, said)) else ask()


SWITCH = Switch()


class _Rewriting(ast.NodeTransformer):
    """Puts the switch in the place of each rule."""

    def __init__(self, place: str) -> None:
        self.place = place
        self.rules: list[Rule] = []

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.decorator_list = [self._decorator(one, node.name) for one in node.decorator_list]
        node.body = [self.visit(one) for one in node.body]
        return node

    def _decorator(self, one: ast.expr, name: str) -> ast.expr:
        if not (isinstance(one, ast.Call) and ast.unparse(one.func) == "page"):
            return one
        if ast.unparse(one.args[0]) == "PUBLIC":
            return one
        opened = ast.Call(one.func, [ast.Constant("public"), *one.args[1:]], one.keywords)
        return self._switched("door", one, name, one, opened)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        said = ast.unparse(node.func)
        last = said.rpartition(".")[2]
        if isinstance(node.func, ast.Attribute) and last in SEEN:
            rows = _later(node.func.value)
            return self._switched("seen", node, ast.unparse(node)[:80], _later(node), rows)
        if isinstance(node.func, ast.Attribute) and last in MAY:
            return self._switched("may", node, ast.unparse(node)[:80], _later(node))
        if isinstance(node.func, ast.Attribute) and last == "scopes" and node.args:
            return self._switched("scopes", node, ast.unparse(node)[:80], _later(node))
        asks = last.startswith(CHECKS) and last != OF_THE_CLOCK
        if asks and said.partition(".")[0] not in NO_RULES:
            return self._switched("check", node, ast.unparse(node)[:80], _later(node))
        return node

    def _switched(self, kind: str, node: ast.expr, said: str, *how: ast.expr) -> ast.expr:
        rule = Rule(kind, f"{self.place}:{node.lineno}", " ".join(said.split()))
        self.rules.append(rule)
        switch = ast.Attribute(ast.Name("__egide_switch__", ast.Load()), kind, ast.Load())
        words = [ast.Constant(word) for word in (rule.kind, rule.place, rule.said)]
        return ast.copy_location(ast.Call(switch, [*words, *how], []), node)


def _later(node: ast.expr) -> ast.expr:
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.copy_location(ast.Lambda(nothing, node), node)


def _rewritten(path: Path) -> tuple[ast.Module, list[Rule]]:
    place = str(path.relative_to(places.PACKAGE))
    rewriting = _Rewriting(place)
    tree = rewriting.visit(ast.parse(path.read_text(encoding="utf-8")))
    return ast.fix_missing_locations(tree), rewriting.rules


def _has_rules(path: Path) -> bool:
    inside = path.relative_to(places.PACKAGE)
    outside = {"tests", "migrations", "launcher", "demo"} & set(inside.parts)
    return not outside and str(inside) not in LAWS


def rules() -> list[Rule]:
    """Return every rule of access of the sources."""
    found: list[Rule] = []
    for path in sorted(places.PACKAGE.rglob("*.py")):
        if _has_rules(path):
            found += _rewritten(path)[1]
    return found


class _Loader(importlib.machinery.SourceFileLoader):
    """Reads a module with the switch in it; nothing of it is kept beside the sources."""

    def get_code(self, fullname: str) -> Any:
        tree, _rules = _rewritten(Path(self.path))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__["__egide_switch__"] = SWITCH
        super().exec_module(module)


class _Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        if not name.startswith("egide."):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or not spec.origin or not spec.origin.endswith(".py"):
            return None
        if _has_rules(Path(spec.origin)):
            spec.loader = _Loader(name, spec.origin)
        return spec


def install() -> None:
    """Rewrite what is imported from now on: before the site is."""
    sys.meta_path.insert(0, _Finder())
