"""Values printed instead of the computed ones: two people, a reason, and a trace."""

import pytest

from egide.annual_report import permissions
from egide.annual_report.models import (
    Override,
)
from egide.annual_report.queries.reports import annex, printed_report
from egide.annual_report.services import (
    OverrideRefused,
    approve_override,
    withdraw_override,
)
from egide.annual_report.tests.conftest import (
    BOARD,
    EDITOR,
    TODAY,
    actor,
    carry,
    last_line,
    propose,
    refused_by_database,
    rewrite,
    sentence_of,
)

pytestmark = pytest.mark.django_db


@pytest.mark.proves("R-REP-1")
def test_an_override_needs_a_reason_and_a_second_person(edition):
    both = actor(1, permissions.EDIT_REPORT, permissions.APPROVE_REPORT)
    carry(edition, to="COMPUTED")
    with pytest.raises(OverrideRefused) as without_reason:
        propose(edition, reason="  ")
    override = propose(edition, reason="Recomptage du conseil.")
    with pytest.raises(OverrideRefused) as alone:
        approve_override(override=override, on=TODAY, by=both)
    before = sentence_of(edition)

    approve_override(override=override, on=TODAY, by=BOARD)

    assert str(without_reason.value).startswith("Une dérogation a besoin d’un motif")
    assert str(alone.value) == "Une dérogation s’approuve par une autre personne que son auteur."
    assert (before, sentence_of(edition)) == ("Nous sommes 1.", "Nous sommes 7.")
    printed = annex(edition, "fr").overrides[0]
    assert (printed.key, printed.reason) == ("members.members", "Recomptage du conseil.")
    assert (printed.author, printed.approver) == ("person:1", "person:3")
    assert last_line().action == "annual_report.override_approved"


def test_an_override_may_stand_for_a_figure_that_no_system_records_yet(edition):
    override = propose(edition, key="mutual_aid.aid_total", value=100)
    approve_override(override=override, on=TODAY, by=BOARD)
    rewrite(edition, "# T\n\n{mutual_aid.aid_total | euros}")

    assert sentence_of(edition) == "1\u00a0€"
    assert printed_report(edition, "fr").obstacles == ()


def test_an_override_is_refused_twice_or_on_nothing_and_can_be_withdrawn(edition):
    override = propose(edition)
    with pytest.raises(OverrideRefused):
        propose(edition)
    with pytest.raises(OverrideRefused):
        propose(edition, key="nothing.like_it")

    withdraw_override(override=override, on=TODAY, by=EDITOR)

    assert edition.overrides.count() == 0
    assert last_line().action == "annual_report.override_withdrawn"


def test_the_database_refuses_an_override_approved_by_its_author(edition):
    row = Override(
        edition=edition, key="a.b", year=2020, amount=1, reason="x", author="person:1",
        proposed_on=TODAY, approver="person:1", approved_on=TODAY,
    )  # fmt: skip

    refused_by_database(row.save)
