"""What the page of a figure shows: its definition, its values, and the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from egide.annual_report.enums import FROZEN_STATES
from egide.annual_report.models import Edition, FrozenFigure, Restatement, makes_reports
from egide.annual_report.permissions import READ_REPORTS
from egide.annual_report.queries.measuring import (
    LITTLE_WORK,
    MOST_WORK,
    Measurement,
    expected_work,
    is_secret,
    measure,
    measured,
    small_cell,
)
from egide.kernel.access import Actor
from egide.kernel.periods import Period
from egide.kernel.registry import Figure

YEARS_SHOWN = 4


@dataclass(frozen=True, kw_only=True)
class FigureView:
    """A figure of a year as one reader may see it.

    ``why_no_rows`` says in a word why the rows stay closed: ``secret``, ``right``; empty when open.
    ``waits`` when today's value would take long: it is computed for whoever asks for it.
    ``light`` when it takes so little that earlier years may be computed beside it.
    """

    figure: Figure
    year: int
    measurement: Measurement | None
    frozen: tuple[FrozenFigure, ...]
    why_no_rows: str
    rows: QuerySet | None
    hidden_rows: int
    waits: bool = False
    light: bool = True

    @property
    def visible_rows(self) -> int | None:
        """How many rows this reader sees, where all were counted."""
        return self.measurement.row_count - self.hidden_rows if self.measurement else None

    @property
    def is_restated(self) -> bool:
        """Tell whether the records no longer give what the last edition froze."""
        if self.measurement is None or not self.frozen:
            return False
        return self.frozen[0].value != self.measurement.value

    @property
    def is_of_a_draft(self) -> bool:
        """Tell whether the last edition that holds the value is still being made."""
        return bool(self.frozen) and self.frozen[0].edition.state not in FROZEN_STATES


def may_read_reports(actor: Actor, *, public: bool) -> bool:
    """Tell whether the actor may read published reports and the dictionary of figures."""
    return public or actor.can(READ_REPORTS) or makes_reports(actor)


def may_see_value_now(actor: Actor, figure: Figure) -> bool:
    """Tell whether the actor sees today's value, and not only the published one."""
    return actor.can(figure.permission) or makes_reports(actor)


def figure_view(
    figure: Figure,
    year: int,
    actor: Actor,
    *,
    public: bool,
    on: date,
    patient: bool = False,
    turning: bool = False,
) -> FigureView:
    """Return what ``actor`` may see of a figure in a year (R-REP-5).

    A long computation is left until a ``patient`` reader asks for it; whoever is ``turning`` the
    pages of the rows opens them, and has nothing computed.
    """
    period = Period.year(year, up_to=on)
    editions = Edition.objects.visible_to(actor, public=public)
    frozen = FrozenFigure.objects.filter(edition__in=editions, key=figure.key, year=year)
    measurement, records = None, figure.rows(period)
    may_see_now, why_no_rows = may_see_value_now(actor, figure), _why_no_rows(figure, actor)
    work = expected_work(records) if may_see_now or not why_no_rows else 0
    heavy = not patient and work > MOST_WORK
    if may_see_now and not heavy:
        measurement = measured(figure, records, small_cell=small_cell(period.end))
    rows, hidden = None, 0
    if not why_no_rows and (turning or not heavy):
        rows, whole = _visible_rows(records, actor)
        if measurement is not None and not whole:
            hidden = measurement.row_count - rows.order_by().count()
    return FigureView(
        figure=figure,
        year=year,
        measurement=measurement,
        frozen=tuple(frozen.select_related("edition").order_by("-edition__year", "pk")),
        why_no_rows=why_no_rows,
        rows=rows,
        hidden_rows=max(hidden, 0),
        waits=heavy and may_see_now,
        light=work <= LITTLE_WORK,
    )


def _why_no_rows(figure: Figure, actor: Actor) -> str:
    if is_secret(figure):
        return "secret"
    return "" if actor.can_somewhere(figure.permission) else "right"


def _visible_rows(rows: QuerySet, actor: Actor) -> tuple[QuerySet, bool]:
    """Return the rows that the actor may see, and whether these are all of them.

    A table that knows no difference shows all; so does one that gives the same question back.
    """
    visible_to = getattr(rows, "visible_to", None)
    seen = rows if visible_to is None else visible_to(actor)
    return seen, seen is rows


def values_over_years(
    view: FigureView, actor: Actor, *, public: bool, on: date
) -> list[tuple[int, Decimal]]:
    """Return the values of the last years: as they are now, or else as published.

    The clock compares every night what editions hold with the records: an earlier year is what it
    found then. One that no edition holds is computed where that takes little, and else left out.
    """
    years = range(view.year - YEARS_SHOWN + 1, view.year + 1)
    if view.measurement is None:
        return _published_values(view.figure.key, years, actor, public=public)
    if view.figure.small_cell:
        return []
    editions = Edition.objects.visible_to(actor, public=public)
    known: dict[int, Any] = dict(
        _published_values(view.figure.key, years, actor, public=public)
    ) | dict(
        Restatement.objects.filter(
            edition__in=editions, key=view.figure.key, year__in=years, amount__isnull=False
        )
        .order_by("found_on", "pk")
        .values_list("year", "amount")
    )
    found: list[tuple[int, Any]] = [(year, known[year]) for year in years[:-1] if year in known]
    if view.light:
        lacking = (year for year in years[:-1] if year not in known)
        found += [
            (year, measure(view.figure, Period.year(year, up_to=on), small_cell=0).value)
            for year in lacking
        ]
    found.append((view.year, view.measurement.value))
    return sorted((year, Decimal(value)) for year, value in found if not isinstance(value, date))


def _published_values(
    key: str, years: range, actor: Actor, *, public: bool
) -> list[tuple[int, Decimal]]:
    """Return the values of the editions that the actor may read, the latest for each year."""
    found = (
        FrozenFigure.objects.filter(
            edition__in=Edition.objects.visible_to(actor, public=public),
            key=key,
            year__in=years,
            masked=False,
        )
        .order_by("year", "-edition__year")
        .distinct("year")
        .values_list("year", "amount")
    )
    return [(year, amount) for year, amount in found if amount is not None]
