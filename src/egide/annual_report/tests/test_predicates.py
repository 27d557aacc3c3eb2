"""Comparisons are computed, and a false one says why (R-REP-4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egide.annual_report.rules.predicates import (
    Measured,
    why_not_equal,
    why_not_equivalent,
    why_not_greater,
    why_not_growing_everywhere,
    why_not_majority,
    why_not_positive,
    why_not_smaller,
)

pytestmark = pytest.mark.proves("R-REP-4")
TOLERANCE = Decimal("0.02")


def measured(value, name="X"):
    return Measured(name, Decimal(value), str(value))


def test_greater_is_strict_and_the_refusal_gives_both_values():
    assert why_not_greater(measured(16816), measured(15522)) == ""
    assert (
        why_not_greater(measured(5, "A"), measured(5, "B")) == "A (5) n’est pas supérieur à B (5)."
    )


def test_smaller_equal_and_positive_answer_in_words():
    assert why_not_smaller(measured(1), measured(2)) == ""
    assert (
        why_not_smaller(measured(2, "A"), measured(1, "B")) == "A (2) n’est pas inférieur à B (1)."
    )
    assert why_not_equal(measured(24), measured(24)) == ""
    assert why_not_equal(measured(24, "A"), measured(23, "B")) == "A (24) n’est pas égal à B (23)."
    assert why_not_positive(measured(1)) == ""
    assert why_not_positive(measured(0, "A")) == "A est à 0."


def test_equivalence_holds_up_to_the_tolerance_included():
    assert why_not_equivalent(measured(373100), measured(370500), TOLERANCE) == ""
    assert why_not_equivalent(measured(102), measured(100), TOLERANCE) == ""
    assert why_not_equivalent(measured(98), measured(100), TOLERANCE) == ""
    assert why_not_equivalent(measured(103, "A"), measured(100, "B"), TOLERANCE) == (
        "A (103) n’est pas équivalent à B (100) à la tolérance de 2 % près."
    )


def test_nothing_is_equivalent_to_zero():
    assert why_not_equivalent(measured(0), measured(0), TOLERANCE) != ""


@pytest.mark.proves("AC-REP-4")
def test_the_category_that_falls_is_named():
    problem = why_not_growing_everywhere(
        [
            (measured(10), measured(12, "Jeunes")),
            (measured(9), measured(8, "Retraités")),
            (measured(7), measured(7, "Bienfaiteurs")),
        ]
    )

    assert problem == (
        "Toutes les catégories ne progressent pas : Retraités (9 → 8), Bienfaiteurs (7 → 7)."
    )


def test_half_is_not_a_majority():
    assert why_not_majority(measured(39), measured(64)) == ""
    assert why_not_majority(measured(32, "A"), measured(64, "B")) == (
        "A (32) ne fait pas la majorité de B (64)."
    )
    assert why_not_majority(measured(0), measured(0)) != ""


@given(st.integers(), st.integers())
def test_exactly_one_of_greater_equal_smaller_holds(left, right):
    pair = (measured(left), measured(right))
    holds = [ask(*pair) == "" for ask in (why_not_greater, why_not_equal, why_not_smaller)]

    assert holds.count(True) == 1
