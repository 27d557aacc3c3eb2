"""What answers the search field of the site."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.pages import may_open
from egide.kernel.registry import SearchHit
from egide.members.rules.names import fold

HITS_EACH = 8
MOST_PAGES = 40


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one module answers to a search."""

    name: str
    label: str
    hits: list[SearchHit]


def pages_of(actor: Actor) -> list[Found]:
    """Return the pages of the menu that this actor may open, for who has typed nothing yet."""
    hits = find_pages(actor, "", MOST_PAGES)
    return [Found(name="shell.pages", label=_("Pages"), hits=hits)] if hits else []


def find_pages(actor: Actor, text: str, limit: int) -> list[SearchHit]:
    """Find the pages of the menu, by their name and that of their part of the menu."""
    wanted = fold(text).split()
    return [
        SearchHit(title=str(item.label), detail=str(item.section), url=reverse(item.url_name))
        for item in registry.navigation()
        if may_open(actor, item.permission)
        and all(word in fold(f"{item.label} {item.section}") for word in wanted)
    ][:limit]


def find_everywhere(actor: Actor, text: str) -> list[Found]:
    """Ask every module that this actor may ask; each shows what the actor may see (R-REG-7)."""
    found = []
    for search in registry.searches():
        if may_open(actor, search.permission):
            hits = search.find(actor, text, HITS_EACH)
            if hits:
                found.append(Found(name=search.name, label=str(search.label), hits=hits))
    return found
