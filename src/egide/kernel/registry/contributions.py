"""What a module may contribute to the whole: one dataclass a kind of thing."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db.models import Aggregate, Count, Model, QuerySet

from egide.kernel.periods import Period
from egide.kernel.registry.holding import HoldSource, NoPersonalData, PersonalData, Redone
from egide.kernel.registry.importers import Followers, Importer
from egide.kernel.registry.leaving import ListGate
from egide.kernel.registry.letters import Audience, Letterbox, LetterLanguages, LetterWriter

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from egide.kernel.access import Actor, Grant


# What people read: French in the source, translated when it is shown.
Words: TypeAlias = "str | _StrPromise"


class Confidentiality(Enum):
    """Three classes (R-X-2): of a right, and of a column."""

    NORMAL = "NORMAL"
    PERSONAL = "PERSONAL"
    SECRET = "SECRET"  # noqa: S105 - a class of data, not a password


# Compared as the object it is: comparing words would translate them, at each page.
@dataclass(frozen=True, kw_only=True, eq=False)
class NavItem:
    """One line of the menu. Shown only to people who hold ``permission`` somewhere.

    It is the current one on its own page and on those below its address; ``covers`` names pages
    that stand elsewhere and belong to it all the same.
    """

    label: Words
    url_name: str
    section: Words
    permission: str
    icon: str = ""
    order: int = 100
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A right that a mandate can carry (droit attaché à un mandat).

    One that ``every_member`` holds needs no mandate: the standing of a member gives it. One that
    is ``whole`` opens what belongs to no group: a mandate held on a scope never gives it.
    """

    code: str
    label: Words
    confidentiality: Confidentiality = Confidentiality.NORMAL
    every_member: bool = False
    whole: bool = False


@dataclass(frozen=True, kw_only=True)
class RightsSource:
    """Where rights come from: the grants that a person holds on a day.

    ``may_hold``, where given, names the people who may hold a right on a day: it may name too
    many, never too few of those who hold it on the whole society by this source.
    """

    name: str
    grants: Callable[[int, date], Iterable[Grant]]
    may_hold: Callable[[str, date], Iterable[int]] | None = None


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
    of ``row_key``. ``owner`` is the office that answers for the figure, in words; ``owner_right``
    the right by which it certifies it, so that the owner is whoever holds it that day (S24).
    """

    key: str
    label: Words
    definition: Words
    rows: Callable[[Period], QuerySet]
    measure: Aggregate = field(default_factory=lambda: Count("pk", distinct=True))
    columns: tuple[FigureColumn, ...]
    permission: str
    owner: Words
    owner_right: str
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


@dataclass(frozen=True)
class Act:
    """A kind of line of the register (acte), as people read it: « Mandat clos »."""

    code: str
    label: Words


@dataclass(frozen=True)
class Fact:
    """What a line of the register says besides, as people read it.

    ``name`` is that of the fact after its module or its act (``groups.heir``), or alone for all.
    ``kind`` names the records that the value points at (``groups.group``); ``choices`` gives the
    words of a stored code.
    """

    name: str
    label: Words
    kind: str = ""
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True)
class Name:
    """A record as a line of the register shows it, with its page where the reader may open it."""

    title: str
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Naming:
    """How a module names its records of one kind to a reader.

    ``find(actor, keys, on)`` answers, in a constant number of questions, for those among ``keys``
    that this actor may see; the others are shown by their kind and their number. ``kind`` is what
    the register writes before the colon, ``members.person``. ``seek``, where given, finds the keys
    of those who are called so.
    """

    kind: str
    label: Words
    find: Callable[[Actor, Collection[str], date], dict[str, Name]] = field(
        default=lambda actor, keys, on: {}
    )
    seek: Callable[[Actor, str, date], Collection[str]] | None = None


@dataclass(frozen=True, kw_only=True)
class ProfilePanel:
    """What a module adds to the page of a person, or to one's own account (``account_panels``).

    ``context(person, actor, on)`` fills ``template`` (with ``person``), or is ``None`` when there
    is nothing that this actor may see. ``filled(person, on)``, where given, tells whether the
    person has what the panel is about: the quality of a profile counts it (R-REG-11).
    """

    name: str
    template: str
    context: Callable[[Any, Actor, date], dict[str, Any] | None]
    filled: Callable[[Any, date], bool] | None = None
    order: int = 100


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
    A card of the public face may be a ``number``, which its page opens.
    """

    title: str
    url: str
    detail: str = ""
    icon: str = ""
    urgent: bool = False
    number: int | None = None


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
    """Everything that one module brings to the whole.

    ``api`` names the file of its operations for programs (``egide.members.api``): it is loaded
    with the addresses of the site, because only the web needs it.
    """

    name: str
    label: Words
    api: str = ""
    navigation: tuple[NavItem, ...] = ()
    permissions: tuple[Permission, ...] = ()
    rights: tuple[RightsSource, ...] = ()
    letterboxes: tuple[Letterbox, ...] = ()
    letter_languages: tuple[LetterLanguages, ...] = ()
    letter_writers: tuple[LetterWriter, ...] = ()
    audiences: tuple[Audience, ...] = ()
    scope_finders: tuple[ScopeFinder, ...] = ()
    circles: tuple[Circle, ...] = ()
    figures: tuple[Figure, ...] = ()
    list_gates: tuple[ListGate, ...] = ()
    jobs: tuple[Job, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    acts: tuple[Act, ...] = ()
    facts: tuple[Fact, ...] = ()
    namings: tuple[Naming, ...] = ()
    searches: tuple[Search, ...] = ()
    profile_panels: tuple[ProfilePanel, ...] = ()
    account_panels: tuple[ProfilePanel, ...] = ()
    personal_data: tuple[PersonalData | NoPersonalData, ...] = ()
    redone: tuple[Redone, ...] = ()
    holds: tuple[HoldSource, ...] = ()
    demo: tuple[DemoStep, ...] = ()
    personas: tuple[DemoPersona, ...] = ()
    demo_doors: tuple[DemoDoor, ...] = ()
    home: tuple[HomeSection, ...] = ()
    context_words: tuple[Callable[[], Iterable[str]], ...] = ()
    commands: tuple[Command, ...] = ()
    importers: tuple[Importer, ...] = ()
    followers: tuple[Followers, ...] = ()
    subscriptions: tuple[tuple[type, Callable[[Any], None]], ...] = ()
