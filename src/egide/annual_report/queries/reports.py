"""An edition as it is printed, in one language, and what holds it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from egide.annual_report.enums import ChallengeOutcome, ReportLanguage
from egide.annual_report.models import Edition, EditionText, Erratum, FrozenFigure, Override
from egide.annual_report.queries.measuring import (
    figures_not_recorded,
    is_small,
    small_cell,
    system_label,
    value_in_words,
)
from egide.annual_report.queries.readings import EditionReadings, label_in, label_of
from egide.annual_report.queries.restatements import changed
from egide.annual_report.rules.expected import SYSTEMS, ExpectedFigure, expected_figures
from egide.annual_report.rules.parser import parse
from egide.annual_report.rules.printing import PrintedReport
from egide.annual_report.rules.rendering import render
from egide.annual_report.rules.states import Place, Readiness, obstacles_to_approving
from egide.annual_report.rules.syntax import Document, references
from egide.kernel import parameters, registry
from egide.kernel.errors import Refused
from egide.kernel.registry import Figure


class TextMissing(Refused):
    """The edition has no text in this language."""


def latest_text(edition: Edition, language: str) -> EditionText | None:
    """Return the last version of the text in a language, if it was ever written."""
    return edition.texts.filter(language=language).order_by("-number").first()


def latest_texts(edition: Edition) -> dict[str, EditionText]:
    """Return the last version of the text in each language in which it was written."""
    latest = edition.texts.order_by("language", "-number").distinct("language")
    found = {text.language: text for text in latest}
    return {language: found[language] for language in ReportLanguage.values if language in found}


def printed_report(edition: Edition, language: str) -> PrintedReport | None:
    """Return the report as it stands, or nothing when it has no text in this language."""
    text = latest_text(edition, language)
    if text is None:
        return None
    return print_text(edition, parse(text.body, language))


def report_in(edition: Edition, language: str) -> PrintedReport:
    """Return the report as it stands.

    :raises TextMissing: if the edition has no text in this language.
    """
    printed = printed_report(edition, language)
    if printed is None:
        raise TextMissing(_("Cette édition n’a pas de texte dans cette langue."))
    return printed


def print_text(
    edition: Edition, document: Document, *, readings: EditionReadings | None = None
) -> PrintedReport:
    """Return what a text of the edition prints with the values that the edition knows.

    ``readings`` are these values where they are known already, perhaps with labels in another
    language than the text's: obstacles are told in one.
    """
    last_day = date(edition.year, 12, 31)
    return render(
        document,
        readings or EditionReadings(edition, document.language),
        year=edition.year,
        tolerance=Decimal(parameters.value("annual_report.equivalent_tolerance", on=last_day))
        / 100,
        small_cell=small_cell(last_day),
    )


def figures_named(
    edition: Edition, texts: Mapping[str, EditionText] | None = None
) -> dict[str, set[tuple[str, int]]]:
    """Return the figures and years that the text of each language names.

    ``texts`` are the latest texts, where they were read already: they are long.
    """
    latest = latest_texts(edition) if texts is None else texts
    return {
        language: {
            (found.key, edition.year + found.offset)
            for found in references(parse(text.body, language))
        }
        for language, text in latest.items()
    }


def named_figures(
    edition: Edition, texts: Mapping[str, EditionText] | None = None
) -> list[FrozenFigure]:
    """Return the values of the edition that a text of it names, in the order of their keys."""
    named = set().union(*figures_named(edition, texts).values())
    return [
        figure
        for figure in edition.figures.order_by("key", "year")
        if (figure.key, figure.year) in named
    ]


@dataclass(frozen=True, kw_only=True)
class RestatedLine:
    """A number of the text that the records no longer give: as it was printed, and as it is."""

    key: str
    year: int
    label: str
    printed: str
    now: str


def restated_lines(edition: Edition, language: str) -> list[RestatedLine]:
    """Return what the records say now of the numbers of the text, beside the frozen ones (R-REP-2).

    A number printed by an override was not computed, and a small count stays hidden (R-REP-8).
    """
    threshold = small_cell(date(edition.year, 12, 31))
    now = {(row.key, row.year): row.value for row in edition.restatements.order_by("pk")}
    overridden = set(edition.overrides.exclude(approver="").values_list("key", "year"))
    return [
        RestatedLine(
            key=figure.key,
            year=figure.year,
            label=figure.label_fr if language == "fr" else figure.label_en,
            printed=value_in_words(
                figure.value, figure.unit, language, masked=figure.masked, small_cell=threshold
            ),
            now=value_in_words(
                now[place],
                figure.unit,
                language,
                masked=is_small(figure.key, now[place], threshold),
                small_cell=threshold,
            ),
        )
        for figure in (named_figures(edition) if now else ())
        if (place := (figure.key, figure.year)) in now and place not in overridden
    ]


def uncertified_figures(edition: Edition) -> list[FrozenFigure]:
    """Return the values that a text names and whose owner has not certified them yet."""
    return [figure for figure in named_figures(edition) if not figure.certified_by]


def stale_places(edition: Edition, *, compare: bool = False) -> set[tuple[str, int]]:
    """Return the values that the records no longer give: as noticed, or as they are this instant.

    A number that the edition prints by an approved override is not stale: it is not computed.
    """
    overridden = set(edition.overrides.exclude(approver="").values_list("key", "year"))
    if not compare:
        return set(edition.restatements.values_list("key", "year")) - overridden
    figures = [
        figure
        for figure in named_figures(edition)
        if figure.key in registry.figures() and (figure.key, figure.year) not in overridden
    ]
    return {(figure.key, figure.year) for figure, _now in changed(figures)}


def readiness(
    edition: Edition, *, texts: Mapping[str, EditionText] | None = None, compare: bool = False
) -> Readiness:
    """Return all that an approval must look at; ``compare`` reads the records again for it.

    ``texts`` are the latest texts, where they were read already.
    """
    texts = latest_texts(edition) if texts is None else texts
    named, readings = figures_named(edition, texts), EditionReadings(edition, _reader())
    everywhere = set().union(*named.values())
    differ = {place for places in named.values() for place in everywhere - places}
    disputed = set(
        edition.challenges.filter(outcome=ChallengeOutcome.OPEN).values_list("key", "year")
    )
    return Readiness(
        year=edition.year,
        problems_by_language={
            language: print_text(edition, parse(text.body, language), readings=readings).obstacles
            for language, text in texts.items()
        },
        systems={system: system_label(system, _reader()) for system in SYSTEMS},
        missing_texts=tuple(
            str(choice.label) for choice in ReportLanguage if choice.value not in named
        ),
        uncertified=tuple(
            place_of(figure) for figure in named_figures(edition, texts) if not figure.certified_by
        ),
        stale=_places(edition, stale_places(edition, compare=compare) & everywhere),
        disputed=_places(edition, disputed),
        overrides_waiting=tuple(
            f"{label_of(override.key)} {override.year}"
            for override in edition.overrides.filter(approver="").order_by("key", "year")
        ),
        figures_that_differ=tuple(
            Place(key=key, year=year, label=label_of(key)) for key, year in sorted(differ)
        ),
    )


def place_of(figure: FrozenFigure) -> Place:
    """Return a value of the edition as an obstacle names it, in the reader's language."""
    return Place(
        key=figure.key,
        year=figure.year,
        label=figure.label_en if _reader() == "en" else figure.label_fr,
        owner=owner_of(figure.key) or figure.owner,
    )


