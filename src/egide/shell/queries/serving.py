"""Whether the site stands, and what waits for the clock."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

QUEUE_LATE_AFTER = timedelta(minutes=5)
WORKER_GONE_AFTER = timedelta(minutes=2)
# Identities, links and sessions are good until an instant: two clocks must agree on it.
CLOCKS_DIFFER_FROM = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True)
class Health:
    """Whether the site stands: what a monitor may ask without learning anything else."""

    database: bool
    migrations: bool
    clock: bool
    queue: bool
    worker: bool

    @property
    def serves(self) -> bool:
        """Pages are served without the queue: letters and nightly work are only late."""
        return self.database and self.migrations and self.clock


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
        clock=abs(_clock_of_the_database() - at) < CLOCKS_DIFFER_FROM,
        queue=not late.exists(),
        worker=seen.exists(),
    )


def numbers(*, at: datetime) -> dict[str, float]:
    """Return what a monitor draws and sets its alarms on; no number of it is about a person."""
    disk = shutil.disk_usage(settings.STATE)
    with connection.cursor() as cursor:
        cursor.execute(NUMBERS, {"at": at})
        (
            waiting,
            oldest,
            failed,
            letters,
            letters_oldest,
            lines,
            verified,
            size,
            sessions,
        ) = cursor.fetchone()
    found = {
        "egide_jobs_waiting": waiting,
        "egide_jobs_oldest_seconds": oldest,
        "egide_jobs_failed": failed,
        "egide_letters_waiting": letters,
        "egide_letters_oldest_seconds": letters_oldest,
        "egide_register_lines": lines,
        "egide_database_bytes": size,
        "egide_database_connections": sessions,
        "egide_migrations_missing": len(_expected_migrations() - _applied_migrations()),
        "egide_disk_free_bytes": disk.free,
        "egide_disk_free_ratio": round(disk.free / disk.total, 4),
    }
    if verified is not None:
        found["egide_register_verified_seconds"] = verified
    return {name: float(value) for name, value in found.items()}


NUMBERS = """
    SELECT (SELECT count(*) FROM procrastinate_jobs
             WHERE status = 'todo' AND coalesce(scheduled_at, %(at)s) <= %(at)s),
           (SELECT coalesce(extract(epoch FROM %(at)s - min(event.at)), 0)
              FROM procrastinate_jobs job JOIN procrastinate_events event ON event.job_id = job.id
             WHERE job.status = 'todo' AND job.scheduled_at IS NULL AND event.type = 'deferred'),
           (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
           (SELECT count(*) FROM kernel_letter
             WHERE state = 'QUEUED' AND (tries > 0 OR due_at <= %(at)s)),
           (SELECT coalesce(extract(epoch FROM %(at)s - min(
                       CASE WHEN tries > 0 THEN queued_at ELSE due_at END)), 0)
              FROM kernel_letter
             WHERE state = 'QUEUED' AND (tries > 0 OR due_at <= %(at)s)),
           (SELECT coalesce(max(last_number), 0) FROM kernel_registerhead),
           (SELECT extract(epoch FROM %(at)s - at) FROM kernel_registerline
             WHERE actor = 'clock' AND action = 'kernel.register_verified'
             ORDER BY number DESC LIMIT 1),
           pg_database_size(current_database()),
           (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database())
"""


@cache
def _expected_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _applied_migrations() -> frozenset[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return frozenset(cursor.fetchall())


def _clock_of_the_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def waiting_jobs() -> Iterable[tuple[str, str, int]]:
    """Return how many jobs of each name are in each state, for the page of the timetable."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT task_name, status::text, count(*) FROM procrastinate_jobs GROUP BY 1, 2 "
            "ORDER BY 1, 2"
        )
        return cursor.fetchall()
