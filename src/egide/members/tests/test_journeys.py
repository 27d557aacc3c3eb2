"""Finding somebody and keeping one's profile, in a real browser, each page audited."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from egide.members.enums import Audience, LifeStatus, ProfileField
from egide.members.models import Person, VisibilityChoice
from egide.members.tests.factories import make_person, make_promotion
from tests.harness.browser import follow

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def society():
    bo = make_promotion("Bo", 1985)
    camille = make_person(
        first_names="Camille",
        usage_name="Torelisse",
        promotion=bo,
        email="camille@example.org",
        country="FR",
        city="Pau",
    )
    for field in (ProfileField.EMAIL, ProfileField.CITY):
        VisibilityChoice.objects.create(person=camille, field=field, audience=Audience.MEMBERS)
    hugo = make_person(
        first_names="Hugo",
        usage_name="Valesquier",
        promotion=make_promotion("An", 1990),
        email="h@example.org",
    )
    return camille, hugo


def come_in(page, live_site, person: Person) -> None:
    client = Client()
    client.force_login(get_user_model().objects.get_or_create(person=person)[0])
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_site.url}])


def overflow(page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_somebody_is_found_while_typing_and_their_page_opens(live_site, page, audit, society):
    come_in(page, live_site, society[1])
    page.goto(live_site.at("/annuaire/"))
    audit(page)
    page.locator("#finder-q").press_sequentially("torelise")
    follow(page, "#suggestions a:has-text('Camille Torelisse')")

    assert page.inner_text("h1") == "Camille Torelisse"
    assert page.locator("main >> text=camille@example.org").count() == 1
    audit(page)


def test_the_directory_works_on_a_phone_and_without_a_script(live_site, browser, society):
    context = browser.new_context(locale="fr-FR", viewport=PHONE, java_script_enabled=False)
    opened = context.new_page()
    come_in(opened, live_site, society[1])
    opened.goto(live_site.at("/annuaire/"))
    opened.fill("#finder-q", "camile torelise")
    follow(opened, "main button:has-text('Chercher')")
    follow(opened, "main a:has-text('Camille Torelisse')")
    assert opened.inner_text("h1") == "Camille Torelisse"
    context.close()


@pytest.mark.parametrize(
    "address",
    [
        "/annuaire/?q=torelisse",
        "/annuaire/?vue=tableau",
        "/promotions/",
        "/promotions/bo-185/",
        "/centres/bo/",
        "/mon-profil/",
        "/mon-profil/?vu-par=promotion",
    ],
)
def test_pages_are_accessible_and_fit_a_phone(live_site, page, audit, society, address):
    come_in(page, live_site, society[1])
    assert page.goto(live_site.at(address)).status == 200
    audit(page)
    page.set_viewport_size(PHONE)
    assert overflow(page) <= 0


def test_one_keeps_ones_profile_part_by_part(live_site, page, audit, society):
    hugo = society[1]
    come_in(page, live_site, hugo)
    page.goto(live_site.at("/mon-profil/"))
    follow(page, "#a-propos a:has-text('Modifier')")
    audit(page)
    page.fill("#id_nickname", "Carambole")
    follow(page, "main button:has-text('Enregistrer')")
    assert page.url == live_site.at("/mon-profil/")
    follow(page, "#visibilite a:has-text('Choisir')")
    audit(page)
    page.select_option("#id_NICKNAME", "MEMBERS")
    follow(page, "main button:has-text('Enregistrer')")
    page.goto(live_site.at("/mon-profil/?vu-par=societaires"))

    assert page.locator("main >> text=Carambole").count() >= 1


def test_a_death_is_told_in_a_few_words(live_site, page, audit, society):
    camille, hugo = society
    come_in(page, live_site, hugo)
    page.goto(live_site.at(f"/annuaire/{camille.readable_id}/"))
    follow(page, "text=Annoncer un décès")
    audit(page)
    page.fill("#id_reported_by", "Sa sœur")
    follow(page, "main button:has-text('Prévenir la société')")

    assert page.inner_text("h1") == "Merci de nous l’avoir dit"
    audit(page)
    assert Person.objects.get(pk=camille.pk).life_status == LifeStatus.PRESUMED_DEAD