def owner_of(key: str) -> str:
    """Return the office that answers for a figure, in the reader's language."""
    figure = registry.figures().get(key)
    return str(figure.owner) if figure else ""


def _places(edition: Edition, wanted: set[tuple[str, int]]) -> tuple[Place, ...]:
    held = {(figure.key, figure.year): figure for figure in edition.figures.all()}
    return tuple(
        place_of(held[place])
        if place in held
        else Place(key=place[0], year=place[1], label=label_of(place[0]))
        for place in sorted(wanted)
    )


def _reader() -> str:
    return "en" if (get_language() or "fr").startswith("en") else "fr"


def obstacles(edition: Edition, *, compare: bool = False) -> list[str]:
    """Return what still forbids the board to approve this edition, in words."""
    return obstacles_to_approving(readiness(edition, compare=compare))


@dataclass(frozen=True, kw_only=True)
class NotRecorded:
    """A figure that no system brings yet, and the system that will."""

    key: str
    label: str
    system: str
    system_label: str


@dataclass(frozen=True, kw_only=True)
class Annex:
    """What stands after the report: definitions, overrides, what is not yet recorded, errata."""

    definitions: tuple[FrozenFigure, ...]
    redefined: tuple[FrozenFigure, ...]
    overrides: tuple[Override, ...]
    not_recorded: tuple[NotRecorded, ...]
    errata: tuple[Erratum, ...]

    def label_in(self, key: str, language: str) -> str:
        """Return the words for a figure: those frozen with the edition before those of today."""
        for figure in self.definitions:
            if figure.key == key:
                return figure.label_fr if language == "fr" else figure.label_en
        return label_in(key, language)


def annex(edition: Edition, language: str) -> Annex:
    """Return the annex of an edition (R-REP-1: every override is in it)."""
    figures = list(edition.figures.order_by("key", "-year"))
    latest = {figure.key: figure for figure in reversed(figures)}
    return Annex(
        definitions=tuple(sorted(latest.values(), key=lambda figure: figure.key)),
        redefined=tuple(_redefined(edition, latest)),
        overrides=tuple(edition.overrides.exclude(approver="").order_by("key", "year", "pk")),
        not_recorded=tuple(
            NotRecorded(
                key=expected.key,
                label=label_in(expected.key, language),
                system=expected.system,
                system_label=system_label(expected.system, language),
            )
            for expected in _lacking(edition)
        ),
        errata=tuple(edition.errata.order_by("published_on", "pk")),
    )


def _lacking(edition: Edition) -> list[ExpectedFigure]:
    """Return the expected figures that this edition lacks: as frozen, not as the site is today."""
    if not edition.is_published:
        return figures_not_recorded()
    held = set(edition.figures.values_list("key", flat=True))
    held |= set(edition.overrides.values_list("key", flat=True))
    lacking = (figure for key, figure in expected_figures().items() if key not in held)
    return sorted(lacking, key=lambda figure: (figure.system, figure.key))


def _redefined(edition: Edition, latest: dict[str, FrozenFigure]) -> list[FrozenFigure]:
    """Return the figures of the edition before whose definition has changed since.

    Both series are then printed on the year that they share.
    """
    before = (
        FrozenFigure.objects.filter(edition__year__lt=edition.year, key__in=latest)
        .order_by("key", "-edition__year", "-year")
        .distinct("key")
    )
    return [figure for figure in before if figure.definition_fr != latest[figure.key].definition_fr]


def dictionary() -> list[tuple[str, list[Figure]]]:
    """Return every recorded figure under the label of its module, in reading order."""
    figures = registry.figures()
    sections = []
    for module in registry.modules():
        own = [figure for figure in figures.values() if figure.key.startswith(f"{module.name}.")]
        if own:
            sections.append((str(module.label), sorted(own, key=lambda figure: str(figure.label))))
    return sections
