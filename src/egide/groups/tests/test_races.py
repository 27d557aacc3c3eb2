"""Two people at once, in two transactions: one wins, one is told, nothing is half done."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, models, transaction

from egide.groups import services
from egide.groups.enums import AgreementState, GroupKind, GroupState, ReturnState
from egide.groups.models import EgideAgreement, Group, GroupMembership, GroupReturn
from egide.groups.tests.factories import (
    OPERATOR,
    desk,
    make_group,
    make_leader,
    make_office,
    member,
    officer_of,
)
from egide.kernel.errors import Refused
from egide.kernel.models import RegisterLine
from egide.mandates.enums import OfficeCode
from egide.mandates.models import Mandate
from egide.mandates.services import define_office, give_mandate
from egide.members.models import Person
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2020, 6, 1)
WAITING = """
    SELECT count(*) FROM pg_locks lock
      JOIN pg_stat_activity backend ON backend.pid = lock.pid
     WHERE NOT lock.granted AND backend.datname = current_database()
"""


def at_once(held: models.Model, *verbs: Callable[[], Any]) -> list[Any]:
    """Run verbs in transactions that all begin before the first may end.

    The row that they fight for is held until each of them waits for it, or is done without it.
    Returns what each returned, or the refusal that it raised.
    """

    def run(verb: Callable[[], Any]) -> Any:
        try:
            return verb()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(verbs)) as people:
        with transaction.atomic():
            type(held)._default_manager.select_for_update().get(pk=held.pk)
            running = [people.submit(run, verb) for verb in verbs]
            while not _all_there(running):
                time.sleep(0.01)
        return [one.result() for one in running]


def _all_there(running: list[Future[Any]]) -> bool:
    done = sum(one.done() for one in running)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(WAITING)
        return done + cursor.fetchone()[0] >= len(running)


def refusals(answers: list[Any]) -> list[str]:
    return [str(one) for one in answers if isinstance(one, Refused)]


def lines(action: str) -> int:
    return RegisterLine.objects.filter(action=action).count()


def test_two_closings_of_a_group_close_it_once():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    make_leader(group)

    answers = at_once(
        group,
        lambda: services.close_group(group=group, on=DAY, by=desk()),
        lambda: services.close_group(group=group, on=DAY, by=desk()),
    )

    assert refusals(answers) == ["L’état « clos » est le dernier : rien ne le suit."]
    assert lines("groups.group_closed") == 1
    assert group.stages.count() == 2
    assert list(Mandate.objects.values_list("ends_on", flat=True)) == [DAY]


def test_nobody_is_left_in_a_group_that_closes_while_they_come_in():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()

    closing, joining = at_once(
        group,
        lambda: services.close_group(group=group, on=DAY, by=desk()),
        lambda: services.join_group(person=person, group=group, on=DAY, by=member(person)),
    )

    assert closing.state == GroupState.CLOSED
    if isinstance(joining, Refused):
        assert str(joining) == "Ce groupe n’accueille personne en ce moment."
        assert not GroupMembership.objects.exists()
    else:
        assert GroupMembership.objects.get().ends_on == DAY


def test_nobody_pins_a_territorial_group_that_is_merged_meanwhile():
    group, heir = make_group(name="Gironde"), make_group(name="Aquitaine")
    person = make_person()

    at_once(
        group,
        lambda: services.merge_groups(group=group, heir=heir, on=DAY, by=desk()),
        lambda: services.pin_territorial_group(
            person=person, group=group, on=DAY, by=member(person)
        ),
    )

    assert Group.objects.get(pk=group.pk).state == GroupState.CLOSED
    assert not GroupMembership.objects.filter(group=group, ends_on=None).exists()


def test_a_person_who_joins_twice_is_in_once():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()

    def join():
        return services.join_group(person=person, group=group, on=DAY, by=member(person))

    answers = at_once(person, join, join)

    assert refusals(answers) == ["Vous êtes déjà dans ce groupe."]
    assert GroupMembership.objects.count() == 1
    assert lines("groups.group_joined") == 1


def test_a_person_who_leaves_twice_leaves_once():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()
    services.join_group(person=person, group=group, on=date(2020, 1, 1), by=member(person))

    def leave():
        return services.leave_group(person=person, group=group, on=DAY, by=member(person))

    answers = at_once(person, leave, leave)

    assert refusals(answers) == ["Vous avez déjà quitté ce groupe."]
    assert lines("groups.group_left") == 1
    assert group.notices.filter(kind="DEPARTURE").count() == 1


@pytest.mark.proves("R-GRP-4")
def test_two_people_who_take_over_one_office_are_one():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    make_office(OfficeCode.GROUP_TREASURER, single=True)
    people = [make_person(), make_person()]
    for person in people:
        services.join_group(person=person, group=group, on=date(2020, 1, 1), by=desk())

    answers = at_once(
        group,
        *(
            lambda person=person: services.appoint_officer(
                group=group,
                office=OfficeCode.GROUP_TREASURER,
                person=person,
                on=DAY,
                by=officer_of(group),
            )
            for person in people
        ),
    )

    [sentence] = refusals(answers)
    assert sentence.endswith(".")
    assert group.scope.mandates.count() == 1
    assert lines("mandates.mandate_given") == 1


@pytest.mark.proves("R-GRP-4")
def test_an_office_handed_over_twice_has_one_successor():
    group = make_group(GroupKind.PROFESSIONAL, "Énergie")
    make_office(OfficeCode.GROUP_TREASURER, single=True)
    first, *successors = [make_person() for _ in range(3)]
    for person in (first, *successors):
        services.join_group(person=person, group=group, on=date(2019, 1, 1), by=desk())
    mandate = services.appoint_officer(
        group=group,
        office=OfficeCode.GROUP_TREASURER,
        person=first,
        on=date(2019, 2, 1),
        by=desk(),
    )

    answers = at_once(
        group,
        *(
            lambda person=person: services.hand_over_office(
                group=group, mandate=mandate, successor=person, on=DAY, by=officer_of(group)
            )
            for person in successors
        ),
    )

    assert len(refusals(answers)) == 1
    assert Mandate.objects.running_on(DAY).filter(scope=group.scope).count() == 1
    assert Mandate.objects.get(pk=mandate.pk).ends_on == date(2020, 5, 31)


@pytest.mark.proves("R-GRP-3")
def test_two_signatures_of_an_agreement_sign_it_once():
    group = make_group(name="Gironde")
    leader = make_leader(group).person
    agreement = services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())
    president = make_person()

    def sign():
        return services.sign_agreement(
            agreement=agreement, for_group=leader, for_society=president, on=DAY, by=desk()
        )

    answers = at_once(group, sign, sign)

    assert len(refusals(answers)) == 1
    assert agreement.signatories.count() == 2
    assert lines("groups.agreement_signed") == 1


@pytest.mark.proves("R-GRP-3")
def test_a_group_does_not_come_under_egide_and_become_an_association_at_once():
    group = make_group(name="Gironde")
    leader = make_leader(group).person
    agreement = services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())
    president = make_person()

    answers = at_once(
        group,
        lambda: services.sign_agreement(
            agreement=agreement, for_group=leader, for_society=president, on=DAY, by=desk()
        ),
        lambda: services.declare_association(
            group=group, registered_name="Amis de Gironde", on=DAY, by=desk()
        ),
    )

    assert len(refusals(answers)) == 1
    signed = EgideAgreement.objects.filter(state=AgreementState.SIGNED).count()
    assert signed + group.associations.count() == 1


def test_two_drafts_of_an_agreement_are_one():
    group = make_group(name="Gironde")
    make_leader(group)

    def draft():
        return services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())

    answers = at_once(group, draft, draft)

    assert refusals(answers) == ["Une convention est déjà en préparation pour ce groupe."]
    assert group.agreements.count() == 1


@pytest.mark.proves("R-GRP-5")
def test_two_officers_who_send_the_yearly_return_send_it_once():
    group = make_group(name="Gironde")
    services.open_returns(year=2019, on=date(2020, 1, 1), by=OPERATOR)
    report = GroupReturn.objects.get()

    def send(members_met):
        return services.submit_return(
            report=report,
            officers=2,
            members_met=members_met,
            activities=3,
            story="",
            on=date(2020, 1, 20),
            by=officer_of(group),
        )

    answers = at_once(report, lambda: send(10), lambda: send(20))

    assert refusals(answers) == ["Ce compte rendu a déjà été remis, le 20 janvier 2020."]
    [given] = [one for one in answers if not isinstance(one, Refused)]
    report.refresh_from_db()
    assert (report.state, report.members_met) == (ReturnState.SUBMITTED, given.members_met)
    assert lines("groups.return_submitted") == 1


@pytest.mark.proves("R-GRP-7")
def test_two_proposals_of_one_name_are_one_group():
    define_office(code=OfficeCode.BOARD_MEMBER, name="administrateur", by=OPERATOR)
    sponsor = make_person()
    give_mandate(
        person_id=sponsor.pk,
        office=OfficeCode.BOARD_MEMBER,
        starts_on=date(2019, 1, 1),
        term_ends_on=date(2021, 12, 31),
        by=OPERATOR,
    )
    founders = [make_person() for _ in range(10)]

    def propose(founder: Person):
        return services.propose_group(
            draft=services.GroupDraft(
                kind=GroupKind.PROFESSIONAL, name="Énergie", purpose="Se retrouver."
            ),
            founders=founders,
            sponsor=sponsor,
            on=DAY,
            by=member(founder),
        )

    answers = at_once(founders[5], lambda: propose(founders[0]), lambda: propose(founders[1]))

    assert refusals(answers) == ["Un groupe de ce type s’appelle déjà « Énergie »."]
    assert Group.objects.count() == 1
    assert lines("groups.group_proposed") == 1
