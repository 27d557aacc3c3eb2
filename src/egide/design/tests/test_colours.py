"""Every pair of colours that carries words is readable, by computation (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest

from egide.design import charts
from egide.design.colours import NotAColour, contrast, parse, readable, society_stylesheet

SHEETS = Path(__file__).resolve().parent.parent / "static" / "design"
TOKENS = {
    name: pair
    for name, *pair in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)",
        (SHEETS / "tokens.css").read_text(),
    )
}
GROUNDS = ("paper", "paper-2", "paper-3")
WORDS = ("ink", "ink-2", "accent", "accent-strong", "good", "warn", "bad", "info")
WASHED = ("good", "warn", "bad", "info")
THEMES = {"light": 0, "dark": 1}


def ratio(one, other, theme):
    return contrast(TOKENS[one][THEMES[theme]], TOKENS[other][THEMES[theme]])


def test_the_measure_is_that_of_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("word", WORDS)
def test_words_are_readable_on_every_paper(word, ground, theme):
    assert ratio(word, ground, theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_the_quietest_words_are_readable_where_they_stand(theme):
    assert ratio("ink-3", "paper", theme) >= 4.5
    assert ratio("ink-3", "paper-2", theme) >= 4.5
    assert ratio("ink-3", "accent-wash", theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("state", WASHED)
def test_states_are_readable_on_their_own_wash(state, theme):
    assert ratio(state, f"{state}-wash", theme) >= 4.5
    assert ratio("ink", f"{state}-wash", theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_accent_carries_words_and_is_carried(theme):
    assert ratio("on-accent", "accent", theme) >= 4.5
    assert ratio("accent-strong", "accent-wash", theme) >= 4.5
    assert ratio("ink", "mark", theme) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["line-strong", *[f"series-{rank}" for rank in range(1, 7)]])
def test_edges_of_fields_and_series_of_charts_are_seen(name, theme):
    assert ratio(name, "paper", theme) >= 3


def test_series_on_paper_are_seen_too():
    assert [
        colour for colour in charts.PRINT.series if contrast(colour, charts.PRINT.paper) < 3
    ] == []


@pytest.mark.parametrize(
    "accent", ["#1b4b6b", "#ffe100", "#000000", "#ffffff", "#ff0000", "#8a2be2", "#00ff7f"]
)
def test_any_colour_a_society_takes_becomes_readable(accent):
    sheet = society_stylesheet(accent)
    colours = {
        name: pair for name, *pair in re.findall(r"--([\w-]+):light-dark\((#\w+),(#\w+)\)", sheet)
    }

    for theme, ground in enumerate(TOKENS["paper"]):
        assert contrast(colours["accent"][theme], ground) >= 4.5
        assert contrast(colours["accent"][theme], TOKENS["paper-3"][theme]) >= 4.5
        assert contrast(colours["accent"][theme], colours["on-accent"][theme]) >= 4.5
        assert contrast(colours["accent-strong"][theme], colours["accent-wash"][theme]) >= 4.5
        assert contrast(TOKENS["ink-3"][theme], colours["accent-wash"][theme]) >= 4.5


def test_a_readable_colour_is_left_alone():
    assert readable("#1b4b6b", "#fdfcf9") == "#1b4b6b"


@pytest.mark.parametrize("wrong", ["red", "#fff", "#12345g", "", "#1b4b6b;}"])
def test_what_is_not_a_colour_is_refused(wrong):
    with pytest.raises(NotAColour):
        parse(wrong)


def test_no_sheet_but_the_tokens_names_a_colour_for_words():
    named = {
        sheet.name: re.findall(
            r"(?<![\w-])color: (?:#|rgb|hsl|black|white)[^;]*", sheet.read_text()
        )
        for sheet in SHEETS.glob("*.css")
        if sheet.name not in ("tokens.css", "print.css")
    }

    assert {name: found for name, found in named.items() if found} == {}
