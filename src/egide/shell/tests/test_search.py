"""One field for the whole site: asked of every module, in the name of who asks."""

from __future__ import annotations

import pytest

from egide.kernel import registry
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import Search, SearchHit


@pytest.fixture
def asked(monkeypatch):
    """Three modules that answer; what they were asked is kept."""
    kept: list[tuple[str, str, str]] = []

    def search(name: str, permission: str, order: int) -> Search:
        def find(actor, text, limit):
            kept.append((name, actor.name, text))
            if text == "rien":
                return []
            return [SearchHit(title=f"{name} <b>{text}</b>", detail="ici", url=f"/{name}/")]

        return Search(name=name, label=name.title(), permission=permission, find=find, order=order)

    found = (
        search("groupes", PUBLIC, 10),
        search("annuaire", SIGNED_IN, 20),
        search("actes", READ_REGISTER, 30),
    )
    monkeypatch.setattr(registry, "searches", lambda: found)
    return kept


@pytest.mark.django_db
class TestSearching:
    @pytest.mark.proves("R-REG-7")
    def test_a_visitor_asks_only_what_is_public(self, client, asked):
        page = client.get("/recherche/?q=Bordeaux").content.decode()

        assert asked == [("groupes", "visitor", "Bordeaux")]
        assert 'href="/groupes/"' in page
        assert "<b>Bordeaux</b>" not in page

    def test_a_member_asks_more_and_an_officer_all(self, signed_in, camille, granting, asked):
        granting()
        signed_in.get("/recherche/?q=x")
        granting(READ_REGISTER)
        signed_in.get("/recherche/?q=y")

        me = f"person:{camille.pk}"
        assert asked == [
            ("groupes", me, "x"),
            ("annuaire", me, "x"),
            ("groupes", me, "y"),
            ("annuaire", me, "y"),
            ("actes", me, "y"),
        ]

    def test_ten_thousand_characters_get_a_sentence(self, client, asked):
        answer = client.get("/recherche/", {"q": "é" * 10_000})

        assert answer.status_code == 200
        assert "trop longue" in answer.content.decode()
        assert asked == [("groupes", "visitor", "é" * 200)]

    def test_nothing_found_says_what_to_do(self, client, asked):
        page = client.get("/recherche/?q=rien").content.decode()

        assert "Rien ne répond" in page
        assert "Sans être connecté" in page

    @pytest.mark.parametrize("typed", ["", "   ", "\x00", "\u200b"])
    def test_an_empty_question_is_asked_of_nobody(self, client, asked, typed):
        answer = client.get("/recherche/", {"q": typed})

        assert (answer.status_code, asked) == (200, [])

    @pytest.mark.parametrize(
        "typed",
        [
            "<script>alert(1)</script>",
            "%",
            "' OR 1=1",
            "\ud800".encode("utf-8", "surrogatepass"),
            "🦊" * 300,
        ],
    )
    def test_strange_questions_are_questions(self, client, asked, typed):
        answer = client.get("/recherche/", {"q": typed})

        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()


@pytest.mark.django_db
def test_what_really_answers_survives_strange_questions(signed_in):
    for typed in ("é" * 200, "%_\\", "( & | !", "a:*", "\u202e", "0" * 200):
        assert signed_in.get("/recherche/", {"q": typed}).status_code == 200
