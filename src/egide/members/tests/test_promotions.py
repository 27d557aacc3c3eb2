"""Promotions as people write them, and those that can exist."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from egide.kernel.access import CLOCK, VISITOR
from egide.kernel.errors import NotAllowed, Refused
from egide.kernel.models import RegisterLine
from egide.members.enums import LifeStatus, SchoolingRank
from egide.members.models import Centre, Person, Promotion, Schooling
from egide.members.queries.promotions import find_promotion
from egide.members.rules.promotions import (
    AmbiguousPromotion,
    ImpossiblePromotion,
    PromotionName,
    UnreadablePromotion,
    first_young_year,
    parse_promotion,
)
from egide.members.services import found_centre, open_promotions
from egide.members.services.promotions import CentreAlreadyFounded, PromotionAlreadyOpen
from egide.members.tests.factories import make_centre, make_person, make_promotion

TODAY = date(2020, 12, 31)
CENTRES = (
    Centre(code="Ai", name="Aix-en-Provence", nickname="KIN", first_entry_year=1843),
    Centre(code="An", name="Angers", first_entry_year=1815),
    Centre(code="Bo", name="Bordeaux", first_entry_year=1963),
    Centre(code="Me", name="Metz", first_entry_year=1997),
    Centre(code="Pa", name="Paris", first_entry_year=1912, last_entry_year=1989),
)
CODES = [centre.code for centre in CENTRES]


def parse(text, *, living=frozenset(), on=TODAY):
    return parse_promotion(
        text, centres=CENTRES, has_living_members=lambda name: name in living, on=on
    )


@pytest.mark.proves("R-REG-1", "AC-REG-1")
@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("Bo 174", "Bo 174"),
        ("Bo. 174", "Bo 174"),
        ("BO174", "Bo 174"),
        ("bo 1974", "Bo 174"),
        ("kin 217", "Ai 217"),
        ("kin217", "Ai 217"),
        ("Ai. 217", "Ai 217"),
        ("  aix-en-provence 217 ", "Ai 217"),
        ("Bordeaux, 1974", "Bo 174"),
        ("bo\u00a0174", "Bo 174"),
        ("Bo-174", "Bo 174"),
        ("Bo １７４", "Bo 174"),
    ],
)
def test_every_usual_way_of_writing_a_promotion_is_understood(text, canonical):
    assert str(parse(text)) == canonical


@pytest.mark.proves("R-REG-2", "AC-REG-2")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Me 185", "Metz n’a pas de promotion 1985 : les entrées y commencent en 1997."),
        ("Bo 162", "Bordeaux n’a pas de promotion 1962 : les entrées y commencent en 1963."),
        ("Pa 190", "Paris n’a pas de promotion 1990 : la dernière y est entrée en 1989."),
        ("Bo 221", "La promotion 2021 n’est pas encore entrée à l’École."),
        ("Bo 99", "Précisez"),
    ],
)
def test_a_promotion_that_never_was_is_refused_with_the_reason(text, sentence):
    with pytest.raises((ImpossiblePromotion, AmbiguousPromotion), match=sentence):
        parse(text)


@pytest.mark.proves("R-REG-1")
def test_two_digits_are_accepted_when_one_promotion_alone_has_living_members():
    assert parse("An. 85", living={PromotionName("An", 1985)}) == PromotionName("An", 1985)


@pytest.mark.proves("R-REG-1")
@pytest.mark.parametrize("living", [set(), {PromotionName("An", 1885), PromotionName("An", 1985)}])
def test_two_digits_that_fit_several_promotions_or_none_are_asked_about(living):
    with pytest.raises(AmbiguousPromotion) as refusal:
        parse("An. 85", living=living)

    assert refusal.value.candidates == (PromotionName("An", 1885), PromotionName("An", 1985))
    assert str(refusal.value) == (
        "Deux chiffres ne suffisent pas. Précisez l’année d’entrée : 1885 ou 1985 ?"
    )


@pytest.mark.proves("R-REG-1")
def test_two_digits_of_no_promotion_of_the_centre_are_refused():
    with pytest.raises(
        ImpossiblePromotion, match="Metz n’a aucune promotion dont l’année finit par 50"
    ):
        parse("Me 50")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "174",
        "Bo",
        "Bo 1",
        "Bo 17 4",
        "Bo 12345",
        "Bo 174 ; DROP TABLE",
        "<script>alert(1)</script>",
        "Bo\x00174x",
        "Bo " + "1" * 10_000,
        "ボルドー 174",
    ],
)
def test_what_names_no_promotion_is_refused_and_quoted_short(text):
    with pytest.raises(UnreadablePromotion) as refusal:
        parse(text)

    assert len(str(refusal.value)) < 160


def test_an_unknown_centre_is_refused_with_the_centres():
    with pytest.raises(UnreadablePromotion, match=r"Les centres sont : Ai, An, Bo, Me, Pa\."):
        parse("Zz 174")


@settings(max_examples=300, deadline=None, database=None)
@given(st.text(max_size=70))
def test_any_text_is_a_promotion_or_a_refusal(text):
    outcome = ""
    try:
        outcome = parse(text).centre
    except Refused as refusal:
        outcome = str(refusal)

    assert outcome in CODES or outcome.endswith((".", "?"))


@settings(max_examples=200, deadline=None, database=None)
@given(
    st.sampled_from(CODES),
    st.integers(1997, 2020),
    st.sampled_from(["{c} {n}", "{c}{n}", "{c}. {n}", " {c}  {n} ", "{c} {y}", "{c}{y}"]),
    st.sampled_from([str, str.lower, str.upper]),
)
def test_every_promotion_reads_back_from_each_of_its_forms(code, year, form, case):
    if code == "Pa":
        year -= 50
    text = case(form.format(c=code, n=year - 1800, y=year))

    name = parse(text)

    assert name == PromotionName(code, year)
    assert parse(str(name)) == name


@pytest.mark.proves("R-REG-5")
def test_a_promotion_is_young_for_nine_years_after_its_entry():
    assert first_young_year(on=TODAY, most_years=9) == 2011
    assert first_young_year(on=date(2021, 1, 1), most_years=9) == 2012


@pytest.mark.django_db
class TestInTheRegistry:
    def test_a_promotion_is_found_by_what_people_write(self):
        aix = make_promotion("Ai", 2017)

        assert find_promotion("kin 217", on=TODAY) == aix

    def test_a_promotion_that_nobody_opened_is_refused(self):
        make_centre("Bo")

        with pytest.raises(ImpossiblePromotion, match="La promotion Bo 174 n’est pas au registre"):
            find_promotion("Bo 174", on=TODAY)

    @pytest.mark.proves("R-REG-1")
    def test_two_digits_follow_the_living(self):
        make_centre("An", first_entry_year=1815)
        old, recent = make_promotion("An", 1885), make_promotion("An", 1985)
        make_person(promotion=old, life_status=LifeStatus.DECEASED, status=None, listed=False)

        with pytest.raises(AmbiguousPromotion):
            find_promotion("An. 85", on=TODAY)
        make_person(promotion=recent)

        assert find_promotion("An. 85", on=TODAY) == recent

    def test_a_promotion_opens_once_and_the_register_knows(self):
        make_centre("Bo")

        opened = open_promotions(names=[PromotionName("Bo", 1998)], by=CLOCK, on=TODAY)

        with pytest.raises(PromotionAlreadyOpen, match="La promotion Bo 198 est déjà ouverte"):
            open_promotions(names=[PromotionName("Bo", 1998)], by=CLOCK, on=TODAY)
        line = RegisterLine.objects.get(action="members.promotions_opened")
        assert (opened, Promotion.objects.get().label) == (1, "Bo 198")
        assert line.facts["labels"] == ["Bo 198"]

    @pytest.mark.proves("R-REG-2")
    def test_promotions_open_all_or_none(self):
        make_centre("Bo")

        with pytest.raises(ImpossiblePromotion):
            open_promotions(
                names=[PromotionName("Bo", 1998), PromotionName("Bo", 1950)], by=CLOCK, on=TODAY
            )

        assert Promotion.objects.count() == 0

    def test_a_code_is_one_centre(self):
        found_centre(code="Bo", name="Bordeaux", first_entry_year=1963, by=CLOCK, on=TODAY)

        with pytest.raises(CentreAlreadyFounded):
            found_centre(code="bo", name="Bourges", first_entry_year=1963, by=CLOCK, on=TODAY)

    def test_only_the_clerk_opens(self):
        make_centre("Bo")

        with pytest.raises(NotAllowed):
            open_promotions(names=[PromotionName("Bo", 1998)], by=VISITOR, on=TODAY)
        with pytest.raises(NotAllowed):
            found_centre(code="Zz", name="Z", first_entry_year=1963, by=VISITOR, on=TODAY)


def shown_in(*promotions):
    """Return how many people each promotion says that the directory shows."""
    for promotion in promotions:
        promotion.refresh_from_db()
    return [promotion.shown_people for promotion in promotions]


@pytest.mark.django_db
def test_a_promotion_counts_those_whom_the_directory_shows_as_they_come_and_go():
    first, second = make_promotion("Bo", 1998), make_promotion("Bo", 1999)
    counts = [shown_in(first, second)]
    seen, left = make_person(promotion=first), make_person(promotion=first)
    make_person(promotion=first, status=None)
    counts.append(shown_in(first, second))

    Person.objects.filter(pk=left.pk).update(listed=False)
    counts.append(shown_in(first, second))
    Schooling.objects.create(person=seen, promotion=second, rank=SchoolingRank.SECONDARY)
    counts.append(shown_in(first, second))
    Schooling.objects.filter(promotion=first).update(promotion=make_promotion("Bo", 2000))
    counts.append(shown_in(first, second))
    Schooling.objects.filter(promotion=second).delete()
    counts.append(shown_in(first, second))

    assert counts == [[0, 0], [2, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
    assert shown_in(make_promotion("Bo", 2000)) == [1]


@pytest.mark.django_db
def test_many_who_enter_or_hide_at_once_are_all_counted():
    promotion = make_promotion("Bo", 1998)
    people = [make_person() for _ in range(5)]

    Schooling.objects.bulk_create(
        Schooling(person=person, promotion=promotion) for person in people
    )
    entered = shown_in(promotion)
    Person.objects.filter(pk__in=[person.pk for person in people[:3]]).update(listed=False)

    assert (entered, shown_in(promotion)) == ([5], [2])
