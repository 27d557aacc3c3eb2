"""The logbook: one line a request, no name in it, and no line that a stranger wrote."""

from __future__ import annotations

import json
import logging

import pytest
from django.test import Client

from egide.kernel import logbook, metrics
from egide.members.tests.factories import make_person

pytestmark = pytest.mark.proves("G17", "G32")


@pytest.fixture
def lines():
    """Return the lines that the site writes while the test runs, as a machine reads them."""
    written: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Kept()
    handler.setFormatter(logbook.Json())
    loggers = [
        logging.getLogger(name) for name in ("egide.access", "egide.security", "egide.essai")
    ]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in written]
    for logger, level in zip(loggers, before, strict=True):
        logger.removeHandler(handler)
        logger.setLevel(level)


@pytest.mark.django_db
def test_a_request_has_one_line_with_its_route_and_never_its_path(lines):
    person = make_person(usage_name="Zyxcanari")

    answer = Client().get(f"/annuaire/{person.readable_id}/?q=zyxcanari@example.org")

    (line,) = [one for one in lines() if one["logger"] == "egide.access"]
    assert (line["route"], line["method"], line["status"]) == ("members:profile", "GET", 302)
    assert line["request"] == answer["X-Request-Id"]
    assert line["at"].endswith("+00:00")
    assert "zyxcanari" not in json.dumps(lines()).lower()


@pytest.mark.django_db
def test_a_person_is_a_mark_that_says_no_more(lines, django_user_model):
    person = make_person()
    client = Client()
    client.force_login(django_user_model.objects.create(person=person, password=""))

    client.get("/mon-compte/")
    client.get("/registre-des-actes/")

    shown, refused, told = lines()
    assert shown["actor"] == refused["actor"] == told["actor"]
    assert len(shown["actor"]) == 16
    assert shown["actor"] == logbook.mark_of(f"person:{person.pk}")
    assert (told["logger"], told["message"], told["status"]) == ("egide.security", "refused", 403)


@pytest.mark.parametrize(
    "said",
    [
        "camille@example.org",
        "FR7630006000011234567890189",
        "FR76 3000 6000 0112 3456 7890 189",
        "06 12 34 56 78",
        "+33612345678",
        "Authorization: Bearer egide_AbCdEfGhIjKlMnOpQrStUvWxYz012345",
    ],
)
def test_what_looks_like_personal_data_is_struck(lines, said):
    try:
        raise ValueError(f"no such {said}")
    except ValueError:
        logging.getLogger("egide.essai").exception("about %s, found", said, extra={"more": said})

    (line,) = lines()
    assert said not in json.dumps(line, ensure_ascii=False)
    assert line["message"].startswith("about ")
    assert line["message"].endswith(", found")
    assert logbook.STRUCK in line["error"]


def test_numbers_and_instants_are_left(lines):
    logging.getLogger("egide.essai").info("34000 rows at 2026-11-30T12:00:00, step 12 of 34")

    assert lines()[0]["message"] == "34000 rows at 2026-11-30T12:00:00, step 12 of 34"


def test_an_end_of_line_forges_no_line():
    record = logging.makeLogRecord({"msg": 'x\n{"level": "INFO"}\r\n', "levelname": "INFO"})

    written = logbook.Json().format(record)

    assert written.count("\n") == 0
    assert json.loads(written)["message"] == 'x\n{"level": "INFO"}\r\n'


def test_counts_of_all_processes_are_added(settings, tmp_path, monkeypatch):
    settings.STATE = tmp_path
    monkeypatch.setattr(metrics, "_counts", type(metrics._counts)())
    metrics.count_request("shell:home", 200, 0.02)
    metrics.count_request("shell:home", 200, 2.0)
    metrics.write()
    other = next((tmp_path / "metrics").glob("*.json"))
    (tmp_path / "metrics" / "another.json").write_text(other.read_text())
    (tmp_path / "metrics" / "damaged.json").write_text("{")

    text = metrics.written({"egide_database_up": 1.0})

    assert 'egide_requests_total{route="shell:home",status="200"} 4' in text
    assert 'egide_request_seconds_bucket{le="0.03"} 2' in text
    assert 'egide_request_seconds_bucket{le="+Inf"} 4' in text
    assert "# TYPE egide_database_up gauge\negide_database_up 1.0" in text


def test_a_full_disk_stops_no_page(settings, tmp_path):
    settings.STATE = tmp_path / "nowhere" / "at all"

    metrics.count_request("shell:home", 200, 0.02)
    metrics.write()

    assert metrics.total() == {}


@pytest.mark.django_db
class TestTheNumbersOfTheSite:
    def test_nobody_reads_them_without_the_key(self, client, settings):
        for wanted in ("", "une clé du moniteur"):
            settings.MONITOR_TOKEN = wanted
            for headers in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer autre"}):
                assert client.get("/sante/mesures/", headers=headers).status_code == 404

    def test_a_monitor_reads_them(self, client, settings):
        settings.MONITOR_TOKEN = "cle-du-moniteur"

        answer = client.get("/sante/mesures/", headers={"Authorization": "Bearer cle-du-moniteur"})

        text = answer.content.decode()
        assert answer.status_code == 200
        assert "egide_database_up 1.0" in text
        assert "egide_migrations_missing 0.0" in text
        assert "egide_disk_free_ratio 0." in text

    def test_a_process_that_answers_says_so_without_the_database(
        self, client, django_assert_num_queries
    ):
        with django_assert_num_queries(0):
            assert client.get("/sante/vivant/").json() == {"alive": True}
