"""A member keeps their profile from a phone: edits, a clash, history, the card, leaving."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

PHONE = {"width": 360, "height": 740}
SAVE = "main form.form button.button-primary"


@pytest.fixture
def clerk_page(browser) -> Iterator[Any]:
    """The machine of the clerk, beside the phone of the member."""
    context = browser.new_context(locale="fr-FR", timezone_id="Europe/Paris")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def address_of(page: Any) -> str:
    """Return the path of the page of the person who looks at their own profile."""
    return page.locator("main a[href$='carte.vcf']").get_attribute("href").removesuffix("carte.vcf")


def fits(page: Any) -> None:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0, page.url


@pytest.mark.proves("R-X-7")
def test_two_people_save_one_profile_and_nothing_is_lost(demo_site, page, clerk_page, audit):
    page.set_viewport_size(PHONE)
    come_in_as("student", demo_site, page, audit)
    go("/mon-profil/", demo_site, page, audit)
    fits(page)
    address = address_of(page)
    follow(page, "#a-propos a:has-text('Modifier')")
    audit(page)
    fits(page)
    page.fill("#id_nickname", "Carambole")

    come_in_as("registry-clerk", demo_site, clerk_page, audit)
    go(f"{address}a-propos/", demo_site, clerk_page, audit)
    clerk_page.fill("#id_nickname", "Trompette")
    follow(clerk_page, SAVE)

    follow(page, SAVE)
    audit(page)
    fits(page)
    said = page.inner_text("main .notice-warn")
    assert "Cette fiche a changé pendant que vous écriviez" in said
    assert ("Trompette" in said, "Carambole" in said) == (True, True)
    assert page.input_value("#id_nickname") == "Carambole"

    follow(page, SAVE)
    assert page.url == demo_site.at("/mon-profil/")
    assert "Carambole" in page.inner_text("#a-propos")

    follow(page, "#registre a:has-text('Ce que la fiche disait avant')")
    audit(page)
    fits(page)
    latest = page.locator("main .timeline li").first.inner_text()
    assert "Trompette" in latest
    assert "par vous" in latest


@pytest.mark.proves("R-REG-6", "R-REG-7")
def test_a_member_chooses_who_reads_takes_their_card_and_leaves_the_directory(
    demo_site, page, clerk_page, audit, tmp_path
):
    page.set_viewport_size(PHONE)
    come_in_as("student", demo_site, page, audit)
    go("/mon-profil/", demo_site, page, audit)
    name, address = page.inner_text("h1"), address_of(page)
    with page.expect_download() as download:
        page.click("main a[href$='carte.vcf']")
    card = Path(tmp_path / "card.vcf")
    download.value.save_as(card)
    assert f"FN:{name}" in card.read_text()

    come_in_as("member", demo_site, clerk_page, audit)
    go(address, demo_site, clerk_page, audit)

    follow(page, "#visibilite a:has-text('Choisir')")
    audit(page)
    fits(page)
    page.select_option("#id_NAME", "NOBODY")
    follow(page, SAVE)
    audit(page)
    assert (
        page.locator("#visibilite dt:has-text('Nom et promotion') + dd").inner_text() == "personne"
    )
    assert clerk_page.goto(demo_site.at(address)).status == 404
    clerk_page.goto(demo_site.at(f"/annuaire/suggestions/?q={name}"))
    assert name not in clerk_page.inner_text("body")

    page.goto(demo_site.at(f"{address}visibilite/"))
    page.select_option("#id_NAME", "MEMBERS")
    follow(page, SAVE)
    assert clerk_page.goto(demo_site.at(address)).status == 200
