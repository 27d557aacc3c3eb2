"""Whom a secretary means: by number, name or promotion, and nobody whom they may not find."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.access import VISITOR
from egide.mandates.queries.people import people_meant
from egide.mandates.tests.factories import holder_of
from egide.members.enums import LifeStatus
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 12, 31)


@pytest.fixture
def clerk():
    return holder_of(MANAGE_REGISTRY)


@pytest.fixture
def homonyms():
    values = {"usage_name": "Ferandel", "first_names": "Maïa", "since": date(2015, 1, 1)}
    return [
        make_person(promotion=make_promotion("Bo", 1985), **values),
        make_person(promotion=make_promotion("Li", 1990), **values),
    ]


def meant(text: str, actor) -> list[int]:
    return [one.person_id for one in people_meant(text, actor=actor, on=DAY)]


def test_a_number_and_an_identifier_name_one_person(clerk, homonyms):
    first, second = homonyms

    assert meant(str(first.society_no), clerk) == [first.pk]
    assert meant(second.readable_id.upper(), clerk) == [second.pk]


def test_what_a_field_holds_once_somebody_is_chosen_names_that_person(clerk, homonyms):
    offered = people_meant("maia férandel", actor=clerk, on=DAY)

    assert {one.person_id for one in offered} == {one.pk for one in homonyms}
    assert [meant(one.words, clerk) for one in offered] == [[one.person_id] for one in offered]


def test_homonyms_are_told_apart_by_their_promotion(clerk, homonyms):
    offered = people_meant("ferandel", actor=clerk, on=DAY)

    assert len({one.promotions for one in offered}) == 2


def test_who_is_only_near_to_what_was_typed_is_offered_and_never_taken(clerk):
    make_person(usage_name="Torelisse", first_names="Camille", since=date(2015, 1, 1))

    (near,) = people_meant("Torelise", actor=clerk, on=DAY)
    (named,) = people_meant("Camille Torelisse", actor=clerk, on=DAY)
    assert (near.person_id, near.sure, named.sure) == (named.person_id, False, True)


def test_who_is_no_member_is_found_by_the_words_of_the_name(clerk):
    director = make_person(status=None, usage_name="Yzerrand", first_names="Paul")

    assert meant("paul yzerrand", clerk) == [director.pk]


@pytest.mark.parametrize("text", ["", "   ", "9" * 40, "\x00", "personne", "·", " · "])
def test_what_means_nobody_finds_nobody(clerk, homonyms, text):
    assert meant(text, clerk) == []


def test_the_dead_are_not_offered(clerk):
    make_person(usage_name="Ferandel", life_status=LifeStatus.DECEASED, status=None, died_on=DAY)

    assert meant("ferandel", clerk) == []


def test_whom_the_reader_may_not_find_is_not_offered(homonyms):
    unlisted = make_person(status=None, usage_name="Ferandel", listed=False)

    reader = holder_of(READ_DIRECTORY)
    assert unlisted.pk not in meant("ferandel", reader)
    assert unlisted.pk not in meant(unlisted.readable_id, reader)
    assert not any(one.sure for one in people_meant(unlisted.readable_id, actor=reader, on=DAY))
    assert meant("ferandel", VISITOR) == []
