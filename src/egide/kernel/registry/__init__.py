"""What a module may contribute to the whole, and where it is collected.

Nothing here knows any domain. Every module writes one ``module.py`` holding a single constant,
``MODULE``; the kernel reads them all at start-up. The menu, the matrix of rights, the dictionary
of figures, the timetable and the map of personal data are printed from it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.db.models import Model

from egide.kernel.registry.contributions import (
    Act,
    Circle,
    Command,
    Confidentiality,
    DemoDoor,
    DemoPersona,
    DemoStep,
    Fact,
    Figure,
    FigureColumn,
    HomeCard,
    HomeSection,
    Job,
    Module,
    Name,
    Naming,
    NavItem,
    Parameter,
    Permission,
    ProfilePanel,
    RightsSource,
    ScopeFinder,
    Search,
    SearchHit,
    Words,
)
from egide.kernel.registry.holding import (
    HoldSource,
    Keep,
    Lasting,
    NoPersonalData,
    PersonalData,
    Redone,
    Uniting,
)
from egide.kernel.registry.importers import (
    Alike,
    Cells,
    Followers,
    ImportColumn,
    Importer,
    ImportSource,
    Shown,
)
from egide.kernel.registry.leaving import ListGate
from egide.kernel.registry.letters import (
    Audience,
    AudienceChoice,
    Letterbox,
    LetterLanguages,
    LetterWriter,
    Written,
)

__all__ = [
    "Act",
    "Alike",
    "Audience",
    "AudienceChoice",
    "Cells",
    "Circle",
    "Command",
    "Confidentiality",
    "DemoDoor",
    "DemoPersona",
    "DemoStep",
    "DuplicateContribution",
    "Fact",
    "Figure",
    "FigureColumn",
    "Followers",
    "HoldSource",
    "HomeCard",
    "HomeSection",
    "ImportColumn",
    "ImportSource",
    "Importer",
    "Job",
    "Keep",
    "Lasting",
    "LetterLanguages",
    "LetterWriter",
    "Letterbox",
    "Module",
    "Name",
    "Naming",
    "NavItem",
    "NoPersonalData",
    "Parameter",
    "Permission",
    "PersonalData",
    "ProfilePanel",
    "Redone",
    "RightsSource",
    "ScopeFinder",
    "Search",
    "SearchHit",
    "Shown",
    "Uniting",
    "Words",
    "Written",
    "account_panels",
    "acts",
    "add",
    "audiences",
    "circles",
    "commands",
    "context_words",
    "demo_doors",
    "demo_steps",
    "fact_of",
    "facts",
    "figures",
    "followers_of",
    "handlers_of",
    "holds",
    "home_sections",
    "importers",
    "jobs",
    "letter_languages",
    "letter_writers",
    "letterboxes",
    "list_gates",
    "load",
    "modules",
    "namings",
    "navigation",
    "parameters",
    "permissions",
    "personal_data",
    "personas",
    "profile_panels",
    "redone",
    "rights_of_every_member",
    "rights_sources",
    "scope_finder",
    "searches",
    "secret_permissions",
]


class DuplicateContribution(Exception):  # noqa: N818 - says what happened
    """Two modules, or one module twice, contribute the same key."""


_modules: dict[str, Module] = {}


def load() -> None:
    """Read ``module.py`` of every installed Égide application, in INSTALLED_APPS order."""
    _modules.clear()
    for config in apps.get_app_configs():
        if config.name.startswith("egide.") and find_spec(f"{config.name}.module"):
            add(import_module(f"{config.name}.module").MODULE)


def add(module: Module) -> None:
    """Add one module; its name must be new."""
    if module.name in _modules:
        raise DuplicateContribution(f"module {module.name!r} is declared twice")
    _modules[module.name] = module
    _forget_answers()


def modules() -> tuple[Module, ...]:
    """Return the modules, lower layers first."""
    return tuple(_modules.values())


def _all(kind: str) -> Iterator[Any]:
    for module in _modules.values():
        yield from getattr(module, kind)


@cache
def figures() -> dict[str, Figure]:
    """Return every figure by its key."""
    return {figure.key: figure for figure in _all("figures")}


@cache
def permissions() -> dict[str, Permission]:
    """Return every right by its code."""
    return {permission.code: permission for permission in _all("permissions")}


@cache
def secret_permissions() -> tuple[str, ...]:
    """Return the codes of the rights that open SECRET data."""
    known = permissions().items()
    return tuple(code for code, one in known if one.confidentiality is Confidentiality.SECRET)


@cache
def rights_of_every_member() -> tuple[str, ...]:
    """Return the codes of the rights that the standing of a member gives."""
    return tuple(code for code, permission in permissions().items() if permission.every_member)


@cache
def rights_sources() -> tuple[RightsSource, ...]:
    """Return the sources that are asked for the grants of a person."""
    return tuple(_all("rights"))


def letterboxes() -> tuple[Letterbox, ...]:
    """Return what tells where letters to people go."""
    return tuple(_all("letterboxes"))


def letter_languages(people: Collection[int]) -> dict[int, str]:
    """Return the language in which each of these people chose to be written to."""
    found = [source.chosen(people) for source in _all("letter_languages")]
    return {person: language for one in found for person, language in one.items()}


@cache
def audiences() -> dict[str, Audience]:
    """Return the sorts of publics that may be written to, by name."""
    return {audience.name: audience for audience in _all("audiences")}


@cache
def letter_writers() -> dict[str, LetterWriter]:
    """Return what writes letters when they leave, by name."""
    return {writer.name: writer for writer in _all("letter_writers")}


@cache
def scope_finder(model: type) -> Callable[[Any], Iterable[int]] | None:
    """Return what tells the scopes of a record of ``model``, if a module above knows."""
    return next((finder.find for finder in _all("scope_finders") if finder.model is model), None)


@cache
def circles() -> tuple[Circle, ...]:
    """Return the relations by which a person may show a field to others."""
    return tuple(_all("circles"))


def list_gates() -> tuple[ListGate, ...]:
    """Return what stands before the files of lists about people."""
    return tuple(_all("list_gates"))


@cache
def navigation() -> tuple[NavItem, ...]:
    """Return the whole menu in reading order; the page keeps the items whose right is held."""
    return tuple(sorted(_all("navigation"), key=lambda item: (item.order, item.url_name)))


@cache
def acts() -> dict[str, Act]:
    """Return the words of every kind of line of the register, by its code."""
    return {act.code: act for act in _all("acts")}


@cache
def facts() -> dict[str, Fact]:
    """Return the words of what lines of the register say besides, by name."""
    return {fact.name: fact for fact in _all("facts")}


def fact_of(action: str, name: str) -> Fact | None:
    """Return the words of one fact of an act: its own, its module's, or those of any module."""
    known = facts()
    module = action.partition(".")[0]
    return known.get(f"{action}.{name}") or known.get(f"{module}.{name}") or known.get(name)


