"""The habits of the project, written as tests: a rule nobody checks is a wish."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import PROTECT, ForeignKey, Model
from django.urls import get_resolver
from lucide import IconDoesNotExist
from lucide.jinja import lucide

from egide.kernel import printed, registry
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import routes

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "egide"
FOUNDATION = {"kernel", "design", "launcher", "config"}
MODULES = sorted(
    path
    for path in SOURCE.iterdir()
    if (path / "module.py").exists() and path.name not in FOUNDATION
)
KNOWN = {
    "__init__", "README", "acts", "apps", "module", "enums", "events", "permissions", "models",
    "rules", "queries", "services", "figures", "privacy", "jobs", "commands", "demo", "forms",
    "tables", "views", "urls", "api", "importers", "templates", "static", "locale", "migrations",
    "tests", "__pycache__",
}  # fmt: skip
WRITERS = {"services", "demo", "privacy", "migrations", "tests"}
WRITING = {
    "create",
    "save",
    "delete",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
CLOCK = {"now", "today", "localdate", "localtime"}
# A table is a door too: the design calls its ``on_export`` with the request of the reader.
DOORS = {"views", "jobs", "api", "commands", "demo", "tests", "forms", "tables"}
EXPLAINED = ("services", "rules", "queries")


def part(path: Path) -> str:
    """Return the file (or folder) of the module that ``path`` belongs to: services, rules…"""
    name = path.relative_to(SOURCE).parts[1]
    return name.removesuffix(".py")


def sources(module_names: set[str] | None = None) -> Iterator[Path]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if (
            len(parts) > 1
            and parts[0] not in FOUNDATION
            and (module_names is None or parts[0] in module_names)
        ):
            yield path


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            yield node


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_module_has_the_same_shape(module):
    unknown = {path.stem for path in module.iterdir()} - KNOWN

    assert unknown == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_every_module_tells_what_it_is(module):
    assert (module / "README.md").exists()
    said = (module / "privacy.py").exists() or (module / "privacy").exists()
    assert said or not apps.get_app_config(module.name).models


def test_no_file_is_too_long_to_read_in_one_sitting():
    long = [
        f"{path.relative_to(ROOT)}: {lines}"
        for path in SOURCE.rglob("*.py")
        if "migrations" not in path.parts and (lines := len(path.read_text().splitlines())) > 400
    ]

    assert long == []


def test_no_function_does_two_things():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in SOURCE.rglob("*.py")
        if not {"migrations", "tests"} & set(path.parts)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and lines_of_code(node) > 40
    ]

    assert long == []


def lines_of_code(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    spared = (first.end_lineno - first.lineno + 1) if documented else 0
    return function.end_lineno - function.lineno + 1 - spared


def test_every_page_says_who_may_open_it():
    known = {PUBLIC, SIGNED_IN, *registry.permissions()}

    undeclared = [route.path for route in routes(get_resolver()) if route.right not in known]

    assert undeclared == []


def test_only_services_change_records():
    found = []
    for path in sources():
        if part(path) in WRITERS:
            continue
        for call in calls(path):
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING:
                target = ast.unparse(call.func.value)
                if "objects" in target or call.func.attr in {
                    "save",
                    "delete",
                    "bulk_create",
                    "bulk_update",
                }:
                    found.append(f"{path.relative_to(ROOT)}:{call.lineno} {ast.unparse(call)[:60]}")

    assert found == []


def test_only_doors_look_at_the_clock():
    looking = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources()
        if part(path) not in DOORS | {"migrations"}
        for call in calls(path)
        if getattr(call.func, "attr", getattr(call.func, "id", "")) in CLOCK
    ]

    assert looking == []


def test_public_verbs_rules_and_queries_explain_themselves():
    silent = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources()
        if part(path) in EXPLAINED
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]

    assert silent == []


def test_verbs_name_who_acts():
    nameless = [
        f"{path.relative_to(ROOT)}:{node.name}"
        for path in sources()
        if part(path) == "services"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        and any(getattr(decorator, "id", "") == "verb" for decorator in node.decorator_list)
        and ("by" not in [argument.arg for argument in node.args.kwonlyargs] or node.args.args)
    ]

    assert nameless == []


def our_models() -> Iterator[type[Model]]:
    return (model for model in apps.get_models() if model.__module__.startswith("egide."))


def test_keys_across_modules_protect_and_leave_no_trace():
    wrong = [
        str(field)
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model.__module__.startswith("egide.")
        and field.related_model._meta.app_label != model._meta.app_label
        and not (field.remote_field.related_name == "+" and field.remote_field.on_delete is PROTECT)
    ]

    assert wrong == []


def test_no_table_decides_its_own_order():
    assert [model._meta.label for model in our_models() if model._meta.ordering] == []


def test_templates_hold_no_inline_style_nor_script():
    found = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in SOURCE.rglob("templates/**/*.html")
        for word in (" style=", "<style", "<script>", "onclick=", "javascript:")
        if word in path.read_text()
    ]

    assert found == []


def test_a_test_proves_only_what_the_specification_asks():
    specification = tomllib.loads((ROOT / "docs" / "specification.toml").read_text())
    asked = {identifier for ids in specification.values() for identifier in ids}

    assert set(printed.proofs(ROOT)) - asked == set()


@pytest.mark.django_db
def test_no_migration_is_missing():
    from django.core.management import call_command  # noqa: PLC0415 -- slow import

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_icon_that_a_page_names_is_in_the_set():
    """One that is not would break the page, perhaps only on the day when its button shows."""
    named = re.compile(r"""(?:\bicon\(|\bsign=|\bicon=|\btask\()"([a-z0-9-]+)\"""")
    missing = set()
    for path in [*SOURCE.glob("*/templates/**/*.html"), *sources()]:
        for name in named.findall(path.read_text(encoding="utf-8")):
            try:
                lucide(name)
            except IconDoesNotExist:
                missing.add(f"{path.relative_to(SOURCE)}: {name}")
    assert sorted(missing) == []
