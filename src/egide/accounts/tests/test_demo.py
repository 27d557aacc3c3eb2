"""The demo's doors, and that they exist on a demo only."""

from __future__ import annotations

import pytest
from django.test import Client

from egide.accounts import services
from egide.accounts.models import Account, Session
from egide.accounts.services import NotADemo
from egide.kernel import demo, registry
from egide.kernel.access import VISITOR
from egide.kernel.models import RegisterLine
from egide.kernel.registry import DemoPersona


def who(client: Client) -> int | None:
    return getattr(client.get("/mon-compte/").wsgi_request.user, "person_id", None)


@pytest.fixture
def secretary(camille, monkeypatch):
    """A persona of which nobody else knows."""
    persona = DemoPersona(name="secretary", label="La secrétaire", find=lambda: camille.pk)
    monkeypatch.setattr(registry, "personas", lambda: [persona])
    return camille


@pytest.mark.django_db
class TestOnADemo:
    @pytest.fixture(autouse=True)
    def _a_demo(self, settings):
        settings.DEMO = True

    def test_one_click_makes_somebody_of_a_visitor(self, client, secretary):
        page = client.get("/connexion/").content.decode()

        client.post("/connexion/demonstration/", {"name": "secretary"})

        assert "La secrétaire" in page
        assert "démonstration" in page
        assert who(client) == secretary.pk
        assert Session.objects.get().method == "DEMO"
        assert RegisterLine.objects.get(action="accounts.signed_in").facts == {"method": "DEMO"}

    def test_it_takes_a_click_and_not_a_look(self, client, secretary):
        assert client.get("/connexion/demonstration/?name=secretary").status_code == 405

    def test_a_persona_who_is_not_there_is_not_found(self, client, secretary):
        assert client.post("/connexion/demonstration/", {"name": "nobody"}).status_code == 404

    def test_a_printed_link_opens_once_in_any_browser(self, secretary):
        path = demo.sign_in_link("secretary")
        one, two = Client(), Client()

        looked = one.get(path).status_code
        one.post(path)
        again = two.post(path).status_code

        assert (looked, who(one), again, who(two)) == (200, secretary.pk, 403, None)

    def test_no_link_for_somebody_who_is_not_there(self, secretary):
        with pytest.raises(LookupError):
            demo.sign_in_link("nobody")

    def test_the_page_says_where_the_letter_lies(self, client, settings):
        settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", "/somewhere/mail"

        assert "/somewhere/mail" in client.get("/connexion/courrier/").content.decode()


@pytest.mark.django_db
class TestElsewhere:
    def test_there_is_no_such_page(self, client, secretary):
        answer = client.post("/connexion/demonstration/", {"name": "secretary"})

        assert (answer.status_code, who(client)) == (404, None)
        assert not Account.objects.exists()
        assert "La secrétaire" not in client.get("/connexion/").content.decode()

    def test_the_verbs_refuse_too(self, secretary):
        with pytest.raises(NotADemo):
            services.enter_as_persona(name="secretary", by=VISITOR)
        with pytest.raises(NotADemo):
            demo.sign_in_link("secretary")

    def test_a_link_printed_by_a_demo_opens_nothing(self, secretary, settings):
        settings.DEMO = True
        path = demo.sign_in_link("secretary")
        settings.DEMO = False
        client = Client()

        assert client.post(path).status_code == 403
        assert who(client) is None

    def test_the_page_does_not_say_where_letters_lie(self, client, settings):
        settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", "/somewhere/mail"

        page = client.get("/connexion/courrier/").content.decode()

        assert "/somewhere/mail" not in page
        assert "serveur de courrier" in page
