"""Which lists are too large for one person to take away alone, and what must not change since."""

from __future__ import annotations

from django.utils.translation import gettext as _

SHORTEST_PURPOSE = 12
# People come in and go out meanwhile; more than that is another list than the one agreed to.
MOST_GROWN = 10


def obstacles_to_purpose(purpose: str) -> list[str]:
    """Say what is missing of the use that somebody tells; empty when it can be judged."""
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        return [_("Dites en une phrase à quoi servira cet extrait : qui accorde doit en juger.")]
    return []


def has_grown(rows: int, agreed: int) -> bool:
    """Tell whether a list holds over a tenth more lines than those agreed to."""
    return rows * MOST_GROWN > agreed * (MOST_GROWN + 1)
