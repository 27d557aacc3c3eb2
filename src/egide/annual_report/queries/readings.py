"""What an edition knows of each figure: frozen, overridden, restated or missing."""

from __future__ import annotations

from django.utils import translation
from django.utils.translation import get_language

from egide.annual_report.models import Edition, FigureValue, FrozenFigure
from egide.annual_report.queries.measuring import system_label
from egide.annual_report.rules.expected import expected_figures
from egide.annual_report.rules.printing import Reading, ReadingState
from egide.kernel import registry

Place = tuple[str, int]


class EditionReadings:
    """Answers for every figure of an edition, from three queries."""

    def __init__(self, edition: Edition, language: str) -> None:
        self.language = language
        self.frozen = {
            (figure.key, figure.year): figure for figure in edition.figures.order_by("key", "year")
        }
        approved = edition.overrides.exclude(approver="").order_by("key", "year")
        self.overrides = _by_place(approved)
        self.restatements = _by_place(edition.restatements.order_by("key", "year"))

    def __call__(self, key: str, year: int) -> Reading:
        place = (key, year)
        frozen = self.frozen.get(place)
        if place in self.overrides:
            return self._overridden(place, frozen)
        if frozen is not None:
            return self._frozen(place, frozen)
        return self._absent(key, year)

    def _overridden(self, place: Place, frozen: FrozenFigure | None) -> Reading:
        key, year = place
        return Reading(
            key=key,
            year=year,
            label=self._label(key, frozen),
            state=ReadingState.OVERRIDDEN,
            unit=frozen.unit if frozen else _unit_of(key),
            value=self.overrides[place].value,
        )

    def _frozen(self, place: Place, frozen: FrozenFigure) -> Reading:
        restated = self.restatements.get(place)
        return Reading(
            key=frozen.key,
            year=frozen.year,
            label=self._label(frozen.key, frozen),
            state=ReadingState.MASKED if frozen.masked else ReadingState.RECORDED,
            unit=frozen.unit,
            value=frozen.value,
            restated=restated.value if restated else None,
            small_cell=_is_small_cell(frozen.key),
        )

    def _absent(self, key: str, year: int) -> Reading:
        if key in registry.figures():
            return Reading(
                key=key, year=year, label=self._label(key, None), state=ReadingState.NOT_COMPUTED
            )
        expected = expected_figures().get(key)
        if expected is None:
            return Reading(key=key, year=year, label=key, state=ReadingState.UNKNOWN)
        return Reading(
            key=key,
            year=year,
            label=expected.label_in(self.language),
            state=ReadingState.NOT_YET_RECORDED,
            unit=expected.unit,
            system=expected.system,
            system_label=system_label(expected.system, self.language),
        )

    def _label(self, key: str, frozen: FrozenFigure | None) -> str:
        if frozen is not None:
            return frozen.label_fr if self.language == "fr" else frozen.label_en
        return label_in(key, self.language)


def _is_small_cell(key: str) -> bool:
    figure = registry.figures().get(key)
    return figure is not None and figure.small_cell


def _by_place(values: object) -> dict[Place, FigureValue]:
    return {(value.key, value.year): value for value in values}  # type: ignore[attr-defined]


def _unit_of(key: str) -> str:
    figure = registry.figures().get(key)
    if figure is not None:
        return figure.unit
    expected = expected_figures().get(key)
    return expected.unit if expected else "count"


def label_of(key: str) -> str:
    """Return the words for a figure in the reader's language; its key when nobody knows it."""
    return label_in(key, get_language() or "fr")


def label_in(key: str, language: str) -> str:
    """Return the words for a figure in the language of the report, recorded or expected."""
    figure = registry.figures().get(key)
    if figure is not None:
        return in_language(figure.label, language)
    expected = expected_figures().get(key)
    return expected.label_in(language) if expected else key


def owner_in(key: str, language: str, *, otherwise: str = "") -> str:
    """Return the office that answers for a figure, in the language of the report."""
    figure = registry.figures().get(key)
    return in_language(figure.owner, language) if figure else otherwise


def in_language(text: object, language: str) -> str:
    """Return a lazy text in the language of the report, whoever reads the site in which one."""
    with translation.override(language):
        return str(text)
