"""What the makers of an edition have on their desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from egide.annual_report.enums import (
    CERTIFIABLE_STATES,
    FROZEN_STATES,
    ChallengeOutcome,
    EditionState,
    FigureState,
)
from egide.annual_report.models import (
    Challenge,
    Edition,
    EditionStep,
    EditionText,
    FrozenFigure,
    Override,
)
from egide.annual_report.queries.challenging import may_challenge
from egide.annual_report.queries.figure_pages import FigureView
from egide.annual_report.queries.measuring import is_small, small_cell, units, value_in_words
from egide.annual_report.queries.owners import keys_owned_by, owns, why_owner
from egide.annual_report.queries.readings import label_of
from egide.annual_report.queries.reports import figures_named, latest_texts, owner_of, readiness
from egide.annual_report.rules.states import ALLOWED, Hold, HoldKind, holds_on_approving
from egide.kernel.access import Actor


@dataclass(frozen=True, kw_only=True)
class DeskFigure:
    """A frozen figure on the desk: its value in words, its state, and whether it is the reader's.

    ``may_certify`` is only true for its owner, while the edition waits for that.
    """

    figure: FrozenFigure
    text: str
    owner: str
    state: FigureState
    is_named: bool
    may_certify: bool


@dataclass(frozen=True, kw_only=True)
class DeskOverride:
    """An override on the desk, with its value as the report prints it."""

    override: Override
    label: str
    text: str


@dataclass(frozen=True, kw_only=True)
class HoldGroup:
    """What holds the approval back, gathered by kind."""

    kind: HoldKind
    holds: tuple[Hold, ...]

    @property
    def count(self) -> int:
        """How many numbers, or sentences, the group is about."""
        return sum(max(len(hold.places), 1) for hold in self.holds)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Everything that the page of the workshop shows."""

    edition: Edition
    steps: tuple[EditionStep, ...]
    next_states: tuple[str, ...]
    obstacles: tuple[HoldGroup, ...]
    texts: tuple[EditionText, ...]
    figures: tuple[DeskFigure, ...]
    overrides: tuple[DeskOverride, ...]
    challenges: tuple[tuple[Challenge, str], ...]
    why_certify: tuple[str, ...]
    restated: int

    @property
    def to_certify(self) -> int:
        """How many figures wait for this reader, their owner."""
        return sum(1 for line in self.figures if line.may_certify)


def desk_of(edition: Edition, actor: Actor, language: str) -> Desk:
    """Return the desk of an edition for one of its makers."""
    texts = latest_texts(edition)
    waiting = edition.challenges.filter(outcome=ChallengeOutcome.OPEN)
    owned = keys_owned_by(actor)
    return Desk(
        edition=edition,
        steps=tuple(edition.steps.order_by("pk")),
        next_states=tuple(
            str(EditionState(state).label)
            for state in ALLOWED[EditionState(edition.state)]
            if state != edition.state
        ),
        obstacles=() if edition.state in FROZEN_STATES else _obstacles(edition, texts),
        texts=tuple(texts.values()),
        figures=tuple(_figures(edition, texts, owned, language)),
        overrides=tuple(
            DeskOverride(
                override=override,
                label=label_of(override.key),
                text=value_in_words(override.value, units().get(override.key, "count"), language),
            )
            for override in edition.overrides.order_by("key", "year", "pk")
        ),
        challenges=tuple(
            (challenge, label_of(challenge.key))
            for challenge in waiting.order_by("raised_at", "pk")
        ),
        why_certify=tuple(why_owner(actor)) if owned else (),
        restated=edition.restatements.count(),
    )


def _obstacles(edition: Edition, texts: Mapping[str, EditionText]) -> tuple[HoldGroup, ...]:
    holds = holds_on_approving(readiness(edition, texts=texts))
    groups = []
    for kind in HoldKind:
        of_kind = tuple(hold for hold in holds if hold.kind is kind)
        if of_kind:
            groups.append(HoldGroup(kind=kind, holds=of_kind))
    return tuple(groups)


