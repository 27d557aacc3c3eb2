"""Keeping one's profile, telling of a death, the clerk's acts: as people do them on the pages."""

from __future__ import annotations

from datetime import date

import pytest

from egide.members.enums import (
    ContactKind,
    LifeStatus,
    MembershipStatus,
    ProfileField,
)
from egide.members.models import (
    ContactPoint,
    Membership,
    Position,
)
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.tests.conftest import SECRETS, show, text_of
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db


def test_the_person_sees_all_of_their_profile_and_what_others_see(sign_in, camille):
    show(camille, ProfileField.PHONE)
    me = sign_in(camille)

    whole = text_of(me.get("/mon-profil/"))
    by_members = text_of(me.get("/mon-profil/?vu-par=societaires"))

    assert [secret for secret in SECRETS[:5] if secret not in whole] == []
    assert "+33639980001" in by_members
    assert "camille.torelisse@example.org" not in by_members


def test_a_person_edits_their_details(sign_in, camille):
    me = sign_in(camille)
    answer = me.post(
        f"/annuaire/{camille.readable_id}/a-propos/",
        {
            "version": camille.version,
            "nickname": "Carambole",
            "languages": ["fr", "pt"],
            "sex": "F",
        },
    )

    camille.refresh_from_db()
    assert (answer.status_code, answer["Location"]) == (302, "/mon-profil/")
    assert (camille.nickname, camille.languages, camille.sex) == ("Carambole", ["fr", "pt"], "F")


def test_a_person_chooses_the_language_of_letters(sign_in, camille):
    me = sign_in(camille)
    before = me.get("/mon-profil/").content.decode()

    answer = me.post(
        f"/annuaire/{camille.readable_id}/a-propos/",
        {"version": camille.version, "letter_language": "en"},
        follow=True,
    )

    assert "La Société vous écrit en français." in before
    assert "La Société vous écrit en anglais." in answer.content.decode()


def test_two_people_saving_one_profile_are_shown_both_values_and_nothing_is_lost(sign_in, camille):
    me, clerk = sign_in(camille), sign_in(make_person(), MANAGE_REGISTRY)
    address = f"/annuaire/{camille.readable_id}/a-propos/"
    read = camille.version
    clerk.post(address, {"version": read, "nickname": "Premier"})

    answer = me.post(address, {"version": read, "nickname": "Second", "languages": ["fr"]})

    camille.refresh_from_db()
    page = text_of(answer)
    assert answer.status_code == 409
    assert camille.nickname == "Premier"
    assert "Premier" in page
    assert 'value="Second"' in page
    assert f'name="version" value="{camille.version}"' in page
    again = me.post(
        address, {"version": camille.version, "nickname": "Second", "languages": ["fr"]}
    )
    camille.refresh_from_db()
    assert (again.status_code, camille.nickname) == (302, "Second")


def test_a_refused_value_stays_in_the_form_with_the_reason(sign_in, camille):
    answer = sign_in(camille).post(
        f"/annuaire/{camille.readable_id}/coordonnees/",
        {"version": camille.version, "kind": "EMAIL", "value": "camille@"},
    )

    assert answer.status_code == 422
    assert 'value="camille@"' in text_of(answer)
    assert ContactPoint.objects.filter(person=camille).count() == 2


def test_contact_points_are_added_preferred_and_withdrawn(sign_in, camille):
    me = sign_in(camille)
    stem = f"/annuaire/{camille.readable_id}/coordonnees/"
    me.post(stem, {"version": camille.version, "kind": "EMAIL", "value": "ct@example.org"})
    added = ContactPoint.objects.get(person=camille, value="ct@example.org")

    assert me.post(f"{stem}{added.pk}/principale/").status_code == 302
    added.refresh_from_db()
    assert added.primary
    assert me.post(f"{stem}{added.pk}/retrait/").status_code == 302
    assert [
        point.value for point in ContactPoint.objects.filter(person=camille, kind=ContactKind.EMAIL)
    ] == ["camille.torelisse@example.org"]


def test_a_move_keeps_the_old_address(sign_in, camille):
    sign_in(camille).post(
        f"/annuaire/{camille.readable_id}/adresse/",
        {
            "version": camille.version,
            "moved": "moved",
            "city": "Lille",
            "postcode": "59000",
            "country": "FR",
        },
    )

    assert [(a.city, a.ends_on is None) for a in camille.addresses.order_by("starts_on")] == [
        ("Montréal", False),
        ("Lille", True),
    ]


