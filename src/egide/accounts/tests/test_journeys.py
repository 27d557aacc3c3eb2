"""Coming in and going out, in a real browser."""

from __future__ import annotations

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail

from egide.accounts.models import Account
from egide.members.tests.factories import make_person
from tests.harness.browser import follow

GOOD = "un vélo bleu sous la pluie"
PHONE = {"width": 360, "height": 740}


def wide(page) -> int:
    """Return by how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def link_in(letter) -> str:
    return next(line for line in letter.body.splitlines() if line.startswith("http"))


@pytest.mark.django_db(transaction=True)
class TestByLink:
    def test_from_the_home_page_to_ones_own_space_and_out(self, live_site, page, audit, run_jobs):
        make_person(email="camille@example.org")
        page.goto(live_site.at("/"))
        audit(page)
        follow(page, "main >> text=Se connecter")
        audit(page)
        page.fill("#id_identifier", "camille@example.org")
        follow(page, "text=Recevoir un lien")
        assert page.url == live_site.at("/connexion/courrier/")
        audit(page)
        run_jobs()
        page.goto(link_in(mail.outbox[-1]))
        audit(page)
        follow(page, "main button:has-text('Entrer')")

        assert page.url == live_site.at("/mon-espace/")
        assert page.inner_text("h1") == "Bonjour Camille"
        audit(page)
        page.goto(live_site.at("/mon-compte/"))
        audit(page)
        follow(page, "text=Se déconnecter d’ici")
        assert page.url == live_site.at("/deconnexion/faite/")
        audit(page)
        page.go_back()
        assert page.url.startswith(live_site.at("/connexion/"))

    def test_by_the_code_when_mail_is_read_elsewhere(self, live_site, page, run_jobs):
        make_person(email="camille@example.org")
        page.goto(live_site.at("/connexion/?next=/mon-compte/"))
        page.fill("#id_identifier", "camille@example.org")
        page.keyboard.press("Enter")
        page.wait_for_url(live_site.at("/connexion/courrier/"))
        run_jobs()
        code = next(
            line.strip() for line in mail.outbox[-1].body.splitlines() if line.startswith("    ")
        )

        page.fill("#id_code", code)
        page.keyboard.press("Enter")

        page.wait_for_url(live_site.at("/mon-compte/"))

    def test_a_couple_says_who_is_there(self, live_site, page, audit, run_jobs):
        make_person(first_names="Hugo", usage_name="Valesquier", email="maison@example.org")
        make_person(first_names="Inès", usage_name="Corandel", email="maison@example.org")
        page.goto(live_site.at("/connexion/"))
        page.fill("#id_identifier", "maison@example.org")
        follow(page, "text=Recevoir un lien")
        run_jobs()
        page.goto(link_in(mail.outbox[-1]))
        follow(page, "main button:has-text('Entrer')")
        audit(page)
        follow(page, "text=Inès Corandel")

        assert page.inner_text("h1") == "Bonjour Inès"

    def test_a_link_opened_in_another_browser_says_what_to_do(
        self, live_site, page, audit, run_jobs, browser
    ):
        make_person(email="camille@example.org")
        other = browser.new_context(locale="fr-FR").new_page()
        other.goto(live_site.at("/connexion/"))
        other.fill("#id_identifier", "camille@example.org")
        follow(other, "button:has-text('Recevoir un lien')")
        run_jobs()
        other.context.close()

        page.goto(link_in(mail.outbox[-1]))

        assert "Ce lien a été demandé depuis un autre navigateur" in page.inner_text("main")
        audit(page)


@pytest.mark.django_db(transaction=True)
class TestByPassword:
    @pytest.fixture(autouse=True)
    def _camille(self, live_site):
        person = make_person(email="camille@example.org")
        Account.objects.create(person=person, password=make_password(GOOD))

    def come_in(self, live_site, page, password: str) -> None:
        page.goto(live_site.at("/connexion/"))
        page.fill("#password_identifier", "camille@example.org")
        page.fill("#password_password", password)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    def test_wrong_then_right_on_a_phone(self, live_site, page, audit):
        page.set_viewport_size(PHONE)
        self.come_in(live_site, page, "faux")
        audit(page)
        assert "n’est pas le bon" in page.inner_text("main")
        assert page.input_value("#password_identifier") == "camille@example.org"
        assert wide(page) <= 0

        self.come_in(live_site, page, GOOD)

        assert page.url == live_site.at("/mon-espace/")
        assert wide(page) <= 0

    def test_without_javascript(self, live_site, browser):
        context = browser.new_context(java_script_enabled=False, locale="fr-FR")
        page = context.new_page()
        self.come_in(live_site, page, GOOD)

        assert page.url == live_site.at("/mon-espace/")
        context.close()

    def test_choosing_another_one(self, live_site, page, audit):
        self.come_in(live_site, page, GOOD)
        page.goto(live_site.at("/mon-compte/"))
        follow(page, "text=En choisir un autre")
        audit(page)
        page.fill("#id_current", GOOD)
        page.fill("#id_new", "court")
        page.fill("#id_again", "court")
        follow(page, "text=Choisir ce mot de passe")
        audit(page)
        assert "au moins 12" in page.inner_text("main")
        page.fill("#id_current", GOOD)
        page.fill("#id_new", "la mer au petit matin")
        page.fill("#id_again", "la mer au petit matin")
        follow(page, "text=Choisir ce mot de passe")

        assert page.url == live_site.at("/mon-compte/")
        assert "Votre mot de passe est choisi" in page.inner_text("main")

    def test_two_tabs_lose_nothing(self, live_site, page, audit):
        self.come_in(live_site, page, GOOD)
        page.goto(live_site.at("/mon-compte/"))
        second = page.context.new_page()
        second.goto(live_site.at("/mon-compte/"))
        follow(second, "text=Se déconnecter d’ici")
        self.come_in(live_site, second, GOOD)

        follow(page, "text=Se déconnecter d’ici")
        audit(page)
        assert "restée ouverte trop longtemps" in page.inner_text("h1")

    def test_in_english(self, live_site, page, audit):
        page.goto(live_site.at("/connexion/"))
        page.click("button[popovertarget=display-menu]")
        follow(page, "button:has-text('English')")

        assert page.url == live_site.at("/connexion/")
        assert page.inner_text("h1") == "Sign in"
        assert page.get_attribute("html", "lang") == "en"
        audit(page)


class TestOnTheDemo:
    def test_one_click_makes_somebody_of_a_visitor(self, demo_site, page, audit):
        page.goto(demo_site.at("/connexion/"))
        assert "Démonstration" in page.inner_text(".demo-banner")
        audit(page)
        follow(page, "#demonstration button >> nth=0")

        assert page.url == demo_site.at("/mon-espace/")
        audit(page)

    def test_letters_lie_where_the_page_says(self, demo_site, page):
        page.goto(demo_site.at("/connexion/"))
        page.fill("#id_identifier", "somebody@example.org")
        follow(page, "text=Recevoir un lien")

        assert page.inner_text("main code").endswith("/mail")


@pytest.mark.django_db(transaction=True)
class TestAPasswordField:
    def test_takes_what_is_pasted_and_is_known_to_password_managers(self, live_site, page):
        person = make_person(email="camille@example.org")
        Account.objects.create(person=person, password=make_password(GOOD))
        page.goto(live_site.at("/connexion/"))
        # What is copied anywhere, from a password manager too, is pasted with the keyboard.
        page.fill("#password_identifier", GOOD)
        page.press("#password_identifier", "ControlOrMeta+a")
        page.press("#password_identifier", "ControlOrMeta+c")
        page.press("#password_password", "ControlOrMeta+v")
        page.fill("#password_identifier", "camille@example.org")

        assert page.input_value("#password_password") == GOOD
        assert page.get_attribute("#password_identifier", "autocomplete") == "username"
        assert page.get_attribute("#password_password", "autocomplete") == "current-password"
        page.press("#password_password", "Enter")
        page.wait_for_url(live_site.at("/mon-espace/"))
        page.goto(live_site.at("/mon-compte/mot-de-passe/"))
        kinds = page.eval_on_selector_all(
            "input[type=password]", "fields => fields.map((field) => field.autocomplete)"
        )
        assert kinds == ["current-password", "new-password", "new-password"]
