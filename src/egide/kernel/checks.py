"""Start-up checks: a module that declares something false, or nothing, does not start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db import connection
from django.db.models import Model
from django.urls import NoReverseMatch, get_resolver, reverse

from egide.kernel import registry, retention, uniting, wall
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.registry import Module, NoPersonalData, PersonalData
from egide.kernel.routes import routes
from egide.kernel.written import without_words

PACKAGE = Path(__file__).resolve().parent.parent


# What tells two contributions of one kind apart.
TWICE = {
    "permissions": "code",
    "figures": "key",
    "parameters": "code",
    "jobs": "name",
    "commands": "name",
    "acts": "code",
    "facts": "name",
    "namings": "kind",
    "letter_writers": "name",
    "audiences": "name",
}


def register_checks() -> None:
    """Add the checks to those that Django runs before it starts."""
    register(check_every_table_is_on_the_data_map)
    register(check_every_column_is_classified)
    register(check_every_key_to_a_person_says_how_it_unites)
    register(check_contributions)
    register(check_every_act_has_words)
    register(check_every_page_names_its_right, Tags.urls)
    register(check_database_role, Tags.database)
    register(check_second_wall, Tags.database)


def our_models() -> Iterator[type[Model]]:
    """Yield the tables of the site's own modules."""
    for model in apps.get_models():
        if model.__module__.startswith("egide."):
            yield model


