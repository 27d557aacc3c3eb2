"""The publics that somebody may write to, as the modules contribute them."""

from __future__ import annotations

from datetime import date

from egide.kernel import registry
from egide.kernel.access import Actor
from egide.kernel.registry import AudienceChoice
from egide.letters.permissions import WRITE_LETTERS

MOST = 12


def audiences_called(
    text: str, *, actor: Actor, on: date, most: int = MOST
) -> list[AudienceChoice]:
    """Return the publics of this name to which the actor may write; the first ones for no name."""
    if not actor.can_somewhere(WRITE_LETTERS):
        return []
    found: list[AudienceChoice] = []
    wanted = " ".join(text.replace("\x00", " ").split())[:120]
    for audience in registry.audiences().values():
        found += audience.find(wanted, actor.scopes(WRITE_LETTERS), on, most)
    return found[:most]


def audience_meant(text: str, *, actor: Actor, on: date) -> AudienceChoice | None:
    """Return the one public that bears exactly this name, or the only one that resembles it."""
    found = audiences_called(text, actor=actor, on=on)
    exact = [one for one in found if one.label.casefold() == text.strip().casefold()]
    if exact:
        return exact[0]
    return found[0] if len(found) == 1 else None


def may_write_to(actor: Actor, scope_id: int | None) -> bool:
    """Tell whether the actor may write to a public of this scope; none is the whole society."""
    return actor.can(WRITE_LETTERS, scope_id)
