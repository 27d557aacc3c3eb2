"""The clerk enters people, keeps their record, and writes a death with care; each page audited."""

from __future__ import annotations

from typing import Any

import pytest

from tests.harness.browser import follow
from tests.harness.site import LiveSite
from tests.journeys.steps import Audit, come_in_as, go

SUBMIT = "main form.form button.button-primary"


def change_reader(name: str, site: LiveSite, page: Any, audit: Audit) -> None:
    """Let somebody else of the demo sit down at the same machine."""
    page.context.clear_cookies()
    come_in_as(name, site, page, audit)


def fill_register(page: Any, **typed: str) -> None:
    for name, value in {"first_names": "Zélie", "registry_status": "GRADUATE", **typed}.items():
        if name in ("registry_status", "standing", "country"):
            page.select_option(f"#id_{name}", value)
        else:
            page.fill(f"#id_{name}", value)


def enter(site: LiveSite, page: Any, surname: str, promotion: str) -> str:
    """Enter a member and return the address of their page."""
    page.goto(site.at("/registre/inscription/"))
    fill_register(page, usage_name=surname, promotion=promotion, standing="CURRENT")
    follow(page, SUBMIT)
    assert page.inner_text("h1") == f"Zélie {surname}"
    return page.url.removeprefix(site.url)


