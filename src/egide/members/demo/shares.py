"""Sharing a whole number of things by weights, so that the parts add up to it exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Key = TypeVar("Key")


def share(total: int, weights: Mapping[Key, int] | Mapping[Key, float]) -> dict[Key, int]:
    """Share ``total`` by ``weights`` (largest remainder); equal ones in the order given."""
    whole = sum(weights.values())
    exact = {key: total * weight / whole for key, weight in weights.items()}
    parts = {key: int(amount) for key, amount in exact.items()}
    left = total - sum(parts.values())
    for key in sorted(exact, key=lambda key: parts[key] - exact[key])[:left]:
        parts[key] += 1
    return parts


def spread(counts: Mapping[Key, int]) -> list[Key]:
    """Return every key as many times as it counts, in the order given."""
    return [key for key, count in counts.items() for _ in range(count)]
