"""How an edition moves from one state to the next, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum

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
class Place:
    """A number of the edition: the figure, its year, its words, and the office it belongs to."""

    key: str
    year: int
    label: str
    owner: str = ""

    def __str__(self) -> str:
        return f"{self.label} {self.year}"


class HoldKind(Enum):
    """What holds an approval back, in the order in which it is best lifted."""

    TEXT = "TEXT"
    MISSING = "MISSING"
    SENTENCE = "SENTENCE"
    LANGUAGES = "LANGUAGES"
    STALE = "STALE"
    DISPUTED = "DISPUTED"
    OVERRIDE = "OVERRIDE"
    UNCERTIFIED = "UNCERTIFIED"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One thing that holds an approval back: the sentence, and the numbers it is about.

    ``heading`` gathers what one system lacks, or what one office still certifies.
    """

    kind: HoldKind
    text: str
    places: tuple[Place, ...] = ()
    heading: str = ""


@dataclass(frozen=True, kw_only=True)
class Readiness:
    """All that is known of an edition when somebody asks whether it may be approved."""

    year: int
    problems_by_language: dict[str, tuple[Obstacle, ...]]
    systems: dict[str, str] = field(default_factory=dict)
    missing_texts: tuple[str, ...] = ()
    uncertified: tuple[Place, ...] = ()
    stale: tuple[Place, ...] = ()
    disputed: tuple[Place, ...] = ()
    overrides_waiting: tuple[str, ...] = ()
    figures_that_differ: tuple[Place, ...] = ()


def obstacles_to_approving(readiness: Readiness) -> list[str]:
    """What still forbids the board to approve, in words; empty when ready (R-REP-4, R-REP-7)."""
    return unique(hold.text for hold in holds_on_approving(readiness))


def holds_on_approving(readiness: Readiness) -> list[Hold]:
    """What still forbids the board to approve, with the numbers that each obstacle is about.

    What both languages lack is said once, and what one system lacks in one sentence.
    """
    return [
        *_of_languages(readiness),
        *_in_the_texts(readiness),
        *_of_figures_that_differ(readiness.figures_that_differ),
        *_on_numbers(
            HoldKind.STALE,
            readiness.stale,
            _("Les enregistrements derrière « %(label)s » ont changé : recalculez le chiffre."),
        ),
        *_on_numbers(
            HoldKind.DISPUTED,
            readiness.disputed,
            _("Le chiffre « %(label)s » est contesté et attend la réponse de son responsable."),
        ),
        *_of_overrides(readiness.overrides_waiting),
        *_on_numbers(
            HoldKind.UNCERTIFIED,
            readiness.uncertified,
            _("Le chiffre « %(label)s » n’est pas certifié."),
        ),
    ]


def _of_languages(readiness: Readiness) -> list[Hold]:
    return [
        Hold(
            kind=HoldKind.TEXT,
            text=_("Il n’y a pas de texte en %(language)s.") % {"language": language},
        )
        for language in readiness.missing_texts
    ]


def _of_figures_that_differ(places: tuple[Place, ...]) -> list[Hold]:
    if not places:
        return []
    keys = ", ".join(str(place) for place in places)
    sentence = _("Le français et l’anglais ne citent pas les mêmes chiffres : %(keys)s.")
    return [Hold(kind=HoldKind.LANGUAGES, text=sentence % {"keys": keys}, places=places)]


def _of_overrides(labels: tuple[str, ...]) -> list[Hold]:
    sentence = _("La dérogation sur « %(label)s » attend un second accord.")
    return [Hold(kind=HoldKind.OVERRIDE, text=sentence % {"label": label}) for label in labels]


def _on_numbers(kind: HoldKind, places: Iterable[Place], sentence: str) -> list[Hold]:
    return [
        Hold(kind=kind, text=sentence % {"label": place}, places=(place,), heading=place.owner)
        for place in places
    ]


def _in_the_texts(readiness: Readiness) -> list[Hold]:
    problems = [
        problem for problems in readiness.problems_by_language.values() for problem in problems
    ]
    lacking: dict[str, dict[str, str]] = {}
    for problem in problems:
        if problem.kind is ObstacleKind.MISSING:
            lacking.setdefault(problem.system, {})[problem.key] = problem.label or problem.key
    holds = [
        Hold(kind=HoldKind.SENTENCE, text=text)
        for text in unique(
            problem.text for problem in problems if problem.kind is not ObstacleKind.MISSING
        )
    ]
    for system in sorted(lacking):
        labels = dict(sorted(lacking[system].items(), key=lambda item: (item[1], item[0])))
        if system:
            sentence = _("Le système %(system)s n’enregistre pas encore : %(keys)s.")
        else:
            sentence = _("Ces chiffres ne sont pas encore calculés : %(keys)s.")
        holds.append(
            Hold(
                kind=HoldKind.MISSING,
                text=sentence % {"system": system, "keys": ", ".join(labels.values())},
                places=tuple(
                    Place(key=key, year=readiness.year, label=label)
                    for key, label in labels.items()
                ),
                heading=f"{system} · {readiness.systems.get(system, '')}" if system else "",
            )
        )
    return holds


def unique(sentences: Iterable[str]) -> list[str]:
    """Return the sentences once each, in their first order."""
    return list(dict.fromkeys(sentences))
