"""Home: the society's public face, one's own space, one's rights."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.timezone import localdate

from egide.kernel import parameters, registry
from egide.kernel.access import VISITOR, Actor, command_actor
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.permissions import MANAGE_PARAMETERS, READ_REGISTER
from egide.kernel.registry import HomeCard, HomeSection
from egide.shell.queries import home_of

CARDS = {
    "votes": (
        SIGNED_IN,
        [
            HomeCard(title="Votez", url="/vote/", urgent=True),
            HomeCard(title="Vos votes", url="/votes/"),
        ],
    ),
    "groups": (PUBLIC, [HomeCard(title="La carte", url="/carte/")]),
    "desk": (READ_REGISTER, [HomeCard(title="À vérifier", url="/verif/")]),
    "silent": (SIGNED_IN, []),
}


@pytest.fixture
def sections(monkeypatch):
    asked: list[tuple[str, date]] = []

    def section(name: str) -> HomeSection:
        permission, cards = CARDS[name]

        def fill(actor: Actor, on: date) -> list[HomeCard]:
            asked.append((name, on))
            return cards

        return HomeSection(name=name, label=name, permission=permission, cards=fill)

    found = tuple(section(name) for name in CARDS)
    monkeypatch.setattr(registry, "home_sections", lambda: found)
    return asked


class TestWhatHomeShows:
    def test_to_a_visitor_what_everybody_may_see(self, sections):
        urgent, filled = home_of(VISITOR, on=date(2020, 12, 31))

        assert (urgent, [section.name for section in filled]) == ([], ["groups"])

    def test_to_a_member_what_is_urgent_once_then_the_rest_and_nothing_empty(self, sections):
        urgent, filled = home_of(Actor(name="person:1", person_id=1), on=date(2020, 12, 31))

        assert [card.title for card in urgent] == ["Votez"]
        assert [(s.name, [card.title for card in s.cards]) for s in filled] == [
            ("votes", ["Vos votes"])
        ]

    @pytest.mark.proves("R-X-1")
    def test_a_section_is_not_even_asked_without_its_right(self, sections):
        home_of(Actor(name="person:1", person_id=1), on=date(2020, 12, 31))

        assert ("desk", date(2020, 12, 31)) not in sections


@pytest.mark.django_db
class TestPages:
    def test_a_visitor_finds_who_we_are_and_the_door(self, client):
        page = client.get("/").content.decode()

        assert "Nous sommes une société d’anciens élèves" in page
        assert 'href="/connexion/"' in page

    def test_the_society_may_say_it_otherwise_from_a_day_on(self, client):
        parameters.set_parameter(
            code="shell.presentation_fr",
            value="Nous sommes peu, mais nous y tenons.",
            starts_on=localdate(),
            source="bureau du jour",
            by=command_actor("test"),
        )

        assert "Nous sommes peu" in client.get("/").content.decode()

    @pytest.mark.proves("R-X-10")
    def test_it_is_said_in_english_too(self, client):
        client.cookies["django_language"] = "en"

        assert "We are a society of former students" in client.get("/").content.decode()

    def test_whoever_is_signed_in_is_at_home_in_their_own_space(self, signed_in):
        answer = signed_in.get("/")

        assert (answer.status_code, answer["Location"]) == (302, "/mon-espace/")
        assert "Bonjour Camille" in signed_in.get("/mon-espace/").content.decode()
        assert signed_in.get("/la-societe/").status_code == 200

    def test_an_officer_finds_the_desk_and_a_member_does_not(self, signed_in, granting):
        granting()
        as_member = signed_in.get("/mon-espace/").content.decode()
        granting(READ_REGISTER)
        as_officer = signed_in.get("/mon-espace/").content.decode()

        assert "Registre des actes" not in as_member
        assert "Registre des actes" in as_officer

    @pytest.mark.proves("R-X-1")
    def test_one_reads_what_one_may_and_why(self, signed_in, granting):
        granting(READ_REGISTER, MANAGE_PARAMETERS)

        page = signed_in.get("/mes-droits/").content.decode()

        assert page.count("Vous êtes secrétaire du conseil jusqu’au 30 juin.") == 1
        assert "Lire le registre des actes" in page
        assert "Fixer les valeurs paramétrées" in page

    def test_without_rights_the_page_teaches(self, signed_in, granting):
        granting()

        assert "Aucun droit particulier" in signed_in.get("/mes-droits/").content.decode()

    @pytest.mark.parametrize(
        "path", ["/mon-espace/", "/mes-droits/", "/parametres/", "/registre-des-actes/", "/taches/"]
    )
    def test_a_visitor_is_led_to_the_door_and_back(self, client, path):
        answer = client.get(path)

        assert (answer.status_code, answer["Location"]) == (302, f"/connexion/?next={path}")
