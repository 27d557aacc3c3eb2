"""What only the clerk does on the pages: namesakes, promotions, doubts, dead letters, erasure."""

from __future__ import annotations

import pytest

from egide.kernel.models import RegisterLine
from egide.members.enums import AuditStatus, DataStatus, LifeStatus, SchoolingRank
from egide.members.models import ContactPoint, Person, Schooling
from egide.members.permissions import EXPORT_DIRECTORY, MANAGE_REGISTRY
from egide.members.queries.namesakes import namesakes
from egide.members.tests.conftest import text_of
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
TYPED = {"first_names": "Élise", "usage_name": "Saubiran", "registry_status": "GRADUATE"}


@pytest.fixture
def clerk(sign_in):
    return sign_in(make_person(first_names="Paul", usage_name="Perebrune"), MANAGE_REGISTRY)


@pytest.mark.proves("R-REG-3")
@pytest.mark.parametrize(
    ("first_names", "name", "found"),
    [
        ("JEAN LUC", "torelisse", True),
        ("Jean-Luc", "Torélisse", True),
        ("Torelisse", "Jean", True),
        ("Jean-Marc", "Torelisse", False),
        ("Jean-Luc", "Torelise", False),
    ],
)
def test_a_namesake_is_found_whatever_the_case_the_accents_and_the_order(first_names, name, found):
    known = make_person(first_names="Jean-Luc", usage_name="Torelisse")

    people = [one.person for one in namesakes(first_names=first_names, names=[name])]

    assert people == ([known] if found else [])


def test_whoever_has_the_same_email_is_offered_and_said_so():
    other_half = make_person(first_names="Hugo", usage_name="Valesquier", email="A@example.org")

    (one,) = namesakes(first_names="Inès", names=["Corandel"], email="a@example.org")

    assert (one.person, one.same_email) == (other_half, True)


@pytest.mark.proves("R-REG-3")
def test_nobody_is_entered_before_the_clerk_looked_at_the_namesake(clerk):
    known = make_person(first_names="Elise", usage_name="SAUBIRAN")

    asked = clerk.post("/registre/inscription/", TYPED)
    assert (asked.status_code, Person.objects.filter(usage_name="Saubiran").count()) == (409, 0)
    assert f"/annuaire/{known.readable_id}/" in text_of(asked)

    done = clerk.post("/registre/inscription/", TYPED | {"sure": "on"})
    assert (done.status_code, Person.objects.filter(usage_name="Saubiran").count()) == (302, 1)


@pytest.mark.proves("R-REG-4")
def test_two_promotions_are_entered_at_once_and_each_error_is_at_its_field(clerk):
    make_promotion("Bo", 2017), make_promotion("An", 2018)

    wrong = text_of(
        clerk.post(
            "/registre/inscription/", TYPED | {"promotion": "Me 185", "other_promotion": "zz"}
        )
    )
    assert 'id="id_promotion_error"' in wrong
    assert 'id="id_other_promotion_error"' in wrong

    clerk.post(
        "/registre/inscription/", TYPED | {"promotion": "bo 217", "other_promotion": "An 218"}
    )
    rows = Schooling.objects.filter(person__usage_name="Saubiran").order_by("rank")
    assert list(rows.values_list("promotion__label", "rank")) == [
        ("Bo 217", SchoolingRank.PRINCIPAL),
        ("An 218", SchoolingRank.SECONDARY),
    ]


@pytest.mark.proves("R-REG-4")
def test_a_schooling_is_corrected_and_a_second_promotion_withdrawn(clerk, person):
    stem = f"/registre/{person.readable_id}/scolarite/"
    make_promotion("Bo", 1999)
    clerk.post(stem, {"promotion": "Bo 199", "cursus": "MASTER", "rank": "SECONDARY"})
    second = Schooling.objects.get(person=person, rank=SchoolingRank.SECONDARY)

    early = clerk.post(f"{stem}{second.pk}/", {"cursus": "PHD", "left_on": "1998-06-30"})
    assert "On ne sort pas de l’École avant d’y être entré." in text_of(early)
    clerk.post(f"{stem}{second.pk}/", {"cursus": "PHD", "diploma_on": "2003-06-30"})
    second.refresh_from_db()
    assert (second.cursus, f"{second.diploma_on}") == ("PHD", "2003-06-30")

    principal = Schooling.objects.get(person=person, rank=SchoolingRank.PRINCIPAL)
    for schooling in (principal, second):
        clerk.post(f"{stem}{schooling.pk}/retrait/", {"reason": "erreur"})
    assert list(Schooling.objects.filter(person=person)) == [principal]
    acts = RegisterLine.objects.filter(action__startswith="members.s").order_by("pk")
    assert [line.action for line in acts] == [
        "members.secondary_promotion_added",
        "members.schooling_corrected",
        "members.secondary_promotion_withdrawn",
    ]


def test_a_doubt_says_why_and_leaves_the_desk_once_it_is_cleared(clerk, person):
    address = f"/registre/{person.readable_id}/fiabilite/"

    silent = clerk.post(address, {"status": "WATCHED"})
    assert (silent.status_code, "Dites ce qui est douteux" in text_of(silent)) == (422, True)
    clerk.post(address, {"status": "WATCHED", "note": "deux dates de naissance"})
    assert "deux dates de naissance" in text_of(clerk.get("/registre/a-surveiller/"))
    clerk.post(address, {"status": "SAFE"})

    person.refresh_from_db()
    assert person.audit_status == AuditStatus.SAFE
    assert "deux dates de naissance" not in text_of(clerk.get("/registre/a-surveiller/"))


