"""What the records say now of the values that an edition computed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from egide.annual_report.models import Edition, FrozenFigure, Restatement
from egide.annual_report.queries.measuring import Measurement, fingerprint, measure, small_cell
from egide.kernel import registry
from egide.kernel.periods import Period


def comparable(edition: Edition) -> list[FrozenFigure]:
    """Return the figures of an edition that the site can still compute."""
    recorded = registry.figures()
    return [figure for figure in edition.figures.order_by("key", "year") if figure.key in recorded]


def changed(figures: Iterable[FrozenFigure]) -> list[tuple[FrozenFigure, Measurement]]:
    """Return the figures whose records no longer give what was computed, and what they give."""
    found = []
    for figure in figures:
        period = Period.year(figure.year)
        now = measure(registry.figures()[figure.key], period, small_cell=small_cell(period.end))
        if now.value != figure.value:
            found.append((figure, now))
    return found


def restatement(figure: FrozenFigure, now: Measurement, *, on: date) -> Restatement:
    """Return, unsaved, what is kept beside a value that the records no longer give."""
    period = Period.year(figure.year)
    return Restatement(
        edition_id=figure.edition_id,
        key=figure.key,
        year=figure.year,
        row_count=now.row_count,
        inputs_hash=fingerprint(registry.figures()[figure.key], period),
        found_on=on,
        **value_columns(now.value),
    )


def value_now(key: str, year: int) -> int | Decimal | date | None:
    """Return what the records say now of a figure; nothing when no module brings it."""
    figure = registry.figures().get(key)
    if figure is None:
        return None
    period = Period.year(year)
    return measure(figure, period, small_cell=small_cell(period.end)).value


def value_columns(value: object) -> dict[str, object]:
    """Return the column that holds a value: a number, or a day."""
    if isinstance(value, date):
        return {"amount": None, "day": value}
    return {"amount": value, "day": None}
