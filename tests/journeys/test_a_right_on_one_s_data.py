"""A member asks about their data, the officer answers in time; each page audited."""

from __future__ import annotations

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

PRIMARY = "main form button.button-primary"


@pytest.mark.proves("G22")
def test_a_request_goes_from_the_member_to_the_officer_and_its_answer_back(demo_site, page, audit):
    come_in_as("member", demo_site, page, audit)
    go("/mes-donnees/", demo_site, page, audit)
    name = page.inner_text("button[popovertarget='reader-menu']").strip()
    follow(page, "main a:has-text('Faire une demande')")
    audit(page)
    follow(page, PRIMARY)
    audit(page)
    assert page.locator("#id_kind_error").count() == 1

    page.check("input[name='kind'][value='RECTIFICATION']")
    page.fill("#id_words", "Mon prénom s’écrit avec un accent.")
    follow(page, PRIMARY)
    audit(page)
    assert "Votre demande est reçue" in page.inner_text("body")
    follow(page, "#demandes a")
    audit(page)
    mine = page.url

    page.context.clear_cookies()
    come_in_as("data-protection-officer", demo_site, page, audit)
    go("/droits/", demo_site, page, audit)
    assert name
    follow(page, "#attente a")
    audit(page)
    assert "Mon prénom s’écrit avec un accent." in page.inner_text("main")
    follow(page, "#prendre button.button-primary")
    audit(page)
    page.fill("#id_words", "Corrigé ce jour.")
    follow(page, "#repondre button.button-primary")
    audit(page)
    assert "Corrigé ce jour." in page.inner_text("#reponse")
    go("/droits/closes/", demo_site, page, audit)
    go("/droits/courrier/", demo_site, page, audit)

    page.context.clear_cookies()
    come_in_as("member", demo_site, page, audit)
    page.goto(mine)
    audit(page)
    assert "Corrigé ce jour." in page.inner_text("#reponse")
