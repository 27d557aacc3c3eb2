"""What was approved or published never changes; what is learnt later stands beside it."""

from datetime import date

import pytest

from egide.annual_report.enums import EditionState
from egide.annual_report.models import (
    Edition,
    EditionStep,
    EditionText,
    Erratum,
    Override,
    Restatement,
)
from egide.annual_report.queries.figure_pages import figure_view, values_over_years
from egide.annual_report.queries.reports import annex, printed_report
from egide.annual_report.services import (
    correct_edition,
    note_restatements,
)
from egide.annual_report.services.publishing import ErratumEmpty
from egide.annual_report.tests.conftest import (
    EDITOR,
    READER,
    SECRETARY,
    TODAY,
    add_row,
    carry,
    frozen,
    refused_by_database,
)
from egide.kernel import registry
from egide.kernel.models import RegisterLine

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R-REP-2")
def test_the_database_refuses_any_change_of_what_the_board_approved(edition):
    carry(edition, to="PUBLISHED")

    refused_by_database(lambda: edition.figures.update(amount=99))
    refused_by_database(lambda: edition.figures.all().delete())
    refused_by_database(lambda: edition.texts.update(body="Autre"))
    refused_by_database(
        EditionText(edition=edition, language="fr", number=9, body="", author="x").save
    )
    refused_by_database(
        Override(
            edition=edition,
            key="a.b",
            year=2020,
            amount=1,
            reason="x",
            author="x",
            proposed_on=TODAY,
        ).save
    )
    refused_by_database(lambda: Edition.objects.update(state=EditionState.COLLECTING))
    refused_by_database(lambda: Edition.objects.update(state=EditionState.PRESENTED_TO_AG))
    refused_by_database(lambda: Edition.objects.update(year=2021))
    refused_by_database(lambda: EditionStep.objects.update(actor="x"))
    refused_by_database(lambda: EditionStep.objects.all().delete())
    assert frozen(edition).value == 1


@pytest.mark.proves("R-REP-2")
def test_a_later_change_of_the_records_stands_beside_the_frozen_value(edition):
    carry(edition, to="PUBLISHED")
    add_row("members.members")

    found = note_restatements(edition=edition, on=TODAY, by=EDITOR)
    again = note_restatements(edition=edition, on=TODAY, by=EDITOR)

    span = printed_report(edition, "fr").blocks[1].items[0][1]
    assert (found.restated, again.restated) == (1, 1)
    assert (span.text, span.note) == ("1", "recalculé\u00a0: 2")
    assert RegisterLine.objects.filter(action="annual_report.figure_restated").count() == 1


@pytest.mark.proves("R-REP-2")
def test_a_restatement_goes_away_when_the_records_agree_again(edition):
    carry(edition, to="PUBLISHED")
    late = add_row("members.members")
    note_restatements(edition=edition, on=TODAY, by=EDITOR)
    late.delete()

    note_restatements(edition=edition, on=TODAY, by=EDITOR)

    assert Restatement.objects.count() == 0


@pytest.mark.proves("R-REP-2")
def test_an_erratum_stands_beside_the_edition_which_is_not_touched(edition):
    carry(edition, to="PUBLISHED")

    def correct(french, english):
        correct_edition(edition=edition, text_fr=french, text_en=english, on=TODAY, by=SECRETARY)

    with pytest.raises(ErratumEmpty):
        correct("Lire autre chose.", "")

    correct("Lire un.", "Read one.")
    correct("Lire encore.", "Read more.")

    edition.refresh_from_db()
    assert edition.state == EditionState.CORRECTED
    texts = [erratum.text_fr for erratum in annex(edition, "fr").errata]
    assert texts == ["Lire un.", "Lire encore."]
    refused_by_database(lambda: Erratum.objects.update(text_fr="x"))


@pytest.mark.proves("R-REP-2")
def test_earlier_years_are_as_the_clock_last_found_them(edition, monkeypatch):
    carry(edition, to="PUBLISHED")
    add_row("members.members")
    note_restatements(edition=edition, on=TODAY, by=EDITOR)
    monkeypatch.setattr("egide.annual_report.queries.figure_pages.LITTLE_WORK", -1)

    day, found = date(2021, 12, 31), registry.figures()["members.members"]
    view = figure_view(found, 2021, READER, public=True, on=day)

    assert values_over_years(view, READER, public=True, on=day) == [
        (2020, 2),
        (2021, view.measurement.value),
    ]
