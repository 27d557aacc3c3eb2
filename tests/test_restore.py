"""A backup of the whole society, put back aside: rows, doors, register, keys and documents."""

from __future__ import annotations

import argparse
import json
import os
import random
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from django.utils import timezone

from egide.identity_provider.models import SigningKey
from egide.kernel import audit, documents, keys
from egide.kernel.access import Actor, command_actor
from egide.kernel.identity import acting
from egide.launcher import backup_sets, places, saving
from egide.launcher.backup_sets import Content
from egide.launcher.outcomes import Failure
from egide.launcher.provisioning import Access
from egide.members.services import erase_people
from egide.members.tests.factories import make_person
from tests.harness.environment import TestDatabase

DAY, NAMES = date(2021, 5, 1), ("Effaceline", "Gardelune")
SECRETARY = Actor(name="person:12", person_id=12)
# Not among the names that a starting run of tests tidies away.
ASIDE = f"egide_drilled_{os.getpid()}"


@pytest.fixture
def state(monkeypatch, settings, tmp_path_factory) -> Path:
    """A state folder of this test alone, for the launcher and the site: a backup takes it whole."""
    folder = tmp_path_factory.mktemp("state")
    monkeypatch.setattr(places, "state", lambda: folder)
    settings.MEDIA_ROOT = folder / backup_sets.DOCUMENTS
    settings.FIELD_KEYS = folder / "keys" / "fields.json"
    monkeypatch.setattr(places, "field_keys", lambda: folder / "keys" / "fields.json")
    keys.make(folder / "keys" / "fields.json", on=date(2020, 1, 1))
    return folder


@pytest.fixture
def access(transactional_db, state):
    """The database of this process, with a few lines, a document and a sealed value."""
    with acting(SECRETARY):
        for number in range(3):
            audit.record(SECRETARY, "kernel.tried", f"essai:{number}")
    documents.keep(
        content=b"%PDF-1.7 proces-verbal", kind="essai", name="pv.pdf", media_type="", by=SECRETARY
    )
    SigningKey.objects.create(kid="essai", private="clé privée", made_at=timezone.now())
    return TestDatabase.of_this_process().access


@pytest.mark.proves("G14", "G15")
def test_a_backup_put_back_is_the_society_and_a_flipped_byte_is_found(access, tmp_path):
    made = backup_sets.make(access, tmp_path)
    (digest,) = made.manifest["documents"]

    report = saving.rehearse(access, made, name=ASIDE)

    assert report.problems == []
    assert (report.register_lines, report.documents, report.opened_document) == (4, 1, digest)
    assert report.opened_columns == ["identity_provider_signingkey.private"]
    assert "  sealed      identity_provider_signingkey.private\n" in report.text()
    assert f"  documents   1, every byte read again; opened {digest[:12]}\n" in report.text()
    assert (report.tables, report.rows) == (len(made.content.tables), made.content.rows)

    chance = random.Random(7)
    found = []
    for _try in range(10):
        place = chance.choice([made.dump, made.documents / digest[:2] / digest])
        whole = place.read_bytes()
        at = chance.randrange(len(whole))
        place.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found.append(list(made.problems()) == [f"{place} is missing or was altered"])
        place.write_bytes(whole)

    assert (found, list(made.problems())) == ([True] * 10, [])


@pytest.mark.proves("G14", "G24")
def test_a_drill_without_the_key_or_with_another_fails_and_says_so(access, state, tmp_path):
    made = backup_sets.make(access, tmp_path)
    lost = keys.read(places.field_keys()).newest.name
    places.field_keys().unlink()
    keys.make(places.field_keys(), on=date(2020, 2, 1))

    report = saving.rehearse(access, made, name=ASIDE)

    assert report.opened_columns == []
    assert ["signingkey.private does not open" in problem for problem in report.problems] == [True]
    assert lost in report.problems[0]


@pytest.mark.proves("G14")
def test_what_the_site_may_not_do_it_may_not_do_after_a_restore(access, tmp_path, connect_as):
    """A dump says which rights were given, not which of the usual ones were taken back."""
    made = backup_sets.make(access, tmp_path)
    altered = replace(made, manifest=made.manifest | {"doors": "others"})
    with connect_as("admin") as server:
        aside = saving.backups.restore_aside(access, server, made.dump, ASIDE)
        with psycopg.connect(aside.app.url()) as app:
            may = app.execute(
                "SELECT has_table_privilege('kernel_registerline', 'INSERT'),"
                " has_table_privilege('kernel_registerline', 'UPDATE'),"
                " has_table_privilege('kernel_registerhead', 'UPDATE'),"
                " has_table_privilege('kernel_identitykey', 'SELECT')"
            ).fetchone()
        content = backup_sets.content_at(aside.backup)
        saving.provisioning.drop_database(server, ASIDE)

    assert may == (True, False, False, False)
    assert content.differences(made.content) == []
    assert content.differences(altered.content) == [
        "rights, policies, functions or triggers are not the same"
    ]


