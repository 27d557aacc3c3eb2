"""The clerk compares two records, makes them one, and takes it back; each page audited."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

UNITE = "#fusionner button.button-primary"


def sure(page: Any, button: str) -> None:
    """Press a button that asks once more before it sends."""
    page.click(button)
    follow(page, "#confirm [data-confirm-yes]")


@pytest.mark.proves("AC-REG-5")
def test_two_records_become_one_and_two_again(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    go("/registre/", demo_site, page, audit)
    follow(page, "main .stats a[href='/registre/doublons/']")
    audit(page)
    waiting = page.locator("main tbody tr").count()
    pair = page.locator("main tbody a").first.get_attribute("href")
    follow(page, page.locator("main tbody a").first)
    audit(page)
    name = page.locator("#fiches thead a").first.inner_text()
    former = page.locator("#fiches thead a").nth(1).get_attribute("href")

    page.check("input[name='usage_name'][value='gone']")
    sure(page, UNITE)
    audit(page)
    # What was chosen is still chosen beside what is missing.
    assert page.locator("#id_reason_error").count() == 1
    assert page.is_checked("input[name='usage_name'][value='gone']")

    page.check("input[name='usage_name'][value='kept']")
    page.fill("#id_reason", "Même promotion, même prénom ; confirmé au téléphone.")
    sure(page, UNITE)
    audit(page)
    assert page.inner_text("h1") == name
    kept = page.url
    page.goto(demo_site.at(former))
    assert page.url == kept

    go("/registre/doublons/", demo_site, page, audit)
    assert page.locator("main tbody tr").count() == waiting - 1
    sure(page, "#fusions button:has-text('Séparer de nouveau')")
    audit(page)
    assert page.locator("main tbody tr").count() == waiting
    go(pair, demo_site, page, audit)
    follow(page, "button:has-text('Ce sont deux personnes')")
    audit(page)
    assert page.locator("main tbody tr").count() == waiting - 1