def _figures(
    edition: Edition, texts: Mapping[str, EditionText], owned: frozenset[str], language: str
) -> list[DeskFigure]:
    named = set().union(*figures_named(edition, texts).values())
    threshold = small_cell(date(edition.year, 12, 31))
    states = states_of(edition)
    open_to_owners = edition.state in CERTIFIABLE_STATES
    lines = [
        DeskFigure(
            figure=figure,
            text=value_in_words(
                figure.value, figure.unit, language, masked=figure.masked, small_cell=threshold
            ),
            owner=owner_of(figure.key) or figure.owner,
            state=states[(figure.key, figure.year)],
            is_named=(figure.key, figure.year) in named,
            may_certify=open_to_owners and not figure.certified_by and figure.key in owned,
        )
        for figure in edition.figures.order_by("-year", "key", "pk")
    ]
    # Whoever comes to certify finds their own first.
    return sorted(lines, key=lambda line: not line.may_certify)


@dataclass(frozen=True, kw_only=True)
class PrintedValue:
    """What one edition prints of a number, on the page of the figure."""

    frozen: FrozenFigure
    text: str
    printed: str
    now: str
    state: FigureState
    may_certify: bool
    may_challenge: bool


def printed_values(view: FigureView, actor: Actor, language: str) -> list[PrintedValue]:
    """Return what each edition that the reader may open prints of a number (R-REP-2, R-REP-5)."""
    key, year = view.figure.key, view.year
    is_owner = owns(actor, key)
    return [
        PrintedValue(
            frozen=frozen,
            text=_words_of(frozen.value, frozen, language),
            printed=_override_of(frozen, language),
            now=_restatement_of(frozen, language),
            state=states_of(frozen.edition)[(key, year)],
            may_certify=is_owner
            and not frozen.certified_by
            and frozen.edition.state in CERTIFIABLE_STATES,
            # Its owner corrects it; a doubt of theirs would have nobody to answer.
            may_challenge=not is_owner and may_challenge(actor, frozen.edition, key, year),
        )
        for frozen in view.frozen
    ]


def _words_of(value: Any, frozen: FrozenFigure, language: str) -> str:
    threshold = small_cell(date(frozen.edition.year, 12, 31))
    return value_in_words(value, frozen.unit, language, masked=frozen.masked, small_cell=threshold)


def _override_of(frozen: FrozenFigure, language: str) -> str:
    """Return the value printed instead of the computed one; empty without an approved override."""
    found = frozen.edition.overrides.filter(key=frozen.key, year=frozen.year)
    override = found.exclude(approver="").first()
    return value_in_words(override.value, frozen.unit, language) if override else ""


def _restatement_of(frozen: FrozenFigure, language: str) -> str:
    """Return what the records say now where they differ; a small count stays masked (R-REP-8)."""
    found = frozen.edition.restatements.filter(key=frozen.key, year=frozen.year).first()
    if found is None:
        return ""
    threshold = small_cell(date(frozen.edition.year, 12, 31))
    masked = is_small(frozen.key, found.value, threshold)
    return value_in_words(found.value, frozen.unit, language, masked=masked, small_cell=threshold)


def states_of(edition: Edition) -> dict[tuple[str, int], FigureState]:
    """Return the state of every number of an edition; what is worst comes first (S24)."""
    disputed = set(
        edition.challenges.filter(outcome=ChallengeOutcome.OPEN).values_list("key", "year")
    )
    moved = set(edition.restatements.values_list("key", "year"))
    is_frozen = edition.state in FROZEN_STATES
    found = {}
    for figure in edition.figures.all():
        place = (figure.key, figure.year)
        if place in disputed:
            state = FigureState.DISPUTED
        elif place in moved:
            state = FigureState.RESTATED if is_frozen else FigureState.STALE
        else:
            state = FigureState.CERTIFIED if figure.certified_by else FigureState.COMPUTED
        found[place] = state
    return found