@pytest.mark.proves("R-REG-2", "R-REG-3", "R-REG-4", "AC-REG-2")
def test_the_clerk_is_told_of_a_bad_promotion_and_of_a_namesake(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    go("/registre/", demo_site, page, audit)
    follow(page, "main a:has-text('Inscrire une personne')")
    audit(page)

    fill_register(page, usage_name="Navubiran", promotion="Me 185", standing="CURRENT")
    follow(page, SUBMIT)
    audit(page)

    assert "Metz n’a pas de promotion 1985" in page.inner_text("#id_promotion_error")
    assert page.input_value("#id_usage_name") == "Navubiran"

    page.fill("#id_promotion", "kin 217")
    page.fill("#id_other_promotion", "An 218")
    follow(page, SUBMIT)
    audit(page)

    first = page.url
    assert page.inner_text("h1") == "Zélie Navubiran"
    assert page.locator(".profile-head .eyebrow a").all_inner_texts() == ["Ai 217", "An 218"]

    go("/registre/inscription/", demo_site, page, audit)
    fill_register(page, first_names="ZELIE", usage_name="navubiran", promotion="Ai 217")
    follow(page, SUBMIT)
    audit(page)

    assert "Est-ce l’une de ces personnes" in page.inner_text("main .notice")
    assert page.locator("main .notice a").get_attribute("href") == first.removeprefix(demo_site.url)

    page.check("#id_sure")
    follow(page, SUBMIT)

    assert page.url == first.removesuffix("/") + ".2/"


@pytest.mark.proves("R-REG-4")
def test_the_clerk_gives_a_second_promotion_then_makes_it_the_principal_one(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    enter(demo_site, page, "Valubiran", "Bo 217")
    follow(page, "#registre a:has-text('Promotions et diplômes')")
    audit(page)
    page.fill("#id_promotion", "Bo 217")
    follow(page, SUBMIT)
    audit(page)

    assert "Cette personne est déjà de la promotion Bo 217." in page.inner_text("main")

    page.fill("#id_promotion", "Bo 218")
    page.check("input[name='rank'][value='PRINCIPAL']")
    follow(page, SUBMIT)

    assert "Dites pourquoi" in page.inner_text("#id_reason_error")

    page.fill("#id_reason", "année redoublée")
    follow(page, SUBMIT)
    audit(page)

    titles = page.locator("main section[id^='scolarite'] h2").all_inner_texts()
    assert titles == ["Bo 218", "Bo 217"]

    page.click("summary:has-text('Cette promotion était une erreur')")
    page.fill("main details input[name='reason']", "saisie en double")
    follow(page, "main details button:has-text('Retirer Bo 217')")

    titles = page.locator("main section[id^='scolarite'] h2").all_inner_texts()
    assert titles == ["Bo 218"]


@pytest.mark.proves("R-X-7")
def test_the_clerk_changes_a_standing_and_is_told_what_may_follow(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    enter(demo_site, page, "Torubiran", "Bo 198")
    follow(page, "#registre a:has-text('Changer de qualité')")
    audit(page)
    page.select_option("#id_status", "STUDENT")
    follow(page, SUBMIT)
    audit(page)

    assert "De « à jour », on ne passe pas à « élève »" in page.inner_text("main").replace(
        "\xa0", " "
    )

    page.select_option("#id_status", "HONORARY")
    page.fill("#id_reason", "vote du conseil")
    follow(page, SUBMIT)
    audit(page)

    assert "membre d’honneur" in page.inner_text("#registre")


def tell_a_death(page: Any, who: str, source: str, day: str = "") -> None:
    page.select_option("#id_source", source)
    page.fill("#id_reported_by", who)
    page.fill("#id_died_on", day)
    follow(page, SUBMIT)


@pytest.mark.proves("R-REG-9")
def test_a_death_is_told_learnt_by_the_delegate_confirmed_then_remembered(demo_site, page, audit):
    come_in_as("promotion-delegate", demo_site, page, audit)
    page.goto(demo_site.at("/mon-profil/"))
    promotion = page.inner_text(".profile-head .eyebrow a")
    change_reader("registry-clerk", demo_site, page, audit)
    address = enter(demo_site, page, "Perubiran", promotion)

    change_reader("member", demo_site, page, audit)
    go(address, demo_site, page, audit)
    follow(page, "main a:has-text('Annoncer un décès')")
    audit(page)
    tell_a_death(page, "Sa sœur", "RELATIVE")
    audit(page)
    assert page.inner_text("h1") == "Merci de nous l’avoir dit"

    change_reader("promotion-delegate", demo_site, page, audit)
    follow(page, "main a:has-text('Zélie Perubiran')")
    audit(page)
    follow(page, "main .notice a:has-text('Dire ce que vous savez')")
    tell_a_death(page, "Le délégué de la promotion", "DELEGATE", "2021-02-03")
    assert page.inner_text("h1") == "Merci de nous l’avoir dit"

    change_reader("registry-clerk", demo_site, page, audit)
    go("/registre/deces/", demo_site, page, audit)
    follow(page, "main a:has-text('Zélie Perubiran')")
    audit(page)
    assert page.input_value("#confirmer input[name='died_on']") == "2021-02-03"
    page.click("#confirmer button:has-text('Écrire ce décès')")
    follow(page, "#confirm [data-confirm-yes]")
    audit(page)
    assert page.inner_text("h1 .badge") == "décédé"

    change_reader("member", demo_site, page, audit)
    go(f"/promotions/{promotion.lower().replace(' ', '-')}/", demo_site, page, audit)
    follow(page, "#souvenir a:has-text('Zélie Perubiran')")
    audit(page)
    assert "Nous a quittés le 3 février 2021" in page.inner_text(".profile-head").replace(
        "\xa0", " "
    )
    assert (
        page.locator("main a:has-text('Écrire'), main a:has-text('Annoncer un décès')").count() == 0
    )

    change_reader("registry-clerk", demo_site, page, audit)
    page.goto(demo_site.at(f"/registre/{address.split('/')[2]}/deces/"))
    page.click("#masquer summary")
    page.fill("#id_hide_asked_by", "Sa fille")
    page.fill("#id_hide_reason", "lettre du 4 mars")
    follow(page, "#masquer button:has-text('Masquer cette fiche')")
    audit(page)

    change_reader("member", demo_site, page, audit)
    assert page.goto(demo_site.at(address)).status == 404


@pytest.mark.proves("R-REG-9")
def test_one_source_confirms_nothing_and_a_false_report_is_denied(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    address = enter(demo_site, page, "Sabubiran", "Bo 199")
    follow(page, "#registre a:has-text('Décès : signalements')".replace(" :", "\xa0:"))
    audit(page)
    follow(page, "main a:has-text('Ajouter une source')")
    tell_a_death(page, "Un camarade", "OBITUARY", "2021-01-05")
    page.goto(demo_site.at(f"/registre/{address.split('/')[2]}/deces/"))
    audit(page)

    assert "Il faut deux sources différentes, ou une pièce." in page.inner_text("#confirmer")
    assert page.locator("#confirmer form").count() == 0

    page.fill("#id_deny_reason", "un homonyme")
    follow(page, "#dementir button:has-text('Démentir')")
    audit(page)

    assert page.inner_text("h1 .badge") == "vivant"

    change_reader("member", demo_site, page, audit)
    go(address, demo_site, page, audit)
    assert page.inner_text("h1") == "Zélie Sabubiran"


@pytest.mark.proves("R-X-9")
def test_every_pile_of_the_desk_is_whole_on_its_page(demo_site, page, audit):
    come_in_as("registry-clerk", demo_site, page, audit)
    go("/registre/", demo_site, page, audit)
    waiting = page.inner_text("main .stat:has-text('courriels') .stat-value")
    follow(page, "main .stat:has-text('courriels') .stat-value a")
    audit(page)

    assert page.inner_text("h1") == "Courriels qui ne répondent plus"
    assert page.inner_text(".list-count").split()[-1] == waiting.strip()

    surname = page.locator("main tbody td a").first.inner_text().split()[-1]
    page.fill("#list-q", surname)
    follow(page, "main .filters button:has-text('Filtrer')")
    audit(page)

    assert surname in page.locator("main tbody td a").first.inner_text()

    follow(page, "main tbody td a >> nth=0")
    audit(page)
    follow(page, "#coordonnees button:has-text('Répond de nouveau')")

    assert "ne répond plus" not in page.inner_text("#coordonnees")
