"""Two records of one person are united in every table, and parted again to the letter."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, models, transaction
from django.test import TestCase
from django.test.utils import isolate_apps

from egide.accounts.enums import ChangeState, SignInMethod
from egide.accounts.models import Account, AddressChange, ApiToken, Session, SignInLink
from egide.accounts.queries import people_named
from egide.kernel import registry, uniting
from egide.kernel.access import CLOCK, command_actor
from egide.kernel.checks import check_every_key_to_a_person_says_how_it_unites
from egide.kernel.holdings import rows_about
from egide.kernel.identity import acting
from egide.kernel.registry import PersonalData
from egide.mandates.models import Mandate
from egide.members import services
from egide.members.events import RecordsParted, RecordsUnited
from egide.members.models import FormerRecord, Person, RollEntry, Union
from egide.members.services import UnitingRefused
from egide.members.services.duplicates import obstacles_to_parting
from egide.members.services.erasure import erasures_told
from tests.harness.canaries import entries, plant

TODAY = date(2021, 5, 1)
CLERK = command_actor("tests")


@pytest.fixture(autouse=True)
def _the_machine_looks(small_society):
    """Rows behind the second wall are seen too."""
    with acting(CLOCK):
        yield


@pytest.fixture
def two(small_society) -> tuple[Person, Person]:
    """Two people with a word of theirs in every column of every table."""
    found = (
        Person.objects.members_on(TODAY)
        .filter(data_status="ACTIVE", life_status="LIVING", schoolings__rank="PRINCIPAL")
        .exclude(pk__in=Union.objects.values("person"))
        .order_by("-pk")
    )
    people = found[0], found[1]
    for person, sign in zip(people, ("zyxa", "zyxb"), strict=True):
        plant(person, sign)
        person.refresh_from_db()
    settle(*people)
    return people


def settle(kept: Person, gone: Person) -> None:
    """Leave no change of address that waits, no two mandates of one person at once."""
    AddressChange.objects.filter(person__in=(kept, gone)).update(state=ChangeState.HELD)
    if uniting.obstacles(kept.pk, gone.pk):
        Mandate.objects.filter(person=gone).update(end_reason="CANCELLED")


def copy_of(person: Person) -> dict[str, bytes]:
    """Return the files of a complete copy; making it leaves nothing behind."""
    with transaction.atomic():
        archive = services.export_person(person=person, by=CLOCK, on=TODAY)
        transaction.set_rollback(True)
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def unite(kept: Person, gone: Person, *, on: date = TODAY, believed: tuple[str, ...] = ()) -> Union:
    return services.unite_records(
        kept=kept,
        gone=gone,
        believed=believed,
        versions=(kept.version, gone.version),
        reason="même naissance",
        by=CLERK,
        on=on,
    )


EVERYTHING = ("usage_name", "birth_name", "promotion", "standing", "address", "EMAIL", "PHONE")


@pytest.mark.proves("AC-REG-5", "G22")
@pytest.mark.parametrize("believed", [(), EVERYTHING])
def test_parted_records_are_byte_for_byte_what_they_were(two, believed, monkeypatch):
    # What the modules above write when they are told (an address that waits, a letter) stays.
    monkeypatch.setattr(registry, "handlers_of", lambda event: [])
    kept, gone = two
    uniting.end_for_good([kept.pk, gone.pk])
    before = [copy_of(person) for person in two]
    rows = uniting.rows_of([kept.pk, gone.pk])

    union = unite(kept, gone, believed=believed)
    assert not Person.objects.filter(pk=gone.pk).exists()
    services.part_records(union=union, by=CLERK, on=TODAY)

    assert uniting.rows_of([kept.pk, gone.pk]) == rows
    assert [copy_of(Person.objects.get(pk=person.pk)) for person in two] == before
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.proves("AC-REG-5")
def test_nothing_points_at_the_record_that_went_and_its_ways_in_are_over(two):
    kept, gone = two
    number, called = gone.society_no, gone.readable_id
    account = Account.objects.get(person=gone)
    assert Session.objects.filter(account=account).exists()

    unite(kept, gone)

    for model, column in every_key_to_a_person():
        assert not model._base_manager.filter(**{column: gone.pk}).exists(), model
    assert not Account.objects.filter(pk=account.pk).exists()
    assert [p.pk for p in Person.objects.numbered(number)] == [kept.pk]
    assert kept.aliases.filter(readable_id=called).exists()
    assert {p.pk for p in people_named(str(number))} <= {kept.pk}


@pytest.mark.proves("G19")
def test_what_was_open_before_or_meanwhile_does_not_live_again_when_the_two_are_parted(two):
    kept, gone = two
    ways = [
        (entry.model, one.column) for entry, one in uniting.columns() if one.join is uniting.end
    ]
    assert {Session, ApiToken, SignInLink} <= {model for model, _column in ways}
    for model, column in ways:
        assert model._base_manager.filter(**{column: gone.pk}).exists(), model

    union = unite(kept, gone)
    for model, column in ways:
        assert not model._base_manager.filter(**{column: kept.pk}).exists(), model
    # Somebody comes in meanwhile by an address of the record that went.
    Session.objects.create(
        account=Account.objects.get(person=kept),
        key_hash="0" * 64,
        method=SignInMethod.LINK,
        expires_at=datetime(2021, 5, 15, 12, tzinfo=UTC),
    )
    services.part_records(union=union, by=CLERK, on=TODAY)

    assert Account.objects.filter(person=gone).exists()
    for model, column in ways:
        both = {f"{column}__in": [kept.pk, gone.pk]}
        assert not model._base_manager.filter(**both).exists(), model


@pytest.mark.proves("AC-REG-5")
def test_the_modules_above_are_told_that_records_are_one_and_two_again(two, monkeypatch):
    told = []
    monkeypatch.setattr(registry, "handlers_of", lambda event: [told.append])
    kept, gone = two
    with TestCase.captureOnCommitCallbacks(execute=True):
        union = unite(kept, gone)
        services.part_records(union=union, by=CLERK, on=TODAY)

    said = [one for one in told if isinstance(one, RecordsUnited | RecordsParted)]
    assert said == [
        RecordsUnited(kept_id=kept.pk, gone_id=gone.pk, on=TODAY),
        RecordsParted(kept_id=kept.pk, gone_id=gone.pk, on=TODAY),
    ]


def every_key_to_a_person() -> list[tuple[type[models.Model], str]]:
    return [(entry.model, one.column) for entry, one in uniting.columns()]


@pytest.mark.proves("AC-REG-5")
def test_what_was_written_since_forbids_to_part_and_says_so(two):
    kept, gone = two
    union = unite(kept, gone, believed=("usage_name",))
    held = Person.objects.get(pk=kept.pk)
    services.change_name(
        person=held,
        usage_name="Autrement",
        first_names="Camille",
        birth_name="Autrefois",
        by=CLERK,
        on=TODAY,
    )

    [why] = obstacles_to_parting(union, on=TODAY)
    assert "nom d’usage" in why
    with pytest.raises(UnitingRefused, match="nom d’usage"):
        services.part_records(union=union, by=CLERK, on=TODAY)
    assert Union.objects.filter(pk=union.pk).exists()


@pytest.mark.proves("AC-REG-5")
def test_what_was_added_since_stays_and_what_was_removed_does_not_come_back(two):
    kept, gone = two
    moved = list(gone.contact_points.values_list("value", flat=True))
    union = unite(kept, gone)
    held = Person.objects.get(pk=kept.pk)
    services.add_contact_point(
        person=held, kind="EMAIL", value="depuis@example.org", by=CLERK, on=TODAY
    )
    withdrawn = held.contact_points.filter(value__in=moved).first()
    services.withdraw_contact_point(point=withdrawn, by=CLERK, on=TODAY)

    services.part_records(union=union, by=CLERK, on=TODAY)

    assert kept.contact_points.filter(value="depuis@example.org").exists()
    assert not gone.contact_points.filter(value=withdrawn.value).exists()


@pytest.mark.proves("AC-REG-5")
def test_the_time_to_part_is_counted_and_an_erasure_ends_it(two):
    kept, gone = two
    union = unite(kept, gone)
    assert union.undo_until == TODAY + timedelta(days=30)
    assert obstacles_to_parting(union, on=union.undo_until) == []
    assert "délai" in obstacles_to_parting(union, on=union.undo_until + timedelta(days=1))[0]

    RollEntry.objects.filter(person=kept).delete()
    services.erase_people(
        people=[Person.objects.get(pk=kept.pk)], reason="demande", by=CLERK, on=TODAY
    )
    union.refresh_from_db()
    assert union.steps is None
    with pytest.raises(UnitingRefused, match="effacées"):
        services.part_records(union=union, by=CLERK, on=TODAY)


@pytest.mark.proves("G22")
def test_erasing_somebody_erases_their_former_records_after_a_restore_too(two):
    kept, gone = two
    unite(kept, gone)
    marks = set(FormerRecord.objects.get(record_id=gone.pk).marks)
    assert marks

    RollEntry.objects.filter(person=kept).delete()
    services.erase_people(
        people=[Person.objects.get(pk=kept.pk)], reason="demande", by=CLERK, on=TODAY
    )

    told = {line["person"]: set(line["marks"]) for line in erasures_told()}
    assert marks <= told[gone.pk] == told[kept.pk]


def test_a_new_key_to_a_person_that_says_nothing_does_not_start(monkeypatch):
    assert check_every_key_to_a_person_says_how_it_unites(None) == []
    silent = tuple(
        replace(entry, unite=()) if isinstance(entry, PersonalData) else entry
        for entry in registry.personal_data()
    )
    declared = {(entry.model, one.column) for entry, one in uniting.columns()}
    monkeypatch.setattr(registry, "personal_data", lambda: silent)

    errors = check_every_key_to_a_person_says_how_it_unites(None)

    assert {error.id for error in errors} == {"egide.E009"}
    assert {error.obj for error in errors} == {model for model, _column in declared}


@isolate_apps("egide.members")
def test_a_table_that_is_new_is_asked_for_each_key(monkeypatch):
    class Lent(models.Model):
        lender = models.ForeignKey(Person, models.PROTECT, related_name="+")

        class Meta:
            app_label = "members"

        def __str__(self) -> str:
            return ""

    assert (Lent, "lender_id") in list(uniting.undeclared([Lent]))


def test_every_table_about_people_is_in_the_reading(two):
    read = {table for table, _key in uniting.rows_of([two[0].pk])}
    missing = [
        entry.model._meta.label_lower
        for entry in entries()
        if rows_about(entry, [two[0].pk]).exists() and entry.model._meta.label_lower not in read
    ]
    assert missing == []
