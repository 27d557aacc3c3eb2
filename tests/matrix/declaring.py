"""What each module tells the matrix of its own routes: ``egide/<module>/tests/matrix.py``.

One constant there, ``MATRIX``. A route whose page names a right is asked without a line; one that
is open to whoever signed in, or to all, says nothing by that about whose things it shows: it is
named here by hand, once, and whoever opens a page too wide meets this second list. A value that
stands in an address is given for each side: the reader's own, one of their scope, a stranger's,
and one that is over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.db.models import Model
from django.urls import get_resolver, reverse

from egide.config.urls import MODULES
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.routes import Route, routes
from egide.mandates.models import Scope
from egide.members.models import Person

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
# Instead of a right, for a page that shows and changes what is the reader's own.
ONE_S_OWN = "one's own"


@dataclass
class Side:
    """Whose things stand in an address: a person's, and those of the group whose scope this is."""

    name: str
    person: Person
    scope: Scope
    rows: dict[type[Model], Any] = field(default_factory=dict)

    def row(self, model: type[Model]) -> Any:
        """Return the row of this table that is this side's, made the first time as declared."""
        if model not in self.rows:
            assert model in makers(), (
                f"{model._meta.label}: no module says how to make a row of it for the matrix; "
                f"add it to rows in {where(model._meta.app_label)}"
            )
            self.rows[model] = makers()[model](self)
        return self.rows[model]


Thing = Callable[[Side], object]


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What one module says of its routes.

    ``public`` are open to all, and show nothing of anybody that is not public. ``signed_in`` are
    open to whoever signed in: what they show is the reader's own, or decided part by part.
    ``decided`` are too, at the door, and then look at what they are asked about: it must be
    ``ONE_S_OWN``, or in the reach of one of the rights named. ``chosen`` ask for a right anywhere,
    and offer what lies in its scopes; ``whole`` answer about the whole society at once, so that a
    right in one scope is not enough.

    ``rows`` make a row of a table that belongs to a side; ``things`` give what stands in the
    address, by parameter or, where routes differ, by ``route.parameter``; ``nobody_s`` are the
    routes whose address nobody can give, such as the secret of a letter. ``sends`` is what a
    program sends, and what a form must hold that no page of that address shows, so that it is the
    person who is refused and not the form of what is sent; a function is asked when it is needed.
    ``known`` are the personal columns that every member may read of every other; ``reads`` says of
    each right which others it opens, whatever the person chose to show. It is a second list, by
    hand: the product never reads it.
    """

    public: tuple[str, ...] = ()
    signed_in: tuple[str, ...] = ()
    decided: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()
    rows: Mapping[type[Model], Callable[[Side], Model]] = field(default_factory=dict)
    things: Mapping[str, Thing] = field(default_factory=dict)
    nobody_s: tuple[str, ...] = ()
    sends: Mapping[str, dict[str, object]] = field(default_factory=dict)
    known: Mapping[type[Model], tuple[str, ...]] = field(default_factory=dict)
    reads: Mapping[str, Mapping[type[Model], tuple[str, ...]]] = field(default_factory=dict)

    @property
    def named(self) -> list[str]:
        """The routes named here."""
        return [*self.public, *self.signed_in, *self.decided, *self.chosen, *self.whole]


def the(model: type[Model], column: str = "pk") -> Thing:
    """Return what gives the number of the side's row of that table, or another of its columns."""
    return lambda side: getattr(side.row(model), column)


def always(value: object) -> Thing:
    """Return what gives the same value, whoever asks."""
    return lambda side: value


def where(module: str) -> str:
    """Return the file in which a module speaks to the matrix."""
    return f"src/egide/{module}/tests/matrix.py"


@cache
def declared() -> dict[str, Declared]:
    """Return what each module with routes says; one that says nothing says nothing."""
    return {
        module: import_module(f"egide.{module}.tests.matrix").MATRIX
        for module in ("kernel", *MODULES)
        if find_spec(f"egide.{module}") and find_spec(f"egide.{module}.tests.matrix")
    }


def makers() -> dict[type[Model], Callable[[Side], Model]]:
    """Return what makes a row of each table that has a row of its own in the matrix."""
    return {model: make for said in declared().values() for model, make in said.rows.items()}


def known_columns() -> dict[type[Model], tuple[str, ...]]:
    """Return the personal columns that every member may read of every other, by table."""
    return {model: names for said in declared().values() for model, names in said.known.items()}


