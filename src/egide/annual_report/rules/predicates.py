"""Comparisons that a sentence makes, computed and never believed (R-REP-4).

Each predicate answers with the sentence that says why it is false, or with nothing when it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from egide.design.typography import number


@dataclass(frozen=True)
class Measured:
    """One side of a comparison: its name in words, and its value now."""

    name: str
    value: Decimal
    text: str


def why_not_greater(left: Measured, right: Measured) -> str:
    """Return why ``left`` is not above ``right``."""
    if left.value > right.value:
        return ""
    return _(
        "%(left)s (%(left_value)s) n’est pas supérieur à %(right)s (%(right_value)s)."
    ) % _both(left, right)


def why_not_smaller(left: Measured, right: Measured) -> str:
    """Return why ``left`` is not below ``right``."""
    if left.value < right.value:
        return ""
    return _(
        "%(left)s (%(left_value)s) n’est pas inférieur à %(right)s (%(right_value)s)."
    ) % _both(left, right)


def why_not_equal(left: Measured, right: Measured) -> str:
    """Return why the two are not the same number."""
    if left.value == right.value:
        return ""
    return _("%(left)s (%(left_value)s) n’est pas égal à %(right)s (%(right_value)s).") % _both(
        left, right
    )


def why_not_equivalent(left: Measured, right: Measured, tolerance: Decimal) -> str:
    """Return why the two are not equivalent: further apart than ``tolerance`` of the second."""
    if right.value > 0 and abs(left.value / right.value - 1) <= tolerance:
        return ""
    return _(
        "%(left)s (%(left_value)s) n’est pas équivalent à %(right)s (%(right_value)s)"
        " à la tolérance de %(tolerance)s %% près."
    ) % {
        **_both(left, right),
        "tolerance": number((tolerance * 100).normalize(), "fr"),
    }


def why_not_growing_everywhere(pairs: list[tuple[Measured, Measured]]) -> str:
    """Return which categories do not grow from the earlier measure to the later one (AC-REP-4)."""
    fallen = [
        _("%(name)s (%(before)s → %(after)s)")
        % {"name": after.name, "before": before.text, "after": after.text}
        for before, after in pairs
        if after.value <= before.value
    ]
    if not fallen:
        return ""
    return _("Toutes les catégories ne progressent pas : %(fallen)s.") % {
        "fallen": ", ".join(fallen)
    }


def why_not_majority(part: Measured, whole: Measured) -> str:
    """Return why ``part`` is not more than half of ``whole``."""
    if whole.value > 0 and part.value * 2 > whole.value:
        return ""
    return _(
        "%(left)s (%(left_value)s) ne fait pas la majorité de %(right)s (%(right_value)s)."
    ) % _both(part, whole)


def why_not_positive(measured: Measured) -> str:
    """Return why there is not at least one."""
    if measured.value > 0:
        return ""
    return _("%(name)s est à %(value)s.") % {"name": measured.name, "value": measured.text}


def _both(left: Measured, right: Measured) -> dict[str, str]:
    return {
        "left": left.name,
        "left_value": left.text,
        "right": right.name,
        "right_value": right.text,
    }


@dataclass(frozen=True)
class PredicateShape:
    """How many figures a predicate compares, for the reader of the text."""

    fewest: int
    most: int


PREDICATES = {
    "greater": PredicateShape(2, 2),
    "smaller": PredicateShape(2, 2),
    "equal": PredicateShape(2, 2),
    "equivalent": PredicateShape(2, 3),
    "growing": PredicateShape(1, 1),
    "growing_in_every": PredicateShape(1, 40),
    "majority": PredicateShape(2, 2),
    "positive": PredicateShape(1, 1),
}
TWO_SIDED: dict[str, Callable[[Measured, Measured], str]] = {
    "greater": why_not_greater,
    "smaller": why_not_smaller,
    "equal": why_not_equal,
    "majority": why_not_majority,
}
