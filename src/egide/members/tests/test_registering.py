"""People enter the registry."""

from datetime import UTC, date, datetime

import pytest

from egide.kernel.access import CLOCK, VISITOR, Actor, actor_of
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.enums import ContactKind, MembershipStatus, RegistryStatus, SchoolingRank
from egide.members.models import ContactPoint, NameToken, Person, PersonAlias
from egide.members.rules.people import (
    NewAddress,
    NewContact,
    NewPerson,
    NewSchooling,
    NewStanding,
)
from egide.members.rules.promotions import PromotionName
from egide.members.services import PeopleRefused, register_people, register_person
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

TODAY = date(2020, 12, 31)
BORDEAUX_98 = PromotionName("Bo", 1998)


def entry(**overrides):
    values = {
        "first_names": "Camille",
        "usage_name": "Torelisse",
        "registry_status": RegistryStatus.GRADUATE,
        "schoolings": (NewSchooling(promotion=BORDEAUX_98),),
        "standings": (NewStanding(status=MembershipStatus.CURRENT, starts_on=date(2002, 1, 1)),),
    }
    return NewPerson(**values | overrides)


@pytest.fixture(autouse=True)
def bordeaux():
    return make_promotion("Bo", 1998)


def test_a_person_enters_with_a_number_an_id_and_the_words_that_find_them():
    person = register_person(
        entry=entry(first_names="Jean-Luc", usage_name="D’Arvandel", society_no=42),
        by=CLOCK,
        on=TODAY,
    )

    words = set(NameToken.objects.filter(pk__in=person.name_tokens).values_list("token", flat=True))
    assert person.society_no == 42
    assert person.readable_id == "jean-luc.darvandel.1998"
    assert words == {"jean", "luc", "jeanluc", "darvandel", "arvandel"}
    assert person.listed is True
    assert list(Person.objects.members_on(TODAY)) == [person]


@pytest.mark.proves("R-REG-3")
def test_homonyms_are_counted_within_one_intake_and_after_it():
    register_people(entries=[entry(), entry()], by=CLOCK, on=TODAY)
    third = register_person(entry=entry(), by=CLOCK, on=TODAY)

    ids = Person.objects.order_by("pk").values_list("readable_id", flat=True)
    assert list(ids) == [
        "camille.torelisse.1998",
        "camille.torelisse.1998.2",
        "camille.torelisse.1998.3",
    ]
    assert third.society_no == 3


@pytest.mark.proves("R-REG-3")
def test_an_id_that_somebody_once_had_is_never_given_again():
    former = make_person()
    PersonAlias.objects.create(person=former, readable_id="camille.torelisse.1998")

    person = register_person(entry=entry(), by=CLOCK, on=TODAY)

    assert person.readable_id == "camille.torelisse.1998.2"


def test_a_gap_left_among_homonyms_is_filled_without_a_clash():
    make_person(readable_id="camille.torelisse.1998")
    make_person(readable_id="camille.torelisse.1998.3")

    ids = register_people(entries=[entry(), entry()], by=CLOCK, on=TODAY)

    given = Person.objects.filter(pk__in=ids).order_by("pk").values_list("readable_id", flat=True)
    assert list(given) == ["camille.torelisse.1998.2", "camille.torelisse.1998.4"]


