"""What the clock does by the rule: two missing returns suspend an agreement (R-GRP-5)."""

from __future__ import annotations

from datetime import date

import pytest

from egide.groups import jobs, queries, services
from egide.groups.enums import AgreementState, GroupState, LegalForm, NoticeKind
from egide.groups.models import EgideAgreement, GroupReturn
from egide.groups.rules import what_becomes_of
from egide.groups.tests.factories import (
    OPERATOR,
    desk,
    make_egide,
    make_group,
    make_leader,
    officer_of,
)
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("R-GRP-5")]
THE_DAY_AFTER = date(2020, 2, 1)


@pytest.fixture
def group():
    group = make_group(name="Gironde")
    make_leader(group, starts_on=date(2018, 1, 1))
    return group


def nights(*days):
    for day in days:
        jobs.watch(on=day)


def two_years_without_return():
    nights(date(2019, 1, 1), date(2019, 2, 1), date(2020, 1, 1), date(2020, 1, 31))


def state_of(agreement):
    return EgideAgreement.objects.get(pk=agreement.pk).state


def warnings_of(group, *, on):
    return {warning.kind for warning in queries.group_desk(group, on=on).warnings}


def give(group, year, *, on):
    services.submit_return(
        report=GroupReturn.objects.get(group=group, year=year),
        officers=1,
        members_met=2,
        activities=3,
        story="",
        on=on,
        by=officer_of(group),
    )


def test_two_missing_returns_suspend_the_agreement_the_night_after_the_second_was_due(group):
    agreement = make_egide(group)
    two_years_without_return()
    assert state_of(agreement) == AgreementState.SIGNED

    nights(THE_DAY_AFTER, THE_DAY_AFTER)

    assert state_of(agreement) == AgreementState.SUSPENDED
    suspension = agreement.suspensions.get()
    assert suspension.starts_on == THE_DAY_AFTER
    assert suspension.reason == "Deux comptes rendus annuels manquent."
    assert RegisterLine.objects.filter(action="groups.agreement_suspended").count() == 1
    assert NoticeKind.SUSPENDED in warnings_of(group, on=THE_DAY_AFTER)
    [found] = queries.suspended_agreements()
    assert (found, found.still_missing) == (agreement, True)


def test_one_missing_return_suspends_nothing(group):
    agreement = make_egide(group)
    nights(date(2019, 1, 1), date(2019, 2, 1), date(2020, 1, 1))
    give(group, 2019, on=date(2020, 1, 15))

    nights(THE_DAY_AFTER)

    assert state_of(agreement) == AgreementState.SIGNED


def test_a_group_that_is_not_under_egide_is_left_alone(group):
    two_years_without_return()

    assert services.suspend_for_missing_returns(on=THE_DAY_AFTER, by=OPERATOR) == 0


def test_what_the_clock_suspends_somebody_resumes_and_the_clock_respects_it(group):
    agreement = make_egide(group)
    two_years_without_return()
    nights(THE_DAY_AFTER)

    give(group, 2019, on=date(2020, 2, 10))
    nights(date(2020, 2, 11))

    assert state_of(agreement) == AgreementState.SUSPENDED
    assert NoticeKind.SUSPENDED not in warnings_of(group, on=date(2020, 2, 11))
    assert queries.suspended_agreements().get().still_missing is False
    services.resume_agreement(agreement=agreement, on=date(2020, 2, 12), by=desk())
    nights(date(2020, 2, 13))
    assert state_of(agreement) == AgreementState.SIGNED


def test_a_decision_to_resume_is_not_undone_the_night_after(group):
    agreement = make_egide(group)
    two_years_without_return()
    nights(THE_DAY_AFTER)
    services.resume_agreement(agreement=agreement, on=date(2020, 3, 1), by=desk())

    nights(date(2020, 3, 2), date(2021, 1, 1))
    assert state_of(agreement) == AgreementState.SIGNED

    nights(date(2021, 2, 1))
    assert state_of(agreement) == AgreementState.SUSPENDED


def test_an_agreement_signed_since_is_not_suspended_for_what_came_before(group):
    two_years_without_return()
    jobs.watch(on=THE_DAY_AFTER)
    agreement = make_egide(group, starts_on=date(2020, 3, 1))

    nights(date(2020, 3, 2))

    assert state_of(agreement) == AgreementState.SIGNED


def test_only_the_clock_and_the_desk_suspend(group):
    with pytest.raises(NotAllowed):
        services.suspend_for_missing_returns(on=THE_DAY_AFTER, by=officer_of(group))


@pytest.mark.parametrize(
    ("day", "flagged"), [(date(2022, 10, 3), False), (date(2022, 10, 4), True)]
)
def test_an_agreement_is_to_be_renewed_ninety_days_before_its_day(group, day, flagged):
    agreement = make_egide(group)
    EgideAgreement.objects.filter(pk=agreement.pk).update(renew_by=date(2023, 1, 2))

    services.watch_groups(on=day, by=OPERATOR)

    raised = group.notices.filter(kind=NoticeKind.RENEWAL).exists()
    assert raised is flagged


@pytest.mark.proves("R-GRP-6")
def test_what_becomes_of_the_assets_depends_on_the_legal_form():
    sentences = {form: what_becomes_of(form)[0] for form in LegalForm}

    assert "revient à la Société" in sentences[LegalForm.EGIDE]
    assert "aucun droit" in sentences[LegalForm.OWN_ASSOCIATION]
    assert len(set(sentences.values())) == 3


@pytest.mark.proves("R-GRP-6")
def test_a_group_under_egide_closes_once_its_agreement_has_ended(group):
    agreement = make_egide(group)
    day = date(2020, 6, 1)
    with pytest.raises(services.ClosingRefused, match="doit d’abord prendre fin"):
        services.close_group(group=group, on=day, by=desk())

    services.end_agreement(agreement=agreement, reason="Clôture", on=date(2020, 5, 31), by=desk())
    closed = services.close_group(group=group, on=day, by=desk())

    assert (closed.state, closed.closed_on) == (GroupState.CLOSED, day)
    assert EgideAgreement.objects.get().end_reason == "Clôture"


def test_people_are_told_of_by_name_only_on_their_own_groups_desk(group):
    person = make_person()
    other = make_group()
    services.pin_territorial_group(person=person, group=group, on=THE_DAY_AFTER, by=desk())

    assert [news.count for news in queries.group_desk(group, on=THE_DAY_AFTER).news] == [1]
    assert queries.group_desk(other, on=THE_DAY_AFTER).news == []