def check_every_table_is_on_the_data_map(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a table that says nothing about personal data, or says it twice."""
    declared = Counter(entry.model for entry in registry.personal_data())
    errors: list[CheckMessage] = [
        Error(
            f"{model._meta.label} says nothing about personal data",
            hint="declare it in its module's privacy.py: PersonalData(...) or NoPersonalData(...)",
            obj=model,
            id="egide.E001",
        )
        for model in our_models()
        if model not in declared
    ]
    errors += [
        Error(f"{model._meta.label} is declared {n} times", obj=model, id="egide.E002")
        for model, n in declared.items()
        if n > 1
    ]
    return errors


def check_every_column_is_classified(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a column of a personal table that is not normal, personal or secret, or is two."""
    errors: list[CheckMessage] = []
    for entry in registry.personal_data():
        if isinstance(entry, NoPersonalData):
            continue
        if entry.keep is None:
            errors.append(
                Error(
                    f"{entry.model._meta.label} does not say to the clock how long it is kept",
                    hint="keep=(Keep(after=..., days=...),), or Lasting.UNTIL_ERASED",
                    obj=entry.model,
                    id="egide.E007",
                )
            )
        declared = Counter(entry.normal + entry.personal + entry.secret)
        real = {field.name for field in entry.model._meta.concrete_fields}
        for name in sorted(real - set(declared)):
            errors.append(_column_error(entry, name, "is not classified", "egide.E003"))
        for name in sorted(set(declared) - real):
            errors.append(
                _column_error(entry, name, "is classified but does not exist", "egide.E004")
            )
        for name in sorted(name for name, n in declared.items() if n > 1):
            errors.append(_column_error(entry, name, "is classified twice", "egide.E005"))
        for name in sorted(set(entry.withheld) - set(entry.secret)):
            errors.append(_column_error(entry, name, "is withheld, but not secret", "egide.E006"))
        for name in sorted(set(entry.stays) - set(entry.personal + entry.secret)):
            errors.append(_column_error(entry, name, "stays, but is not personal", "egide.E006"))
    return errors


def _column_error(entry: PersonalData, name: str, problem: str, code: str) -> Error:
    return Error(
        f"{entry.model._meta.label}.{name} {problem}",
        hint="name it once in normal, personal or secret in its module's privacy.py",
        obj=entry.model,
        id=code,
    )


def check_every_key_to_a_person_says_how_it_unites(
    app_configs: Any, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse a column that points at a person and says nothing of two records that are one."""
    return [
        Error(
            f"{model._meta.label}.{column} points at a person, and does not say how it unites",
            hint="unite=(Uniting(column=..., join=...),) in its module's privacy.py",
            obj=model,
            id="egide.E009",
        )
        for model, column in uniting.undeclared(our_models())
    ]


def check_contributions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a contribution that names a right, a page or a module that does not exist."""
    errors: list[CheckMessage] = []
    for module in registry.modules():
        errors += _unknown_rights(module)
        errors += _menu_items_to_nowhere(module)
        errors += _names_of_other_modules(module)
        errors += _unknown_terms(module)
    for kind in TWICE:
        errors += _twice(kind)
    return errors


def _unknown_rights(module: Module) -> list[CheckMessage]:
    known = {PUBLIC, SIGNED_IN, *registry.permissions()}
    asked = (
        *(item.permission for item in module.navigation),
        *(figure.permission for figure in module.figures),
        *(figure.owner_right for figure in module.figures),
        *(search.permission for search in module.searches),
        *(section.permission for section in module.home),
    )
    return [
        Error(f"{module.name} asks for the unknown right {right!r}", id="egide.E010")
        for right in asked
        if right not in known
    ]


def _menu_items_to_nowhere(module: Module) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    pages = {route.name for route in routes(get_resolver())} if module.navigation else set()
    for item in module.navigation:
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            problem = f"{module.name}: menu item {item.url_name!r} leads nowhere"
            errors.append(Error(problem, id="egide.E011"))
        for name in sorted(set(item.covers) - pages):
            problem = f"{module.name}: menu item {item.url_name!r} covers no page {name!r}"
            errors.append(Error(problem, id="egide.E011"))
    return errors


def _unknown_terms(module: Module) -> list[CheckMessage]:
    """Refuse a duration that names a parameter of nobody, or a day that the table has not."""
    errors: list[CheckMessage] = []
    for entry in module.personal_data:
        if not isinstance(entry, PersonalData) or not isinstance(entry.keep, tuple):
            continue
        for rule in entry.keep:
            if isinstance(rule.days, str) and rule.days not in registry.parameters():
                problem = f"{entry.model._meta.label} is kept by no known parameter {rule.days!r}"
                errors.append(Error(problem, id="egide.E008"))
            try:
                retention.field_of(entry, rule)
            except FieldDoesNotExist:
                problem = f"{entry.model._meta.label} has no day {rule.after!r}"
                errors.append(Error(problem, id="egide.E008"))
    return errors


def _names_of_other_modules(module: Module) -> list[CheckMessage]:
    named = (
        *(permission.code for permission in module.permissions),
        *(figure.key for figure in module.figures),
        *(parameter.code for parameter in module.parameters),
        *(job.name for job in module.jobs),
        *(act.code for act in module.acts),
        *(writer.name for writer in module.letter_writers),
        *(audience.name for audience in module.audiences),
    )
    return [
        Error(
            f"{module.name}: {name!r} must start with the module's name and a dot",
            id="egide.E013",
        )
        for name in named
        if not name.startswith(f"{module.name}.")
    ]


def _twice(kind: str) -> list[CheckMessage]:
    found = Counter(
        getattr(item, TWICE[kind])
        for module in registry.modules()
        for item in getattr(module, kind)
    )
    return [
        Error(f"{kind}: {name!r} is declared {n} times", id="egide.E014")
        for name, n in found.items()
        if n > 1
    ]


def check_every_act_has_words(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a verb that writes in the register what no reader could understand."""
    return [
        Error(problem, hint="declare it in its module's acts.py: Act or Fact", id="egide.E015")
        for problem in without_words(PACKAGE)
    ]


def check_every_page_names_its_right(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a route whose page does not say who may open it."""
    known = {PUBLIC, SIGNED_IN, *registry.permissions()}
    return [
        Error(f"the page at {route.path!r} does not name a right that exists", id="egide.E020")
        for route in routes(get_resolver())
        if route.right not in known
    ]


def check_database_role(
    app_configs: Any, databases: Any = None, **kwargs: Any
) -> list[CheckMessage]:
    """Refuse to serve under a role that the second wall does not hold: superuser, owner, bypass.

    The owner runs migrations, and only them: under ``EGIDE_DB_ROLE=owner`` the check says nothing.
    """
    if not databases or settings.DATABASE_ROLE == "owner":
        return []
    with connection.cursor() as cursor:
        role, problem = role_problem(cursor)
    if not problem:
        return []
    return [
        Error(
            f"the site may not run as the database role {role!r}: it {problem}",
            hint="serve with the role of EGIDE_DB_APP; migrations run with EGIDE_DB_OWNER",
            id="egide.E030",
        )
    ]


def check_second_wall(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to serve when the database would show a SECRET table to whoever asks."""
    if not databases or settings.DATABASE_ROLE == "owner":
        return []
    with connection.cursor() as cursor:
        problems = wall.gaps(cursor)
    return [
        Error(
            f"the SECRET table {table} {problem}",
            hint="put it behind the second wall in a migration: kernel.wall.wall(...)",
            id="egide.E031",
        )
        for table, problem in sorted(problems.items())
    ]


def role_problem(cursor: Any) -> tuple[str, str]:
    """Return the role of a connection and why it may not serve; nothing when it may.

    Both the role that signed in and the one it took are looked at: ``SET ROLE`` can be undone.
    """
    cursor.execute(
        """
        SELECT session_user, bool_or(rolsuper), bool_or(rolbypassrls),
               EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')
                          AND pg_has_role(session_user, c.relowner, 'USAGE'))
          FROM pg_roles WHERE rolname IN (session_user, current_user)
        """
    )
    role, superuser, bypass, owner = cursor.fetchone()
    if superuser:
        return role, "is a superuser"
    if bypass:
        return role, "bypasses row security"
    return role, "owns tables" if owner else ""
