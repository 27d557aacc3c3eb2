"""The second lock: every verb that begins by asking for a right, asked by somebody who has none.

The verbs are found in the ``services`` of the modules: a new one is asked without a line here. The
first lock, at the door, may not be all that protects a verb: jobs, commands and other verbs have
none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest

from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.launcher import places

pytestmark = [pytest.mark.proves("R-X-1", "G3"), pytest.mark.django_db]

NOBODY = Actor(name="person:987654321", person_id=987654321)


def verbs() -> Iterator[tuple[str, str, list[str]]]:
    """Yield the verbs whose first act is to ask for a right: where, their name, what they take."""
    for path in sorted(places.PACKAGE.rglob("*.py")):
        inside = path.relative_to(places.PACKAGE).with_suffix("")
        if "services" not in inside.parts or "tests" in inside.parts:
            continue
        module = ".".join(("egide", *inside.parts)).removesuffix(".__init__")
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and _asks_first(node):
                yield module, node.name, [one.arg for one in node.args.kwonlyargs]


def _asks_first(node: ast.FunctionDef) -> bool:
    if "verb" not in {ast.unparse(one) for one in node.decorator_list}:
        return False
    body = node.body[1:] if ast.get_docstring(node) else node.body
    said = ast.unparse(body[0]) if body else ""
    # What stands before the right's name may need a row; a plain name does not.
    whole = said.startswith("require(by, ") and said.count("(") == 1 and "." not in said
    return whole and " if " not in said


VERBS = list(verbs())


def test_most_verbs_begin_by_asking():
    assert len(VERBS) > 80


@pytest.mark.parametrize(("module", "name", "takes"), VERBS, ids=lambda one: str(one)[-40:])
def test_a_verb_refuses_who_holds_no_right(module, name, takes):
    verb = getattr(import_module(module), name)

    with pytest.raises(NotAllowed):
        verb(**{**dict.fromkeys(takes), "by": NOBODY})
