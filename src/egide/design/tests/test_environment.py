"""What templates call is quick, and still speaks the language of who reads."""

import pytest
from django.template import engines
from django.templatetags.static import static as static_of_django
from django.utils import translation

from egide.design.environment import static, url


def drawn(source: str, **values: object) -> str:
    return engines["jinja2"].from_string(source).render(values)


def test_a_sentence_follows_the_language_from_page_to_page():
    said = []

    for lang in ("fr", "en", "fr", "en"):
        with translation.override(lang):
            said.append(drawn("{{ _('Se connecter') }}"))

    assert said == ["Se connecter", "Sign in"] * 2


def test_a_sentence_is_markup_and_what_fills_it_is_not():
    assert drawn("{{ _('<b>%(name)s</b>', name=who) }}", who="<i>") == "<b>&lt;i&gt;</b>"


def test_a_percent_sign_is_written_twice_with_values_or_without():
    assert drawn("{{ _('100 %%') }}") == "100 %"
    assert drawn("{{ _('%(n)s %%', n=5) }}") == "5 %"


def test_a_static_file_changes_with_its_storage(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    addresses = []

    for folder in ("/static/", "/ailleurs/"):
        settings.STATIC_URL = folder
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": plain | {"OPTIONS": {"base_url": folder}}
        }
        addresses.append((static("design/mark.svg"), static_of_django("design/mark.svg")))

    assert addresses == [(f"{folder}design/mark.svg",) * 2 for folder in ("/static/", "/ailleurs/")]


def test_an_address_without_value_is_the_one_of_its_page():
    assert url("members:directory") == "/annuaire/"
    assert url("members:profile", "3.anne") == "/annuaire/3.anne/"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_plural_keeps_its_number(lang):
    with translation.override(lang):
        said = drawn(
            "{% trans count=n %}{{ count }} ligne{% pluralize %}{{ count }} lignes{% endtrans %}",
            n=2,
        )

    assert said.startswith("2 ")
