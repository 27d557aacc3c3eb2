"""Whether the site stands, and what waits for the clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from procrastinate.contrib.django.models import ProcrastinateJob, ProcrastinateWorker

QUEUE_LATE_AFTER = timedelta(minutes=5)
WORKER_GONE_AFTER = timedelta(minutes=2)


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
