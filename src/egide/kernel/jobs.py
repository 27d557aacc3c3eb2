"""Tasks of the timetable and tasks that a verb asks for: a thin face on the queue.

The queue is PostgreSQL's own (procrastinate). A job is enqueued in the transaction of the verb
that asks for it, runs at least once, and must give the same result when it runs twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import close_old_connections, connection
from django.utils.timezone import localdate
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from egide.kernel import audit, kills, registry
from egide.kernel.access import CLOCK
from egide.kernel.identity import acting
from egide.kernel.registry import Job

log = logging.getLogger("egide.jobs")
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)
STALLED_AFTER = 60


def register() -> None:
    """Give the queue every job that the modules contribute."""
    for job in registry.jobs().values():
        if job.name in app.tasks:
            continue
        task = app.task(
            name=job.name, retry=RETRY, queueing_lock=job.name if job.schedule else None
        )(_runner(job))
        if job.schedule:
            app.periodic(cron=job.schedule, periodic_id=job.name)(task)


def defer(name: str, **arguments: Any) -> None:
    """Ask for one run of a job, once the transaction holds; ``arguments`` are plain values."""
    app.configure_task(name).defer(**arguments)


def run_worker(*, concurrency: int = 2) -> None:
    """Run jobs until the process is told to stop."""
    connector: Any = app.connector
    with app.replace_connector(connector.get_worker_connector()):
        app.run_worker(concurrency=concurrency, install_signal_handlers=True)


def _runner(job: Job) -> Callable[..., Any]:
    """Return what the queue calls: the job on today's date, within its time limit."""

    def run(timestamp: int | None = None, **arguments: Any) -> None:
        close_old_connections()
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('statement_timeout', %s, false)", [f"{job.time_limit}s"]
                )
            kills.point("jobs.before_run")
            job.run(on=localdate(), **arguments)
            kills.point("jobs.after_run")
        finally:
            connection.close()

    return run


def retry_stalled(**_: Any) -> None:
    """Give back to the queue the jobs of a worker that died (killed machine, lost power)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT procrastinate_retry_job_v1(job.id, now(), job.priority, job.queue_name, job.lock)
              FROM procrastinate_jobs job
              LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
             WHERE job.status = 'doing'
               AND (worker.id IS NULL
                    OR worker.last_heartbeat < now() - make_interval(secs => %s))
            """,
            [STALLED_AFTER],
        )
        if cursor.rowcount:
            log.warning("%s stalled jobs were given back to the queue", cursor.rowcount)


def forget_finished(**_: Any) -> None:
    """Remove the jobs that succeeded more than a week ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            DELETE FROM procrastinate_jobs job
             WHERE job.status = 'succeeded'
               AND NOT EXISTS (SELECT FROM procrastinate_events event
                                WHERE event.job_id = job.id
                                  AND event.at > now() - interval '7 days')
            """
        )


def verify_by_night(*, on: date, **_: object) -> None:
    """Recompute the chain of the register by night, write down what was found, and anchor it."""
    verdict = audit.verify_chain(audit.anchors())
    if verdict.intact:
        audit.anchor(verdict, on=on)
    else:
        log.error("the register is broken at line %s: %s", verdict.broken_at, verdict.problem)
    with acting(CLOCK):
        audit.record(
            CLOCK,
            "kernel.register_verified",
            "register:chain",
            rows=verdict.lines,
            problems=verdict.problem,
        )
