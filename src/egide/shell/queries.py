"""Questions asked of every module at once: what stands at home, what answers, who may what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.models import BigIntegerField, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat, Left, StrIndex
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

from egide.kernel import registry
from egide.kernel.access import Actor, Grant
from egide.kernel.models import ParameterValue, RegisterLine
from egide.kernel.pages import PUBLIC, SIGNED_IN
from egide.kernel.periods import running_on
from egide.kernel.registry import HomeCard, NavItem, Parameter, SearchHit
from egide.members.models import Person

HITS_EACH = 8
QUEUE_LATE_AFTER = timedelta(minutes=5)
WORKER_GONE_AFTER = timedelta(minutes=2)


def may_open(actor: Actor, permission: str) -> bool:
    """Tell whether what is declared for ``permission`` is for this actor, on some scope."""
    if permission == PUBLIC:
        return True
    if permission == SIGNED_IN:
        return actor.person_id is not None
    return actor.can_somewhere(permission)


@dataclass(frozen=True, kw_only=True)
class FilledSection:
    """A part of the home page that has something to say."""

    name: str
    label: str
    cards: tuple[HomeCard, ...]


def home_of(actor: Actor, *, on: date) -> tuple[list[HomeCard], list[FilledSection]]:
    """Return what needs this person now, and everything else that the modules show them at home.

    Nobody sees twice what is urgent: it stands in the first list only. A visitor gets what the
    modules show to everybody.
    """
    urgent: list[HomeCard] = []
    filled: list[FilledSection] = []
    for section in registry.home_sections():
        if not may_open(actor, section.permission):
            continue
        if actor.person_id is not None and section.permission == PUBLIC:
            continue
        cards = list(section.cards(actor, on))
        urgent += [card for card in cards if card.urgent]
        calm = tuple(card for card in cards if not card.urgent)
        if calm:
            filled.append(FilledSection(name=section.name, label=str(section.label), cards=calm))
    return urgent, filled


def desks_of(actor: Actor) -> list[NavItem]:
    """Return the pages that a mandate opens to this person, and not simply being a member."""
    return [
        item
        for item in registry.navigation()
        if item.permission not in {PUBLIC, SIGNED_IN} and may_open(actor, item.permission)
    ]


def public_pages() -> list[NavItem]:
    """Return the pages of the menu that everybody may open, but the public face itself."""
    here = {"shell:home", "shell:society"}
    public = (item for item in registry.navigation() if item.permission == PUBLIC)
    return [item for item in public if item.url_name not in here]


@dataclass(frozen=True, kw_only=True)
class Found:
    """What one module answers to a search."""

    name: str
    label: str
    hits: list[SearchHit]


def find_everywhere(actor: Actor, text: str) -> list[Found]:
    """Ask every module that this actor may ask; each shows what the actor may see (R-REG-7)."""
    found = []
    for search in registry.searches():
        if may_open(actor, search.permission):
            hits = search.find(actor, text, HITS_EACH)
            if hits:
                found.append(Found(name=search.name, label=str(search.label), hits=hits))
    return found


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One sentence that gives rights, and the rights that it gives."""

    sentence: str
    until: date | None
    rights: list[str]


def reasons_of(actor: Actor) -> list[Reason]:
    """Return why the actor may: each mandate or standing, with the rights it carries."""
    grouped: dict[tuple[str, date | None], list[Grant]] = {}
    for grant in actor.grants:
        grouped.setdefault((grant.reason, grant.until), []).append(grant)
    known = registry.permissions()
    return [
        Reason(
            sentence=sentence,
            until=until,
            rights=sorted(
                {
                    str(known[g.permission].label) if g.permission in known else g.permission
                    for g in grants
                }
            ),
        )
        for (sentence, until), grants in grouped.items()
    ]


def register_lines() -> QuerySet[RegisterLine]:
    """Return the lines of the register; ``actor_name`` is the name of a person who acted."""
    acted = Func(OuterRef("actor"), Value(r"^person:(\d+)$"), function="substring")
    person = Person.objects.filter(pk=Cast(acted, BigIntegerField()))
    full = Concat(_first_name(), Value(" "), F("usage_name"))
    return RegisterLine.objects.annotate(actor_name=Subquery(person.values_list(full)))


def _first_name() -> Left:
    return Left("first_names", StrIndex(Concat("first_names", Value(" ")), Value(" ")) - 1)


@dataclass(frozen=True, kw_only=True)
class ParameterToday:
    """A parameter, what it is worth on a day, and all the values it had or will have."""

    parameter: Parameter
    value: object
    source: str
    history: list[ParameterValue]


def parameters_on(day: date) -> list[ParameterToday]:
    """Return every parameter with its value of the day and its dated values, the latest first."""
    history: dict[str, list[ParameterValue]] = {}
    for row in ParameterValue.objects.order_by("code", "-starts_on", "pk"):
        history.setdefault(row.code, []).append(row)
    running = {
        row.code: row
        for row in ParameterValue.objects.filter(running_on(day)).order_by("code", "pk")
    }
    return [
        ParameterToday(
            parameter=parameter,
            value=running[code].value if code in running else parameter.default,
            source=running[code].source if code in running else str(parameter.source),
            history=history.get(code, []),
        )
        for code, parameter in sorted(registry.parameters().items())
    ]


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether the site stands: what a monitor may ask without learning anything else."""

    database: bool
    migrations: bool
    queue: bool
    worker: bool

    @property
    def serves(self) -> bool:
        """Pages are served without the queue: letters and nightly work are only late."""
        return self.database and self.migrations


def health(*, at: datetime) -> Health:
    """Look at the database, its migrations, the queue and whoever works it off."""
    waiting = ProcrastinateJob.objects.filter(status="todo", scheduled_at=None)
    late = waiting.filter(
        procrastinateevent__at__lt=at - QUEUE_LATE_AFTER, procrastinateevent__type="deferred"
    )
    seen = ProcrastinateWorker.objects.filter(last_heartbeat__gt=at - WORKER_GONE_AFTER)
    return Health(
        database=True,
        migrations=_expected_migrations() <= _applied_migrations(),
        queue=not late.exists(),
        worker=seen.exists(),
    )


@cache
def _expected_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _applied_migrations() -> frozenset[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def waiting_jobs() -> Iterable[tuple[str, str, int]]:
    """Return how many jobs of each name are in each state, for the page of the timetable."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 "
            "ORDER BY 1, 2"
        )
        return cursor.fetchall()
