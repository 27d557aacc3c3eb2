"""A plan is kept; what it reads, and who reads it, is asked anew each time."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from egide.kernel.access import CLOCK, Actor
from egide.kernel.identity import acting
from egide.kernel.statements import as_array, planned

pytestmark = pytest.mark.django_db
CLERK = Actor(name="person:12", person_id=12)
OFTEN = 12


def asked(text: str, *values: object) -> list[tuple[object, ...]]:
    with planned() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def prepared(beginning: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE starts_with(statement, %s)",
            [beginning],
        )
        return cursor.fetchone()[0]


def test_a_statement_asked_again_is_prepared_once():
    text = "SELECT 'prepared once', %s::int"

    answers = [asked(text, number) for number in range(OFTEN)]

    assert answers == [[("prepared once", number)] for number in range(OFTEN)]
    assert prepared("SELECT 'prepared once'") == 1


def test_a_plan_reads_the_rows_of_now():
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE line (number int) ON COMMIT DROP")
    counts = []

    for number in range(OFTEN):
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO line VALUES (%s)", [number])
        counts += asked("SELECT count(*) FROM line WHERE number >= %s::int", 0)

    assert counts == [(number + 1,) for number in range(OFTEN)]


@pytest.mark.django_db(transaction=True)
def test_a_migration_under_a_plan_is_one_page_asked_again(connect_as):
    text = "SELECT name FROM moved WHERE name <> %s"
    with connect_as("owner") as owner:
        owner.execute("CREATE TABLE moved (name varchar(10))")
        try:
            assert [asked(text, "") for _time in range(OFTEN)] == [[]] * OFTEN
            owner.execute("ALTER TABLE moved ALTER name TYPE varchar(20)")

            with pytest.raises(OperationalError, match="a migration changed"):
                asked(text, "")
            connection.close()

            assert asked(text, "") == []
        finally:
            connection.close()
            owner.execute("DROP TABLE moved")


@pytest.mark.proves("R-X-1")
def test_a_plan_holds_nobody_s_identity():
    seen = []

    for _turn in range(OFTEN):
        for actor in (CLERK, CLOCK):
            with acting(actor):
                seen += asked("SELECT current_setting('egide.actor') || %s::text", "!")

    assert seen == [("person:12!",), ("clock!",)] * OFTEN


def test_the_log_of_statements_tells_the_values():
    text = "SELECT 'told with values', %s::int"

    with CaptureQueriesContext(connection) as captured:
        for number in range(OFTEN):
            asked(text, number)

    assert [query["sql"] for query in captured] == [
        f"SELECT 'told with values', {number}::int" for number in range(OFTEN)
    ]


def test_numbers_travel_as_one_text():
    assert as_array([]) == "{}"
    assert asked("SELECT %s::bigint[]", as_array([3, 2**40])) == [([3, 2**40],)]
