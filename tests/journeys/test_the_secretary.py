"""The secretary sees what stands in the way of a mandate, gives one, and ends it."""

from __future__ import annotations

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go


def test_the_secretary_gives_a_mandate_sees_its_rights_and_ends_it(demo_site, page, audit):
    come_in_as("promotion-delegate", demo_site, page, audit)
    page.goto(demo_site.at("/mon-profil/"))
    member = page.inner_text("h1")
    number = page.inner_text("#registre p").split("n°")[1].split()[0]
    page.context.clear_cookies()

    come_in_as("secretary", demo_site, page, audit)
    go("/gouvernance/", demo_site, page, audit)
    follow(page, "main a:has-text('Ouvrir un mandat')")
    audit(page)
    follow(page, "main a:text-is('Responsable de la communication')")
    audit(page)
    page.fill("#id_person", number)
    page.fill("#id_starts_on", "2026-01-01")
    page.fill("#id_term_ends_on", "2025-01-01")
    follow(page, "button[name='look'][type='submit']")
    audit(page)

    assert "Ce mandat ne peut s’ouvrir ainsi" in page.inner_text("main")
    assert page.input_value("#id_person") == number

    page.fill("#id_term_ends_on", "2029-12-31")
    follow(page, "button[name='look'][type='submit']")
    audit(page)

    assert "Rien ne s’y oppose" in page.inner_text("main")
    assert "Exporter des listes de personnes" in page.inner_text("main")

    follow(page, "button[name='give']")
    audit(page)

    assert page.inner_text("h1").startswith(member)
    assert "Le mandat est ouvert." in page.inner_text("body")

    follow(page, "main a:text-is('Clore')")
    audit(page)
    page.check("input[name='reason'][value='RESIGNED']")
    page.fill("#id_on", "2026-06-30")
    follow(page, "main form button.button-danger")
    audit(page)

    assert "30\N{NO-BREAK SPACE}juin 2026" in page.inner_text("main")
    assert "Clore" not in page.inner_text("main .page-header")
