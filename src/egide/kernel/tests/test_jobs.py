"""A job is asked for in the transaction of its verb, and runs at least once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from procrastinate.contrib.django import app

from egide.kernel import jobs, registry
from egide.kernel.registry import Job

RAN: list[dict] = []
TRIED = Job(name="kernel.tried", label="Essai", run=lambda **arguments: RAN.append(arguments))


@pytest.fixture
def tried(as_worker, monkeypatch):
    """Give the queue one more job, which notes what it was called with."""
    RAN.clear()
    monkeypatch.setattr(registry, "jobs", lambda: {TRIED.name: TRIED})
    jobs.register()
    yield
    app.tasks.pop(TRIED.name, None)


def work() -> None:
    """Run the waiting jobs in a thread of its own: a browser test may have left a loop in ours."""

    def run() -> None:
        with app.replace_connector(app.connector.get_worker_connector()):
            app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)

    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(run).result()


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs"
            " WHERE status = 'todo' AND task_name = 'kernel.tried'"
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
class TestQueue:
    def test_a_job_asked_for_runs_on_the_day_it_runs(self, tried):
        jobs.defer("kernel.tried", group_id=3)

        work()

        (arguments,) = RAN
        assert arguments["group_id"] == 3
        assert arguments["on"] is not None

    def test_a_verb_that_fails_asks_for_nothing(self, tried):
        def ask_and_fail() -> None:
            jobs.defer("kernel.tried")
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError), transaction.atomic():
            ask_and_fail()

        assert waiting() == 0

    def test_a_job_of_a_dead_worker_is_given_back(self, tried):
        jobs.defer("kernel.tried")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")

        jobs.retry_stalled()

        assert waiting() == 1

    def test_a_job_that_succeeded_is_forgotten_after_a_week(self, tried, connect_as):
        jobs.defer("kernel.tried")
        work()
        jobs.forget_finished()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'kernel.tried'"
            )
            assert cursor.fetchone()[0] == 1
        connect_as("owner").execute(
            "UPDATE procrastinate_events SET at = now() - interval '8 days'"
        )

        jobs.forget_finished()

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'kernel.tried'"
            )
            assert cursor.fetchone()[0] == 0


def test_every_job_of_the_timetable_is_known_to_the_queue():
    scheduled = {job.name for job in registry.jobs().values() if job.schedule}

    assert set(registry.jobs()) <= set(app.tasks)
    assert scheduled <= {task.periodic_id for task in app.periodic_registry.periodic_tasks.values()}
