"""First minutes in a real browser: a group treasurer, a president, the desk of the network."""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate

from tests.harness.browser import follow

TREASURER, PRESIDENT, DESK = "group-treasurer", "group-president", "community"


def enter(page, demo_site, name):
    page.goto(demo_site.at("/connexion/"))
    follow(page, f"main button[name='name'][value='{name}']")


def no_wider(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_treasurer_finds_the_return_and_gives_it(page, demo_site, audit):
    enter(page, demo_site, TREASURER)

    page.goto(demo_site.at("/mon-espace/"))
    audit(page)
    follow(page, page.locator("main").get_by_role("link", name="Compte rendu 20").first)
    audit(page)
    assert int(page.get_by_label("Activités tenues").input_value()) > 0
    page.get_by_label("L’année en quelques mots").fill(
        "Une année à distance, et pourtant ensemble."
    )
    follow(page, page.get_by_role("button", name="Remettre le compte rendu"))

    assert page.get_by_text("Le compte rendu est remis.").count() == 1
    audit(page)


def test_a_treasurer_notes_a_dinner_from_a_phone(page, demo_site, audit):
    page.set_viewport_size({"width": 390, "height": 844})
    enter(page, demo_site, TREASURER)

    page.goto(demo_site.at("/groupes/les-miens/"))
    if page.get_by_role("heading", name="Vous en êtes responsable").count():
        follow(page, page.locator("#tenus a").first)
    assert no_wider(page)
    follow(page, page.get_by_role("link", name="Annoncer une activité").first)
    page.get_by_label("Titre").fill("Dîner des vendanges")
    page.get_by_label("Date").fill("2020-10-02")
    page.get_by_label("Personnes présentes").fill("17")
    assert no_wider(page)
    follow(page, page.get_by_role("button", name="Noter"))

    assert page.get_by_text("elle comptera dans le compte rendu").count() == 1
    audit(page)


@pytest.mark.parametrize("path", ["/groupes/", "/groupes/?famille=FREE"])
@pytest.mark.parametrize("width", [360, 1440])
def test_the_public_pages_fit_and_pass_the_audit(page, demo_site, audit, path, width):
    page.set_viewport_size({"width": width, "height": 800})

    assert page.goto(demo_site.at(path)).status == 200

    assert no_wider(page)
    audit(page)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_page_of_a_group_fits_and_passes_the_audit(page, demo_site, audit, width):
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(demo_site.at("/groupes/?q=cotes+d+armor"))
    follow(page, page.get_by_role("link", name="Côtes-d’Armor"))

    assert page.get_by_role("heading", name="Côtes-d’Armor").count() == 1
    assert no_wider(page)
    audit(page)


def test_the_desk_of_the_network_opens_on_what_waits(page, demo_site, audit):
    enter(page, demo_site, DESK)

    assert page.goto(demo_site.at("/groupes/communaute/")).status == 200
    audit(page)
    follow(page, page.get_by_role("link", name="Haut-Jura"))

    assert page.get_by_role("heading", name="Haut-Jura").count() == 1
    assert page.get_by_role("button", name="Créer le groupe").count() == 1
    audit(page)


def test_an_officer_announces_a_dinner_and_counts_who_came_in_one_tap(page, demo_site, audit):
    enter(page, demo_site, PRESIDENT)
    page.goto(demo_site.at("/groupes/les-miens/"))
    if page.locator("#tenus").count():
        follow(page, page.locator("#tenus a").first)
    desk = page.url

    follow(page, page.get_by_role("link", name="Annoncer une activité").first)
    audit(page)
    page.get_by_label("Titre").fill("Dîner de la Sainte-Barbe")
    page.get_by_label("Date").fill(localdate().isoformat())
    page.get_by_label("Lieu").fill("Chez Arlette")
    follow(page, page.get_by_role("button", name="Noter"))

    follow(page, page.locator("#a-faire").get_by_role("link").first)
    follow(page, page.get_by_role("button", name="Je viens", exact=True))
    assert page.get_by_text("Vous avez répondu que vous venez.").count() == 1
    audit(page)

    page.goto(desk)
    present = page.get_by_label("Personnes présentes : Dîner de la Sainte-Barbe")
    assert present.input_value() == "1"
    follow(page, page.get_by_role("button", name="Confirmer").first)
    assert page.get_by_text("Les présences sont notées").count() == 1
    audit(page)
