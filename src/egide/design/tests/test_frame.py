"""The frame shows each reader their own menu, keeps their choices, and stands on the worst days."""

import struct
import zlib
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy
from jinja2 import UndefinedError

from egide.design import frame as frames
from egide.design.environment import icon
from egide.design.finders import FONTS, FontFinder, font_path
from egide.kernel import registry
from egide.kernel.access import VISITOR, Actor, Grant
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.registry import NavItem

STATUSES = (400, 403, 404, 405, 409, 413, 429, 500, 503)
CLERK = Actor(
    name="person:1", person_id=1, grants=(Grant(permission="kernel.x", scope_ids=None, reason=""),)
)
MENU = (
    NavItem(
        label="Public", url_name="design:showcase", section="Tous", permission=PUBLIC, icon="house"
    ),
    NavItem(label="Membres", url_name="design:theme", section="Tous", permission=SIGNED_IN),
    NavItem(label="Registre", url_name="design:language", section="Bureau", permission="kernel.x"),
    NavItem(label="Secret", url_name="design:society", section="Bureau", permission="kernel.y"),
)


@pytest.fixture(autouse=True)
def _plain_static(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def request_of(actor, path="/"):
    request = RequestFactory().get(path)
    request.actor, request._messages = actor, ()
    request.user = (
        AnonymousUser() if actor is VISITOR else SimpleNamespace(frame_label="Camille Aubertin")
    )
    return request


@pytest.mark.proves("R-X-1")
@pytest.mark.parametrize(
    ("actor", "labels"),
    [(VISITOR, ["Public"]), (CLERK, ["Public", "Membres", "Registre"])],
    ids=["visitor", "clerk"],
)
def test_a_menu_holds_only_what_the_reader_may_open(monkeypatch, actor, labels):
    monkeypatch.setattr(registry, "navigation", lambda: MENU)

    frame = frames.frame_of(request_of(actor))

    assert [link.label for section in frame.menu for link in section.links] == labels


def menu_words(actor, path="/"):
    return str(frames.frame_of(request_of(actor, path)).navigation)


def test_a_menu_speaks_the_language_of_each_page(monkeypatch):
    item = NavItem(
        label=gettext_lazy("Se connecter"),
        url_name="design:showcase",
        section=gettext_lazy("Démonstration"),
        permission=PUBLIC,
    )
    monkeypatch.setattr(registry, "navigation", lambda: (item,))
    said = []

    for lang in ("fr", "en", "fr"):
        with translation.override(lang):
            said.append([word in menu_words(CLERK) for word in ("Se connecter", "Sign in")])

    assert said == [[True, False], [False, True], [True, False]]


@pytest.mark.proves("R-X-1")
def test_a_right_gained_or_lost_changes_the_menu_of_the_next_page(monkeypatch):
    monkeypatch.setattr(registry, "navigation", lambda: MENU)
    nobody = Actor(name="person:1", person_id=1)

    seen = ["Registre" in menu_words(actor) for actor in (CLERK, nobody, CLERK, nobody)]

    assert seen == [True, False, True, False]


def test_two_readers_of_one_menu_each_have_their_own_page_marked(monkeypatch):
    monkeypatch.setattr(registry, "navigation", lambda: MENU)
    here = reverse("design:theme")

    marked = ["aria-current" in menu_words(CLERK, path) for path in ("/ailleurs/", here)]

    assert marked == [False, True]


def test_the_menu_marks_the_nearest_page(monkeypatch):
    monkeypatch.setattr(registry, "navigation", lambda: MENU)

    frame = frames.frame_of(request_of(CLERK, "/presentation/theme/plus/loin/"))

    assert [link.label for section in frame.menu for link in section.links if link.current] == [
        "Membres"
    ]


def test_a_page_that_does_not_exist_gives_no_address():
    assert frames.address("nowhere:at_all") == ""
    assert frames.address("nowhere:at_all", "design:showcase") == reverse("design:showcase")


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_an_error_says_what_was_kept_without_asking_the_database(status, lang):
    with translation.override(lang):
        text = render_to_string(
            "design/error.html",
            {"status": status, "sentence": "Une <phrase>."},
            request=request_of(VISITOR),
        )

    assert f'<html lang="{lang}"' in text
    assert "Une &lt;phrase&gt;." in text
    assert f">{status}</p>" in text


def test_the_worst_error_needs_not_even_a_request():
    assert "La faute est chez nous" in render_to_string(
        "design/error.html", {"status": 500, "sentence": ""}
    )


@pytest.mark.parametrize("status", [500, 503])
def test_the_worst_errors_do_not_ask_who_reads(status):
    class Broken:
        COOKIES: dict[str, str] = {}

        @property
        def actor(self):
            raise AssertionError("the database is gone")

        def get_full_path(self):
            return "/ici/?q=1"

    text = get_template("design/error.html").template.render(
        request=Broken(), status=status, sentence=""
    )

    assert 'href="/ici/?q=1"' in text


def test_a_name_that_was_not_given_is_an_error():
    with pytest.raises(UndefinedError):
        render_to_string("design/list.html", {}, request=request_of(VISITOR))


def test_icons_are_silent_unless_named():
    assert 'aria-hidden="true"' in icon("x")
    assert 'aria-label="Fermer"' in icon("x", 20, "Fermer")
    assert "&lt;b&gt;" in icon("x", 20, "<b>")


@pytest.mark.parametrize("name", FONTS)
def test_fonts_come_from_their_packages(name):
    (path,) = FontFinder().find(name, find_all=True)

    with open(path, "rb") as font:
        assert font.read(4) == b"\x00\x01\x00\x00"
    assert FontFinder().find("fonts/../settings.py") == []


@pytest.mark.parametrize("name", FONTS)
def test_a_font_is_served_lighter_and_whole(name):
    original = font_path(name).read_bytes()
    count = original[5]

    served = FontFinder.storage.open(name).read()

    assert len(served) < 0.55 * len(original)
    assert struct.unpack_from(">4s4sLH", served) == (b"wOFF", original[:4], len(served), count)
    assert tables_of(served) == {
        tag: original[start : start + length]
        for tag, _, start, length in struct.iter_unpack(">4sLLL", original[12 : 12 + 16 * count])
    }


def tables_of(woff):
    entries = struct.iter_unpack(">4sLLLL", woff[44 : 44 + 20 * woff[13]])
    bodies = {tag: (woff[start : start + size], length) for tag, start, size, length, _ in entries}
    return {
        tag: zlib.decompress(body) if len(body) < length else body
        for tag, (body, length) in bodies.items()
    }


@pytest.mark.django_db
def test_the_society_gives_its_colour(settings):
    settings.SOCIETY_ACCENT = "#7a1f3d"

    answer = Client().get(reverse("design:society"))

    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "--accent:light-dark(#7a1f3d," in answer.content.decode()
    assert "immutable" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_choice_of_theme_is_kept_and_comes_back():
    client = Client()

    answer = client.post(reverse("design:theme"), {"theme": "dark", "next": "/presentation/?a=1"})

    assert answer["Location"] == "/presentation/?a=1"
    assert 'data-theme="dark"' in client.get(reverse("design:showcase")).content.decode()


@pytest.mark.django_db
def test_a_choice_of_language_is_kept():
    client = Client()

    client.post(reverse("design:language"), {"language": "en", "next": "/"})

    assert '<html lang="en"' in client.get(reverse("design:showcase")).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "away", ["https://exemple.org/", "//exemple.org", "javascript:alert(1)", "\\\\exemple.org", ""]
)
def test_a_choice_never_sends_the_reader_away(away):
    answer = Client().post(reverse("design:theme"), {"theme": "violet", "next": away})

    assert answer["Location"] == "/"
    assert answer.cookies["egide_theme"].value == "auto"


@pytest.mark.django_db
def test_choices_are_made_by_post_only():
    assert Client().get(reverse("design:theme")).status_code == 405
