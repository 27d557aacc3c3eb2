"""Rights begin, reach and stop with the mandate, and say why they are held."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from egide.kernel.access import actor_of
from egide.mandates.enums import BodyKind, Designation, EndReason, ScopeKind
from egide.mandates.models import Mandate, Office, OfficeRight
from egide.mandates.permissions import (
    MANAGE_MANDATES,
    MANAGE_SCOPES,
    MANAGE_STATUTES,
    READ_GOVERNANCE,
)
from egide.mandates.queries.rights import grants
from egide.mandates.services import end_mandate, give_mandate
from egide.mandates.tests.factories import (
    OPERATOR,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
START, TERM = date(2020, 7, 1), date(2022, 6, 30)


@pytest.fixture
def bordeaux():
    return make_scope("GT Bordeaux")


@pytest.fixture
def treasurer(bordeaux):
    make_office(
        "GROUP_TREASURER",
        scope_kinds=[ScopeKind.TERRITORIAL],
        rights=[MANAGE_MANDATES],
        feminine="trésorière",
    )
    person = make_person(status=None)
    give_mandate(
        person_id=person.pk,
        office="GROUP_TREASURER",
        scope=bordeaux,
        starts_on=START,
        term_ends_on=TERM,
        by=OPERATOR,
    )
    return person


@pytest.mark.proves("R-X-1")
def test_a_right_on_the_whole_society_is_never_held_by_a_mandate_on_a_group(treasurer):
    # A backup of before this rule, or a hand in the database: the verb refuses such an office.
    office = Office.objects.get(code="GROUP_TREASURER")
    OfficeRight.objects.create(office=office, permission=MANAGE_STATUTES, starts_on=START)

    actor = actor_of(treasurer.pk, on=START)

    assert actor.can_somewhere(MANAGE_MANDATES)
    assert not actor.can_somewhere(MANAGE_STATUTES)
    assert MANAGE_STATUTES not in actor.permissions


@pytest.mark.proves("R-X-1")
@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2020, 6, 30), False),
        (date(2020, 7, 1), True),
        (date(2022, 6, 30), True),
        (date(2022, 7, 1), False),
    ],
)
def test_a_right_lasts_from_the_first_day_to_the_last_one(treasurer, bordeaux, day, held):
    actor = actor_of(treasurer.pk, on=day)

    assert actor.can(MANAGE_MANDATES, on=bordeaux) is held


@pytest.mark.proves("R-X-1")
def test_a_right_on_a_group_is_not_a_right_on_its_neighbour_nor_on_the_society(treasurer):
    actor = actor_of(treasurer.pk, on=START)

    assert not actor.can(MANAGE_MANDATES, on=make_scope("GT Lille"))
    assert not actor.can(MANAGE_MANDATES)


def test_a_right_reaches_the_scopes_below_however_deep(treasurer, bordeaux):
    town = make_scope("Arcachon", parent=bordeaux)
    quarter = make_scope("Le port", parent=town)

    assert actor_of(treasurer.pk, on=START).can(MANAGE_MANDATES, on=quarter)


def test_the_reason_names_the_office_the_group_and_the_last_day(treasurer, bordeaux):
    actor = actor_of(treasurer.pk, on=START)

    (grant,) = actor.why(MANAGE_MANDATES, bordeaux)
    assert grant.reason == ("Vous êtes trésorier du GT Bordeaux jusqu’au 30\u00a0juin 2022.")
    assert grant.until == TERM


def test_the_reason_speaks_of_a_woman_as_one(bordeaux, treasurer):
    woman = make_person(sex="F")
    give_mandate(
        person_id=woman.pk,
        office="GROUP_TREASURER",
        scope=make_scope("GT Lyon"),
        starts_on=START,
        by=OPERATOR,
    )

    (grant,) = (g for g in grants(woman.pk, START) if g.permission == MANAGE_MANDATES)
    assert grant.reason == "Vous êtes trésorière du GT Lyon."


def test_the_reason_is_in_the_language_of_the_reader(treasurer, bordeaux):
    with override("en"):
        (grant,) = actor_of(treasurer.pk, on=START).why(MANAGE_MANDATES, bordeaux)

    assert grant.reason == "You are treasurer of GT Bordeaux until 30\u00a0June 2022."


@pytest.mark.proves("R-X-1")
def test_rights_end_at_the_next_question_however_often_they_were_asked(treasurer, bordeaux):
    before = [actor_of(treasurer.pk, on=START).can(MANAGE_MANDATES, bordeaux) for _ in range(12)]
    mandate = Mandate.objects.get(person=treasurer)

    end_mandate(mandate=mandate, reason=EndReason.RESIGNED, on=START, by=OPERATOR)
    after = [
        actor_of(treasurer.pk, on=day).can(MANAGE_MANDATES, bordeaux)
        for day in (START, START + timedelta(days=1))
    ]

    assert before == [True] * 12
    assert after == [True, False]


@pytest.mark.proves("R-X-1")
def test_rights_stop_on_the_day_a_mandate_is_ended(treasurer, bordeaux):
    mandate = Mandate.objects.get(person=treasurer)
    end_mandate(mandate=mandate, reason=EndReason.RESIGNED, on=date(2021, 3, 14), by=OPERATOR)

    assert actor_of(treasurer.pk, on=date(2021, 3, 14)).can(MANAGE_MANDATES, on=bordeaux)
    assert not actor_of(treasurer.pk, on=date(2021, 3, 15)).can(MANAGE_MANDATES, on=bordeaux)


def test_a_seat_gives_the_office_it_carries_and_the_one_of_its_body():
    president = make_office("PRESIDENT", name="président", rights=[MANAGE_SCOPES])
    member = make_office(
        "BOARD_MEMBER", name="administrateur", single=False, rights=[MANAGE_MANDATES]
    )
    board = make_body(BodyKind.BOARD, gives=member)
    seat = make_seat(board, designation=Designation.DIRECT, carries=president)
    person = make_person(status=None)
    give_mandate(person_id=person.pk, seat=seat, starts_on=START, by=OPERATOR)

    actor = actor_of(person.pk, on=START)
    assert actor.can(MANAGE_SCOPES)
    assert actor.can(MANAGE_MANDATES)


def test_a_member_reads_who_governs_and_a_contact_does_not():
    member, contact = make_person(since=START), make_person(status=None)

    assert actor_of(member.pk, on=START).can(READ_GOVERNANCE)
    assert not actor_of(contact.pk, on=START).can(READ_GOVERNANCE)


@pytest.mark.parametrize("mandates", [1, 5])
def test_rights_are_one_question_however_many_the_mandates(mandates, django_assert_num_queries):
    make_office(
        "CAREER", scope_kinds=[ScopeKind.TERRITORIAL], rights=[MANAGE_MANDATES], single=False
    )
    person = make_person()
    for number in range(mandates):
        give_mandate(
            person_id=person.pk,
            office="CAREER",
            scope=make_scope(f"GT {number}"),
            starts_on=START,
            by=OPERATOR,
        )

    with django_assert_num_queries(1):
        found = list(grants(person.pk, START))
    assert len(found) == mandates + 1


@pytest.mark.parametrize(
    ("kind", "label", "words"),
    [
        (ScopeKind.TERRITORIAL, "GT Bordeaux", "du GT Bordeaux"),
        (ScopeKind.PROMOTION, "Bo 185", "de la promotion Bo 185"),
        (ScopeKind.GROUP, "Énergie", "du groupe «\u00a0Énergie\u00a0»"),
        (ScopeKind.CAMPUS, "Angers", "du campus d’Angers"),
        (ScopeKind.CAMPUS, "Lille", "du campus de Lille"),
        (ScopeKind.RESIDENCE, "Épinal", "de la résidence d’Épinal"),
        (ScopeKind.REGION, "Asie-Pacifique", "de la région Asie-Pacifique"),
    ],
)
def test_a_scope_is_read_after_an_office_as_french_says_it(kind, label, words):
    assert make_scope(label, kind=kind).after_office == words
