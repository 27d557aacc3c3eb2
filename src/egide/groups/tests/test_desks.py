"""The desks: what officers and the network do from them, and what is said when it cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from egide.groups import services
from egide.groups.models import GroupReturn
from egide.groups.permissions import MANAGE_OWN_GROUP
from egide.groups.tests.doors import DESK, OFFICER, opened, place, sent, text_of
from egide.groups.tests.factories import GROUP_SCOPES, OPERATOR, make_group, make_office
from egide.mandates.enums import OfficeCode
from egide.mandates.services import define_office
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(name="Gironde", country="FR", postcodes=("33000", "33999"))


@pytest.fixture
def treasurer(group):
    return make_person(first_names="Odile", usage_name="Marbrune", country="FR", postcode="33000")


def test_an_officer_appoints_another_from_the_desk(group, treasurer, sign_in):
    make_office(OfficeCode.GROUP_SECRETARY)
    elected = make_person(country="FR", postcode="33000")
    place(elected, treasurer)
    client = sign_in(treasurer, *OFFICER, group=group)

    answer = sent(
        client,
        "new_officer",
        group.pk,
        person=elected.readable_id,
        office="GROUP_SECRETARY",
        on=localdate().isoformat(),
    )

    assert answer.status_code == 302
    assert group.scope.mandates.get().person_id == elected.pk


def test_two_officers_with_the_return_open_give_it_once(group, treasurer, sign_in):
    services.open_returns(year=2020, on=date(2021, 1, 1), by=OPERATOR)
    report = GroupReturn.objects.get(group=group)
    client = sign_in(treasurer, *OFFICER, group=group)
    numbers = {"officers": 1, "activities": 2, "members_met": 30}
    sent(client, "return", report.pk, **numbers)

    late = sent(client, "return", report.pk, **(numbers | {"story": "La mienne."}))

    assert late.status_code == 422
    assert "Ce compte rendu a déjà été remis" in text_of(late)
    assert "La mienne." in text_of(late)


@pytest.mark.parametrize(
    ("page", "fields", "sentence"),
    [
        ("close", {"on": "2206-01-01"}, "Vérifiez l’année"),
        ("sleep", {"on": "0001-01-01"}, "Vérifiez l’année"),
        ("sleep", {"on": "31/02/2020"}, "date valide"),
        ("rename", {"name": "É" * 10_000, "version": 1}, "110"),
        ("areas", {"country": "ZZ", "priority": 0}, "Ce pays n’existe pas"),
        ("new_activity", {"kind": "DINNER", "title": "Dîner", "held_on": "2206-05-01"}, "année"),
    ],
)
def test_what_cannot_be_is_said_on_the_form(group, sign_in, page, fields, sentence):
    answer = sent(sign_in(make_person(), *DESK), page, group.pk, **fields)

    assert answer.status_code == 422
    assert sentence in text_of(answer)


@pytest.mark.parametrize("page", ["close", "sleep", "wake"])
def test_a_state_does_not_change_on_a_day_to_come(group, sign_in, page):
    tomorrow = (localdate() + timedelta(days=1)).isoformat()

    answer = sent(sign_in(make_person(), *DESK), page, group.pk, on=tomorrow)

    assert answer.status_code == 422
    assert "Ce jour est à venir" in text_of(answer)
    assert tomorrow in text_of(answer)


def test_the_lists_of_the_desk_lead_to_all_of_their_rows(sign_in):
    for number in range(14):
        make_group(name=f"Canton {number:02}", created_on=date(2010, 1, 1))
    services.watch_groups(on=localdate(), by=OPERATOR)
    client = sign_in(make_person(), *DESK)

    page = text_of(opened(client, "network_desk"))
    whole = text_of(opened(client, "notices", nature="ASLEEP"))

    assert "Voir les 14" in page
    assert "?nature=ASLEEP" in page
    assert all(f"Canton {number:02}" in whole for number in range(14))


@pytest.mark.parametrize("name", ["returns", "notices", "without_group"])
def test_the_lists_of_the_network_are_those_of_the_desk(group, sign_in, name):
    assert opened(sign_in(make_person(), *OFFICER, group=group), name).status_code == 403
    assert opened(sign_in(make_person(), *DESK), name).status_code == 200


@pytest.mark.proves("R-X-1")
def test_rights_leave_with_the_mandate_that_is_handed_over(group, treasurer, sign_in):
    define_office(
        code=OfficeCode.GROUP_SECRETARY,
        name="secrétaire",
        scope_kinds=GROUP_SCOPES,
        single=True,
        rights=(MANAGE_OWN_GROUP,),
        by=OPERATOR,
    )
    before, after = (make_person(country="FR", postcode="33000") for _ in range(2))
    place(before, after, treasurer)
    mandate = services.appoint_officer(
        group=group,
        office=OfficeCode.GROUP_SECRETARY,
        person=before,
        on=localdate() - timedelta(days=30),
        by=OPERATOR,
    )
    officer = sign_in(treasurer, *OFFICER, group=group)
    form = text_of(opened(officer, "hand_over", group.pk, mandate.pk))
    assert [opened(sign_in(one), "desk", group.pk).status_code for one in (before, after)] == [
        200,
        404,
    ]

    answer = sent(
        officer,
        "hand_over",
        group.pk,
        mandate.pk,
        successor=after.readable_id,
        on=localdate().isoformat(),
    )

    assert "de la main à la main" in form
    assert answer.status_code == 302
    assert [opened(sign_in(one), "desk", group.pk).status_code for one in (before, after)] == [
        404,
        200,
    ]
