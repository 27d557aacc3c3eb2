"""What the sources write in the register, read from the code: no line stays without words."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from egide.kernel import registry

# What writes a line, and the facts that it adds by itself.
WRITERS = {"audit.record": (), "audit.record_rows": ("first_id", "last_id")}
# How these call what every line has; the rest are facts.
OF_EVERY_LINE = frozenset({"reason", "before"})


@dataclass(frozen=True)
class WrittenLine:
    """One call that writes in the register; ``action`` is empty when it cannot be read."""

    place: str
    action: str
    facts: tuple[str, ...]


def written_lines(package: Path) -> Iterator[WrittenLine]:
    """Yield the calls that write in the register in the modules of ``package``."""
    for path in sorted(package.rglob("*.py")):
        text = path.read_text()
        if "audit.record" not in text or "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in WRITERS:
                yield _line(node, f"{path.relative_to(package)}:{node.lineno}")


def _line(call: ast.Call, place: str) -> WrittenLine:
    action = call.args[1] if len(call.args) > 1 else None
    named = [keyword.arg for keyword in call.keywords if keyword.arg]
    return WrittenLine(
        place=place,
        action=str(action.value) if isinstance(action, ast.Constant) else "",
        facts=(
            *(name for name in named if name not in OF_EVERY_LINE),
            *WRITERS[ast.unparse(call.func)],
        ),
    )


def without_words(package: Path) -> Iterator[str]:
    """Yield what is written in the register and has no words to show it: acts, then facts."""
    acts = registry.acts()
    for line in written_lines(package):
        if not line.action:
            yield f"{line.place} writes an act that is not said in so many letters"
        elif line.action not in acts:
            yield f"{line.place} writes {line.action!r}, which has no label"
        for name in line.facts:
            if registry.fact_of(line.action, name) is None:
                yield f"{line.place} writes the fact {name!r}, which has no label"
