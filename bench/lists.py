"""Every page of the site that only reads: 50 ms of server time at 34 000 people, 100 at a million.

The pages are found by walking the addresses of the site, never listed here: a new one is measured
without anybody thinking of it. What stands in an address (a group, a person, a promotion) comes
from the links of the pages already opened, and from the record that most others point at. A page
that holds a list is asked for its first page, its last one, each order both ways, each filter and
a search with slips; its exports are timed apart. Each request goes through the whole middleware,
in process, on the real database, as somebody who holds every right, and as a plain member where
a member may come in. Server time is what both processors worked, ours and the database's: a busy
machine does not change it; the clock stands beside. Options: ``--rounds``, ``--keep``,
``--only TEXT`` (a piece of an address), ``--size`` (one of the two),
``--minutes`` (stop asking then, for each size).
"""

from __future__ import annotations

import json
import logging
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).parent))

import _society
import harness

NEEDS_NO_DATABASE = True
GOAL_MS = {_society.REAL: 50.0, _society.MILLION: 100.0}
ROUNDS = 3
# The first answer is never the fastest: under this part of the goal, it is enough.
CLEARLY_UNDER = 0.6
# A machine at work now and then holds a request: what is over its goal is asked again.
SECOND_THOUGHTS = 2
# Far over its goal, once is enough; and further still, nothing more is asked of that page.
HOPELESS, TOO_LONG = 3, 10
SHOWN = 25
ADDRESSES_A_ROUTE = 2
CHOICES_TRIED = 3
BEYOND = 99_999_999
EVERYBODY = 10_000_000
EXPECTED = {200}
LINK = re.compile(r'(?:href|action|hx-get)="([^"#]+)')
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


class Reader:
    """Somebody signed in, whose requests go through the whole site in this process."""

    def __init__(self, name: str, person_id: int) -> None:
        from django.contrib.auth import get_user_model
        from django.test import Client

        self.name = name
        self.client = Client(raise_request_exception=False, SERVER_NAME="localhost")
        self.client.force_login(get_user_model().objects.get_or_create(person_id=person_id)[0])
        session = self.client.session
        session["second_factor"] = "APP"  # mandates open to who proved twice who they are
        session.save()
        self.backend = harness.BackendClock()

    def ask(self, address: str) -> tuple[Any, float, float]:
        """Return the answer, the milliseconds until it was whole, and those of both processors."""
        began = time.perf_counter()
        own, theirs = time.process_time(), self.backend.now_ms()
        answer: Any = self.client.get(address)
        if answer.streaming:
            for _piece in answer.streaming_content:
                pass
        cpu = (time.process_time() - own) * 1e3 + self.backend.now_ms() - theirs
        spent = (time.perf_counter() - began) * 1e3
        answer.close()
        return answer, spent, cpu


