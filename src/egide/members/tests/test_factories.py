"""The people that other modules' tests stand on."""

from datetime import date

import pytest

from egide.members.enums import MembershipStatus
from egide.members.models import Person
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db


def test_a_person_of_the_factory_is_a_member_of_their_promotion():
    bordeaux = make_promotion("Bo", 1998)

    member = make_person(promotion=bordeaux, email="camille@example.org", country="FR")

    assert list(Person.objects.members_on(date(2020, 12, 31))) == [member]
    assert member.schoolings.get().promotion == bordeaux
    assert bordeaux.label == "Bo 198"


def test_somebody_who_never_adhered_is_not_a_member():
    make_person(status=None)
    student = make_person(status=MembershipStatus.STUDENT, since=date(2020, 10, 1))

    assert list(Person.objects.members_on(date(2020, 12, 31))) == [student]
    assert list(Person.objects.members_on(date(2020, 9, 30))) == []
