"""Challenges as each reader may see them: the doubt is private, the answer is everybody's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from egide.annual_report.enums import ChallengeOutcome
from egide.annual_report.models import Challenge, Edition, makes_reports
from egide.annual_report.permissions import CHALLENGE_FIGURE
from egide.annual_report.queries.measuring import small_cell, units, value_in_words
from egide.annual_report.queries.owners import owner_right, owns
from egide.annual_report.queries.readings import label_of
from egide.kernel import registry
from egide.kernel.access import Actor, explain


@dataclass(frozen=True, kw_only=True)
class ChallengeView:
    """A challenge, with what this reader may see and do of it."""

    challenge: Challenge
    label: str
    value: str
    owner: str
    shows_reason: bool
    is_mine: bool
    may_answer: bool
    why: tuple[str, ...]


def may_challenge(actor: Actor, edition: Edition, key: str, year: int) -> bool:
    """Tell whether the actor may doubt this number of this edition: a reader, or a maker."""
    if not makes_reports(actor) and not (edition.is_published and actor.can(CHALLENGE_FIGURE)):
        return False
    return (
        edition.figures.filter(key=key, year=year).exists()
        or edition.overrides.filter(key=key, year=year).exclude(approver="").exists()
    )


def challenge_view(challenge: Challenge, actor: Actor, language: str) -> ChallengeView:
    """Return a challenge as ``actor`` may see it."""
    key = challenge.key
    figure = registry.figures().get(key)
    is_mine = challenge.author == actor.name
    is_owner = owns(actor, key)
    return ChallengeView(
        challenge=challenge,
        label=label_of(key),
        value=_value(challenge, language),
        owner=str(figure.owner) if figure else "",
        shows_reason=is_mine or makes_reports(actor),
        is_mine=is_mine,
        may_answer=challenge.is_open and is_owner and not is_mine,
        why=tuple(explain(actor, owner_right(key))) if is_owner else (),
    )


def _value(challenge: Challenge, language: str) -> str:
    unit = units().get(challenge.key, "count")
    threshold = small_cell(date(challenge.year, 12, 31))
    frozen = challenge.edition.figures.filter(key=challenge.key, year=challenge.year).first()
    return value_in_words(
        challenge.value,
        unit,
        language,
        masked=frozen is not None and frozen.masked,
        small_cell=threshold,
    )


def challenges_of(
    key: str, year: int, editions: Iterable[int], actor: Actor, language: str
) -> list[ChallengeView]:
    """Return the challenges of a number, for its page; the withdrawn ones are their author's."""
    found = (
        Challenge.objects.filter(key=key, year=year, edition__in=editions)
        .select_related("edition")
        .order_by("-raised_at", "-pk")
    )
    return [
        challenge_view(challenge, actor, language)
        for challenge in found
        if challenge.outcome != ChallengeOutcome.WITHDRAWN or challenge.author == actor.name
    ]
