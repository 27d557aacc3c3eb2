"""The president of a group passes an office on, and gives the return of the year."""

from __future__ import annotations

import re

from tests.harness.browser import follow
from tests.journeys.steps import come_in_as, go

MOST_TRIED = 25
PASSING = "#responsables a[aria-label^='Passer la main de ']"


def test_an_officer_hands_an_office_over(demo_site, page, audit):
    desk = open_desk(demo_site, page, audit, with_link=f"{PASSING} >> nth=1")
    me, my_id = own_name(demo_site, page)
    page.goto(desk.replace("/bureau/", "/personnes/"))
    people = [
        re.search(r"/annuaire/([^/]+)/", link.get_attribute("href")).group(1)
        for link in page.locator("main table tbody a[href*='/annuaire/']").all()
    ]
    people.remove(my_id)
    page.goto(desk)
    passing = page.locator(PASSING).all()
    labels = [link.get_attribute("aria-label") for link in passing]
    named = [label.removeprefix("Passer la main de ") for label in labels]
    before = next(name for name in named if name != me)
    follow(page, passing[named.index(before)])
    audit(page)

    refused = hand_over(page, "personne.dici.1900", audit)
    assert "Personne ne porte l’identifiant" in refused
    assert page.get_by_label("Successeur", exact=True).input_value() == "personne.dici.1900"
    # Whoever is not up to date, or holds an office here, is refused with a sentence: try the next.
    for number, readable_id in enumerate(people):
        if page.get_by_label("Successeur", exact=True).count() == 0 or number == MOST_TRIED:
            break
        said = hand_over(page, readable_id, audit if number == 0 else no_audit)

    assert "La main est passée" in said
    audit(page)
    officers = page.locator("#responsables").inner_text()
    assert before not in officers
    assert me in officers


def test_an_officer_gives_the_return_of_the_year(demo_site, page, audit):
    desk = open_desk(demo_site, page, audit, with_link="a:text-is('Ouvrir le compte rendu')")

    follow(page, page.get_by_role("link", name="Ouvrir le compte rendu").first)
    audit(page)
    met = page.get_by_label("Sociétaires rencontrés")
    counted = met.input_value()
    met.fill("-3")
    page.get_by_label("L’année en quelques mots").fill("Une année de retrouvailles.")
    follow(page, page.get_by_role("button", name="Remettre le compte rendu"))
    audit(page)
    assert page.get_by_label("L’année en quelques mots").input_value() == (
        "Une année de retrouvailles."
    )

    page.get_by_label("Sociétaires rencontrés").fill(counted or "12")
    follow(page, page.get_by_role("button", name="Remettre le compte rendu"))
    audit(page)
    assert "Le compte rendu est remis." in page.inner_text("body")

    page.goto(desk)
    assert "remis" in page.locator("#comptes-rendus").inner_text()


def open_desk(site, page, audit, *, with_link):
    """Come in as the president of a group, and open the desk where there is this to do."""
    come_in_as("group-president", site, page, audit)
    go("/groupes/les-miens/", site, page, audit)
    desks = [link.get_attribute("href") for link in page.locator("#tenus a").all()]
    for desk in desks or [page.url.removeprefix(site.at(""))]:
        page.goto(site.at(desk))
        if page.locator(with_link).count():
            audit(page)
            return site.at(desk)
    raise AssertionError(f"no desk of {desks} has {with_link}")


def own_name(site, page):
    page.goto(site.at("/mon-profil/"))
    history = page.locator("main a[href$='/historique/']").get_attribute("href")
    return page.inner_text("h1"), history.split("/")[2]


def hand_over(page, successor, audit):
    """Type a successor, pass the office on, and return what the page then says."""
    page.get_by_label("Successeur", exact=True).fill(successor)
    follow(page, page.get_by_role("button", name="Passer la main"))
    audit(page)
    return page.inner_text("body")


def no_audit(_page):
    """Look no further: the same page was audited a moment ago."""
