"""Numbers made of others: growth, share, ratio, difference, sum."""

from __future__ import annotations

from decimal import Decimal

from egide.annual_report.rules.wording import Quantity


def calculate(name: str, quantities: list[Quantity]) -> Quantity:
    """Return what a calculation gives; a rate on a zero or negative base has no value (n/a)."""
    if any(quantity.value is None for quantity in quantities):
        return Quantity(None, "ratio")
    first, second = quantities[0], quantities[1]
    if name == "sum":
        return Quantity(sum((quantity.amount for quantity in quantities), Decimal(0)), first.unit)
    if name == "difference":
        return Quantity(first.amount - second.amount, first.unit)
    unit = first.unit if name == "ratio" else "ratio"
    if second.amount <= 0:
        return Quantity(None, unit)
    if name == "growth":
        return Quantity(first.amount / second.amount - 1, "ratio")
    return Quantity(first.amount / second.amount, unit)
