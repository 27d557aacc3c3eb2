"""The identity of a transaction holds for that transaction, and for nobody after it."""

import threading

import psycopg
import pytest
from django.conf import settings
from django.core import signing
from django.db import ProgrammingError, connection, transaction
from psycopg_pool import ConnectionPool

from egide.kernel import audit, identity_keys
from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import acting, verb
from egide.kernel.pool import forget
from egide.members.tests.factories import make_person

CLERK = Actor(name="person:12", person_id=12)


def identity() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting('egide.actor', true), '')")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
class TestIdentity:
    def test_it_ends_with_the_transaction(self):
        with acting(CLERK):
            inside = identity()

        assert (inside, identity()) == ("person:12", "")

    def test_an_inner_one_gives_way_to_the_outer_one(self):
        with acting(CLERK):
            with acting(CLOCK):
                inner = identity()
            outer = identity()

        assert (inner, outer) == ("clock", "person:12")

    def test_an_inner_failure_gives_way_too(self):
        with acting(CLERK):
            with pytest.raises(ZeroDivisionError), acting(CLOCK):
                raise ZeroDivisionError
            outer = identity()

        assert outer == "person:12"

    def test_a_verb_acts_under_the_identity_of_its_author(self):
        @verb
        def look(*, by):
            return identity(), connection.in_atomic_block

        assert look(by=CLERK) == ("person:12", True)


def addresses() -> str:
    """Return the connection string of the database of this test process."""
    database = settings.DATABASES["default"]
    parts = {
        "dbname": connection.settings_dict["NAME"],
        "user": database["USER"],
        "password": database["PASSWORD"],
        "host": database["HOST"],
        "port": database["PORT"],
    }
    return psycopg.conninfo.make_conninfo(**{name: part for name, part in parts.items() if part})


def pool_of(size: int) -> ConnectionPool:
    """Return a pool as the site's: it forgets, and keeps the plans of what pages ask."""
    return ConnectionPool(
        addresses(),
        min_size=size,
        max_size=size,
        reset=forget,
        kwargs={"prepare_threshold": settings.DATABASES["default"]["OPTIONS"]["prepare_threshold"]},
        open=True,
    )


@pytest.mark.django_db(transaction=True)
def test_a_pool_forgets_what_the_last_request_set():
    with pool_of(1) as pool:
        with pool.connection() as first:
            first.execute("SET egide.actor = 'person:12'")
            first.execute("PREPARE leftover AS SELECT 1")
            first.execute("SET TimeZone = 'Asia/Tokyo'")
        with pool.connection() as second:
            row = second.execute(
                "SELECT coalesce(current_setting('egide.actor', true), '')"
            ).fetchone()
            left = second.execute(
                "SELECT count(*) FROM pg_prepared_statements WHERE name = 'leftover'"
            ).fetchone()

    assert (row[0], left[0]) == ("", 0)


REMAINS = """
SELECT (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
       (SELECT count(*) FROM pg_listening_channels()),
       (SELECT count(*) FROM pg_cursors WHERE is_holdable),
       to_regclass('pg_temp.left_behind')::text,
       current_setting('statement_timeout'),
       current_setting('search_path')
"""


@pytest.mark.django_db(transaction=True)
def test_a_pool_forgets_whatever_a_session_can_hold():
    with pool_of(1) as pool:
        with pool.connection() as first:
            before = first.execute(REMAINS).fetchone()
            first.execute("SELECT pg_advisory_lock(12)")
            first.execute("LISTEN gossip")
            first.execute("DECLARE reading CURSOR WITH HOLD FOR SELECT 1")
            first.execute("CREATE TEMPORARY TABLE left_behind (person int)")
            first.execute("SET statement_timeout = '7s'; SET search_path = pg_temp, public")
            first.commit()
            during = first.execute(REMAINS).fetchone()
        with pool.connection() as second:
            after = second.execute(REMAINS).fetchone()

    assert during == (1, 1, 1, "left_behind", "7s", "pg_temp, public")
    assert after == before


@pytest.mark.django_db(transaction=True)
def test_a_pool_keeps_the_plans_of_what_is_asked_often():
    asked = "SELECT 'asked often', coalesce(current_setting('egide.actor', true), ''), %s::int"
    kept = "SELECT count(*) FROM pg_prepared_statements WHERE starts_with(statement, 'SELECT ''as')"
    seen = []
    with pool_of(1) as pool:
        for turn in range(8):
            with pool.connection() as held, held.transaction():
                if turn % 2:
                    held.execute("SELECT set_config('egide.actor', 'person:12', true)")
                seen.append(held.execute(asked, [turn]).fetchone()[1:])
        with pool.connection() as held:
            plans = held.execute(kept).fetchone()

    assert seen == [("person:12" if turn % 2 else "", turn) for turn in range(8)]
    assert plans == (1,)


@pytest.mark.django_db(transaction=True)
def test_two_thousand_interleaved_requests_never_see_each_other():
    leaks: list[str] = []
    with pool_of(2) as pool:

        def ask(worker: int) -> None:
            for turn in range(500):
                name = f"person:{worker}" if turn % 2 else ""
                with pool.connection() as held, held.transaction():
                    if name:
                        held.execute("SELECT set_config('egide.actor', %s, true)", [name])
                    (seen,) = held.execute(
                        "SELECT coalesce(current_setting('egide.actor', true), '')"
                    ).fetchone()
                    if seen != name:
                        leaks.append(f"{name} saw {seen}")

        threads = [threading.Thread(target=ask, args=(worker,)) for worker in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert leaks == []


@pytest.mark.django_db
def test_an_error_in_a_transaction_leaves_no_identity_behind():
    before = identity()

    with pytest.raises(ZeroDivisionError), transaction.atomic(), acting(CLERK):
        raise ZeroDivisionError

    assert identity() == before


@pytest.mark.proves("G32")
@pytest.mark.django_db(transaction=True)
def test_the_secret_key_changes_while_processes_of_both_are_at_work(
    connect_as, settings, client, django_user_model
):
    """Nobody is signed out, nobody's act is refused; forgotten, the former key signs no more."""
    owner, former, drawn = connect_as("owner"), settings.SECRET_KEY, "drawn " + "anew" * 9
    account = django_user_model.objects.create(person=make_person(), password="")
    client.force_login(account)
    signed = signing.Signer(salt="essai").sign("a place in a list")

    identity_keys.install(owner, drawn, former)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = drawn, [former]
    signed_in, read = client.get("/mon-compte/").status_code, signing.Signer(salt="essai")
    written_by_new = write_a_line()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = former, []
    written_by_old = write_a_line()
    identity_keys.install(owner, drawn)
    with pytest.raises(ProgrammingError, match="not signed by the site"):
        write_a_line()

    assert (signed_in, written_by_new, written_by_old) == (200, True, True)
    assert read.unsign(signed) == "a place in a list"
    identity_keys.install(owner, former)


def write_a_line() -> bool:
    with acting(CLOCK):
        audit.record(CLOCK, "kernel.register_verified", "register:chain", rows=0)
    return True
