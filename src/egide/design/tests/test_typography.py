"""Numbers, money and days are written as good printers do, in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from egide.design import typography as ty

N, B = "\u202f", "\u00a0"


@pytest.mark.proves("R-REP-3", "AC-REP-6")
@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (2059, f"2{N}059", "2,059"),
        (34_225, f"34{N}225", "34,225"),
        (-1_234_567, f"−1{N}234{N}567", "−1,234,567"),
        (12.5, "12,5", "12.5"),
        (Decimal("1E+3"), f"1{N}000", "1,000"),
        (None, "–", "–"),
    ],
)
def test_thousands_are_grouped_as_each_language_wants(value, french, english):
    assert (ty.number(value, "fr"), ty.number(value, "en")) == (french, english)


@pytest.mark.proves("R-REP-3", "AC-REP-6")
def test_a_percentage_keeps_its_sign_away_in_french_only():
    assert ty.percent(0.1473, "fr") == f"14,73{B}%"
    assert ty.percent(0.1473, "en") == "14.73%"
    assert ty.percent(Decimal("-0.0533"), "fr", 1, sign=True) == f"−5,3{B}%"
    assert ty.percent(0.02, "fr", 0, sign=True) == f"+2{B}%"


@pytest.mark.proves("R-REP-3")
@pytest.mark.parametrize("value", [-0.0, -0.001, Decimal("-0.004")])
def test_nothing_is_never_minus_nothing(value):
    assert ty.number(value, "fr", 2) == "0,00"
    assert ty.signed(value, "fr", 2) == "0,00"


@pytest.mark.proves("R-X-5")
def test_cents_become_euros_and_halves_round_up():
    assert ty.money(123_450, "fr") == f"1{N}234,50{B}€"
    assert ty.money(123_450, "en") == "€1,234.50"
    assert ty.money(-5, "en") == "−€0.05"
    assert ty.money(123_450, "fr", whole=True) == f"1{N}235{B}€"
    assert ty.money(0, "fr") == f"0,00{B}€"


def test_the_first_of_the_month_is_a_premier():
    assert ty.date_long(date(2020, 6, 1), "fr") == f"1er{B}juin 2020"
    assert ty.date_long(date(2020, 6, 11), "fr") == f"11{B}juin 2020"
    assert ty.date_long(date(2020, 6, 1), "en") == f"1{B}June 2020"
    assert ty.date_long(date(2020, 6, 1), "fr", weekday=True) == f"lundi 1er{B}juin 2020"


def test_days_of_a_table_are_short():
    assert ty.date_short(date(2020, 2, 29), "fr") == "29/02/2020"
    assert ty.date_short(date(2020, 2, 29), "en") == f"29{B}Feb 2020"
    assert ty.month(date(2020, 8, 31), "fr") == "août 2020"


def test_an_hour_is_written_with_its_h():
    assert (
        ty.instant(datetime(2020, 6, 1, 14, 5, tzinfo=UTC), "fr")
        == f"1er{B}juin 2020 à 14{B}h{B}05"
    )
    assert ty.instant(datetime(2020, 6, 1, 14, 0, tzinfo=UTC), "fr") == f"1er{B}juin 2020 à 14{B}h"
    assert ty.instant(datetime(2020, 6, 1, 4, 5, tzinfo=UTC), "en") == f"1{B}June 2020 at 04:05"


def test_a_period_says_its_last_day():
    first, last = date(2020, 7, 1), date(2021, 6, 30)

    assert ty.date_range(first, last, "fr") == f"du 1er{B}juillet 2020 au 30{B}juin 2021"
    assert ty.date_range(first, None, "fr") == f"depuis le 1er{B}juillet 2020"
    assert ty.date_range(None, last, "fr") == f"jusqu’au 30{B}juin 2021"
    assert ty.date_range(first, first, "en") == f"1{B}July 2020"
    assert ty.date_range(None, None, "en") == "–"


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (1, "1er", "1st"),
        (2, "2e", "2nd"),
        (3, "3e", "3rd"),
        (11, "11e", "11th"),
        (112, "112e", "112th"),
        (1001, f"1{N}001e", "1,001st"),
    ],
)
def test_ranks_are_ordinals(value, french, english):
    assert (ty.ordinal(value, "fr"), ty.ordinal(value, "en")) == (french, english)


def test_the_first_assembly_is_a_premiere():
    assert ty.ordinal(1, "fr", feminine=True) == "1re"


@pytest.mark.proves("R-REP-3")
@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "membre", "members"),
        (1, "membre", "member"),
        (1.5, "membre", "members"),
        (2, "membres", "members"),
        (-1, "membre", "member"),
    ],
)
def test_nouns_agree_as_each_language_does(value, french, english):
    assert ty.plural(value, "membre", "membres", "fr") == french
    assert ty.plural(value, "member", "members", "en") == english


def test_a_list_ends_with_et():
    assert ty.enumeration(["Lille", "Metz", "Angers"], "fr") == "Lille, Metz et Angers"
    assert ty.enumeration(["Lille", "Metz"], "en") == "Lille and Metz"
    assert ty.enumeration([], "fr") == ""


@pytest.mark.parametrize(
    ("size", "french"),
    [(0, f"0{B}o"), (999, f"999{B}o"), (1_430_000, f"1,4{B}Mo"), (34_000_000, f"34{B}Mo")],
)
def test_a_document_says_its_weight(size, french):
    assert ty.file_size(size, "fr") == french


@pytest.mark.parametrize(
    ("name", "letters"), [("Anne-Marie de La Tour", "AT"), ("Zoé", "Z"), ("", ""), ("42", "")]
)
def test_a_monogram_is_two_letters_at_most(name, letters):
    assert ty.initials(name) == letters


@pytest.mark.proves("R-REP-3")
@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Qui ? Toi !", f"Qui{N}? Toi{N}!"),
        ("Ordre du jour : le budget ; le reste", f"Ordre du jour{B}: le budget{N}; le reste"),
        ("Il dit « oui ».", f"Il dit «{B}oui{B}»."),
        ("«oui»", f"«{B}oui{B}»"),
        ("34 000 membres, 12 %", f"34{N}000 membres, 12{B}%"),
        ("l'assemblée d'hiver...", "l’assemblée d’hiver…"),
        ("https://exemple.org/a?b=c:d à 14:05", "https://exemple.org/a?b=c:d à 14:05"),
        ("le n° 12", f"le n°{B}12"),
    ],
)
def test_what_people_typed_gets_its_good_spaces(typed, printed):
    assert ty.nbsp(typed, "fr") == printed


@pytest.mark.parametrize("typed", ["Qui ? Toi !", "« oui » : 34 000"])
def test_printing_twice_changes_nothing_more(typed):
    once = ty.nbsp(typed, "fr")

    assert ty.nbsp(once, "fr") == once
    assert ty.nbsp("Who? You: 34 000", "en") == "Who? You: 34 000"
