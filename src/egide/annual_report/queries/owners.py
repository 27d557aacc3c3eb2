"""Who answers for a figure: who holds, on the day, the right that the figure names (S24)."""

from __future__ import annotations

from egide.kernel import registry
from egide.kernel.access import Actor, explain


def owner_right(key: str) -> str:
    """Return the right by which the owner of a figure certifies it; empty when nobody owns it."""
    figure = registry.figures().get(key)
    return figure.owner_right if figure else ""


def owns(actor: Actor, key: str) -> bool:
    """Tell whether the actor answers for a figure."""
    right = owner_right(key)
    return bool(right) and actor.can(right)


def keys_owned_by(actor: Actor) -> frozenset[str]:
    """Return the figures that the actor answers for."""
    rights = {figure.owner_right for figure in registry.figures().values()}
    held = {right for right in rights if actor.can(right)}
    return frozenset(
        key for key, figure in registry.figures().items() if figure.owner_right in held
    )


def why_owner(actor: Actor) -> list[str]:
    """Return the sentences that say why the actor certifies: « Vous êtes trésorier… »."""
    rights = sorted({figure.owner_right for figure in registry.figures().values()})
    return list(dict.fromkeys(reason for right in rights for reason in explain(actor, right)))