def test_the_list_of_dead_emails_is_whole_searched_filtered_and_exported(sign_in):
    clerk = sign_in(make_person(), MANAGE_REGISTRY, EXPORT_DIRECTORY)
    for number in range(30):
        make_person(usage_name="Torelisse", email=f"t{number}@example.org")
    make_person(usage_name="Corandel", promotion=make_promotion("Li", 2014), email="c@example.org")
    ContactPoint.objects.update(invalid=True)

    whole = text_of(clerk.get("/registre/courriels/"))
    assert "<strong>1–25</strong> sur 31" in whole
    assert "Voir les 31" in text_of(clerk.get("/registre/"))
    for query in ("q=coran", "q=c@example", "centre=Li"):
        page = text_of(clerk.get(f"/registre/courriels/?{query}"))
        assert ("Corandel" in page, "<strong>1–1</strong> sur 1" in page) == (True, True)
    file = clerk.get("/registre/courriels/?format=csv")
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 32
    assert RegisterLine.objects.get(action="members.directory_exported").facts["people"] == 31


def test_the_clerk_marks_corrects_and_confirms_the_address_of_somebody_else(clerk, camille):
    stem = f"/annuaire/{camille.readable_id}/coordonnees/"
    email = ContactPoint.objects.get(person=camille, kind="EMAIL")

    for end, invalid in (("sans-reponse", True), ("confirmation", False)):
        clerk.post(f"{stem}{email.pk}/{end}/")
        email.refresh_from_db()
        assert email.invalid is invalid
    assert f"{stem}{email.pk}/" in text_of(clerk.get(f"/annuaire/{camille.readable_id}/"))


def test_one_says_that_the_address_and_the_position_are_still_true(sign_in, camille):
    me, stem = sign_in(camille), f"/annuaire/{camille.readable_id}"
    position = camille.positions.get()

    me.post(f"{stem}/adresse/confirmation/")
    me.post(f"{stem}/situation/{position.pk}/confirmation/")

    position.refresh_from_db()
    assert camille.addresses.get().verified_at is not None
    assert position.verified_at is not None
    assert '<progress value="50"' in text_of(me.get("/mon-profil/"))


@pytest.mark.proves("R-REG-8")
def test_somebody_is_erased_only_once_their_number_was_typed_again(clerk, camille):
    address = f"/registre/{camille.readable_id}/effacement/"

    wrong = clerk.post(address, {"society_no": camille.society_no + 1, "reason": "sa demande"})
    assert "Ce numéro n’est pas celui de cette fiche." in text_of(wrong)
    clerk.post(address, {"society_no": camille.society_no, "reason": "sa demande"})

    camille.refresh_from_db()
    assert camille.data_status == DataStatus.ANONYMISED
    page = text_of(clerk.get(f"/annuaire/{camille.readable_id}/"))
    assert "tout ce qui la nommait est effacé" in page
    assert "Corriger le nom" not in page


@pytest.mark.proves("R-REG-3")
def test_an_id_is_made_anew_at_the_persons_request(clerk, sign_in, person):
    former = person.readable_id
    clerk.post(
        f"/annuaire/{former}/nom/",
        {
            "version": person.version,
            "first_names": "Camille",
            "usage_name": "Corandel",
            "birth_name": "Torelisse",
        },
    )

    answer = clerk.post(f"/registre/{former}/identifiant/", {"reason": "sa demande"})

    assert answer["Location"] == "/annuaire/camille.corandel.1998/"
    assert clerk.get(f"/annuaire/{former}/")["Location"] == "/annuaire/camille.corandel.1998/"


@pytest.mark.proves("R-REG-9")
def test_the_clerk_hides_the_dead_for_their_relatives_and_a_denial_shows_them_again(
    clerk, sign_in, person
):
    reader, page = sign_in(make_person(first_names="Hugo")), f"/annuaire/{person.readable_id}/"
    desk = f"/registre/{person.readable_id}/deces/"
    told = {"source": "REGISTER", "reported_by": "la mairie", "document_reference": "Acte 3"}
    reader.post(f"{page}deces/", told | {"died_on": "2021-05-04"})
    clerk.post(f"{desk}confirmation/", {"died_on": "2021-05-04"})
    assert reader.get(page).status_code == 200

    clerk.post(f"{desk}masquer/", {"asked_by": "sa fille", "reason": "lettre"})
    assert reader.get(page).status_code == 404
    assert person.full_name not in text_of(reader.get("/promotions/bo-198/"))

    clerk.post(f"{desk}dementi/", {"reason": "erreur"})
    person.refresh_from_db()
    assert (person.data_status, person.life_status) == (DataStatus.ACTIVE, LifeStatus.LIVING)
    assert reader.get(page).status_code == 200


@pytest.mark.proves("R-REG-9")
def test_whoever_left_the_directory_alive_is_not_remembered_in_it(clerk, sign_in, person):
    person.visibility_choices.create(field="NAME", audience="NOBODY")
    Person.objects.filter(pk=person.pk).update(
        life_status=LifeStatus.DECEASED, died_on="2021-05-04", listed=False
    )
    person.memberships.update(status="DECEASED")

    reader = sign_in(make_person())

    assert reader.get(f"/annuaire/{person.readable_id}/").status_code == 404
