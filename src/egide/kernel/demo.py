"""The reference society: every module's part, in order, under the identity of a command."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from egide.kernel import registry
from egide.kernel.access import Actor, command_actor


@dataclass(frozen=True, kw_only=True)
class DemoLoad:
    """One load of the reference society: its size, ``full`` or ``small``, and who acts."""

    size: str
    by: Actor

    @property
    def small(self) -> bool:
        return self.size == "small"


def draw(kind: str, row: int | str, below: int) -> int:
    """Return the choice for one row: an integer under ``below``, the same on every machine."""
    digest = hashlib.sha256(f"egide-demo|{kind}|{row}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def sign_in_link(name: str) -> str:
    """Return the path by which somebody of the reference society signs in, once, for ten minutes.

    ``name`` is the name of a persona; only the demo opens such a door.
    :raises LookupError: if there is no such persona, or no module opens the door.
    """
    for door in registry.demo_doors():
        return door.link(name)
    raise LookupError(name)


def load(size: str, progress: Callable[[str], None]) -> None:
    """Load the reference society into an empty database; each step says what it does."""
    demo = DemoLoad(size=size, by=command_actor("demo"))
    for step in registry.demo_steps():
        progress(str(step.label))
        step.build(demo)
