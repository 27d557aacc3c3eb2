"""The directory finds what people mean (R-REG-10, R-X-11)."""

from __future__ import annotations

from datetime import date

import pytest

from egide.kernel.access import Actor, Grant, command_actor
from egide.members.enums import Audience, ProfileField
from egide.members.models import Person, Schooling, VisibilityChoice
from egide.members.permissions import MANAGE_REGISTRY, READ_DIRECTORY
from egide.members.queries.directory import search
from egide.members.queries.lines import FIRST_PAGES
from egide.members.queries.narrowing import DirectoryFilters
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
TODAY = date(2020, 12, 31)


def reader(person=None, *rights: str) -> Actor:
    """Return a member who may read the directory, and hold other rights."""
    grants = tuple(
        Grant(permission=right, scope_ids=None, reason="test")
        for right in (READ_DIRECTORY, *rights)
    )
    return Actor(
        name=f"person:{person.pk if person else 0}", person_id=person and person.pk, grants=grants
    )


def names(text: str, actor: Actor | None = None, **filters) -> list[str]:
    answer = search(DirectoryFilters(text=text, **filters), actor=actor or reader(), on=TODAY)
    return [line.name for line in answer.lines]


@pytest.fixture
def society():
    bo, an = make_promotion("Bo", 1985), make_promotion("An", 1990)
    return {
        "camille": make_person(first_names="Camille", usage_name="Torelisse", promotion=bo),
        "hugo": make_person(first_names="Hugo", usage_name="Valesquier", promotion=an),
        "maia": make_person(first_names="Maïa", usage_name="Ferandel", promotion=bo),
        "jean_luc": make_person(first_names="Jean-Luc", usage_name="Montougère", promotion=an),
        "sergei": make_person(first_names="Sergei", usage_name="Yzubiran", promotion=an),
        "frederic": make_person(first_names="Frédéric", usage_name="Corandel", promotion=bo),
    }


@pytest.mark.proves("R-X-11")
@pytest.mark.parametrize(
    "text",
    [
        "camille torelisse",
        "TORELISSE Camille",
        "Torelise camile",
        "tprelisse caimlle",
        "torel",
        "toreliss cam",
        "tor­elisse",
        "torelisse bo 185",
        "camille Bo. 1985",
        "torelisse bo185",
    ],
)
def test_somebody_is_found_under_many_spellings(society, text):
    assert names(text)[0] == "Camille Torelisse"


@pytest.mark.proves("R-X-11")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("maia ferandel", "Maïa Ferandel"),
        ("jean luc montougere", "Jean-Luc Montougère"),
        ("jeanluc montougère", "Jean-Luc Montougère"),
        ("Jean-Luc Montougére", "Jean-Luc Montougère"),
        ("serguei yzubiran", "Sergei Yzubiran"),
        ("sergey izubiran", "Sergei Yzubiran"),
        ("fred corandel", "Frédéric Corandel"),
        ("valeskier hugo", "Hugo Valesquier"),
    ],
)
def test_accents_hyphens_short_forms_and_romanisations_are_forgiven(society, text, found):
    assert names(text)[0] == found


def test_somebody_spelt_exactly_comes_before_those_who_are_near():
    make_person(first_names="Paul", usage_name="Torelise")
    make_person(first_names="Anne", usage_name="Torelisse")

    assert names("torelise") == ["Paul Torelise", "Anne Torelisse"]
    assert names("torelisse") == ["Anne Torelisse", "Paul Torelise"]


@pytest.mark.proves("R-REG-1", "R-REG-2", "AC-REG-2")
def test_a_promotion_narrows_and_one_that_does_not_exist_is_said(society):
    assert names("bo 185") == ["Frédéric Corandel", "Maïa Ferandel", "Camille Torelisse"]
    assert names("torelisse an 190") == []
    assert names("bo 85") == names("bo 185")
    make_promotion("Me", 1998)
    answer = search(DirectoryFilters(text="torelisse Me 185"), actor=reader(), on=TODAY)
    assert answer.lines == ()
    assert answer.notes == ("Metz n’a pas de promotion 1985 : les entrées y commencent en 1997.",)


@pytest.fixture
def of_many_years():
    """People of three years in two centres, some hidden, some of no promotion, one of two."""
    found = []
    years = [(code, year) for year in (1990, 1985, 1988) for code in ("Bo", "An")]
    for rank, (code, year) in enumerate(years * 3):
        promotion = make_promotion(code, year)
        name = f"Torelisse{'bcdefghijklmnopqrs'[-rank]}"
        found.append((year, make_person(usage_name=name, promotion=promotion, listed=rank % 4 > 0)))
    second = Schooling(person=found[1][1], promotion=make_promotion("Bo", 1970), rank="SECONDARY")
    second.save()
    alone = make_promotion("Bo", 1999)
    found.append((1999, make_person(usage_name="Seulandel", promotion=alone, listed=False)))
    found += [(None, make_person(usage_name=name)) for name in ("Zorandel", "Aurandel")]
    return found


