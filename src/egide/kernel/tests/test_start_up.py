"""A module that declares something false, or nothing, does not start."""

from dataclasses import replace

import pytest
from django.test import override_settings
from django.urls import path

from egide.kernel import checks, registry
from egide.kernel.models import LimitCount
from egide.kernel.registry import (
    Command,
    DemoStep,
    DuplicateContribution,
    Lasting,
    Module,
    NavItem,
    NoPersonalData,
    PersonalData,
)
from egide.kernel.registry import Permission as Right
from egide.kernel.written import without_words

KERNEL_ENTRY = {
    "purpose": "x",
    "legal_basis": "x",
    "retention": "x",
    "subject": "pk",
    "erase": lambda rows: None,
    "keep": Lasting.UNTIL_ERASED,
}


@pytest.fixture
def with_module():
    """Add a module for the time of one test."""

    def add(**parts):
        registry.add(Module(name="essai", label="Essai", **parts))

    yield add
    registry._modules.pop("essai", None)
    registry._forget_answers()


def codes(found):
    return {error.id for error in found}


def test_the_site_as_it_stands_starts():
    everything = (
        checks.check_every_table_is_on_the_data_map(None)
        + checks.check_every_column_is_classified(None)
        + checks.check_contributions(None)
        + checks.check_every_act_has_words(None)
        + checks.check_every_page_names_its_right(None)
    )

    assert everything == []


def test_a_table_that_says_nothing_about_people_does_not_start(monkeypatch):
    declared = [entry for entry in registry.personal_data() if entry.model is not LimitCount]
    monkeypatch.setattr(registry, "personal_data", lambda: declared)

    (error,) = checks.check_every_table_is_on_the_data_map(None)

    assert error.id == "egide.E001"
    assert "LimitCount" in error.msg


def test_a_table_declared_twice_does_not_start(with_module):
    with_module(personal_data=(NoPersonalData(model=LimitCount, reason="x"),))

    assert codes(checks.check_every_table_is_on_the_data_map(None)) == {"egide.E002"}


@pytest.mark.parametrize(
    ("normal", "personal", "code"),
    [
        (("key", "count", "instants"), (), "egide.E003"),
        (("key", "count", "instants", "window_ends_at", "colour"), (), "egide.E004"),
        (("key", "count", "instants", "window_ends_at"), ("count",), "egide.E005"),
    ],
)
def test_a_column_left_out_invented_or_named_twice_does_not_start(
    with_module, normal, personal, code
):
    with_module(
        personal_data=(
            PersonalData(model=LimitCount, normal=normal, personal=personal, **KERNEL_ENTRY),
        )
    )

    assert codes(checks.check_every_column_is_classified(None)) == {code}


def test_a_menu_item_needs_a_known_right_and_a_page(with_module):
    with_module(
        navigation=(
            NavItem(label="x", url_name="nowhere:page", section="x", permission="essai.none"),
        )
    )

    assert codes(checks.check_contributions(None)) == {"egide.E010", "egide.E011"}


def test_a_right_bears_its_module_s_name_and_exists_once(with_module):
    with_module(permissions=(Right(code="members.read_directory", label="x"),))

    assert codes(checks.check_contributions(None)) == {"egide.E013", "egide.E014"}


def test_a_command_exists_once(with_module):
    with_module(commands=(Command(name="docs", help="x", run=lambda options: 0),))

    assert codes(checks.check_contributions(None)) == {"egide.E014"}


class Undeclared:
    urlpatterns = [path("ouvert/", lambda request: None)]


@override_settings(ROOT_URLCONF=Undeclared)
def test_a_page_that_names_no_right_does_not_start():
    assert codes(checks.check_every_page_names_its_right(None)) == {"egide.E020"}


def test_two_modules_with_one_name_do_not_start(with_module):
    with_module()

    with pytest.raises(DuplicateContribution):
        registry.add(Module(name="essai", label="Essai"))


def test_demo_steps_follow_what_they_stand_on(monkeypatch):
    first = DemoStep(name="people", label="x", build=lambda demo: None)
    second = DemoStep(name="bodies", label="x", build=lambda demo: None, after=("people",))
    monkeypatch.setattr(registry, "_all", lambda kind: iter([second, first]))

    assert [step.name for step in registry.demo_steps()] == ["people", "bodies"]


def test_demo_steps_that_wait_for_each_other_are_refused(monkeypatch):
    step = DemoStep(name="a", label="x", build=lambda demo: None, after=("b",))
    monkeypatch.setattr(
        registry, "_all", lambda kind: iter([step, replace(step, name="b", after=("a",))])
    )

    with pytest.raises(ValueError, match="wait for each other"):
        registry.demo_steps()


@pytest.mark.django_db
def test_the_site_runs_as_an_ordinary_role():
    assert checks.check_database_role(None, databases=["default"]) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("role", "problem"),
    [
        ("admin", "is a superuser"),
        ("backup", "bypasses row security"),
        ("owner", "owns tables"),
        ("app", ""),
    ],
)
def test_a_superuser_an_owner_or_a_bypass_is_refused(connect_as, role, problem):
    with connect_as(role) as connection, connection.cursor() as cursor:
        assert checks.role_problem(cursor)[1] == problem


@pytest.mark.django_db(transaction=True)
def test_a_role_taken_with_set_role_does_not_hide_the_one_that_signed_in(connect_as, settings):
    with connect_as("admin") as connection, connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {settings.ROLE_PREFIX}_app")

        assert checks.role_problem(cursor)[1] == "is a superuser"


def test_an_act_without_words_does_not_start(tmp_path):
    place = tmp_path / "essai" / "services.py"
    place.parent.mkdir()
    place.write_text(
        'audit.record(by, "kernel.parameter_set", row, code=code)\n'
        'audit.record(by, "essai.done", row, colour="bleu", reason=reason)\n'
        "audit.record(by, action, row)\n"
    )

    assert list(without_words(tmp_path)) == [
        "essai/services.py:2 writes 'essai.done', which has no label",
        "essai/services.py:2 writes the fact 'colour', which has no label",
        "essai/services.py:3 writes an act that is not said in so many letters",
    ]
