"""Cells as people write them: days, numbers, yes and no (IMP-2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from egide.kernel.cells import (
    UnreadableCell,
    clean_line,
    read_day,
    read_flag,
    read_number,
    read_whole,
)

pytestmark = pytest.mark.proves("IMP-2")
TODAY = date(2020, 12, 31)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("29/02/1964", date(1964, 2, 29)),
        ("1/3/2020", date(2020, 3, 1)),
        ("01-03-2020", date(2020, 3, 1)),
        ("01.03.2020", date(2020, 3, 1)),
        ("2020-03-01", date(2020, 3, 1)),
        ("2020-03-01T00:00:00", date(2020, 3, 1)),
        ("2020-03-01 12:30:00", date(2020, 3, 1)),
        ("1er mars 2020", date(2020, 3, 1)),
        ("12 février 1964", date(1964, 2, 12)),
        ("12 FEVR. 1964", date(1964, 2, 12)),
        ("3 august 1999", date(1999, 8, 3)),
        ("01/03/64", date(1964, 3, 1)),
        ("01/03/05", date(2005, 3, 1)),
        ("01/03/21", date(1921, 3, 1)),
        ("23436", date(1964, 2, 29)),
        ("23436.0", date(1964, 2, 29)),
        (" 29/02/1964\u00a0", date(1964, 2, 29)),
        ("", None),
        ("0000-00-00", None),
    ],
)
def test_a_day_is_read(written, day):
    assert read_day(written, on=TODAY) == day


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("31/02/2020", "n’existe dans aucun calendrier"),
        ("29/02/2021", "n’existe dans aucun calendrier"),
        ("12/31/2020", "met le mois avant le jour"),
        ("2020", "n’est pas une date"),
        ("hier", "n’est pas une date"),
        ("1/2/3/4", "n’est pas une date"),
        ("=AUJOURDHUI()", "n’est pas une date"),
        ("99999", "n’est pas une date"),
        ("x" * 5_000, "n’est pas une date"),
    ],
)
def test_what_is_no_day_is_refused_in_words(written, said):
    with pytest.raises(UnreadableCell, match=said):
        read_day(written, on=TODAY)


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1\u00a0234,50 €", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("-12,50", "-12.50"),
        ("−12,50", "-12.50"),
        ("0", "0"),
    ],
)
def test_a_number_is_read(written, number):
    assert read_number(written) == Decimal(number)


@pytest.mark.parametrize("written", ["douze", "1,2,3", "NaN", "Infinity", "=1+1", "1 2 3 a"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(UnreadableCell):
        read_number(written)


def test_a_whole_number_may_have_been_a_decimal_one():
    assert read_whole("12.0") == 12
    for written in ("12,5", "-3", "99999999999"):
        with pytest.raises(UnreadableCell):
            read_whole(written)


def test_yes_and_no_are_read_in_two_languages():
    assert [read_flag(word) for word in ("Oui", "x", "TRUE", "Non", "0", "")] == [
        True, True, True, False, False, None,
    ]  # fmt: skip
    with pytest.raises(UnreadableCell):
        read_flag("peut-être")


def test_marks_that_no_eye_sees_are_taken_away():
    assert clean_line("\ufeffTore\u200blisse\u00a0 Camille\n") == "Torelisse Camille"
