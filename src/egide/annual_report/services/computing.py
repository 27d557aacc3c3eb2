"""Computing the figures of an edition, and noticing when the records have changed since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from egide.annual_report.enums import FROZEN_STATES, EditionState, NoticeKind
from egide.annual_report.models import Edition, FrozenFigure, Restatement
from egide.annual_report.permissions import EDIT_REPORT
from egide.annual_report.queries.measuring import fingerprint, measure, small_cell
from egide.annual_report.queries.readings import in_language
from egide.annual_report.queries.reports import figures_named
from egide.annual_report.queries.restatements import (
    changed,
    comparable,
    restatement,
    value_columns,
)
from egide.annual_report.services.moving import check_open, locked, move
from egide.annual_report.services.notifying import tell, tell_owners
from egide.kernel import audit, registry
from egide.kernel.access import Actor, require
from egide.kernel.identity import verb
from egide.kernel.periods import Period
from egide.kernel.registry import Figure


@verb
def compute_edition(*, edition: Edition, at: datetime, on: date, by: Actor) -> Edition:
    """Compute and keep the value of every figure that exists, with the hash of its rows (R-REP-2).

    ``at`` is the instant that the report prints beside its numbers.

    What was found stale is computed again, so nothing is stale any more. A certification holds as
    long as the rows behind it are the same; else it is asked again.
    """
    require(by, EDIT_REPORT)
    edition = locked(edition)
    check_open(edition)

    held = {(figure.key, figure.year): figure for figure in edition.figures.all()}
    places = _places(edition)
    edition.figures.exclude(pk__in=[held[place].pk for place in places if place in held]).delete()
    edition.computed_at = at
    edition.restatements.all().delete()
    moved = [_freeze(edition, *place, held.get(place), at=at) for place in sorted(places)]
    move(edition, EditionState.COMPUTED, permission=EDIT_REPORT, on=on, by=by)

    audit.record(
        by,
        "annual_report.figures_computed",
        edition,
        figures=len(places),
        changed=sum(moved),
        on=on,
    )
    return edition


def _places(edition: Edition) -> set[tuple[str, int]]:
    """Return every recorded figure in the year of the edition, and in the years that it names."""
    recorded = registry.figures()
    named = set().union(*figures_named(edition).values())
    places = {(key, edition.year) for key in recorded}
    return places | {(key, year) for key, year in named if key in recorded}


def _freeze(
    edition: Edition, key: str, year: int, held: FrozenFigure | None, *, at: datetime
) -> bool:
    """Keep the value of one figure; tell whether anything changed since it was last computed."""
    figure = registry.figures()[key]
    period = Period.year(year)
    found = measure(figure, period, small_cell=small_cell(period.end))
    frozen = FrozenFigure(
        pk=held.pk if held else None,
        edition=edition,
        key=key,
        year=year,
        unit=found.unit,
        row_count=found.row_count,
        inputs_hash=fingerprint(figure, period),
        owner=in_language(figure.owner, "fr"),
        masked=found.masked,
        computed_at=at,
        **value_columns(found.value),
        **_words(figure),
    )
    same = held is not None and _same(held, frozen)
    if held is not None and same:
        frozen.certified_by, frozen.certified_at = held.certified_by, held.certified_at
        frozen.certified_as = held.certified_as
    frozen.full_clean(exclude=["edition"], validate_unique=False, validate_constraints=False)
    frozen.save()
    return not same


def _same(held: FrozenFigure, now: FrozenFigure) -> bool:
    facts = ("value", "unit", "inputs_hash", "definition_fr", "definition_en", "masked")
    return all(getattr(held, fact) == getattr(now, fact) for fact in facts)


def _words(figure: Figure) -> dict[str, str]:
    return {
        f"{name}_{language}": in_language(getattr(figure, name), language)
        for name in ("label", "definition")
        for language in ("fr", "en")
    }


@dataclass(frozen=True, kw_only=True)
class RestatementCheck:
    """What a comparison with today's records found."""

    compared: int
    restated: int


@verb
def note_restatements(*, edition: Edition, on: date, by: Actor) -> RestatementCheck:
    """Compare an edition with the records, and keep what differs beside it (R-REP-2).

    Run every night and on demand. In a draft the figure is stale and must be computed again; once
    the board approved, the frozen value stays and is shown with the new one.
    """
    require(by, EDIT_REPORT)
    edition = locked(edition)
    figures = comparable(edition)
    found = [restatement(figure, now, on=on) for figure, now in changed(figures)]
    known = {(row.key, row.year): row for row in edition.restatements.all()}

    still = Q(pk__in=[])
    for row in found:
        still |= Q(key=row.key, year=row.year)
    edition.restatements.exclude(still).delete()
    fresh = [row for row in found if not _is_known(row, known)]
    for row in fresh:
        edition.restatements.filter(key=row.key, year=row.year).delete()
        row.save()
        audit.record(
            by, "annual_report.figure_restated", edition, key=row.key, year=row.year, on=on
        )

    _tell_of_changes(edition, fresh, on=on, by=by)
    return RestatementCheck(compared=len(figures), restated=len(found))


def _is_known(row: Restatement, known: dict[tuple[str, int], Restatement]) -> bool:
    before = known.get((row.key, row.year))
    return before is not None and (before.inputs_hash, before.value) == (row.inputs_hash, row.value)


def _tell_of_changes(edition: Edition, fresh: list[Restatement], *, on: date, by: Actor) -> None:
    """Write to the owners of what changed, and to the editors."""
    if not fresh:
        return
    kind = NoticeKind.RESTATED if edition.state in FROZEN_STATES else NoticeKind.STALE
    places = [(row.key, row.year) for row in fresh]
    occasion = f"found {fresh[-1].pk}"
    tell_owners(edition, kind, places, occasion=occasion, on=on, by=by)
    tell(edition, kind, places, rights=[EDIT_REPORT], occasion=occasion, on=on, by=by)
