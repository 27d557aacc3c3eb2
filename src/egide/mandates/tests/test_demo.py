"""The reference society is governed as its report says, decoys around."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel import registry
from egide.kernel.access import actor_of
from egide.kernel.periods import Period
from egide.kernel.registry import Confidentiality
from egide.mandates.enums import BodyKind, EndReason, OfficeCode
from egide.mandates.figures import FIGURES
from egide.mandates.models import Mandate, Seat
from egide.mandates.module import MODULE
from egide.mandates.queries import composition

AS_OF = date(2020, 12, 31)
EXPECTED = {
    "bodies": 4,
    "committee": 60,
    "board": 24,
    "board_direct": 6,
    "board_by_assembly": 15,
    "board_external": 3,
    "bureau": 8,
    "dri_elected": 2,
    "career_delegates": 120,
    "dsc": 8,
    "dsc_deputies": 6,
}
FOUND = {figure.key.removeprefix("mandates."): figure for figure in FIGURES}


@pytest.mark.proves("AC-GOV-6", "R-GOV-1")
def test_the_bodies_and_delegates_of_2020_are_counted(small_society):
    values = {name: figure.value(Period.year(2020)) for name, figure in FOUND.items()}

    assert values == EXPECTED


def test_a_careless_count_would_be_wrong(small_society):
    board = Mandate.objects.filter(body__kind=BodyKind.BOARD)
    delegates = Mandate.objects.filter(office__code=OfficeCode.CAREER_DELEGATE)
    regions = Mandate.objects.filter(
        office__code=OfficeCode.DRI, elected_on__range=(date(2020, 1, 1), AS_OF)
    )

    assert board.filter(ends_on__lt=AS_OF, end_reason=EndReason.TERM).count() == 5
    assert Mandate.objects.filter(end_reason=EndReason.REVOKED).count() == 1
    in_january = Mandate.objects.filter(
        seat__isnull=False, starts_on__range=(date(2021, 1, 1), date(2021, 1, 31))
    )
    assert in_january.count() == 2
    assert delegates.count() == 131
    assert regions.count() == 3


@pytest.mark.proves("DEMO-1")
@pytest.mark.parametrize(("name", "by"), [("career_delegates", 1), ("dsc_deputies", 1)])
def test_a_decoy_moved_into_the_year_changes_one_figure_by_one(small_society, name, by):
    code = {"career_delegates": "CAREER_DELEGATE", "dsc_deputies": "DSC_DEPUTY"}[name]
    decoy = Mandate.objects.filter(office__code=code, starts_on__gt=AS_OF).order_by("pk").first()
    Mandate.objects.filter(pk=decoy.pk).update(starts_on=AS_OF)

    values = {one: figure.value(Period.year(2020)) for one, figure in FOUND.items()}

    assert values == EXPECTED | {name: EXPECTED[name] + by}


def test_as_of_a_day_in_the_year_the_figures_are_those_of_that_day(small_society):
    spring = Period(date(2020, 1, 1), date(2020, 3, 1))

    values = {name: figure.value(spring) for name, figure in FOUND.items()}

    assert (values["dri_elected"], values["dsc_deputies"], values["bureau"]) == (1, 0, 6)


def test_nobody_of_the_bureau_is_outside_the_board_in_2020(small_society):
    assert list(composition.bureau_outside_board(on=AS_OF)) == []
    assert list(composition.vacancies(on=AS_OF)) == []


@pytest.mark.proves("R-GOV-10")
def test_every_ex_officio_seat_is_held_by_who_holds_the_office(small_society):
    seats = list(Seat.objects.filter(follows__isnull=False).select_related("follows"))

    assert {seat.follows.code for seat in seats} >= {"PRESIDENT", "SECRETARY", "TREASURER"}
    for seat in seats:
        sitting = Mandate.objects.running_on(AS_OF).get(seat=seat)
        leader = Mandate.objects.running_on(AS_OF).giving(seat.follows.code).get()

        assert (sitting.person_id, sitting.follows_id) == (leader.person_id, leader.pk)


@pytest.mark.proves("R-X-2")
def test_the_technical_administrator_reads_no_personal_data(small_society):
    persona = next(one for one in MODULE.personas if one.name == "technical-administrator")

    actor = actor_of(persona.find(), on=AS_OF)

    assert actor.permissions == {"kernel.read_register", "identity_provider.manage_applications"}
    known = registry.permissions()
    assert {known[code].confidentiality for code in actor.permissions} == {Confidentiality.NORMAL}


@pytest.mark.parametrize("day", [AS_OF, date(2026, 11, 23)])
def test_the_people_of_the_demo_hold_their_office_when_one_visits(small_society, day):
    for persona in MODULE.personas:
        running = Mandate.objects.running_on(day).filter(person_id=persona.find())

        assert running.exists(), persona.name
