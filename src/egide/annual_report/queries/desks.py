"""What the makers of an edition have on their desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from egide.annual_report.enums import EditionState, ReportLanguage
from egide.annual_report.models import Edition, EditionStep, EditionText, FrozenFigure, Override
from egide.annual_report.queries.measuring import small_cell, value_in_words
from egide.annual_report.queries.reports import figures_named, latest_text, obstacles
from egide.annual_report.rules.states import ALLOWED


@dataclass(frozen=True, kw_only=True)
class DeskFigure:
    """A frozen figure on the desk, with its value in words."""

    figure: FrozenFigure
    text: str
    is_named: bool


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that the page of the workshop shows."""

    edition: Edition
    steps: tuple[EditionStep, ...]
    next_states: tuple[str, ...]
    obstacles: tuple[str, ...]
    texts: tuple[EditionText, ...]
    figures: tuple[DeskFigure, ...]
    overrides: tuple[Override, ...]
    restated: int

    @property
    def uncertified(self) -> int:
        """How many figures that the texts name still wait for their owner."""
        return sum(1 for line in self.figures if line.is_named and not line.figure.certified_by)


def desk_of(edition: Edition, language: str) -> Desk:
    """Return the desk of an edition."""
    named = set().union(*figures_named(edition).values())
    threshold = small_cell(date(edition.year, 12, 31))
    figures = [
        DeskFigure(
            figure=figure,
            text=value_in_words(
                figure.value, figure.unit, language, masked=figure.masked, small_cell=threshold
            ),
            is_named=(figure.key, figure.year) in named,
        )
        for figure in edition.figures.order_by("-year", "key", "pk")
    ]
    texts = [latest_text(edition, language) for language in ReportLanguage.values]
    return Desk(
        edition=edition,
        steps=tuple(edition.steps.order_by("pk")),
        next_states=tuple(
            str(EditionState(state).label)
            for state in ALLOWED[EditionState(edition.state)]
            if state != edition.state
        ),
        obstacles=tuple(obstacles(edition)) if not edition.is_published else (),
        texts=tuple(text for text in texts if text is not None),
        figures=tuple(figures),
        overrides=tuple(edition.overrides.order_by("key", "year", "pk")),
        restated=edition.restatements.count(),
    )
