"""A member finds somebody, opens a part of their own profile, and leaves."""

from __future__ import annotations

import pytest

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go, leave


@pytest.mark.proves("R-REG-6")
def test_a_member_finds_somebody_with_a_typo_shows_a_field_and_signs_out(demo_site, page, audit):
    come_in_as("member", demo_site, page, audit)

    go("/annuaire/", demo_site, page, audit)
    name = page.locator("main .roll-name").first.inner_text()
    without_its_third_letter = name[:2] + name[3:]
    go(f"/annuaire/?q={without_its_third_letter}", demo_site, page, audit)
    follow(page, page.locator("main .roll-name").first)
    audit(page)

    assert page.inner_text("h1") == name

    go("/mon-profil/", demo_site, page, audit)
    phone = page.locator("#visibilite dt:has-text('Téléphone') + dd")
    assert phone.inner_text() == "personne"

    follow(page, "#visibilite a:has-text('Choisir')")
    audit(page)
    page.select_option("#id_PHONE", "MEMBERS")
    follow(page, "main button:has-text('Enregistrer')")
    audit(page)

    assert page.url == demo_site.at("/mon-profil/")
    assert phone.inner_text() == "tous les sociétaires"

    leave(page, audit)
    page.goto(demo_site.at("/mon-profil/"))

    assert "/connexion/" in page.url
