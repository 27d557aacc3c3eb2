"""Dated parameters, shared limits, periods, and documents that cannot change unnoticed."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from egide.kernel import documents, limits, parameters, registry
from egide.kernel.access import CLOCK, VISITOR
from egide.kernel.documents import DocumentDamaged, DocumentNotWritten
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Document, LimitCount, ParameterValue, RegisterLine
from egide.kernel.parameters import ParameterMisfit, UnknownParameter, set_parameter
from egide.kernel.periods import Period
from egide.kernel.registry import Parameter

YEARS = Parameter(code="kernel.years", label="Années", default=9, unit="years", source="règlement")


@pytest.fixture(autouse=True)
def declared(monkeypatch):
    monkeypatch.setattr(registry, "parameters", lambda: {YEARS.code: YEARS})


def decide(value, starts_on, source="AG du 6 juin 2020"):
    return set_parameter(code=YEARS.code, value=value, starts_on=starts_on, source=source, by=CLOCK)


@pytest.mark.django_db
class TestParameters:
    def test_the_default_holds_until_somebody_decides(self):
        assert parameters.value("kernel.years", on=date(2020, 12, 31)) == 9

    def test_a_value_holds_from_its_day_on_and_not_before(self):
        decide(10, date(2021, 1, 1))

        assert parameters.value("kernel.years", on=date(2020, 12, 31)) == 9
        assert parameters.value("kernel.years", on=date(2021, 1, 1)) == 10

    def test_a_later_decision_ends_the_one_before_the_day_before(self):
        decide(10, date(2021, 1, 1))
        decide(11, date(2022, 1, 1))

        first = ParameterValue.objects.get(value=10)
        assert first.ends_on == date(2021, 12, 31)
        assert parameters.value("kernel.years", on=date(2021, 12, 31)) == 10

    def test_deciding_writes_the_register(self):
        decide(10, date(2021, 1, 1))

        line = RegisterLine.objects.latest("number")
        assert line.action == "kernel.parameter_set"
        assert line.facts["value"] == 10

    @pytest.mark.parametrize(("value", "source"), [("dix", "AG"), (True, "AG"), (10, "  ")])
    def test_a_value_of_another_kind_or_without_source_is_refused(self, value, source):
        with pytest.raises(ParameterMisfit):
            decide(value, date(2021, 1, 1), source)

        assert not ParameterValue.objects.exists()

    def test_the_past_is_not_rewritten(self):
        decide(10, date(2021, 1, 1))

        with pytest.raises(ParameterMisfit):
            decide(8, date(2020, 1, 1))

    def test_an_undeclared_parameter_is_refused(self):
        with pytest.raises(UnknownParameter):
            set_parameter(
                code="kernel.none", value=1, starts_on=date(2021, 1, 1), source="AG", by=CLOCK
            )

    def test_it_takes_the_right(self):
        with pytest.raises(NotAllowed):
            set_parameter(
                code=YEARS.code, value=1, starts_on=date(2021, 1, 1), source="AG", by=VISITOR
            )


@pytest.mark.django_db
class TestLimits:
    def test_the_sixth_try_of_five_is_refused(self):
        answers = [limits.take("password:1", most=5, seconds=300) for _ in range(6)]

        assert answers == [True] * 5 + [False]

    def test_each_key_is_counted_apart(self):
        limits.take("password:1", most=1, seconds=300)

        assert limits.take("password:2", most=1, seconds=300)

    def test_a_closed_window_starts_again_and_is_forgotten(self):
        limits.take("password:1", most=1, seconds=0)

        assert limits.take("password:1", most=1, seconds=0)
        limits.forget_closed_windows()
        assert LimitCount.objects.count() == 0

    @pytest.mark.proves("G18")
    def test_five_tries_never_straddle_into_nine(self):
        """One try, then four just before the first leaves the window: the next waits for those."""
        limits.take("password:1", most=5, seconds=300)
        self.age("password:1", 298)
        tried = [limits.take("password:1", most=5, seconds=300) for _ in range(4)]
        self.age("password:1", 3)
        after = [limits.take("password:1", most=5, seconds=300) for _ in range(5)]

        assert tried == [True] * 4
        assert after == [True] + [False] * 4
        assert 290 < limits.waiting_seconds("password:1") <= 297

    @pytest.mark.proves("G18")
    def test_a_refused_try_takes_no_place(self):
        for _ in range(40):
            limits.take("password:1", most=5, seconds=300)
        self.age("password:1", 301)

        assert [limits.take("password:1", most=5, seconds=300) for _ in range(6)] == (
            [True] * 5 + [False]
        )

    def age(self, key: str, seconds: int) -> None:
        """Let time pass for the tries of a key."""
        with connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE kernel_limitcount
                   SET window_ends_at = window_ends_at - make_interval(secs => %(seconds)s),
                       instants = ARRAY(SELECT one - make_interval(secs => %(seconds)s)
                                          FROM unnest(instants) AS one ORDER BY one)
                """,
                {"seconds": seconds},
            )

    def test_the_key_itself_is_not_stored(self):
        limits.take("address:someone@example.org", most=1, seconds=300)

        assert "example.org" not in LimitCount.objects.get().key


class TestPeriods:
    def test_a_year_ends_on_its_last_day(self):
        year = Period.year(2020)

        assert date(2020, 1, 1) in year
        assert date(2020, 12, 31) in year
        assert date(2021, 1, 1) not in year

    def test_a_year_can_stop_at_a_day_of_its_own(self):
        assert Period.year(2020, up_to=date(2020, 6, 30)).end == date(2020, 6, 30)
        assert Period.year(2020, up_to=date(2021, 6, 30)).end == date(2020, 12, 31)

    def test_a_period_that_ends_before_it_starts_does_not_exist(self):
        with pytest.raises(ValueError, match="ends on or after"):
            Period(date(2020, 2, 1), date(2020, 1, 1))


@pytest.mark.django_db
class TestDocuments:
    @pytest.fixture(autouse=True)
    def folder(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path

    def keep(self, content=b"proces-verbal"):
        return documents.keep(
            content=content, kind="minutes", name="PV.pdf", media_type="application/pdf", by=CLOCK
        )

    def test_what_is_kept_is_what_is_read(self):
        assert documents.content_of(self.keep()) == b"proces-verbal"

    def test_a_document_altered_on_the_disk_is_refused(self):
        document = self.keep()
        documents.place_of(document.sha256).write_bytes(b"autre chose")

        with pytest.raises(DocumentDamaged, match="altéré"):
            documents.content_of(document)

    def test_a_full_disk_leaves_nothing_half_written(self, monkeypatch, tmp_path):
        def full(descriptor):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(documents.os, "fsync", full)

        with pytest.raises(DocumentNotWritten, match="Rien n’a été changé"):
            self.keep()

        assert [path for path in Path(tmp_path).rglob("*") if path.is_file()] == []
        assert not Document.objects.exists()

    def test_keeping_writes_the_register(self):
        document = self.keep()

        assert RegisterLine.objects.latest("number").subject == f"kernel.document:{document.pk}"
