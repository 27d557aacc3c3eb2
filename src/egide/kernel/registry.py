"""What a module may contribute to the whole, and where it is collected.

Nothing here knows any domain. Every module writes one ``module.py`` holding a single constant,
``MODULE``; the kernel reads them all at start-up. The menu, the matrix of rights, the dictionary
of figures, the timetable and the map of personal data are printed from it.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeAlias

from django.apps import apps
from django.db.models import Aggregate, Count, Model, QuerySet

from egide.kernel.periods import Period

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from egide.kernel.access import Actor, Grant


# What people read: French in the source, translated when it is shown.
Words: TypeAlias = "str | _StrPromise"


class Confidentiality(Enum):
    """Three classes (R-X-2): of a right, and of a column."""

    NORMAL = "NORMAL"
    PERSONAL = "PERSONAL"
    SECRET = "SECRET"


@dataclass(frozen=True, kw_only=True)
class NavItem:
    """One line of the menu. Shown only to people who hold ``permission`` somewhere."""

    label: Words
    url_name: str
    section: Words
    permission: str
    icon: str = ""
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A right that a mandate can carry (droit attaché à un mandat)."""

    code: str
    label: Words
    confidentiality: Confidentiality = Confidentiality.NORMAL


@dataclass(frozen=True, kw_only=True)
class RightsSource:
    """Where rights come from: the grants that a person holds on a day."""

    name: str
    grants: Callable[[int, date], Iterable[Grant]]


@dataclass(frozen=True, kw_only=True)
class ScopeFinder:
    """Tells in which scopes a record of a lower module lies (a person: their groups)."""

    model: type[Model]
    find: Callable[[Any], Iterable[int]]


@dataclass(frozen=True, kw_only=True)
class Circle:
    """The people who stand to the actor in the relation named by ``audience``.

    ``people`` returns a queryset of one column, the ids of those people: whoever chose to show a
    field to that audience shows it to this actor.
    """

    audience: str
    people: Callable[[Actor], QuerySet]