@cache
def namings() -> dict[str, Naming]:
    """Return how records are named to a reader, by kind."""
    return {naming.kind: naming for naming in _all("namings")}


@cache
def jobs() -> dict[str, Job]:
    """Return every task of the timetable by its name."""
    return {job.name: job for job in _all("jobs")}


@cache
def parameters() -> dict[str, Parameter]:
    """Return every dated parameter by its code."""
    return {parameter.code: parameter for parameter in _all("parameters")}


@cache
def searches() -> tuple[Search, ...]:
    """Return what answers the search field of the site, in the order shown."""
    return tuple(sorted(_all("searches"), key=lambda search: (search.order, search.name)))


@cache
def profile_panels() -> tuple[ProfilePanel, ...]:
    """Return what modules add to the page of a person, in reading order."""
    return tuple(sorted(_all("profile_panels"), key=lambda panel: (panel.order, panel.name)))


@cache
def account_panels() -> tuple[ProfilePanel, ...]:
    """Return what modules add to one's own account, in reading order."""
    return tuple(sorted(_all("account_panels"), key=lambda panel: (panel.order, panel.name)))


@cache
def personal_data() -> tuple[PersonalData | NoPersonalData, ...]:
    """Return the map of personal data, one entry a table."""
    return tuple(_all("personal_data"))


def holds() -> tuple[HoldSource, ...]:
    """Return what tells of whom nothing may be removed."""
    return tuple(_all("holds"))


def redone() -> dict[str, Redone]:
    """Return what is done again after a restore, by the kind of its lines."""
    return {kind.kind: kind for kind in _all("redone")}


def personas() -> list[DemoPersona]:
    """Return the people whom the demo's sign-in page offers."""
    return sorted(_all("personas"), key=lambda persona: (persona.order, persona.name))


def demo_doors() -> list[DemoDoor]:
    """Return what makes a sign-in link on a demo."""
    return list(_all("demo_doors"))


@cache
def home_sections() -> tuple[HomeSection, ...]:
    """Return what the home of a member is made of, in the order shown."""
    return tuple(sorted(_all("home"), key=lambda section: (section.order, section.name)))


def context_words() -> set[str]:
    """Return the names that everybody here knows: no password is made of them alone."""
    return {word for tell in _all("context_words") for word in tell()}


def commands() -> dict[str, Command]:
    """Return the commands that modules bring to ``egide``."""
    return {command.name: command for command in _all("commands")}


@cache
def importers() -> dict[str, Importer]:
    """Return what files can bring, by kind, in the order shown."""
    found = sorted(_all("importers"), key=lambda importer: (importer.order, importer.kind))
    return {importer.kind: importer for importer in found}


def followers_of(model: type[Model]) -> list[Followers]:
    """Return the rows that modules write by themselves about records of ``model``."""
    return [followers for followers in _all("followers") if followers.of is model]


def handlers_of(event: object) -> list[Callable[[Any], None]]:
    """Return who wants to know ``event``."""
    return [handler for kind, handler in _all("subscriptions") if isinstance(event, kind)]


def demo_steps() -> list[DemoStep]:
    """Return every module's demo step, each one after the steps it stands on."""
    waiting = {step.name: step for step in _all("demo")}
    ordered: list[DemoStep] = []
    while waiting:
        ready = [step for step in waiting.values() if waiting.keys().isdisjoint(step.after)]
        if not ready:
            raise ValueError(f"demo steps wait for each other: {sorted(waiting)}")
        ordered += [waiting.pop(step.name) for step in ready]
    return ordered


def _forget_answers() -> None:
    for answer in globals().values():
        if hasattr(answer, "cache_clear"):
            answer.cache_clear()
