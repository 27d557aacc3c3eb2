"""Our scripts: what others wrote stays text, and no name in a page or an answer misleads them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "egide"
SCRIPTS = sorted(SOURCE.glob("*/static/**/*.js"))
NAMES = [place.relative_to(SOURCE).as_posix() for place in SCRIPTS]
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
# What makes markup, or runs a text. DOMParser makes a page apart, in which nothing runs.
MARKUP = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
    r"|setHTMLUnsafe|srcdoc|\beval\(|new Function|set(?:Timeout|Interval)\(\s*[\"'`]"
)
# A name of the page read as a property of the window or the document may be an element of it.
PROPERTIES = re.compile(r"\b(?:window|document)\.(\w+)")
OF_THE_BROWSER = {
    *("activeElement", "addEventListener", "createElement", "documentElement", "getElementById"),
    *("hidden", "querySelector", "querySelectorAll", "PublicKeyCredential"),
}
# What would write into the objects of all scripts by a name that comes from elsewhere.
ALTERING = re.compile(
    r"__proto__|constructor\s*\[|\.prototype\b|Object\.(?:assign|defineProperty|setPrototypeOf)"
)
DRAFT = re.compile(r"ui\.form\([^\n]*?draft=")
# Texts of the society, not of a person: what one types of people waits in no browser (V14).
DRAFTS = {
    "annual_report/templates/annual_report/text.html",
    "design/templates/design/showcase.html",
    "groups/templates/groups/propose.html",
    "groups/templates/groups/return.html",
    "letters/templates/letters/layout_form.html",
    "letters/templates/letters/words.html",
    "shell/templates/shell/set_parameter.html",
}


@pytest.mark.proves("G7")
@pytest.mark.parametrize("place", SCRIPTS, ids=NAMES)
def test_a_script_writes_text_and_never_markup(place):
    assert MARKUP.findall(place.read_text()) == []


@pytest.mark.parametrize("place", SCRIPTS, ids=NAMES)
def test_a_script_reads_no_name_that_an_element_could_take(place):
    text = place.read_text()

    assert set(PROPERTIES.findall(text)) <= OF_THE_BROWSER
    assert ALTERING.findall(text) == []


def test_every_script_of_ours_is_a_module_with_names_of_its_own():
    tags = [
        tag
        for place in TEMPLATES
        for tag in re.findall(r"<script[^>]*>", place.read_text())
        if "django_htmx/" not in tag
    ]

    assert tags
    assert [tag for tag in tags if 'type="module"' not in tag] == []


def test_what_is_typed_of_people_waits_in_no_browser():
    kept = {
        place.relative_to(SOURCE).as_posix()
        for place in TEMPLATES
        if DRAFT.search(place.read_text()) and place.name != "components.html"
    }

    assert kept == DRAFTS


def test_names_of_elements_mislead_no_script(page, live_site):
    """Elements named as what scripts look for, as someone who slips markup in would name them."""
    names = ("sessionStorage", "forms", "location", "fetch", "JSON", "store", "kept", "dialog")
    slipped = "".join(f'<a id="{name}" name="{name}" href="#x">{name}</a>' for name in names)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))

    def slip(route):
        answer = route.fetch()
        body = answer.text().replace('<main id="contenu"', slipped + '<main id="contenu"')
        route.fulfill(response=answer, body=body)

    page.route("**/presentation/", slip)
    page.goto(live_site.at("/presentation/"))
    assert page.locator("#sessionStorage").count() == 1
    page.keyboard.press("j")
    first = page.evaluate("Document.prototype.querySelector.call(document, ':focus').textContent")
    page.fill("[data-draft] textarea >> nth=0", "gardé malgré tout")

    assert first == "Paris"
    assert "gardé malgré tout" in page.evaluate("Object.values(sessionStorage).join()")
    assert wrong == []


@pytest.mark.parametrize("wrote", ["<img src=x onerror=zyxq()>", "<b>gras</b>"])
def test_what_a_list_of_answers_offers_is_text(page, live_site, wrote):
    """The field that suggests while one types draws what the site answered: as text."""
    option = dict.fromkeys(("value", "label", "detail"), wrote)
    answered = json.dumps({"options": [option], "said": "Une proposition"})
    page.route(
        "**/presentation/propositions/*",
        lambda route: route.fulfill(body=answered, content_type="application/json"),
    )
    page.goto(live_site.at("/presentation/"))
    field = page.locator("input[data-suggestions]").first
    field.click()
    field.press_sequentially("ca")
    page.wait_for_selector("[role=option]")

    assert wrote in page.locator("[role=option]").first.inner_text()
    assert page.locator("[role=option] img, [role=option] b").count() == 0
