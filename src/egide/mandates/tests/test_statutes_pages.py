"""The pages of the statutes: what will change is read first, refusals keep what was typed."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate

from egide.accounts.models import Account
from egide.kernel import limits
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Designation
from egide.mandates.models import Body, Incompatibility, Mandate, Office, OfficeRight, Seat
from egide.mandates.permissions import (
    MANAGE_MANDATES,
    MANAGE_SCOPES,
    MANAGE_STATUTES,
    READ_FIGURES,
)
from egide.mandates.services import give_mandate
from egide.mandates.tests.factories import OPERATOR, make_body, make_office, make_seat
from egide.mandates.views.giving import SUGGESTIONS_A_MINUTE
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.django_db
LONG_AGO = date(2018, 6, 2)
SOURCE = "AG du 6 juin 2020, 4e résolution"
COMMISSION = {
    "name": "Commission des finances",
    "kind": "COMMISSION",
    "starts_on": "2020-06-06",
    "source": SOURCE,
    "seats": "5",
    "designation": "APPOINTED",
    "term_years": "2",
}


@pytest.fixture
def secretary(client):
    person = make_person(since=LONG_AGO)
    office = make_office("SECRETARY", rights=[MANAGE_MANDATES, MANAGE_STATUTES])
    give_mandate(person_id=person.pk, office=office.code, starts_on=LONG_AGO, by=OPERATOR)
    client.force_login(Account.objects.create(person=person))
    return person


@pytest.fixture
def desk(client, secretary):
    """Send a form as the secretary, and give back the answer and its page."""

    class Desk:
        def send(self, name, /, *args, **values):
            answer = client.post(reverse(f"mandates:{name}", args=args), values)
            return answer.status_code, answer.content.decode()

        def decide(self, name, /, *args, **values):
            """Read what will change, say yes, and return the first page and the second status."""
            status, page = self.send(name, *args, **values)
            assert status == 200, page
            (seen,) = re.findall(r'name="seen" value="(\w+)"', page)
            return page, self.send(name, *args, **values, seen=seen)[0]

    return Desk()


# --- bodies -----------------------------------------------------------------------------------


def test_a_commission_is_created_with_its_seats_once_its_consequences_are_read(desk):
    page, status = desk.decide("create_body", **COMMISSION)

    assert "5 sièges s’ajoutent, vacants, à pourvoir par\u00a0: nomination." in page
    assert status == 302
    body = Body.objects.get(code="COMMISSION_DES_FINANCES")
    assert body.seats.count() == 5
    assert set(body.seats.values_list("designation", "term_years")) == {("APPOINTED", 2)}
    assert RegisterLine.objects.filter(action="mandates.body_created").count() == 1


def test_nothing_is_written_before_the_consequences_are_read(desk):
    desk.send("create_body", **COMMISSION)

    assert not Body.objects.exists()


def test_what_is_written_is_what_was_read(desk):
    _status, page = desk.send("create_body", **COMMISSION)
    (seen,) = re.findall(r'name="seen" value="(\w+)"', page)

    status, _page = desk.send("create_body", **COMMISSION | {"seats": "50"}, seen=seen)

    assert status == 200
    assert not Body.objects.exists()


def test_a_body_of_the_same_name_is_refused_and_what_was_typed_is_kept(desk):
    desk.decide("create_body", **COMMISSION)

    status, page = desk.send("create_body", **COMMISSION)

    assert status == 422
    assert "Un organe porte déjà le nom «\u00a0Commission des finances\u00a0»." in page
    assert f'value="{SOURCE}"' in page


def test_a_body_without_its_seats_is_not_created(desk):
    status, page = desk.send("create_body", **COMMISSION | {"designation": "DIRECT"})

    assert status == 422
    assert "Les sièges d’une commission ne s’élisent pas au suffrage direct." in page
    assert not Body.objects.exists()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2020-02-30", "hier"])
def test_a_day_that_cannot_be_is_refused_with_422(desk, day):
    status, page = desk.send("create_body", **COMMISSION | {"starts_on": day})

    assert status == 422
    assert "Commission des finances" in page


def test_a_body_is_renamed_and_the_office_it_gives_no_longer_changes_once_held(desk):
    member = make_office("MEMBER", name="membre", single=False)
    board = make_body(BodyKind.BOARD, code="CA", gives=member)
    give_mandate(person_id=make_person().pk, seat=make_seat(board), starts_on=LONG_AGO, by=OPERATOR)
    values = {"name": "Conseil", "source": SOURCE}

    status, page = desk.send("amend_body", "CA", **values)
    _page, done = desk.decide("amend_body", "CA", **values, gives=member.pk)

    assert (status, done) == (422, 302)
    assert "changerait le passé" in page
    board.refresh_from_db()
    assert (board.name, board.gives, board.source) == ("Conseil", member, SOURCE)
    assert RegisterLine.objects.filter(action="mandates.body_amended").count() == 1


def test_a_body_is_dissolved_with_its_vacant_seats_and_not_while_somebody_sits(desk):
    board = make_body(BodyKind.BOARD, code="CA")
    seat = make_seat(board, term_years=1)
    make_seat(board, 2)
    give_mandate(person_id=make_person().pk, seat=seat, starts_on=LONG_AGO, by=OPERATOR)

    status, page = desk.send("dissolve_body", "CA", on="2019-05-31", source=SOURCE)
    before, _page = desk.send("dissolve_body", "CA", on="2018-01-01", source=SOURCE)
    read, done = desk.decide("dissolve_body", "CA", on="2020-06-06", source=SOURCE)

    assert (status, before, done) == (422, 422, 302)
    assert "mettez-y d’abord fin" in page
    assert "2 sièges se suppriment le même jour." in read
    board.refresh_from_db()
    assert board.ends_on == date(2020, 6, 6)
    assert set(board.seats.values_list("ends_on", flat=True)) == {date(2020, 6, 6)}


# --- seats ------------------------------------------------------------------------------------


def test_several_seats_are_added_at_once_numbered_after_the_last(desk, client):
    board = make_body(BodyKind.BOARD, code="CA")
    make_seat(board, 7)
    values = {"designation": "GA", "starts_on": "2020-06-06", "source": SOURCE}

    page = client.get(reverse("mandates:add_seat", args=["CA"])).content.decode()
    _read, done = desk.decide("add_seat", "CA", **values, number="8", how_many="3")

    assert 'name="number" value="8"' in page
    assert done == 302
    assert sorted(board.seats.values_list("number", flat=True)) == [7, 8, 9, 10]


def test_a_seat_is_amended_from_a_day_on_and_its_past_stays(desk):
    seat = make_seat(make_body(BodyKind.BOARD, code="CA"), term_years=3)
    values = {"designation": "GA", "term_years": "2", "starts_on": "2020-06-06", "source": SOURCE}

    _read, done = desk.decide("amend_seat", seat.pk, **values)

    assert done == 302
    assert list(
        Seat.objects.order_by("pk").values_list("number", "term_years", "starts_on", "ends_on")
    ) == [(1, 3, LONG_AGO, date(2020, 6, 5)), (1, 2, date(2020, 6, 6), None)]


def test_a_seat_is_not_amended_under_who_sits_in_it(desk):
    seat = make_seat(make_body(BodyKind.BOARD, code="CA"), term_years=9)
    give_mandate(person_id=make_person().pk, seat=seat, starts_on=LONG_AGO, by=OPERATOR)

    status, page = desk.send(
        "amend_seat", seat.pk, designation="GA", starts_on="2020-06-06", source=SOURCE
    )

    assert status == 422
    assert "encore pourvu après ce jour" in page
    assert Seat.objects.count() == 1


# --- offices ----------------------------------------------------------------------------------


def test_an_office_is_defined_with_its_rights_from_today(desk):
    page, done = desk.decide(
        "define_office",
        name="chargé de mission",
        feminine="chargée de mission",
        secrecy="PERSONAL",
        rights=[READ_FIGURES],
        source=SOURCE,
    )

    assert done == 302
    assert "toute la Société" in page
    office = Office.objects.get(code="CHARGE_DE_MISSION")
    (right,) = office.rights.all()
    assert (right.permission, right.starts_on, right.given_by) == (
        READ_FIGURES,
        localdate(),
        SOURCE,
    )


def test_two_offices_of_one_name_have_two_codes(desk):
    for _time in range(2):
        desk.decide("define_office", name="trésorier", secrecy="NORMAL", source=SOURCE)

    assert set(Office.objects.exclude(code="SECRETARY").values_list("code", flat=True)) == {
        "TRESORIER",
        "TRESORIER_2",
    }


@pytest.mark.proves("R-X-2")
def test_an_office_is_not_defined_with_a_right_above_its_secrecy(desk):
    status, page = desk.send(
        "define_office", name="essai", secrecy="NORMAL", rights=[MANAGE_MANDATES], source=SOURCE
    )

    assert status == 422
    assert "ses données lui sont fermées (R-X-2)" in page


def test_who_gains_and_who_loses_is_read_before_rights_change(desk, client):
    treasurer = make_office("TREASURER", single=False, rights=[MANAGE_SCOPES])
    for _person in range(2):
        give_mandate(
            person_id=make_person().pk, office="TREASURER", starts_on=LONG_AGO, by=OPERATOR
        )
    values = {"rights": [READ_FIGURES], "on": f"{localdate()}", "reason": "conseil du 3 juin"}

    page, done = desk.decide("office_rights", "TREASURER", **values)

    assert done == 302
    assert "2 personnes gagnent ce droit à partir du" in page
    assert "2 personnes perdent ce droit à partir du" in page
    shown = client.get(reverse("mandates:office", args=["TREASURER"])).content.decode()
    assert "Ses droits à d’autres dates" in shown
    assert "Retiré par\u00a0: conseil du 3 juin" in shown
    past = OfficeRight.objects.get(office=treasurer, permission=MANAGE_SCOPES)
    assert past.ends_on == localdate() - timedelta(days=1)


def test_rights_do_not_change_in_the_past(desk):
    make_office("TREASURER")
    yesterday = localdate() - timedelta(days=1)

    status, page = desk.send("office_rights", "TREASURER", on=f"{yesterday}", reason="conseil")

    assert status == 422
    assert "Ce jour est passé" in page


@pytest.mark.proves("R-X-8")
def test_the_secretary_does_not_add_to_their_own_rights(desk):
    values = {
        "rights": [MANAGE_MANDATES, MANAGE_STATUTES, MANAGE_SCOPES],
        "on": f"{localdate()}",
        "reason": "moi",
    }

    _page, status = desk.decide("office_rights", "SECRETARY", **values)

    assert status == 403
    assert not OfficeRight.objects.filter(permission=MANAGE_SCOPES).exists()


def test_an_incompatibility_names_who_holds_both_and_is_lifted(desk, client):
    president, treasurer = make_office("PRESIDENT", name="président"), make_office("TREASURER")
    person = make_person(first_names="Inès", usage_name="Corandel")
    for office in (president, treasurer):
        give_mandate(person_id=person.pk, office=office.code, starts_on=LONG_AGO, by=OPERATOR)
    values = {"other": treasurer.pk, "starts_on": f"{localdate()}", "source": SOURCE}

    page, done = desk.decide("declare_incompatible", "PRESIDENT", **values)
    again, _page = desk.send("declare_incompatible", "PRESIDENT", **values)
    pair = Incompatibility.objects.get()
    _read, lifted = desk.decide("lift_incompatibility", pair.pk, on=f"{localdate()}", source=SOURCE)

    assert (done, again, lifted) == (302, 422, 302)
    assert "les gardent jusqu’à leur terme\u00a0: Inès Corandel." in page
    pair.refresh_from_db()
    assert (pair.ends_on, pair.lifted_by) == (localdate(), SOURCE)
    assert Mandate.objects.filter(person=person, ends_on=None).count() == 2


def test_an_office_is_amended_and_the_mandates_that_run_keep_their_term(desk):
    office = make_office("DRI", name="délégué", term_years=3)
    mandate = give_mandate(
        person_id=make_person().pk, office="DRI", starts_on=LONG_AGO, by=OPERATOR
    )

    page, done = desk.decide(
        "amend_office", "DRI", name="délégué international", term_years="2", source=SOURCE
    )

    assert done == 302
    assert "ceux qui courent, non" in page
    office.refresh_from_db()
    before = mandate.ends_on
    mandate.refresh_from_db()
    assert (office.name, office.term_years, mandate.ends_on) == (
        "délégué international",
        2,
        before,
    )


# --- giving -----------------------------------------------------------------------------------


@pytest.fixture
def seat():
    return make_seat(make_body(BodyKind.COMMISSION), designation=Designation.APPOINTED)


@pytest.fixture
def homonyms():
    return [
        make_person(usage_name="Ferandel", first_names="Maïa", since=LONG_AGO) for _one in range(2)
    ]


def test_homonyms_are_listed_as_buttons_and_one_of_them_is_chosen(desk, seat, homonyms):
    values = {"person": "Maïa Ferandel", "starts_on": "2020-06-06"}

    status, page = desk.send("fill_seat", seat.pk, **values, give="1")
    buttons = re.findall(r'name="chosen" value="([^"]+)"', page)
    chosen = next(one for one in buttons if one.endswith(homonyms[1].readable_id))
    looked, shown = desk.send("fill_seat", seat.pk, **values, chosen=chosen)
    given, _page = desk.send("fill_seat", seat.pk, **values | {"person": chosen}, give="1")

    assert (status, len(buttons), looked, given) == (422, 2, 200, 302)
    assert "Plusieurs personnes répondent à ce nom" in page
    assert f'value="{chosen}"' in shown
    assert Mandate.objects.get(seat=seat).person == homonyms[1]


def test_who_is_only_near_to_the_name_typed_is_asked_about_first(desk, seat):
    make_person(usage_name="Perebrune", first_names="Paul", since=LONG_AGO)

    status, page = desk.send(
        "fill_seat", seat.pk, person="Pol Perebrunne", starts_on="2020-06-06", give="1"
    )

    assert status == 422
    assert "est-ce bien cette personne\u202f?" in page
    assert not Mandate.objects.filter(seat=seat).exists()


def test_the_field_offers_people_while_one_types(client, secretary, homonyms):
    answer = client.get(reverse("mandates:people"), {"q": "ferand"}).json()

    assert answer["said"] == "2 propositions"
    assert {one["value"].rpartition(" ")[2] for one in answer["options"]} == {
        one.readable_id for one in homonyms
    }


def test_the_field_offers_nothing_to_a_program_that_asks_all_the_time(client, secretary):
    asker = f"mandates.people:person:{secretary.pk}"
    for _time in range(SUGGESTIONS_A_MINUTE):
        limits.take(asker, most=SUGGESTIONS_A_MINUTE, seconds=60)

    answer = client.get(reverse("mandates:people"), {"q": "ferand"})

    assert answer.status_code == 429


@pytest.mark.parametrize("name", ["end_mandate", "cancel_mandate"])
def test_an_incomplete_ending_is_refused_with_422(desk, seat, name):
    mandate = give_mandate(person_id=make_person().pk, seat=seat, starts_on=LONG_AGO, by=OPERATOR)

    status, page = desk.send(name, mandate.pk)

    assert status == 422
    assert "Rien n’est perdu" in page
