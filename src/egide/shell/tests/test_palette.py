"""The palette: pages, people, groups and figures from anywhere, within one's rights."""

from __future__ import annotations

import pytest

from egide.groups.tests.factories import make_group
from egide.kernel import limits
from egide.kernel.permissions import READ_REGISTER
from egide.members.permissions import READ_DIRECTORY
from egide.members.tests.factories import make_person
from egide.shell.views.search import MOST_A_MINUTE

JSON = {"Accept": "application/json"}
SEARCH = "/recherche/"


def asked(client, text: str) -> dict[str, list[str]]:
    """Return the titles that the palette shows, by part."""
    found = client.get(SEARCH, {"q": text}, headers=JSON).json()["found"]
    return {part["label"]: [hit["title"] for hit in part["hits"]] for part in found}


@pytest.mark.django_db
class TestAsking:
    def test_shows_every_page_of_the_reader_when_nothing_is_typed(self, signed_in, granting):
        granting()
        without = asked(signed_in, "")
        granting(READ_REGISTER)
        more = asked(signed_in, "")

        assert list(without) == ["Pages"]
        assert set(more["Pages"]) - set(without["Pages"]) == {
            "Registre des actes",
            "Données personnelles",
            "Tâches",
        }

    def test_finds_pages_people_groups_and_figures(self, signed_in, granting):
        granting(READ_DIRECTORY)
        make_person(first_names="Hugo", usage_name="Valesquier")
        make_group(name="Véloces")

        assert asked(signed_in, "promotions")["Pages"] == ["Promotions"]
        assert asked(signed_in, "valesquier") == {"Personnes": ["Hugo Valesquier"]}
        assert asked(signed_in, "veloces") == {"Groupes": ["Véloces"]}
        assert "Groupes territoriaux" in asked(signed_in, "groupes territoriaux")["Chiffres"]

    @pytest.mark.proves("R-REG-7")
    def test_a_visitor_finds_neither_people_nor_closed_pages(self, client):
        make_person(first_names="Hugo", usage_name="Valesquier")

        assert asked(client, "valesquier") == {}
        assert asked(client, "registre des actes") == {}

    def test_says_how_many_answered(self, signed_in, granting):
        granting()
        make_group(name="Véloces")

        one = signed_in.get(SEARCH, {"q": "veloces"}, headers=JSON).json()["said"]
        none = signed_in.get(SEARCH, {"q": "zzzzzz"}, headers=JSON).json()["said"]

        assert (one, none) == (
            "1 réponse",
            "Rien ne répond. Entrée ouvre la page de la recherche.",
        )

    def test_data_and_page_are_told_apart_by_caches(self, client):
        assert "Accept" in client.get(SEARCH, {"q": "x"}, headers=JSON)["Vary"]


@pytest.mark.django_db
class TestLimit:
    @pytest.fixture
    def worn_out(self, camille) -> None:
        """Camille asked all that one may ask in a minute."""
        for _ in range(MOST_A_MINUTE):
            limits.take(f"shell.search:person:{camille.pk}", most=MOST_A_MINUTE, seconds=60)

    def test_too_many_questions_are_refused_with_a_sentence(self, signed_in, granting, worn_out):
        granting()

        answer = signed_in.get(SEARCH, {"q": "x"})

        assert answer.status_code == 429
        assert 1 <= int(answer["Retry-After"]) <= 60
        assert "Trop de demandes en peu de temps" in answer.content.decode()

    def test_the_palette_says_it_too(self, signed_in, granting, worn_out):
        granting()

        answer = signed_in.get(SEARCH, {"q": "x"}, headers=JSON)

        assert (answer.status_code, answer.json()["found"]) == (429, [])
        assert "Trop de demandes en peu de temps" in answer.json()["said"]

    def test_somebody_else_is_not_held_back(self, client, worn_out):
        assert client.get(SEARCH, {"q": "x"}).status_code == 200

    def test_an_empty_field_asks_nothing_and_counts_nothing(self, signed_in, granting, worn_out):
        granting()

        assert signed_in.get(SEARCH).status_code == 200


@pytest.mark.django_db(transaction=True)
class TestInABrowser:
    @pytest.fixture
    def at_home(self, live_site, page, camille_at_home):
        make_group(name="Véloces")
        camille_at_home.goto(live_site.at("/mes-droits/"))
        return camille_at_home

    @pytest.mark.parametrize("key", ["Control+k", "Meta+k", "/"])
    def test_opens_walks_and_goes_from_the_keyboard(self, at_home, audit, key):
        at_home.keyboard.press(key)
        at_home.keyboard.type("veloces")
        at_home.get_by_role("option", name="Véloces").wait_for()
        audit(at_home)
        at_home.keyboard.press("ArrowDown")
        at_home.keyboard.press("Enter")
        at_home.wait_for_url("**/groupes/*/")

        assert at_home.inner_text("h1") == "Véloces"

    def test_the_chosen_answer_is_told_to_a_screen_reader(self, at_home):
        at_home.keyboard.press("Control+k")
        at_home.keyboard.type("veloces")
        option = at_home.get_by_role("option", name="Véloces")
        option.wait_for()
        at_home.keyboard.press("ArrowUp")

        field = at_home.get_by_role("combobox", name="Une page, une personne")
        assert field.get_attribute("aria-activedescendant") == option.get_attribute("id")
        assert (option.get_attribute("aria-selected"), field.get_attribute("aria-expanded")) == (
            "true",
            "true",
        )

    def test_closing_gives_the_focus_back(self, at_home):
        link = at_home.locator("main a").first
        link.focus()
        at_home.keyboard.press("Control+k")
        at_home.get_by_role("option").first.wait_for()
        at_home.keyboard.press("Escape")

        assert link.evaluate("one => one === document.activeElement")

    def test_fits_on_a_phone(self, at_home, audit):
        at_home.set_viewport_size({"width": 360, "height": 740})
        at_home.keyboard.press("/")
        at_home.get_by_role("option").first.wait_for()
        audit(at_home)

        palette = "document.getElementById('palette')"
        assert at_home.evaluate(f"{palette}.scrollWidth - {palette}.clientWidth") == 0