def test_a_position_is_taken_corrected_and_left(sign_in, camille):
    me = sign_in(camille)
    stem = f"/annuaire/{camille.readable_id}/situation/"
    me.post(
        stem,
        {
            "version": camille.version,
            "status": "EXECUTIVE",
            "company": "Cuivres",
            "title": "Directrice",
        },
    )
    taken = Position.objects.get(person=camille, company="Cuivres")
    camille.refresh_from_db()
    me.post(
        f"{stem}{taken.pk}/",
        {
            "version": camille.version,
            "status": "EXECUTIVE",
            "company": "Cuivres et bois",
            "title": "Directrice",
        },
    )
    me.post(f"{stem}{taken.pk}/depart/")

    taken.refresh_from_db()
    assert taken.company == "Cuivres et bois"
    assert taken.ends_on is not None


@pytest.mark.proves("R-REG-6")
def test_showing_a_part_and_leaving_the_directory(sign_in, camille, paul):
    me, reader = sign_in(camille), sign_in(paul)
    hidden = {field.value: "NOBODY" for field in ProfileField} | {"NAME": "MEMBERS"}
    address = f"/annuaire/{camille.readable_id}/visibilite/"

    me.post(address, {**hidden, "CITY": "MEMBERS", "version": camille.version})
    assert "Montréal" in text_of(reader.get(f"/annuaire/{camille.readable_id}/"))

    camille.refresh_from_db()
    me.post(address, {**hidden, "NAME": "NOBODY", "version": camille.version})
    assert reader.get(f"/annuaire/{camille.readable_id}/").status_code == 404
    assert me.get(f"/annuaire/{camille.readable_id}/").status_code == 200


@pytest.mark.proves("R-REG-9", "AC-REG-6")
def test_a_death_is_told_with_care_confirmed_and_denied(sign_in, camille, paul):
    reader, clerk = sign_in(paul), sign_in(make_person(), MANAGE_REGISTRY)
    told = {"source": "RELATIVE", "reported_by": "Sa sœur", "died_on": "2020-05-04"}

    answer = reader.post(f"/annuaire/{camille.readable_id}/deces/", told)
    assert "Merci de nous l’avoir dit" in text_of(answer)
    camille.refresh_from_db()
    assert camille.life_status == LifeStatus.PRESUMED_DEAD

    desk = f"/registre/{camille.readable_id}/deces/"
    assert "Il faut deux sources différentes" in text_of(clerk.get(desk))
    clerk.post(f"{desk}confirmation/", {"died_on": "2020-05-04"})
    camille.refresh_from_db()
    assert camille.life_status == LifeStatus.PRESUMED_DEAD

    reader.post(
        f"/annuaire/{camille.readable_id}/deces/",
        told | {"reported_by": "Le délégué", "source": "DELEGATE"},
    )
    clerk.post(f"{desk}confirmation/", {"died_on": "2020-05-04"})
    camille.refresh_from_db()
    assert (camille.life_status, camille.died_on) == (LifeStatus.DECEASED, date(2020, 5, 4))
    remembered = text_of(reader.get(f"/annuaire/{camille.readable_id}/"))
    assert "Nous a quittés le 4\xa0mai 2020" in remembered
    assert [secret for secret in SECRETS if secret in remembered] == []
    assert "Camille Torelisse" in text_of(reader.get("/promotions/bo-185/"))
    assert reader.get(f"/annuaire/{camille.readable_id}/carte.vcf").status_code == 404
    page = text_of(clerk.get(f"/annuaire/{camille.readable_id}/"))
    assert "1964 – 2020" in page
    assert "Annoncer un décès" not in page

    clerk.post(f"{desk}dementi/", {"reason": "homonyme"})
    camille.refresh_from_db()
    assert camille.life_status == LifeStatus.LIVING


def test_the_clerk_registers_a_person(sign_in, paul):
    make_promotion("Bo", 2017)
    clerk = sign_in(paul, MANAGE_REGISTRY)
    typed = {
        "first_names": "Élise",
        "usage_name": "Saubiran",
        "promotion": "bo 2017",
        "registry_status": "STUDENT",
        "standing": "STUDENT",
        "email": "elise@example.org",
        "country": "FR",
    }

    answer = clerk.post("/registre/inscription/", typed)

    assert (answer.status_code, answer["Location"]) == (302, "/annuaire/elise.saubiran.2017/")
    refused = clerk.post("/registre/inscription/", typed | {"promotion": "Me 185"})
    assert refused.status_code == 422
    assert 'value="Saubiran"' in text_of(refused)


def test_the_clerk_changes_a_standing_and_a_refusal_names_what_may_follow(sign_in, paul, camille):
    clerk = sign_in(paul, MANAGE_REGISTRY)
    address = f"/registre/{camille.readable_id}/qualite/"

    answer = clerk.post(address, {"status": "STUDENT", "on": "2020-06-01", "reason": "essai"})
    assert answer.status_code == 422
    assert "Possible" in text_of(answer)

    clerk.post(address, {"status": "LAPSED", "on": "2020-06-01", "reason": "cotisation"})
    assert (
        Membership.objects.get(person=camille, ends_on__isnull=True).status
        == MembershipStatus.LAPSED
    )
