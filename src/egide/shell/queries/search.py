"""What answers the search field of the site."""

from __future__ import annotations

from dataclasses import dataclass

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.registry import SearchHit
from egide.shell.queries.home import may_open

HITS_EACH = 8


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one module answers to a search."""

    name: str
    label: str
    hits: list[SearchHit]


def find_everywhere(actor: Actor, text: str) -> list[Found]:
    """Ask every module that this actor may ask; each shows what the actor may see (R-REG-7)."""
    found = []
    for search in registry.searches():
        if may_open(actor, search.permission):
            hits = search.find(actor, text, HITS_EACH)
            if hits:
                found.append(Found(name=search.name, label=str(search.label), hits=hits))
    return found
