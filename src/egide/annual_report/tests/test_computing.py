"""The figures of an edition: computed, kept with the hash of their rows, masked, redefined."""

from datetime import date
from decimal import Decimal

import pytest

from egide.annual_report.queries.reports import annex, printed_report
from egide.annual_report.rules.printing import plain_text
from egide.annual_report.services import (
    compute_edition,
    open_edition,
)
from egide.annual_report.tests.conftest import (
    EDITOR,
    NOW,
    TODAY,
    add_row,
    carry,
    certify,
    figure,
    frozen,
    last_line,
    refused_by_database,
    rewrite,
    sentence_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R-REP-2")
def test_computing_keeps_the_value_the_rows_and_their_hash(edition):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    found = frozen(edition)
    assert (found.value, found.row_count, len(found.inputs_hash)) == (Decimal(1), 1, 64)
    assert found.label_fr == "Membres"
    assert sentence_of(edition) == "Nous sommes 1."
    assert last_line().action == "annual_report.figures_computed"
    assert last_line().facts == {"figures": 2, "changed": 2, "on": "2021-05-15"}


@pytest.mark.proves("R-REP-2")
def test_equal_rows_have_an_equal_hash_and_another_row_another(edition):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    first = frozen(edition).inputs_hash
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    again = frozen(edition).inputs_hash
    add_row("members.members")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert first == again
    assert frozen(edition).inputs_hash != first


def test_a_figure_of_another_year_is_computed_when_the_text_names_it(edition):
    rewrite(edition, "{growth(members.members, members.members@-1) | percent 2}")

    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert sorted(edition.figures.values_list("key", "year")) == [
        ("dues.dues", 2020),
        ("members.members", 2019),
        ("members.members", 2020),
    ]


def test_a_certification_falls_with_the_rows_it_certified(edition):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    certify(edition)
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    held = frozen(edition).certified_by
    add_row("members.members")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert held == "person:2"
    assert frozen(edition).certified_by == ""
    assert frozen(edition, "dues.dues").certified_by == "person:2"


def test_a_figure_that_no_module_brings_any_more_leaves_the_draft(edition, figures):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    del figures["members.members"]

    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert list(edition.figures.values_list("key", flat=True)) == ["dues.dues"]
    assert sentence_of(edition) == "Nous sommes [pas encore enregistré]."


@pytest.mark.proves("R-REP-8")
def test_a_small_cell_is_masked_in_the_report_and_in_the_pack(edition, figures):
    figures["members.members"] = figure("members.members", small_cell=True)

    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert frozen(edition).masked
    assert sentence_of(edition) == "Nous sommes moins de 5."


def test_the_database_holds_one_value_per_figure_and_year(edition):
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)
    twin = frozen(edition)
    twin.pk = None

    refused_by_database(twin.save)


@pytest.mark.proves("R-REP-6")
def test_both_languages_print_the_same_value(edition):
    add_row("members.members")
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert "Nous sommes 2." in plain_text(printed_report(edition, "fr"))
    assert "We are 2." in plain_text(printed_report(edition, "en"))


def test_a_redefined_figure_prints_both_series(edition, figures):
    carry(edition, to="PUBLISHED")
    following = open_edition(year=2021, on=TODAY, by=EDITOR)
    redefined = figure("members.members")
    object.__setattr__(redefined, "definition", "Définition nouvelle.")
    figures["members.members"] = redefined

    compute_edition(edition=following, at=NOW, on=TODAY, by=EDITOR)

    assert [(found.key, found.definition_fr) for found in annex(following, "fr").redefined] == [
        ("members.members", "Définition de members.members.")
    ]


def test_a_leap_day_belongs_to_its_year(edition):
    add_row("members.members", on=date(2020, 2, 29))
    compute_edition(edition=edition, at=NOW, on=TODAY, by=EDITOR)

    assert frozen(edition).value == 2
