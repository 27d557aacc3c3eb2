"""The editor writes and is refused a typed number; the board opens the rows of a number."""

from __future__ import annotations

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go


@pytest.mark.proves("R-REP-1", "AC-REP-5")
def test_the_editor_is_asked_for_a_figure_instead_of_a_typed_number(demo_site, page, audit):
    come_in_as("report-editor", demo_site, page, audit)
    go("/rapport/2020/atelier/texte/fr/", demo_site, page, audit)
    body = page.locator("main textarea").first
    written = body.input_value()
    body.fill(written + "\n\nNous avons tenu 165 réunions.\n")
    follow(page, "main form button.button-primary")
    audit(page)

    assert page.url.endswith("/rapport/2020/atelier/texte/fr/")
    assert "165" in page.inner_text("main")
    assert "Nous avons tenu 165 réunions." in page.locator("main textarea").first.input_value()


@pytest.mark.proves("R-REP-5")
def test_the_board_opens_the_rows_of_a_number_from_the_report(demo_site, page, audit):
    come_in_as("secretary", demo_site, page, audit)
    go("/rapport/2020/", demo_site, page, audit)
    number = page.locator("main a[href*='/chiffres/']:has-text('60')").first
    assert number.inner_text().split()[0] == "60"
    follow(page, number)
    audit(page)

    assert page.inner_text("h1") == "Membres du comité"
    assert "60 lignes" in page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
    assert page.locator("main tbody tr").count() >= 25
