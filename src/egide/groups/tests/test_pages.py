"""The pages of groups: who opens them, what they say, what they never say."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from egide.groups import services
from egide.groups.enums import ActivityKind, GroupKind, GroupState
from egide.groups.models import Group, GroupMembership, GroupReturn
from egide.groups.tests.doors import DESK, OFFICER, opened, place, sent, text_of
from egide.groups.tests.factories import (
    OPERATOR,
    make_egide,
    make_group,
    make_leader,
)
from egide.kernel.models import RegisterLine
from egide.members.enums import Audience, ProfileField
from egide.members.models import VisibilityChoice
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def group():
    return make_group(
        name="Gironde", country="FR", postcodes=("33000", "33999"), presentation="Bienvenue à tous."
    )


@pytest.fixture
def treasurer(group):
    return make_person(first_names="Odile", usage_name="Marbrune", country="FR", postcode="33000")


def test_a_visitor_sees_the_network_and_no_name_of_anybody(group):
    make_leader(group, make_person(usage_name="Zéphirolle"), starts_on=localdate())

    network, public = opened(Client(), "groups"), opened(Client(), "group", group.pk)

    assert (network.status_code, public.status_code) == (200, 200)
    assert "Gironde" in text_of(network)
    assert "Bienvenue à tous." in text_of(public)
    assert "Zéphirolle" not in text_of(public)


def test_a_member_sees_the_officers(group, sign_in):
    make_leader(group, make_person(usage_name="Zéphirolle"), starts_on=localdate())

    assert "Zéphirolle" in text_of(opened(sign_in(make_person()), "group", group.pk))


def test_the_network_opens_in_english(group):
    client = Client(headers={"accept-language": "en"})

    assert "All groups" in text_of(opened(client, "groups"))


def test_a_proposed_group_is_not_shown_to_a_visitor(group):
    Group.objects.filter(pk=group.pk).update(state=GroupState.PROPOSED, created_on=None)

    assert opened(Client(), "group", group.pk).status_code == 404
    assert "Gironde" not in text_of(opened(Client(), "groups"))


OF_THE_GROUP = ["desk", "people", "new_activity", "presentation", "new_officer", "egide", "wake"]
OF_THE_NETWORK = [
    "rename",
    "sleep",
    "close",
    "merge",
    "areas",
    "draft_agreement",
    "declare_association",
]


@pytest.mark.parametrize("name", OF_THE_GROUP)
def test_what_officers_open_does_not_exist_for_others(group, sign_in, name):
    member = sign_in(make_person())
    other = sign_in(make_person(), *OFFICER, group=make_group())

    assert opened(Client(), name, group.pk).status_code == 302
    assert opened(member, name, group.pk).status_code == 404
    assert opened(other, name, group.pk).status_code == 404


@pytest.mark.parametrize("name", OF_THE_NETWORK)
def test_what_the_desk_of_the_network_opens_is_closed_to_others(group, sign_in, name):
    member = sign_in(make_person())
    officer = sign_in(make_person(), *OFFICER, group=group)

    assert opened(Client(), name, group.pk).status_code == 302
    assert opened(member, name, group.pk).status_code == 403
    assert opened(officer, name, group.pk).status_code == 403


@pytest.mark.parametrize("name", ["network_desk", "without_group"])
def test_the_desk_of_the_network_is_closed_to_officers(group, sign_in, name):
    assert opened(sign_in(make_person(), *OFFICER, group=group), name).status_code == 403
    assert opened(sign_in(make_person(), *DESK), name).status_code == 200


@pytest.mark.parametrize(
    "name", ["desk", "people", "new_activity", "presentation", "new_officer", "egide"]
)
def test_officers_open_what_is_theirs(group, treasurer, sign_in, name):
    assert opened(sign_in(treasurer, *OFFICER, group=group), name, group.pk).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "desk",
        "rename",
        "sleep",
        "wake",
        "close",
        "merge",
        "areas",
        "egide",
        "draft_agreement",
        "declare_association",
    ],
)
def test_the_desk_opens_every_group(group, sign_in, name):
    assert opened(sign_in(make_person(), *DESK), name, group.pk).status_code == 200


def test_the_list_of_groups_asks_as_much_for_one_group_as_for_three(django_assert_num_queries):
    make_group(name="Un")
    address = reverse("groups:groups") + "?famille=TERRITORIAL"
    Client().get(address)
    with CaptureQueriesContext(connection) as first:
        Client().get(address)
    make_group(name="Deux")
    make_group(name="Trois")

    with django_assert_num_queries(len(first)):
        Client().get(address)


def test_the_list_of_people_asks_as_much_for_one_person_as_for_three(
    group, treasurer, sign_in, django_assert_num_queries
):
    place(treasurer)
    client = sign_in(treasurer, *OFFICER, group=group)
    opened(client, "people", group.pk)
    with CaptureQueriesContext(connection) as first:
        assert "1–1" in text_of(opened(client, "people", group.pk))
    place(*(make_person(country="FR", postcode="33000") for _ in range(2)))

    with django_assert_num_queries(len(first)):
        assert "1–3" in text_of(opened(client, "people", group.pk))


@pytest.mark.proves("R-REG-7")
def test_officers_see_what_is_shown_to_them_and_nothing_else(group, treasurer, sign_in):
    shows = make_person(email="montre@example.org", country="FR", postcode="33000")
    hides = make_person(email="cache@example.org", country="FR", postcode="33000")
    VisibilityChoice.objects.create(
        person=shows, field=ProfileField.EMAIL, audience=Audience.OFFICERS
    )
    place(shows, hides, treasurer)

    officer = text_of(opened(sign_in(treasurer, *OFFICER, group=group), "people", group.pk))

    assert "montre@example.org" in officer
    assert "cache@example.org" not in officer


def test_an_export_of_people_is_written_in_the_register(group, treasurer, sign_in):
    place(treasurer)
    client = sign_in(treasurer, *OFFICER, group=group)

    answer = opened(client, "people", group.pk, format="csv")

    assert "Odile Marbrune" in b"".join(answer.streaming_content).decode("utf-8-sig")
    line = RegisterLine.objects.get(action="groups.people_exported")
    assert line.facts["rows"] == 1
    assert "Marbrune" not in str(line.facts)


def test_a_member_joins_and_leaves_from_the_page_of_the_group(sign_in):
    trade = make_group(GroupKind.PROFESSIONAL, "Énergie")
    person = make_person()
    client = sign_in(person)

    assert "Rejoindre" in text_of(opened(client, "group", trade.pk))
    sent(client, "join", trade.pk)
    assert (
        GroupMembership.objects.running_on(localdate()).filter(person=person, group=trade).exists()
    )
    page = opened(client, "group", trade.pk)
    assert "Quitter" in text_of(page)
    sent(client, "leave", trade.pk)

    assert GroupMembership.objects.get(person=person, group=trade).ends_on == localdate()


def test_who_left_today_may_come_back_from_the_same_page(sign_in):
    trade = make_group(GroupKind.PROFESSIONAL, "Énergie")
    client = sign_in(make_person())
    for act in ("join", "leave"):
        sent(client, act, trade.pk)

    page = text_of(opened(client, "group", trade.pk))
    sent(client, "join", trade.pk)

    assert "Rejoindre" in page
    assert "Quitter" not in page
    assert GroupMembership.objects.get().ends_on is None


def test_a_refused_act_is_said_where_the_person_comes_back(group, sign_in):
    client = sign_in(make_person())

    answer = client.post(reverse("groups:join", args=[group.pk]), follow=True)

    assert "se choisit à la place d’un autre" in text_of(answer)


def test_a_member_pins_a_group_and_goes_back(group, sign_in):
    other = make_group(name="Landes")
    person = make_person(country="FR", postcode="33000")
    place(person)
    client = sign_in(person)

    sent(client, "pin", other.pk)
    assert GroupMembership.objects.running_on(localdate()).get(person=person).group_id == other.pk
    sent(client, "unpin", other.pk)

    assert GroupMembership.objects.running_on(localdate()).get(person=person).group_id == group.pk


def test_a_treasurer_gives_the_return_in_a_minute(group, treasurer, sign_in):
    client = sign_in(treasurer, *OFFICER, group=group)
    services.record_activity(
        group=group,
        kind=ActivityKind.DINNER,
        title="Dîner",
        held_on=date(2020, 5, 1),
        attendance=14,
        on=date(2020, 6, 1),
        by=OPERATOR,
    )
    services.open_returns(year=2020, on=date(2021, 1, 1), by=OPERATOR)
    report = GroupReturn.objects.get(group=group)

    desk = text_of(opened(client, "desk", group.pk))
    form = text_of(opened(client, "return", report.pk))
    answer = sent(
        client,
        "return",
        report.pk,
        officers=0,
        activities=1,
        members_met=14,
        story="Une belle année.",
    )

    assert "Compte rendu 2020" in desk
    assert 'value="14"' in form
    assert answer.status_code == 302
    report.refresh_from_db()
    assert (report.state, report.members_met) == ("SUBMITTED", 14)


def test_what_was_typed_survives_an_error(sign_in):
    client = sign_in(make_person())
    typed = {
        "kind": "PROFESSIONAL",
        "name": "Énergie de demain",
        "purpose": "Parler d’hydrogène entre nous.",
        "founders": "personne.inconnue.1998",
        "sponsor": "42",
    }

    answer = sent(client, "propose", **typed)

    assert answer.status_code == 422
    page = text_of(answer)
    assert "Nous ne trouvons pas" in page
    for words in ("Énergie de demain", "hydrogène", "personne.inconnue.1998"):
        assert words in page
    assert Group.objects.count() == 0


def test_a_refusal_of_the_rules_keeps_the_form_and_names_each_obstacle(sign_in):
    founders = [make_person() for _ in range(3)]
    client = sign_in(founders[0])

    answer = sent(
        client,
        "propose",
        kind="PROFESSIONAL",
        name="Énergie",
        purpose="Se voir.",
        founders="\n".join(str(one.society_no) for one in founders),
        sponsor=founders[0].readable_id,
    )

    assert answer.status_code == 422
    assert "il en manque 7" in text_of(answer)
    assert "Le parrain" in text_of(answer)


def test_the_desk_of_the_network_shows_what_waits(group, sign_in):
    services.watch_groups(on=localdate(), by=OPERATOR)

    page = text_of(opened(sign_in(make_person(), *DESK), "network_desk"))

    assert "Sans responsable depuis six mois" in page
    assert "Gironde" in page


def test_an_agreement_is_suspended_from_its_page(group, sign_in):
    agreement = make_egide(group)
    client = sign_in(make_person(), *DESK)

    answer = sent(
        client,
        "suspend_agreement",
        agreement.pk,
        on=localdate().isoformat(),
        reason="Deux comptes rendus manquants.",
    )

    assert answer.status_code == 302
    assert "Deux comptes rendus manquants." in text_of(opened(client, "egide", group.pk))


@pytest.mark.proves("AC-GRP-6")
def test_the_refusal_of_tax_receipts_is_shown_with_its_reason(group, treasurer, sign_in):
    services.declare_association(
        group=group, registered_name="Amis", on=date(2020, 1, 1), by=OPERATOR
    )
    client = sign_in(treasurer, *OFFICER, group=group)

    answer = client.post(reverse("groups:tax_receipts", args=[group.pk]), follow=True)

    assert "Le groupe est une association distincte" in text_of(answer)


def test_the_home_of_an_officer_says_what_is_due(group, treasurer, sign_in):
    services.open_returns(year=2020, on=date(2021, 1, 1), by=OPERATOR)

    page = text_of(sign_in(treasurer, *OFFICER, group=group).get(reverse("shell:my_space")))

    assert "Compte rendu 2020" in page


@pytest.mark.proves("R-X-11")
def test_the_search_finds_a_group_whatever_the_accents():
    make_group(name="Pyrénées-Orientales")

    page = text_of(Client().get(reverse("shell:search"), {"q": "pyrenees orient"}))

    assert "Pyrénées-Orientales" in page
