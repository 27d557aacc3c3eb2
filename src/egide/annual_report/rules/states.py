"""How an edition moves from one state to the next, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from egide.annual_report.enums import EditionState
from egide.annual_report.rules.printing import Obstacle, ObstacleKind
from egide.kernel.errors import Refused

ALLOWED = {
    EditionState.COLLECTING: (EditionState.COMPUTED,),
    EditionState.COMPUTED: (EditionState.COMPUTED, EditionState.REVIEW, EditionState.COLLECTING),
    EditionState.REVIEW: (EditionState.APPROVED_BY_BOARD, EditionState.COLLECTING),
    EditionState.APPROVED_BY_BOARD: (EditionState.PRESENTED_TO_AG,),
    EditionState.PRESENTED_TO_AG: (EditionState.PUBLISHED,),
    EditionState.PUBLISHED: (EditionState.CORRECTED,),
    EditionState.CORRECTED: (EditionState.CORRECTED,),
}
# While these last, the text and the values may still change.
OPEN_STATES = (EditionState.COLLECTING, EditionState.COMPUTED)


class TransitionRefused(Refused):
    """The edition cannot move there from where it stands; the message names where it can."""


class EditionNotReady(Refused):
    """Something holds the approval back; every obstacle is in the message."""

    def __init__(self, obstacles: list[str]) -> None:
        self.obstacles = obstacles
        super().__init__(" ".join(obstacles))


def check_transition(now: str, wanted: str) -> None:
    """Refuse a move that the states do not know (R-X-7).

    :raises TransitionRefused: naming the allowed moves.
    """
    state, target = EditionState(now), EditionState(wanted)
    if target in ALLOWED[state]:
        return
    allowed = ", ".join(str(choice.label) for choice in ALLOWED[state])
    raise TransitionRefused(
        _(
            "L’édition est %(now)s : elle ne peut pas devenir %(wanted)s."
            " Elle peut devenir : %(allowed)s."
        )
        % {"now": state.label, "wanted": target.label, "allowed": allowed}
    )


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """All that is known of an edition when somebody asks whether it may be approved."""

    problems_by_language: dict[str, tuple[Obstacle, ...]]
    missing_texts: tuple[str, ...] = ()
    uncertified: tuple[str, ...] = ()
    overrides_waiting: tuple[str, ...] = ()
    figures_that_differ: tuple[str, ...] = field(default=())


def obstacles_to_approving(readiness: Readiness) -> list[str]:
    """What still forbids the board to approve, in words; empty when ready (R-REP-4, R-REP-7).

    What both languages lack is said once, and what one system lacks in one sentence.
    """
    obstacles = [
        _("Il n’y a pas de texte en %(language)s.") % {"language": language}
        for language in readiness.missing_texts
    ]
    obstacles += _in_the_texts(
        [problem for problems in readiness.problems_by_language.values() for problem in problems]
    )
    if readiness.figures_that_differ:
        obstacles.append(
            _("Le français et l’anglais ne citent pas les mêmes chiffres : %(keys)s.")
            % {"keys": ", ".join(readiness.figures_that_differ)}
        )
    obstacles += [
        _("La dérogation sur « %(label)s » attend un second accord.") % {"label": label}
        for label in readiness.overrides_waiting
    ]
    obstacles += [
        _("Le chiffre « %(label)s » n’est pas certifié.") % {"label": label}
        for label in readiness.uncertified
    ]
    return obstacles


def _in_the_texts(problems: list[Obstacle]) -> list[str]:
    lacking: dict[str, dict[str, None]] = {}
    for problem in problems:
        if problem.kind is ObstacleKind.MISSING:
            lacking.setdefault(problem.system, {})[problem.key] = None
    sentences = unique(
        problem.text for problem in problems if problem.kind is not ObstacleKind.MISSING
    )
    for system in sorted(lacking):
        keys = ", ".join(sorted(lacking[system]))
        if system:
            sentence = _("Le système %(system)s n’enregistre pas encore : %(keys)s.")
        else:
            sentence = _("Ces chiffres ne sont pas encore calculés : %(keys)s.")
        sentences.append(sentence % {"system": system, "keys": keys})
    return sentences


def unique(sentences: Iterable[str]) -> list[str]:
    """Return the sentences once each, in their first order."""
    return list(dict.fromkeys(sentences))
