"""The two texts of the 2020 edition, and the list of expected figures."""

from importlib.resources import files

import pytest
from django.utils import translation

from egide.annual_report.rules.expected import ALSO_PRINTED, EXPECTED, SYSTEMS, expected_figures
from egide.annual_report.rules.labels import LABELS
from egide.annual_report.rules.linter import lint
from egide.annual_report.rules.parser import parse
from egide.annual_report.rules.syntax import Claim, Heading, all_inlines, references

EDITIONS = files("egide.annual_report") / "templates/annual_report/editions"

# The names, and only the names, that the reference society must yield.
ORACLE_NAMES = """
    members jp_members promotions territorial_groups territorial_groups_france
    territorial_groups_overseas territorial_groups_abroad egide_groups bodies committee board
    board_direct board_by_assembly board_external bureau dri_elected payers dues arrears
    donations receipts spending result aid_total aid_students aid_alumni aid_loans
    aid_allowances aid_gifts career_delegates career_events career_participants
    student_workshops student_workshop_campuses coaching_done coaches partner_experts
    linkedin_followers rexam_modules rexam_participants rexam_conferences_h2 rexam_new
    rexam_sections_created dsc dsc_deputies baptised_cohort sponsorships laptops_lent
    laptops_lent_international consultation_participants publications_online
    publications_before publications_coming ecosystem_entities volunteers volunteer_days fte
    volunteer_value axes workstreams objectives
"""


def text_of(language):
    return parse((EDITIONS / f"2020.{language}.txt").read_text(encoding="utf-8"), language)


def figures_of(language):
    return {(found.key, found.offset) for found in references(text_of(language))}


def test_the_expected_figures_are_exactly_those_of_the_oracle():
    assert sorted(figure.name for figure in EXPECTED) == sorted(ORACLE_NAMES.split())


def test_every_expected_figure_names_a_system_and_appears_once():
    everything = (*EXPECTED, *ALSO_PRINTED)

    assert len({figure.key for figure in everything}) == len(everything)
    assert {figure.system for figure in everything} <= set(SYSTEMS)


@pytest.mark.proves("R-REP-6")
def test_every_expected_figure_has_its_own_words_in_both_languages():
    expected = expected_figures()

    assert set(LABELS) == set(expected)
    for language in ("fr", "en"):
        labels = [figure.label_in(language) for figure in expected.values()]
        assert [label for label in labels if not label.strip() or label in expected] == []
        assert len(set(labels)) == len(labels)


def test_the_words_for_an_expected_figure_follow_the_reader():
    arrears = expected_figures()["dues.arrears"]

    with translation.override("fr"):
        assert arrears.label == "Arriérés de cotisations"
    with translation.override("en"):
        assert arrears.label == "Dues in arrears"


@pytest.mark.proves("R-REP-1")
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_number_is_typed_and_every_figure_is_known(language):
    units = {key: figure.unit for key, figure in expected_figures().items()}

    assert [str(finding) for finding in lint(text_of(language), units)] == []


@pytest.mark.proves("R-REP-6")
def test_both_languages_say_the_same_figures_the_same_claims_and_the_same_parts():
    french, english = text_of("fr"), text_of("en")

    assert figures_of("fr") == figures_of("en")
    for kind, facts in (
        (Claim, lambda found: found.predicate.name),
        (Heading, lambda found: (found.level, found.anchor)),
    ):
        assert [facts(found) for found in _all(french, kind)] == [
            facts(found) for found in _all(english, kind)
        ]


def _all(document, kind):
    return [
        found for found in (*all_inlines(document), *document.blocks) if isinstance(found, kind)
    ]


def test_the_report_prints_every_figure_that_a_society_is_expected_to_have():
    assert set(expected_figures()) - {key for key, _offset in figures_of("fr")} == set()
