"""What the operator, the data protection officer and robots ask."""

from __future__ import annotations

from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from egide.kernel import metrics, registry
from egide.kernel.pages import PUBLIC, Request, page
from egide.kernel.permissions import READ_REGISTER
from egide.kernel.registry import PersonalData
from egide.shell import queries
from egide.shell.queries import Health
from egide.shell.rules import schedule_in_words

CLOSED_TO_ROBOTS = (
    "accounts:sign_in",
    "accounts:my_account",
    "shell:my_space",
    "shell:search",
    "shell:health",
    "shell:interface",
)
DAY = 24 * 3600
MEASURES = "text/plain; version=0.0.4; charset=utf-8"


@require_safe
@page(PUBLIC, in_transaction=False)
def health(request: Request) -> HttpResponse:
    """Say whether the site stands: 200 when it serves, else 503; no secret, no number."""
    try:
        found = queries.health(at=timezone.now())
    except (DatabaseError, InterfaceError):
        found = Health(database=False, migrations=False, clock=False, queue=False, worker=False)
    answer = JsonResponse(
        {
            "serves": found.serves,
            "database": found.database,
            "migrations": found.migrations,
            "clock": found.clock,
            "queue": found.queue,
            "worker": found.worker,
        },
        status=200 if found.serves else 503,
    )
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def alive(request: Request) -> HttpResponse:
    """Say that this process answers; nothing else is asked, the database neither."""
    answer = JsonResponse({"alive": True})
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def measures(request: Request) -> HttpResponse:
    """Give a monitor its numbers (Prometheus); to whoever does not show its key, nothing is here.

    Behind a proxy everybody seems to come from this machine: only the key tells.
    """
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    wanted = settings.MONITOR_TOKEN
    if not wanted or not constant_time_compare(shown, wanted):
        raise Http404
    gauges = {"egide_database_up": 0.0}
    # Without a database, what was counted is told all the same.
    with suppress(DatabaseError, InterfaceError):
        gauges = {"egide_database_up": 1.0, **queries.numbers(at=timezone.now())}
    answer = HttpResponse(metrics.written(gauges), content_type=MEASURES)
    answer["Cache-Control"] = "no-store"
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def robots(request: Request) -> HttpResponse:
    """Tell search engines to leave the personal pages alone."""
    closed = "".join(f"Disallow: {reverse(name)}\n" for name in CLOSED_TO_ROBOTS)
    answer = HttpResponse(f"User-agent: *\n{closed}", content_type="text/plain; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def favicon(request: Request) -> HttpResponse:
    """Lead browsers that ask for the old address to our mark."""
    answer = redirect(static("design/mark.svg"))
    answer["Cache-Control"] = f"public, max-age={DAY}"
    return answer


@require_safe
@page(PUBLIC, in_transaction=False)
def change_password(request: Request) -> HttpResponse:
    """Lead password managers to the right page (well-known address)."""
    return redirect("accounts:set_password")


@require_safe
@page(READ_REGISTER)
def data_map(request: Request) -> HttpResponse:
    """What the site holds about people, table by table (registre des traitements, RGPD art. 30)."""
    entries = sorted(registry.personal_data(), key=lambda entry: entry.model._meta.label)
    known = {
        "modules": queries.treatments(on=localdate()),
        "without": [entry for entry in entries if not isinstance(entry, PersonalData)],
    }
    return render(request, "shell/data_map.html", known)


@require_safe
@page(READ_REGISTER)
def timetable(request: Request) -> HttpResponse:
    """What the clock and the verbs asked for, and where it stands."""
    states = {name: {"todo": 0, "doing": 0, "failed": 0} for name in registry.jobs()}
    for name, state, count in queries.waiting_jobs():
        states.setdefault(name, {})[state] = count
    jobs = [
        (job, schedule_in_words(job.schedule), states[job.name])
        for job in sorted(registry.jobs().values(), key=lambda job: job.name)
    ]
    return render(
        request, "shell/timetable.html", {"jobs": jobs, "health": queries.health(at=timezone.now())}
    )