@pytest.mark.proves("G22", "R-REG-8")
def test_who_was_erased_after_a_backup_does_not_come_back_with_it(
    access, tmp_path, connect_as, settings, monkeypatch
):
    """Saved, erased, put back and settled, as `egide backup`, `person erase` and `restore` do."""
    journal = tmp_path / "journal.jsonl"
    monkeypatch.setenv("EGIDE_JOURNAL", str(journal))
    settings.JOURNAL = journal
    erased, kept = (make_person(usage_name=name, email=f"{name}@example.org") for name in NAMES)
    made = backup_sets.make(access, tmp_path / "backups")
    erase_people(people=[erased], reason="demande", by=command_actor("tests"), on=DAY)

    with connect_as("admin") as server:
        aside = saving.backups.restore_aside(access, server, made.dump, ASIDE)
        came_back = names_in(aside)
        saving.backups.settle(aside, name=made.name, journal=journal)
        left = names_in(aside)
        # Settled twice, nothing more is done and nothing comes back.
        saving.backups.settle(aside, name=made.name, journal=journal)
        again = names_in(aside)
        saving.provisioning.drop_database(server, ASIDE)

    assert came_back >= {(erased.pk, NAMES[0], 1), (kept.pk, NAMES[1], 1)}
    assert (erased.pk, "", 0) in left
    assert (kept.pk, NAMES[1], 1) in left
    assert again == left


def names_in(access: Access) -> set[tuple[int, str, int]]:
    """Return who is there: number, name, how many ways of reaching them."""
    with psycopg.connect(access.owner.url()) as database:
        return set(
            database.execute(
                "SELECT person.id, usage_name, count(point.id) FROM members_person person"
                " LEFT JOIN members_contactpoint point ON point.person_id = person.id"
                " GROUP BY person.id"
            ).fetchall()
        )


@pytest.mark.proves("G14")
def test_a_row_too_few_or_another_word_is_found():
    ours = Content({"a": (2, "12"), "b": (1, "5")}, "doors")

    assert ours.differences(ours) == []
    assert ours.differences(Content({"a": (1, "12"), "b": (1, "5")}, "doors")) == [
        "a: (2, '12') there, (1, '12') here"
    ]
    assert ours.differences(Content({"a": (2, "12"), "b": (1, "6")}, "doors")) == [
        "b: (1, '5') there, (1, '6') here"
    ]
    assert ours.differences(Content({"a": (2, "12")}, "doors")) == ["b: (1, '5') there, None here"]


def lay(folder: Path, name: str, *, field_key: str = "") -> Path:
    """Lay a backup of no society into a folder."""
    made = folder / name
    made.mkdir(parents=True)
    (made / backup_sets.DUMP).write_bytes(b"dump")
    manifest = {
        "dump": backup_sets.hash_of(made / backup_sets.DUMP),
        "documents": [],
        "tables": {"a": [0, "0"]},
        "doors": "",
        "field_key": field_key,
    }
    (made / backup_sets.MANIFEST).write_text(json.dumps(manifest))
    return made


@pytest.mark.proves("G14")
def test_the_last_backup_made_by_an_instant_is_taken_to_the_second(tmp_path):
    for name in ("2026-11-23T18.00.00Z", "2026-11-23T19.00.00Z"):
        lay(tmp_path, name)
    (tmp_path / "documents").mkdir()
    (tmp_path / ".unfinished-x").mkdir()

    def taken(hour: int, minute: int, second: int) -> str:
        at = datetime(2026, 11, 23, hour, minute, second, tzinfo=UTC)
        return backup_sets.last_before(tmp_path, at).name

    assert taken(18, 0, 0) == taken(18, 59, 59) == "2026-11-23T18.00.00Z"
    assert taken(19, 0, 0) == backup_sets.last_before(tmp_path, None).name == "2026-11-23T19.00.00Z"
    with pytest.raises(Failure, match="There is no backup made by"):
        taken(17, 59, 59)


@pytest.mark.proves("G15")
def test_a_damaged_backup_replaces_nothing(tmp_path):
    made = lay(tmp_path, "2026-11-23T18.00.00Z")
    (made / backup_sets.DUMP).write_bytes(b"dumq")

    with pytest.raises(Failure, match=r"is damaged: .* Nothing was replaced"):
        saving.restore(argparse.Namespace(folder=str(tmp_path), at=None, replace=True, dump=False))


@pytest.mark.proves("G24")
def test_a_backup_whose_keys_are_not_there_replaces_nothing(tmp_path):
    lay(tmp_path, "2026-11-23T18.00.00Z", field_key="20200101-ffffff")

    with pytest.raises(Failure, match="sealed with the field key 20200101-ffffff"):
        saving.restore(argparse.Namespace(folder=str(tmp_path), at=None, replace=True, dump=False))


@pytest.mark.proves("G15")
def test_verifying_names_what_is_damaged(tmp_path, capsys):
    lay(tmp_path, "2026-11-23T18.00.00Z")
    options = argparse.Namespace(folder=str(tmp_path), verify=True, follow=False)
    whole = saving.backup(options)
    (lay(tmp_path, "2026-11-23T19.00.00Z") / backup_sets.DUMP).unlink()

    damaged = saving.backup(options)

    lines = capsys.readouterr().out.splitlines()
    assert (whole, damaged) == (0, 1)
    assert lines[:3] == [
        "2026-11-23T18.00.00Z  whole",
        "2026-11-23T18.00.00Z  whole",
        "2026-11-23T19.00.00Z  DAMAGED",
    ]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tables": {}}'])
def test_a_folder_without_a_manifest_is_no_backup(tmp_path, content):
    made = lay(tmp_path, "2026-11-23T18.00.00Z")
    (made / backup_sets.MANIFEST).write_text(content)

    with pytest.raises(Failure, match="is not a whole backup"):
        backup_sets.all_in(tmp_path)
