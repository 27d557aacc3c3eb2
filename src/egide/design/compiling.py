"""How a template becomes a program: once a language, so that its words are part of its text.

A page holds dozens of sentences and icons. Looked up when the template is compiled, they cost
nothing when it is drawn: what is left for each page is what differs from page to page.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, MutableMapping
from typing import Any

from django.utils import translation
from jinja2 import Environment, nodes
from jinja2.environment import copy_cache
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

IMPORTS = "from jinja2.runtime import "
_special = re.compile("[&<>\"']").search


def escaped(value: Any) -> str:
    """Return what ``escape`` does, sooner for what needs no escaping."""
    kind = type(value)
    if kind is Markup or (kind is str and _special(value) is None):
        return value
    return escape(value)


def language() -> str:
    """Return the language the reader reads now, as two letters."""
    return (translation.get_language() or "fr")[:2]


class SpokenEnvironment(Environment):
    """Keeps a program for each template and language.

    ``known_calls`` are functions of templates that always answer the same in one language: where
    all that they are given stands in the template, they are called when it is compiled.
    ``spoken_filters`` write in a language, which the program gives them as ``lang``.
    """

    known_calls: Mapping[str, Callable[..., Any]] = {}
    spoken_filters: Collection[str] = ()

    @property
    def cache(self) -> MutableMapping[Any, Any] | None:
        return self._programs[translation.get_language()]

    @cache.setter
    def cache(self, empty: MutableMapping[Any, Any] | None) -> None:
        self._programs: defaultdict[str | None, MutableMapping[Any, Any] | None]
        self._programs = defaultdict(lambda: copy_cache(empty))

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        return _Speaker(self.known_calls, self.spoken_filters).visit(parsed)

    def _generate(
        self,
        source: nodes.Template,
        name: str | None,
        filename: str | None,
        *more: Any,
        **also: Any,
    ) -> str:
        program = super()._generate(source, name, filename, *more, **also)
        first, _end, rest = program.partition("\n")
        if not first.startswith(IMPORTS):
            return program
        # On the same line, so that an error still tells the right one of the template.
        return f"{first}; from {__name__} import escaped as escape\n{rest}"


class _Speaker(NodeTransformer):
    """Puts the answer where a template calls what is known already."""

    def __init__(self, known: Mapping[str, Callable[..., Any]], spoken: Collection[str]) -> None:
        self.known, self.spoken = known, spoken

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:  # noqa: N802 - named by Jinja2
        if node.name in self.spoken:
            spoken = nodes.Keyword("lang", nodes.Const(language()))
            # Jinja2's own parser puts keywords here, whatever its types say.
            node.kwargs.append(spoken)  # type: ignore[arg-type]
        return self.generic_visit(node)

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by Jinja2
        node = self.generic_visit(node)  # type: ignore[assignment]
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in self.known:
            return node
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return node
        if not all(isinstance(given, nodes.Const) for given in node.args):
            return node
        answer = self.known[called.name]
        given = [one.value for one in node.args if isinstance(one, nodes.Const)]
        named = {one.key: one.value for one in node.kwargs}
        if all(isinstance(value, nodes.Const) for value in named.values()):
            values = {key: value.as_const() for key, value in named.items()}
            return nodes.Const(answer(*given, **values), lineno=node.lineno)
        return node