@pytest.mark.proves("R-REG-2")
def test_one_impossible_entry_keeps_all_out_and_says_why():
    entries = [
        entry(),
        entry(schoolings=(NewSchooling(promotion=PromotionName("Bo", 1950)),)),
        entry(usage_name="=cmd|calc"),
    ]

    with pytest.raises(PeopleRefused) as refusal:
        register_people(entries=entries, by=CLOCK, on=TODAY)

    assert set(refusal.value.obstacles) == {1, 2}
    assert refusal.value.obstacles[1] == [
        "Bordeaux n’a pas de promotion 1950 : les entrées y commencent en 1963."
    ]
    assert str(refusal.value).startswith("Entrée 2 : Bordeaux n’a pas de promotion 1950")
    assert Person.objects.count() == 0
    assert RegisterLine.objects.filter(action__startswith="members.").count() == 0


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"first_names": ""}, "Un nom et un prénom sont nécessaires."),
        ({"born_on": date(2021, 1, 1)}, "La date de naissance n’est pas vraisemblable."),
        (
            {"born_on": date(1997, 1, 1)},
            "La date de naissance ne va pas avec l’année d’entrée à l’École.",
        ),
        ({"nationality": "YU"}, "« YU » n’est pas un pays d’aujourd’hui."),
        ({"address": NewAddress(country="DD")}, "« DD » n’est pas un pays d’aujourd’hui."),
        (
            {"contacts": (NewContact(kind=ContactKind.EMAIL, value="camille@"),)},
            "« camille@ » n’est pas une adresse électronique utilisable.",
        ),
        (
            {"registry_status": RegistryStatus.PROSPECT},
            "Un prospect ou un contact n’est pas sociétaire.",
        ),
        (
            {
                "schoolings": (
                    NewSchooling(promotion=BORDEAUX_98),
                    NewSchooling(promotion=PromotionName("Bo", 1999)),
                )
            },
            "Une personne a une promotion principale, et une seule.",
        ),
        (
            {"schoolings": (NewSchooling(promotion=PromotionName("Bo", 2021)),)},
            "La promotion 2021 n’est pas encore entrée à l’École.",
        ),
        (
            {"schoolings": (NewSchooling(promotion=PromotionName("Bo", 2001)),)},
            "La promotion Bo 201 n’est pas ouverte.",
        ),
        (
            {
                "standings": (
                    NewStanding(status="LAPSED", starts_on=date(2002, 1, 1)),
                    NewStanding(status="CURRENT", starts_on=date(2003, 1, 1)),
                )
            },
            "Deux qualités de sociétaire se chevauchent.",
        ),
        ({"first_names": "王", "usage_name": "伟"}, "Écrivez le nom en lettres latines."),
    ],
)
def test_what_cannot_be_is_refused_in_words(overrides, sentence):
    with pytest.raises(PeopleRefused) as refusal:
        register_person(entry=entry(**overrides), by=CLOCK, on=TODAY)

    assert refusal.value.obstacles == {0: [sentence]}


def test_a_society_number_is_given_once():
    register_person(entry=entry(society_no=7), by=CLOCK, on=TODAY)

    with pytest.raises(PeopleRefused, match="Le numéro de sociétaire 7 est déjà donné"):
        register_person(entry=entry(society_no=7), by=CLOCK, on=TODAY)

    assert register_person(entry=entry(), by=CLOCK, on=TODAY).society_no == 8


@pytest.mark.proves("R-REG-4")
def test_a_second_promotion_does_not_count_a_person_twice():
    make_promotion("Bo", 1999)
    second = NewSchooling(promotion=PromotionName("Bo", 1999), rank=SchoolingRank.SECONDARY)

    person = register_person(
        entry=entry(schoolings=(NewSchooling(promotion=BORDEAUX_98), second)), by=CLOCK, on=TODAY
    )

    assert person.schoolings.count() == 2
    assert Person.objects.members_on(TODAY).count() == 1


def test_contacts_are_stored_clean_and_a_couple_may_share_one():
    contacts = (
        NewContact(
            kind=ContactKind.EMAIL,
            value=" Camille@Example.ORG ",
            verified_at=datetime(2020, 1, 2, tzinfo=UTC),
        ),
        NewContact(kind=ContactKind.PHONE, value="06 39 98 12 34"),
    )

    register_people(
        entries=[entry(contacts=contacts), entry(contacts=contacts)], by=CLOCK, on=TODAY
    )

    values = ContactPoint.objects.order_by("pk").values_list("value", flat=True)
    assert list(values) == ["Camille@example.org", "+33639981234"] * 2


@pytest.mark.proves("R-X-1")
def test_only_the_clerk_registers():
    member = make_person()

    for nobody in (VISITOR, Actor(name="person:9", person_id=9), actor_of(member.pk, on=TODAY)):
        with pytest.raises(NotAllowed):
            register_person(entry=entry(), by=nobody, on=TODAY)


@pytest.mark.proves("R-X-3")
def test_the_register_has_one_line_for_one_person_and_one_for_an_intake():
    one = register_person(entry=entry(), by=CLOCK, on=TODAY)
    ids = register_people(entries=[entry(), entry()], by=CLOCK, on=TODAY)

    lines = RegisterLine.objects.filter(action__startswith="members.").order_by("number")
    assert [(line.action, line.subject) for line in lines] == [
        ("members.person_registered", f"members.person:{one.pk}"),
        ("members.people_registered", f"members.person:{ids[0]}-{ids[1]}"),
    ]
    assert lines[1].facts == {"count": 2, "first_society_no": 2, "on": "2020-12-31"}
