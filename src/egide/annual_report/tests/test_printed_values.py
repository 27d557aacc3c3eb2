"""What a text of the report prints of its figures, and what holds it back."""

from decimal import Decimal

import pytest

from egide.annual_report.rules.parser import parse
from egide.annual_report.rules.printing import (
    ObstacleKind,
    Reading,
    ReadingState,
    plain,
    plain_text,
)
from egide.annual_report.rules.rendering import render
from egide.annual_report.tests.factories import printed, sentence


def test_calculations_give_rates_shares_and_differences():
    values = {("dues.dues", 2020): 255400, ("dues.dues", 2019): 222600}

    assert (
        sentence("{growth(dues.dues, dues.dues@-1) | signed_percent 2}", values) == "+14,73\u00a0%"
    )
    assert sentence("{share(dues.dues@-1, dues.dues) | percent 1}", values) == "87,2\u00a0%"
    assert sentence("{difference(dues.dues, dues.dues@-1) | euros}", values) == "328\u00a0€"
    assert sentence("{sum(dues.dues, dues.dues@-1) | euros}", values) == "4\u202f780\u00a0€"


@pytest.mark.parametrize("base", [0, -100])
def test_a_rate_on_a_zero_or_negative_base_is_not_applicable(base):
    values = {("dues.dues", 2020): 100, ("dues.dues", 2019): base}

    assert sentence("{growth(dues.dues, dues.dues@-1) | percent 2}", values) == "n/a"


@pytest.mark.proves("R-REP-7")
def test_a_missing_figure_is_visible_and_holds_the_text_back():
    report = printed("Ils sont {dues.payers}.")

    assert plain(report.blocks[0].items[0]) == "Ils sont [pas encore enregistré]."
    assert report.blocks[0].flagged
    assert [(found.kind, found.line, found.text) for found in report.obstacles] == [
        (
            ObstacleKind.MISSING,
            1,
            "Le chiffre « dues.payers 2020 » manque :"
            " le système S02 (Cotisations) ne l’enregistre pas encore.",
        )
    ]


def test_a_deleted_figure_is_named_in_the_text_and_in_the_obstacles():
    report = printed("Ils sont {gone.figure}.")

    assert plain(report.blocks[0].items[0]) == "Ils sont [chiffre supprimé (gone.figure)]."
    assert report.obstacles[0].kind is ObstacleKind.UNKNOWN


@pytest.mark.proves("R-REP-4")
def test_a_true_claim_is_printed_and_a_false_one_holds_the_text_back():
    text = "{claim growing(dues.payers)}Ils sont plus nombreux{end}."
    rising = printed(text, {("dues.payers", 2020): 16816, ("dues.payers", 2019): 15522})
    falling = printed(text, {("dues.payers", 2020): 15522, ("dues.payers", 2019): 16816})

    assert rising.obstacles == ()
    assert [found.kind for found in falling.obstacles] == [ObstacleKind.FALSE_CLAIM]
    assert falling.obstacles[0].text == (
        "dues.payers 2020 (15\u202f522) n’est pas supérieur à dues.payers 2019 (16\u202f816)."
    )


@pytest.mark.proves("R-REP-4", "AC-REP-4")
def test_growth_everywhere_names_the_category_that_falls():
    text = "{claim growing_in_every(a.young, a.old)}Toutes progressent{end}."
    values = {
        ("a.young", 2020): 600,
        ("a.young", 2019): 500,
        ("a.old", 2020): 600,
        ("a.old", 2019): 700,
    }

    report = printed(text, values)

    assert [found.text for found in report.obstacles] == [
        "Toutes les catégories ne progressent pas : a.old 2020 (7\u00a0€ → 6\u00a0€)."
    ]


def test_the_tolerance_is_a_parameter_that_a_text_may_narrow():
    values = {("dues.dues", 2020): 37310000, ("dues.dues", 2018): 37050000}

    assert printed("{claim equivalent(dues.dues, dues.dues@-2)}a{end}", values).obstacles == ()
    assert (
        printed("{claim equivalent(dues.dues, dues.dues@-2, 0.001)}a{end}", values).obstacles != ()
    )


def test_a_wording_that_fails_on_the_value_holds_the_text_back_and_prints_the_number():
    report = printed("{members.members | words}", {("members.members", 2020): 10**8})

    assert plain(report.blocks[0].items[0]) == "100\u202f000\u202f000"
    assert report.obstacles[0].kind is ObstacleKind.WORDING


def test_a_small_cell_is_masked():
    def read(key, year):
        return Reading(key=key, year=year, label=key, state=ReadingState.MASKED, value=3)

    report = render(
        parse("{dues.payers}", "fr"), read, year=2020, tolerance=Decimal(0), small_cell=5
    )

    assert plain(report.blocks[0].items[0]) == "moins de 5"


@pytest.mark.proves("R-REP-2")
def test_a_restated_value_stands_beside_the_frozen_one():
    def read(key, year):
        return Reading(
            key=key, year=year, label=key, state=ReadingState.RECORDED, value=34225, restated=34226
        )

    report = render(
        parse("{members.members}", "fr"), read, year=2020, tolerance=Decimal(0), small_cell=5
    )
    figure = report.blocks[0].items[0][0]

    assert (figure.text, figure.note) == ("34\u202f225", "recalculé\u00a0: 34\u202f226")


@pytest.mark.proves("R-REP-6")
def test_plain_text_keeps_titles_lists_tables_and_charts():
    text = (
        "@title Rapport {edition}\n@subtitle Court\n# Un\n\n## Deux\n\nMot.\n\n- point\n\n> dit\n\n"
        "::: key_figures\n- {dues.payers} payeurs\n:::\n"
        '::: table "L"\n| a | b |\n| c | {dues.payers} |\n:::\n'
        '::: chart lines "G"\nyears -1..0\n- dues.payers "P"\n:::\n'
    )
    values = {("dues.payers", 2020): 7, ("dues.payers", 2019): 6}

    assert plain_text(printed(text, values)) == (
        "Rapport 2020\nCourt\n\nUN\n==\n\nDeux\n----\n\nMot.\n\n- point\n\n> dit\n\n7 payeurs\n\n"
        "L\na | b\nc | 7\n\nG\nP — 2019\u00a0: 6, 2020\u00a0: 7\n"
    )