@dataclass(frozen=True, kw_only=True)
class FigureColumn:
    """One column of the list behind a figure: a path from the row, and what people read."""

    path: str
    label: Words


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A number of the annual report that can be opened to show the rows behind it.

    The value is never written by hand: it is ``measure`` applied to ``rows(period)``, so the
    number printed and the list shown when a reader clicks it cannot disagree. ``unit`` is one of
    ``count``, ``cents``, ``days``. ``row_url`` names the page of one row, reversed with the value
    of ``row_key``.
    """

    key: str
    label: Words
    definition: Words
    rows: Callable[[Period], QuerySet]
    measure: Aggregate = field(default_factory=lambda: Count("pk", distinct=True))
    columns: tuple[FigureColumn, ...]
    permission: str
    owner: Words
    unit: str = "count"
    small_cell: bool = False
    row_url: str = ""
    row_key: str = "pk"

    def value(self, period: Period) -> int:
        """Return the number, whole: people, cents or days."""
        return self.rows(period).order_by().aggregate(value=self.measure)["value"] or 0


@dataclass(frozen=True, kw_only=True)
class Job:
    """A task run by the clock (``schedule`` in cron's words), or when a verb asks for it.

    ``run`` must give the same result when run twice; ``time_limit`` is in seconds.
    """

    name: str
    label: Words
    run: Callable[..., Any]
    schedule: str = ""
    time_limit: int = 600


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A value that the law or a vote sets, and may change on a day (valeur paramétrée).

    ``default`` holds before any dated value; ``source`` says who decided it.
    """

    code: str
    label: Words
    default: int | str | bool | tuple
    unit: Words
    source: Words


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """One answer of the search field of the site."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True, kw_only=True)
class Search:
    """How one module answers the search field of the site; it shows only what the actor may see."""

    name: str
    label: Words
    permission: str
    find: Callable[[Actor, str, int], list[SearchHit]]
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class ProfilePanel:
    """What a module adds to the page of a person: their groups, their mandates.

    ``context(person, actor, on)`` fills ``template`` (with ``person``), or is ``None`` when there is nothing that this
    actor may see. ``filled(person, on)``, where given, tells whether the person has what the panel
    is about: the quality of a profile counts it (R-REG-11).
    """

    name: str
    template: str
    context: Callable[[Any, Actor, date], dict[str, Any] | None]
    filled: Callable[[Any, date], bool] | None = None
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class PersonalData:
    """How one table holds personal data (traitement de données, RGPD art. 30).

    Every column is in exactly one of ``normal``, ``personal``, ``secret``; keys are columns too.
    ``subject`` is the path from a row to the id of the person it is about.
    """

    model: type[Model]
    subject: str
    purpose: str
    legal_basis: str
    retention: str
    erase: Callable[[QuerySet], None]
    normal: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    secret: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NoPersonalData:
    """A table that holds none, and the reason why we believe it."""

    model: type[Model]
    reason: str


@dataclass(frozen=True, kw_only=True)
class DemoStep:
    """A module's part of the reference society, built through its own verbs."""

    name: str
    label: Words
    build: Callable[..., None]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class DemoPersona:
    """Somebody of the reference society whom the demo's sign-in page offers in one click."""

    name: str
    label: Words
    find: Callable[[], int]
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class DemoDoor:
    """What makes a sign-in link for a persona of the demo; returns its path, good once."""

    link: Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class HomeCard:
    """One thing that a card of the home page shows: a sentence, and the page where it is done.

    ``urgent`` is for what needs the person now (an open vote, a return that is due): first of all.
    """

    title: str
    url: str
    detail: str = ""
    icon: str = ""
    urgent: bool = False


@dataclass(frozen=True, kw_only=True)
class HomeSection:
    """What one module shows on the member's home (« Mon espace ») to holders of ``permission``.

    ``cards`` is asked with the actor and the day; it shows only what the actor may see, writes
    nothing, and costs a query or two. An empty answer shows nothing: the home never nags.
    """

    name: str
    label: Words
    permission: str
    cards: Callable[[Actor, date], Iterable[HomeCard]]
    order: int = 100


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command of ``egide``; ``name`` may hold a space (``register verify``).

    ``run`` returns the exit code: 0 done, 1 refused or failed.
    """

    name: str
    help: str
    run: Callable[[argparse.Namespace], int]
    configure: Callable[[argparse.ArgumentParser], None] = lambda parser: None


@dataclass(frozen=True, kw_only=True)
class Module:
    """Everything that one module brings to the whole."""

    name: str
    label: Words
    navigation: tuple[NavItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    rights: tuple[RightsSource, ...] = ()
    scope_finders: tuple[ScopeFinder, ...] = ()
    circles: tuple[Circle, ...] = ()
    figures: tuple[Figure, ...] = ()
    jobs: tuple[Job, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    searches: tuple[Search, ...] = ()
    profile_panels: tuple[ProfilePanel, ...] = ()
    personal_data: tuple[PersonalData | NoPersonalData, ...] = ()
    demo: tuple[DemoStep, ...] = ()
    personas: tuple[DemoPersona, ...] = ()
    demo_doors: tuple[DemoDoor, ...] = ()
    home: tuple[HomeSection, ...] = ()
    commands: tuple[Command, ...] = ()
    subscriptions: tuple[tuple[type, Callable[[Any], None]], ...] = ()


class DuplicateContribution(Exception):
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
def rights_sources() -> tuple[RightsSource, ...]:
    """Return the sources that are asked for the grants of a person."""
    return tuple(_all("rights"))


@cache
def _scope_finders() -> dict[type[Model], Callable[[Any], Iterable[int]]]:
    return {finder.model: finder.find for finder in _all("scope_finders")}


def scope_finder(model: type) -> Callable[[Any], Iterable[int]] | None:
    """Return what tells the scopes of a record of ``model``, if a module above knows."""
    return _scope_finders().get(model)


@cache
def circles() -> tuple[Circle, ...]:
    """Return the relations by which a person may show a field to others."""
    return tuple(_all("circles"))


@cache
def navigation() -> tuple[NavItem, ...]:
    """Return the whole menu in reading order; the page keeps the items whose right is held."""
    return tuple(sorted(_all("navigation"), key=lambda item: (item.order, item.url_name)))


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
def personal_data() -> tuple[PersonalData | NoPersonalData, ...]:
    """Return the map of personal data, one entry a table."""
    return tuple(_all("personal_data"))


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


def commands() -> dict[str, Command]:
    """Return the commands that modules bring to ``egide``."""
    return {command.name: command for command in _all("commands")}


def handlers_of(event: object) -> list[Callable[[Any], None]]:
    """Return who wants to know ``event``."""
    return [handler for kind, handler in _all("subscriptions") if isinstance(event, kind)]


def demo_steps() -> list[DemoStep]:
    """Return every module's demo step, each one after the steps it stands on."""
    waiting = {step.name: step for step in _all("demo")}
    ordered: list[DemoStep] = []
    while waiting:
        ready = [
            step for step in waiting.values() if not any(name in waiting for name in step.after)
        ]
        if not ready:
            raise ValueError(f"demo steps wait for each other: {sorted(waiting)}")
        ordered += [waiting.pop(step.name) for step in ready]
    return ordered


def _forget_answers() -> None:
    for answer in (
        figures,
        permissions,
        rights_sources,
        _scope_finders,
        circles,
        navigation,
        jobs,
        parameters,
        searches,
        profile_panels,
        personal_data,
        home_sections,
    ):
        answer.cache_clear()
