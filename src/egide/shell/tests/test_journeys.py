"""The pages of the house in a real browser: for whoever looks, types, or cannot see."""

from __future__ import annotations

import pytest

PHONE = {"width": 360, "height": 740}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/la-societe/", 200),
        ("/recherche/", 200),
        ("/recherche/?q=zzzzz", 200),
        ("/nulle-part/", 404),
    ],
)
def test_public_pages_are_for_everybody(live_site, page, audit, path, status):
    assert page.goto(live_site.at(path)).status == status
    audit(page)
    page.set_viewport_size(PHONE)
    audit(page)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "path", ["/mon-espace/", "/mes-droits/", "/parametres/", "/registre-des-actes/", "/taches/"]
)
def test_pages_of_the_house_are_for_everybody(live_site, camille_at_home, audit, path):
    page = camille_at_home
    assert page.goto(live_site.at(path)).status == 200
    audit(page)
    page.emulate_media(color_scheme="dark")
    page.reload()
    audit(page)
    page.set_viewport_size(PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.django_db(transaction=True)
def test_the_search_is_reached_and_used_from_the_keyboard(live_site, camille_at_home):
    page = camille_at_home
    page.goto(live_site.at("/mes-droits/"))
    page.keyboard.press("/")
    page.keyboard.type("Torelisse")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/?q=Torelisse")

    assert page.input_value("main input[type=search]") == "Torelisse"
