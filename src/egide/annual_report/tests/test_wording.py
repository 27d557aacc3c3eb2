"""How a figure is said in a sentence (R-REP-3)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egide.annual_report.rules.number_words import (
    LARGEST,
    NotSayableInWords,
    in_words,
    ordinal_in_words,
)
from egide.annual_report.rules.wording import (
    Quantity,
    Wording,
    WordingRefused,
    problem_with,
    say,
)
from egide.design.typography import date_long, month, number, rounded

pytestmark = pytest.mark.proves("R-REP-3")


def said(value, text, language="fr", unit="count"):
    """Say ``value`` in the wordings typed as in a report: ``more_than 1000 | capital``."""
    steps = []
    for step in filter(None, text.split(" | ")):
        name, _, rest = step.partition(" ")
        arguments = tuple(rest.split("/")) if "/" in rest else tuple(rest.split())
        steps.append(Wording(name, arguments))
    amount = Decimal(value) if isinstance(value, str) else value
    return say(Quantity(amount, unit), tuple(steps), language)


@pytest.mark.parametrize(
    ("value", "wording", "unit", "french", "english"),
    [
        (2059, "exact", "count", "2\u202f059", "2,059"),
        (520, "", "count", "520", "520"),
        (34225, "more_than 1000", "count", "plus de 34\u202f000", "more than 34,000"),
        (87, "more_than 5", "count", "plus de 85", "more than 85"),
        (1214, "more_than 100", "count", "plus de 1\u202f200", "more than 1,200"),
        (3, "more_than 5", "count", "3", "3"),
        (0, "more_than 5", "count", "0", "0"),
        (500, "about 100", "count", "environ 500", "about 500"),
        (449, "about 100", "count", "environ 400", "about 400"),
        (450, "about 100", "count", "environ 500", "about 500"),
        (37310000, "euros", "cents", "373\u202f100\u00a0€", "€373,100"),
        (37310050, "euros", "cents", "373\u202f100,50\u00a0€", "€373,100.50"),
        (-37310000, "euros", "cents", "\u2212373\u202f100\u00a0€", "\u2212€373,100"),
        (198200000, "keur", "cents", "1\u202f982\u00a0k€", "€1,982k"),
        (198200000, "keur bare", "cents", "1\u202f982", "1,982"),
        (-217800000, "keur brackets", "cents", "(2\u202f178)", "(2,178)"),
        (420000000, "millions", "cents", "4,2\u00a0M€", "€4.2M"),
        (1200000, "millions", "count", "1,2\u00a0million", "1.2\u00a0million"),
        (2400000, "millions", "count", "2,4\u00a0millions", "2.4\u00a0million"),
        ("0.147349", "percent 2", "ratio", "14,73\u00a0%", "14.73%"),
        ("14.73", "percent 2", "percent", "14,73\u00a0%", "14.73%"),
        ("1.406953", "signed_percent", "ratio", "+140,70\u00a0%", "+140.70%"),
        ("-0.0533", "signed_percent 2", "ratio", "\u22125,33\u00a0%", "\u22125.33%"),
        ("110.09", "exact 0", "count", "110", "110"),
        (1000, "words", "count", "mille", "one thousand"),
        (2, "words | capital", "count", "Deux", "Two"),
        (21, "words feminine", "count", "vingt et une", "twenty-one"),
        (2, "ordinal", "count", "deuxième", "second"),
        (219, "bare", "count", "219", "219"),
        (2020, "bare", "count", "2020", "2020"),
    ],
)
@pytest.mark.proves("AC-REP-6")
def test_a_figure_is_said_in_both_languages_from_the_same_value(
    value, wording, unit, french, english
):
    assert said(value, wording, "fr", unit) == french
    assert said(value, wording, "en", unit) == english


@pytest.mark.proves("AC-REP-2")
def test_a_value_exactly_on_the_step_is_said_exactly():
    sentence = said(34000, "more_than 1000 | noun membre/membres")

    assert sentence == "34\u202f000\u00a0membres"


def test_one_more_than_the_step_is_more_than_the_step():
    assert said(34001, "more_than 1000") == "plus de 34\u202f000"


def test_a_step_in_a_sum_of_money_is_in_euros():
    assert said(37310000, "more_than 1000", unit="cents") == "plus de 373\u202f000\u00a0€"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0\u00a0membre", "0\u00a0members"),
        (1, "1\u00a0membre", "1\u00a0member"),
        (2, "2\u00a0membres", "2\u00a0members"),
    ],
)
def test_the_noun_agrees_with_its_number(value, french, english):
    assert said(value, "noun membre/membres", "fr") == french
    assert said(value, "noun member/members", "en") == english


def test_gender_agrees_too():
    assert said(2, "words feminine | noun nouvelle/nouvelles") == "deux\u00a0nouvelles"
    assert said(1, "words feminine | capital | noun nouvelle/nouvelles") == "Une\u00a0nouvelle"


@pytest.mark.parametrize("value", ["-0.00001", "0.00001", "0"])
def test_nothing_is_ever_minus_zero(value):
    assert said(value, "signed_percent 2", unit="ratio") == "0,00\u00a0%"


def test_halves_are_rounded_away_from_zero():
    assert rounded(Decimal("2.5"), 0) == 3
    assert rounded(Decimal("-2.5"), 0) == -3
    assert rounded(Decimal("14.725"), 2) == Decimal("14.73")


def test_a_rate_without_a_base_is_not_applicable():
    assert said(None, "signed_percent 2", unit="ratio") == "n/a"


@pytest.mark.parametrize(
    ("value", "wording", "unit", "sentence"),
    [
        (12, "euros", "count", "Seule une somme d’argent se dit en euros."),
        (12, "keur", "days", "Seule une somme d’argent se dit en euros."),
        (12, "percent", "count", "Seul un taux se dit en pour cent."),
        (12, "words", "cents", "Seul un dénombrement s’écrit en lettres."),
        ("1.5", "words", "count", "Un nombre à décimales ne s’écrit pas en lettres."),
        (12, "day", "count", "Cette valeur n’est pas une date."),
        (12, "about 0", "count", "Le pas d’un arrondi est un nombre positif."),
    ],
)
def test_a_wording_that_does_not_suit_the_unit_is_refused(value, wording, unit, sentence):
    with pytest.raises(WordingRefused) as refusal:
        said(value, wording, unit=unit)

    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("wording", "expected"),
    [
        (Wording("more_than", ("1000",)), ""),
        (Wording("words"), ""),
        (Wording("more_than"), "la formulation « more_than » attend 1 à 1 précisions"),
        (Wording("percent", ("deux",)), "la formulation « percent » attend un nombre"),
        (Wording("words", ("neuter",)), "la formulation « words » accepte : masculine, feminine"),
    ],
)
def test_a_mistyped_wording_is_named(wording, expected):
    assert problem_with(wording) == expected


def test_an_unknown_wording_lists_the_known_ones():
    problem = problem_with(Wording("roughly"))

    assert problem.startswith("la formulation « roughly » n’existe pas ; choisissez parmi : about,")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zéro"),
        (16, "seize"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (22, "vingt-deux"),
        (60, "soixante"),
        (61, "soixante et un"),
        (71, "soixante et onze"),
        (79, "soixante-dix-neuf"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (203, "deux cent trois"),
        (1000, "mille"),
        (1981, "mille neuf cent quatre-vingt-un"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (1_000_000, "un million"),
        (2_000_080, "deux millions quatre-vingts"),
        (
            9_999_999,
            "neuf millions neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf",
        ),
    ],
)
def test_french_number_words_follow_the_grammar(value, words):
    assert in_words(value, "fr") == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "zero"),
        (15, "fifteen"),
        (42, "forty-two"),
        (105, "one hundred and five"),
        (1_001, "one thousand and one"),
        (1_143, "one thousand one hundred and forty-three"),
        (
            9_999_999,
            "nine million nine hundred and ninety-nine thousand nine hundred and ninety-nine",
        ),
    ],
)
def test_english_number_words_follow_the_grammar(value, words):
    assert in_words(value, "en") == words


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (1, "premier", "first"),
        (3, "troisième", "third"),
        (4, "quatrième", "fourth"),
        (5, "cinquième", "fifth"),
        (9, "neuvième", "ninth"),
        (12, "douzième", "twelfth"),
        (20, "vingtième", "twentieth"),
        (21, "vingt et unième", "twenty-first"),
        (80, "quatre-vingtième", "eightieth"),
        (100, "centième", "one hundredth"),
        (200, "deux centième", "two hundredth"),
        (1000, "millième", "one thousandth"),
    ],
)
def test_ranks_are_said_in_words(value, french, english):
    assert ordinal_in_words(value, "fr") == french
    assert ordinal_in_words(value, "en") == english


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_what_cannot_be_said_in_words_is_refused_in_words(value):
    with pytest.raises(NotSayableInWords):
        in_words(value, "fr")


def test_days_and_months_are_said_in_words():
    assert date_long(date(2020, 9, 1), "fr") == "1er\u00a0septembre 2020"
    assert date_long(date(2020, 2, 29), "en") == "29\u00a0February 2020"
    assert month(date(2020, 7, 1), "fr") == "juillet 2020"


@given(st.integers(0, LARGEST))
def test_two_numbers_never_share_their_words(value):
    assert in_words(value, "fr") != in_words((value + 1) % (LARGEST + 1), "fr")
    assert in_words(value, "en") != in_words((value + 1) % (LARGEST + 1), "en")


@given(st.integers(-(10**12), 10**12))
def test_a_printed_number_reads_back_as_itself(value):
    french = number(value, "fr").replace("\u202f", "").replace("\u2212", "-")
    english = number(value, "en").replace(",", "").replace("\u2212", "-")

    assert int(french) == value
    assert int(english) == value


STEPS = st.sampled_from([5, 10, 100, 1000, 5000])


@given(st.integers(1, 2000), STEPS, st.integers(1, 4999))
def test_above_a_multiple_more_than_says_the_highest_multiple_below(times, step, rest):
    below = times * step
    value = below + 1 + rest % (step - 1)

    assert said(value, f"more_than {step}") == f"plus de {number(below, 'fr')}"


@given(st.integers(0, 2000), STEPS)
def test_on_a_multiple_more_than_says_the_value_itself(times, step):
    assert said(times * step, f"more_than {step}") == number(times * step, "fr")


@given(STEPS, st.integers(1, 4999))
def test_under_the_first_step_more_than_says_the_value_itself(step, rest):
    value = 1 + rest % (step - 1)

    assert said(value, f"more_than {step}") == number(value, "fr")


@given(st.integers(0, 10**7), st.sampled_from([5, 10, 100, 1000]))
def test_about_is_never_further_than_half_a_step(value, step):
    text = said(value, f"about {step}")
    printed = int("".join(character for character in text if character.isdigit()))

    assert abs(printed - value) * 2 <= step


@given(st.decimals(min_value=-1000, max_value=1000, places=6))
def test_a_rounded_number_is_within_half_of_its_last_place(value):
    assert abs(rounded(value, 2) - value) <= Decimal("0.005")
    assert str(rounded(value, 2)) != "-0.00"