@dataclass
class Cost:
    """What a question costs: each time in milliseconds, and the statements of one."""

    reader: Reader
    route: str
    address: str
    what: str
    listed: bool = False
    page: bool = True
    status: int = 0
    times: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: int = 0
    table: Any = None
    exports: bool = False

    def ask_first(self) -> Any:
        """Ask once, count the statements, see which list is drawn; return the answer."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        TABLES_SEEN.clear()
        with CaptureQueriesContext(connection) as captured:
            answer, spent, cpu = self.reader.ask(self.address)
        self.status, self.statements = answer.status_code, len(captured)
        self.times, self.cpu = [spent], [cpu]
        self.table = TABLES_SEEN[-1] if TABLES_SEEN else None
        self.listed = self.table is not None
        self.page = answer.headers.get("Content-Type", "").startswith("text/html")
        self.exports = self.page and b"format=csv" in answer.content
        return answer

    @property
    def median(self) -> float:
        """The server's time: what both processors worked, ours and the database's."""
        return statistics.median(self.cpu)

    @property
    def question(self) -> str:
        """Who asks what of which route: the same at both sizes."""
        return f"{self.route}, {self.what} ({self.reader.name})"

    @property
    def line(self) -> str:
        p95, wait = harness.percentile(self.cpu, 95), statistics.median(self.times)
        return (
            f"{self.median:8.1f}{p95:8.1f}{wait:9.1f}{self.statements:12}  "
            f"{self.question}  {self.address}"
        )


TABLES_SEEN: list[Any] = []


def see_tables() -> None:
    """Note which list a request draws, wherever the list is made."""
    from egide.design.tables.query import Query

    read = Query.read.__func__  # type: ignore[attr-defined]

    def remembered(cls: type, table: Any, given: Any) -> Any:
        TABLES_SEEN.append(table)
        return read(cls, table, given)

    Query.read = classmethod(remembered)  # type: ignore[method-assign,assignment]


def readers() -> list[Reader]:
    """Sign in somebody with every right, by a mandate like any other, and a plain member."""
    from datetime import timedelta

    from django.db.models import Exists, OuterRef
    from django.utils.timezone import localdate

    from egide.kernel import registry
    from egide.mandates.models import Mandate, Office, OfficeRight
    from egide.members.models import Person

    today = localdate()
    office, _made = Office.objects.get_or_create(code="BENCH", defaults={"name": "mesure"})
    OfficeRight.objects.bulk_create(
        (OfficeRight(office=office, permission=code) for code in registry.permissions()),
        ignore_conflicts=True,
    )
    held = Mandate.objects.filter(person=OuterRef("pk"))
    plain = Person.objects.members_on(today).filter(~Exists(held), listed=True).order_by("pk")
    first, second = plain[:2]
    Mandate.objects.get_or_create(
        person=first,
        office=office,
        designation="APPOINTED",
        starts_on=today - timedelta(days=1),
        defaults={
            "ends_on": today + timedelta(days=30),
            "term_ends_on": today + timedelta(days=30),
        },
    )
    return [Reader("every right", first.pk), Reader("member", second.pk)]


def heaviest(parameter: str, space: str) -> Iterator[int]:
    """Yield the key of the record that most others point at, for ``group_id`` and the like."""
    from django.apps import apps
    from django.db.models import Count

    name = parameter.removesuffix("_id").replace("_", "")
    models = [
        model
        for model in apps.get_models()
        if model.__module__.startswith("egide.") and model.__name__.lower().endswith(name)
    ]
    models.sort(key=lambda model: (model._meta.app_label != space, len(model.__name__)))
    for model in models[:1]:
        pointing = [
            (relation.related_model._base_manager.count(), relation)
            for relation in model._meta.related_objects
            if not relation.one_to_one and relation.field.concrete
        ]
        for _size, relation in sorted(pointing, key=lambda pair: -pair[0])[:1]:
            found = (
                relation.related_model._base_manager.exclude(**{relation.field.name: None})
                .values_list(relation.field.attname)
                .annotate(many=Count("pk"))
                .order_by("-many")
                .first()
            )
            if found:
                yield found[0]


def walked(reader: Reader) -> list[Cost]:
    """Return pages of each route that answers to a reader, found by following links."""
    from django.urls import Resolver404, get_resolver, resolve, reverse

    from egide.kernel.routes import routes

    known = {route.name: route for route in routes(get_resolver())}
    waiting: list[tuple[str, str]] = []
    for name, route in known.items():
        parameters = PARAMETER.findall(route.path)
        if not parameters:
            waiting.append((name, reverse(name)))
        elif len(parameters) == 1 and parameters[0].endswith("_id"):
            keys = heaviest(parameters[0], name.partition(":")[0])
            waiting += [(name, reverse(name, args=[key])) for key in keys]
    found: dict[str, list[Cost]] = defaultdict(list)
    met = {address for _name, address in waiting}
    while waiting:
        name, address = waiting.pop(0)
        if len(found[name]) >= ADDRESSES_A_ROUTE or name not in known:
            continue
        cost = Cost(reader, name, address, "a page")
        answer = cost.ask_first()
        if cost.status != 200:
            continue
        found[name].append(cost)
        if not cost.page:
            continue
        for link in LINK.findall(answer.content.decode()):
            path = urlsplit(urljoin(address, unescape(link))).path
            if path in met:
                continue
            met.add(path)
            try:
                waiting.append((resolve(path).view_name, path))
            except Resolver404:
                continue
    return [cost for name in sorted(found) for cost in found[name]]


def variants(table: Any, slips: str) -> Iterator[tuple[str, str]]:
    """Yield what a reader may ask of a list, in words and as the end of an address."""
    yield "last page", urlencode({"page": BEYOND})
    for column in table.columns:
        if column.orders:
            for sign in ("", "-"):
                yield f"by {sign}{column.key}", urlencode({"tri": sign + column.key})
                yield (
                    f"by {sign}{column.key}, last page",
                    urlencode({"tri": sign + column.key, "page": BEYOND}),
                )
    for item in table.filters:
        for value in tried(item):
            yield f"{item.key}={value}", urlencode({item.key: value})
            yield f"{item.key}={value}, last page", urlencode({item.key: value, "page": BEYOND})
    if table.search:
        yield "search with slips", urlencode({"q": slips})
        yield "search of one letter", urlencode({"q": slips[0]})


def tried(item: Any) -> list[str]:
    """Return values to try on a filter: its own choices, or what people type in such a field."""
    if item.choices is not None:
        options = [value for value, _label in item.options()]
        step = max(1, len(options) // CHOICES_TRIED)
        return options[::step][:CHOICES_TRIED]
    usual = {"date": ["2020-06-30"], "number": ["1985"], "flag": ["1"], "text": ["a", "Paris"]}
    return usual[item.kind]


def slipped_name() -> str:
    """Return the name of somebody with a letter lost in each word."""
    from egide.members.models import Person

    named = Person.objects.filter(listed=True).order_by("-sort_name", "pk")[500]
    words = f"{named.usage_name} {named.first_names}".split()[:2]
    return " ".join(word[:2] + word[3:] if len(word) > 4 else word for word in words)


def let_lists_leave() -> None:
    """Let large lists leave at once: the file is measured, not the two persons who let it go."""
    from django.utils.timezone import localdate

    from egide.kernel import parameters
    from egide.kernel.access import CLOCK

    code, on = "exports.most_alone", localdate()
    if parameters.value(code, on=on) < EVERYBODY:
        parameters.set_parameter(
            code=code, value=EVERYBODY, starts_on=on, source="bench/lists.py", by=CLOCK
        )


def asked_of(page: Cost, slips: str) -> Iterator[Cost]:
    """Yield a page, and each question of the list that stands there."""
    reader, route, address, table = page.reader, page.route, page.address, page.table
    page.what = "first page" if table else "a page" if page.page else "a file"
    yield page
    if table is None or not page.page:
        return
    for what, asked in variants(table, slips):
        yield Cost(reader, route, f"{address}?{asked}", what, True)
    if page.exports:
        yield Cost(reader, route, f"{address}?format=csv", "its export", page=False)


def time_it(cost: Cost, rounds: int, goal: float) -> None:
    """Ask an address until its cost is known: once if far from the goal, more often when near."""
    if not cost.times:
        cost.ask_first()
    first = cost.median
    if not cost.page or first < CLEARLY_UNDER * goal or first > TOO_LONG * goal:
        return
    for _attempt in range(1 + SECOND_THOUGHTS):
        asked = [cost.reader.ask(cost.address)[1:] for _round in range(rounds)]
        times, cpus = zip(*asked, strict=True)
        if statistics.median(cpus) < cost.median:
            cost.times, cost.cpu = list(times), list(cpus)
        if cost.median <= goal or cost.median > HOPELESS * goal:
            return


def told(size: str, people: int, costs: list[Cost]) -> int:
    """Print the slowest first; tell whether every page answered within the goal."""
    goal = GOAL_MS[size]
    pages = sorted((cost for cost in costs if cost.page), key=lambda cost: -cost.median)
    wrong = [cost for cost in costs if cost.status not in EXPECTED]
    over = [cost for cost in pages if cost.median > goal]
    lists = sum(1 for cost in pages if cost.what == "first page")
    print(
        f"\nPages at {size} ({people:,} people), load {harness.load()}: {len(pages)} questions of "
        f"{len({cost.route for cost in pages})} routes, {lists} lists; goal {goal:.0f} ms, "
        f"median of medians {statistics.median(c.median for c in pages):.1f} ms"
    )
    print(f"    {harness.host()}")
    print("    median     p95  by clock  statements")
    for cost in pages[: max(SHOWN, len(over))]:
        print(f"  {'✗' if cost in over else '✓'} {cost.line}")
    print("  files and exports, until the first bytes leave (no goal):")
    files = sorted((cost for cost in costs if not cost.page), key=lambda cost: -cost.median)
    for cost in files[:SHOWN]:
        print(f"    {cost.line}")
    for cost in wrong:
        print(f"  ✗ answered {cost.status}: {cost.line}")
    print(f"  {len(over)} over the goal, {len(wrong)} that did not answer", flush=True)
    return 1 if over or wrong else 0


def measure(size: str, kept: Path, rounds: int, only: str, minutes: int) -> int:
    """Walk the site, measure, print; tell whether every page keeps its goal."""
    harness.settings()
    # Pages that a plain member may not open are asked too; nobody needs to read so.
    for name in ("django.request", "egide.security"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    from django.db import connection

    from egide.members.models import Person

    # A site keeps its connections; a client of tests closes it after each page, plans and all.
    connection.settings_dict["CONN_MAX_AGE"] = None
    with connection.cursor() as cursor:
        # The work of helpers would not be seen on the clock of the one that is read.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
    see_tables()
    let_lists_leave()
    whole, member = readers()
    pages = [cost for cost in walked(whole) if only in cost.address]
    theirs = [Cost(member, cost.route, cost.address, "a page") for cost in pages if cost.page]
    for cost in theirs:
        cost.ask_first()
    pages += [cost for cost in theirs if cost.status == 200]
    slips, until = slipped_name(), time.monotonic() + 60 * minutes
    costs: list[Cost] = []
    for page in pages:
        for cost in asked_of(page, slips):
            time_it(cost, rounds, GOAL_MS[size])
            costs.append(cost)
            # What is so far over would only take longer with more asked of it.
            if page.page and page.median > TOO_LONG * GOAL_MS[size]:
                break
        if time.monotonic() > until:
            print(f"✗ stopped after {minutes} minutes: not every page was asked")
            told(size, Person.objects.count(), costs)
            return 1
    kept.write_text(json.dumps({cost.question: cost.statements for cost in costs if cost.listed}))
    return told(size, Person.objects.count(), costs)


def same_statements(kept: list[Path]) -> bool:
    """Tell whether each list asks the database the same number of questions at both sizes."""
    small, large = (json.loads(path.read_text()) for path in kept)
    common = sorted(small.keys() & large.keys())
    differ = [question for question in common if small[question] != large[question]]
    print(f"\nStatements at both sizes: {len(common)} lists compared, {len(differ)} differ")
    for question in differ:
        print(f"  ✗ {small[question]} then {large[question]}  {question}")
    return not differ


def main() -> int:
    """Measure both sizes, each in a process of its own."""
    if sys.argv[1:2] == ["measure"]:
        size, kept, rounds, only, minutes = sys.argv[2:7]
        return measure(size, Path(kept), int(rounds), only, int(minutes))
    parser = harness.options(__file__, __doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--only", default="")
    parser.add_argument("--minutes", type=int, default=30)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--size", choices=("real", "million"))
    options = parser.parse_args()
    chosen = {"real": (_society.REAL,), "million": (_society.MILLION,)}
    sizes = chosen.get(options.size, (_society.REAL, _society.MILLION))
    worst = 0
    with (
        _society.societies(sizes, keep=options.keep) as found,
        tempfile.TemporaryDirectory() as folder,
    ):
        told = [Path(folder) / f"{at}.json" for at, _one in enumerate(found)]
        for one, path in zip(found, told, strict=True):
            environment = one.environment | {"EGIDE_STATE": folder, "EGIDE_DEMO": "1"}
            static = ["-m", "django", "collectstatic", "--no-input", "--verbosity", "0"]
            subprocess.run([sys.executable, *static], env=environment, check=True, timeout=120)
            asked = ["measure", one.size, str(path), str(options.rounds), options.only]
            asked.append(str(options.minutes))
            done = subprocess.run(
                [sys.executable, __file__, *asked], env=environment, timeout=3_600, check=False
            )
            worst = max(worst, abs(done.returncode))
        if len(told) == 2 and all(path.exists() for path in told) and not same_statements(told):
            worst = max(worst, 1)
    return worst


if __name__ == "__main__":
    raise SystemExit(main())