@cache
def reading() -> dict[tuple[type[Model], str], tuple[str, ...]]:
    """Return the rights that open each personal column, as the modules declare."""
    found: dict[tuple[type[Model], str], tuple[str, ...]] = {}
    for said in declared().values():
        for right, tables in said.reads.items():
            for model, columns in tables.items():
                for column in columns:
                    found[model, column] = (*found.get((model, column), ()), right)
    return found


@cache
def all_routes() -> tuple[Route, ...]:
    """Return every route of the site."""
    return tuple(routes(get_resolver()))


def module_of(route: Route) -> str:
    """Return the module that answers for a route; the interface for programs is the kernel's."""
    space = route.name.partition(":")[0]
    return "kernel" if space == "api" else space


def _said(of: Route) -> Declared:
    """Return what is said of a route: by its module or, of the interface, by any."""
    own = declared().get(module_of(of), Declared())
    if module_of(of) != "kernel":
        return own
    return next((one for one in declared().values() if of.name in one.named), own)


def problems() -> Iterator[str]:
    """Yield what the modules forgot to say, or say of what is not: in words, with what to do."""
    names = {route.name: route for route in all_routes()}
    for route in all_routes():
        yield from _undeclared(route)
    for module, said in declared().items():
        for name in said.named:
            if name not in names or module_of(names[name]) not in {module, "kernel"}:
                yield f"{where(module)} names {name}, which is no route of the module"
        for name in {name for name in said.named if said.named.count(name) > 1}:
            yield f"{where(module)} names {name} twice"


def _undeclared(route: Route) -> Iterator[str]:
    module, said = module_of(route), _said(route)
    right = route.right
    if right == PUBLIC and route.name not in said.public:
        yield f"{route.name} is open to all: say so under public in {where(module)}"
    if right != PUBLIC and route.name in said.public:
        yield f"{where(module)} says that {route.name} is public, and its page asks for {right}"
    if right == SIGNED_IN and route.name not in {*said.signed_in, *said.decided}:
        yield (
            f"{route.name} is open to whoever signed in: say in {where(module)} whether it is for "
            "everybody (signed_in), or by which right on what it is asked about (decided)"
        )
    if right != SIGNED_IN and route.name in {*said.signed_in, *said.decided}:
        yield (
            f"{where(module)} says that {route.name} is open to whoever signed in, "
            f"and its page asks for {right}"
        )
    for name in PARAMETER.findall(route.path):
        if _thing(route, name) is None:
            yield (
                f"{route.name}: nothing stands for <{name}> in {route.path}; give one for each "
                f'side under things["{name}"] in {where(module)}'
            )


def is_chosen(route: Route) -> bool:
    """Tell whether the page offers what lies in the reader's scopes."""
    return route.name in _said(route).chosen


def is_of_the_whole(route: Route) -> bool:
    """Tell whether the page answers about the whole society at once."""
    return route.name in _said(route).whole


def deciding(route: Route) -> tuple[str, ...] | None:
    """Return by what a page that is open at the door decides on what it is asked about."""
    return _said(route).decided.get(route.name)


def _thing(route: Route, name: str) -> Thing | None:
    """Return what stands for a parameter; the interface for programs speaks of every module."""
    said = [_said(route), *(declared().values() if module_of(route) == "kernel" else ())]
    for key in (f"{route.name}.{name}", name):
        for one in said:
            if key in one.things:
                return one.things[key]
    return None


def is_nobody_s(route: Route) -> bool:
    """Tell whether no address of the route leads anywhere."""
    return any(route.name in said.nobody_s for said in declared().values())


def is_one_s_own(route: Route) -> bool:
    """Tell whether the route opens about what is one's own only, whatever one's rights."""
    return deciding(route) == (ONE_S_OWN,)


def sent_to(route: Route) -> dict[str, object]:
    """Return what a program, or a form that its address does not show, sends to a route."""
    said = next((s.sends[route.name] for s in declared().values() if route.name in s.sends), {})
    return {name: value() if callable(value) else value for name, value in said.items()}


def address(route: Route, side: Side) -> str:
    """Return the address of the route about what is that side's."""
    return reverse(
        route.name,
        kwargs={
            name: _thing(route, name)(side)  # type: ignore[misc]
            for name in PARAMETER.findall(route.path)
        },
    )
