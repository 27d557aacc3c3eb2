"""What templates call is quick, and still speaks the language of who reads."""

import traceback

import pytest
from django.template import engines
from django.templatetags.static import static as static_of_django
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from markupsafe import Markup, escape

from egide.design.compiling import escaped
from egide.design.environment import icon, static


def drawn(source: str, **values: object) -> str:
    return engines["jinja2"].from_string(source).render(values)


def test_a_sentence_follows_the_language_from_page_to_page():
    said = []

    for lang in ("fr", "en", "fr", "en"):
        with translation.override(lang):
            said.append(drawn("{{ _('Se connecter') }}"))

    assert said == ["Se connecter", "Sign in"] * 2


def test_a_filter_writes_in_the_language_of_the_page():
    written = []

    for lang in ("fr", "en", "fr"):
        with translation.override(lang):
            page = "{{ 2.5|number }} {{ n|counted('a', 'b') }} {{ language() }}"
            written.append(drawn(page, n=2))

    assert written == ["2,5 2\u00a0b fr", "2.5 2\u00a0b en", "2,5 2\u00a0b fr"]


def test_a_macro_speaks_the_language_of_the_page_that_calls_it():
    source = """{% import "design/components.html" as ui %}{{ ui.why("Voici", "/") }}"""

    said = {}
    for lang in ("fr", "en"):
        with translation.override(lang):
            said[lang] = drawn(source)

    assert "Pourquoi\u202f?" in said["fr"]
    assert "Why?" in said["en"]


def test_what_is_written_in_the_template_is_looked_up_when_it_is_compiled():
    calls = []
    environment = engines["jinja2"].env.overlay()
    environment.known_calls = {"_": lambda text: calls.append(text) or escape(text)}

    page = environment.from_string("{{ _('Fixe') }}{{ _(said) }}{{ _('Rempli %(n)s', n=n) }}")

    assert calls == ["Fixe"]
    assert page.render(said="Libre", n=3) == "FixeLibreRempli 3"


def test_an_icon_with_a_translated_label_is_drawn_once_a_language():
    with translation.override("en"):
        assert drawn("{{ icon('x', 20, _('Fermer')) }}") == icon("x", 20, "Close")


def test_an_error_tells_the_line_of_the_template():
    with pytest.raises(UndefinedError) as failed:
        drawn("{{ _('Fermer') }}\n{{ icon('x') }}\n{{ nobody.name }}")

    assert traceback.extract_tb(failed.tb)[-2].lineno == 3


@given(st.text() | st.integers() | st.none() | st.builds(Markup, st.text()))
def test_whatever_is_written_is_escaped(value):
    assert escaped(value) == escape(value)
    assert drawn("{{ it }}", it=value) == str(escape(value))


def test_a_lazy_sentence_is_escaped():
    with translation.override("fr"):
        assert drawn("{{ it }}", it=gettext_lazy("<b>")) == "&lt;b&gt;"


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


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_plural_keeps_its_number(lang):
    with translation.override(lang):
        said = drawn(
            "{% trans count=n %}{{ count }} ligne{% pluralize %}{{ count }} lignes{% endtrans %}",
            n=2,
        )

    assert said.startswith("2 ")
