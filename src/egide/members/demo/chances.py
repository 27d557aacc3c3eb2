"""Choices of the reference society: each is a hash of its kind and row (4.1)."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

from egide.kernel.demo import draw

Rank = tuple[int, int]


class Chances:
    """Eight numbers for one row, from one hash; each question takes the next."""

    __slots__ = ("_numbers",)

    def __init__(self, kind: str, row: int | str) -> None:
        digest = hashlib.sha256(f"egide-demo|{kind}|{row}".encode()).digest()
        self._numbers = iter(struct.unpack(">8I", digest))

    def below(self, limit: int) -> int:
        """Return a number under ``limit``."""
        return next(self._numbers) % limit


def ranks(kind: str, rows: Iterable[int]) -> dict[int, Rank]:
    """Return the place of each row in the order of its hash; equal hashes go by row."""
    return {row: (draw(kind, row, 2**63), row) for row in rows}


def eight_ranks(kind: str, rows: Iterable[int]) -> list[dict[int, Rank]]:
    """Return eight orders of the rows, from one hash each."""
    orders: list[dict[int, Rank]] = [{} for _ in range(8)]
    for row in rows:
        chances = Chances(kind, row)
        for order in orders:
            order[row] = (chances.below(2**32), row)
    return orders


def first_of(order: dict[int, Rank], rows: Iterable[int], most: int) -> frozenset[int]:
    """Return the first ``most`` of ``rows`` in that order."""
    return frozenset(sorted(rows, key=order.__getitem__)[:most])