@pytest.mark.parametrize("order", ["promotion", "recent"])
@pytest.mark.parametrize("rights", [(), (MANAGE_REGISTRY,)])
@pytest.mark.parametrize("rank", [4, 18])
def test_people_stand_by_promotion_and_those_of_none_come_last(of_many_years, order, rights, rank):
    itself = of_many_years[rank][1]
    actor = reader(itself, *rights)

    def place(one: tuple[int | None, Person]) -> tuple[bool, int, str]:
        year, person = one
        sign = 1 if order == "promotion" else -1
        return (year is None, sign * (year or 0), person.sort_name)

    known = [
        one
        for one in sorted(of_many_years, key=place)
        if one[1].listed or rights or one[1] == itself
    ]
    wanted = [person.pk for _year, person in known]
    for page in (1, 2, 3):
        answer = search(DirectoryFilters(order=order, page=page, size=8), actor=actor, on=TODAY)
        assert [line.id for line in answer.lines] == wanted[8 * (page - 1) : 8 * page]
        assert answer.count == (len(wanted) if answer.lines else 0)


def test_filters_of_the_school_meet_on_one_promotion(of_many_years):
    of_angers = names("", centre="An", order="promotion", from_year=1986, to_year=1989)

    assert of_angers
    assert len(of_angers) == sum(
        person.listed and year == 1988 and person.schoolings.get().promotion.centre.code == "An"
        for year, person in of_many_years
    )
    assert names("", centre="Nulle part") == names("", from_year=1991) == []


def test_a_word_that_nobody_bears_is_left_aside_and_said(society):
    answer = search(DirectoryFilters(text="torelisse qqqqwwww"), actor=reader(), on=TODAY)

    assert [line.name for line in answer.lines] == ["Camille Torelisse"]
    assert answer.notes == (
        "Personne ne répond à tous ces mots. « qqqqwwww » a été laissé de côté.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "torelisse " + "x" * 10_000,
        "é" * 10_000,
        "a b " * 2_500,
        "%_\\'\"\x00;--",
        "\u202e",
        "🙂" * 500,
    ],
)
def test_a_strange_or_endless_line_is_answered(society, text, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        answer = search(DirectoryFilters(text=text), actor=reader(), on=TODAY)

    assert len(answer.lines) <= 1
    assert bool(answer.notes) == (len(text) > 200)


@pytest.mark.proves("R-REG-10")
def test_a_page_holds_fifty_people_at_most_and_the_next_one_goes_on():
    for number in range(53):
        make_person(
            first_names="Camille", usage_name="Torelisse", sort_name=f"torelisse {number:03}"
        )

    first = search(DirectoryFilters(text="torelisse"), actor=reader(), on=TODAY)
    second = search(DirectoryFilters(text="torelisse", page=2), actor=reader(), on=TODAY)

    assert (len(first.lines), first.count, first.pages) == (25, 53, 3)
    assert (len(second.lines), second.count, second.page) == (25, 53, 2)
    assert not {line.id for line in first.lines} & {line.id for line in second.lines}


@pytest.mark.proves("R-REG-7")
def test_people_out_of_the_directory_are_found_by_the_clerk_only():
    make_person(first_names="Inès", usage_name="Perebrune", listed=False)

    assert names("perebrune") == []
    assert names("perebrune", reader(None, MANAGE_REGISTRY)) == ["Inès Perebrune"]
    assert names("perebrune", command_actor("test")) == ["Inès Perebrune"]


def test_a_visitor_finds_nobody(society):
    assert names("torelisse", Actor(name="visitor")) == []


@pytest.mark.proves("R-REG-7")
def test_a_nickname_finds_somebody_only_where_it_is_shown():
    hidden = make_person(first_names="Tom", usage_name="Sabirolle", nickname="Grobidule")
    assert names("grobidule") == []
    assert names("grobidule", reader(hidden)) == ["Tom Sabirolle"]

    VisibilityChoice.objects.create(
        person=hidden, field=ProfileField.NICKNAME, audience=Audience.MEMBERS
    )

    assert names("grobidule") == ["Tom Sabirolle"]
    assert names("grobidul") == ["Tom Sabirolle"]


@pytest.mark.parametrize("people", [1, 3, 25])
def test_the_number_of_statements_does_not_grow_with_the_people(people, django_assert_num_queries):
    for _number in range(people):
        make_person(first_names="Camille", usage_name="Torelisse")

    with django_assert_num_queries(4):
        assert len(names("camile torelise")) == people


def test_pages_far_in_go_on_where_the_first_ones_stop():
    """The first pages and those far in are not found by the same question."""
    clerk = reader(None, MANAGE_REGISTRY)
    for letter in "fbdaceghijkl":
        make_person(first_names="Ada", usage_name=f"Vesper{letter}", city="Fondville", country="FR")

    pages = [
        names("", clerk, city="fond", page=number, size=2) for number in range(1, FIRST_PAGES + 3)
    ]

    assert [name for page in pages for name in page] == [f"Ada Vesper{c}" for c in "abcdefghijkl"]
