"""A person's copy holds all that is held about them and nothing of others; an erasure, the rest."""

from __future__ import annotations

import argparse
import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from egide.kernel import journal
from egide.kernel.access import CLOCK, actor_of, command_actor
from egide.kernel.holdings import left_of, rows_about
from egide.kernel.identity import acting
from egide.kernel.models import RegisterLine
from egide.members import commands, services
from egide.members.models import ErasedMark, FormerRecord, Person, RollEntry, Schooling
from egide.members.queries.erased import identity_of, marks_of, were_erased
from egide.members.services.erasure import ERASURE, HeldByLaw
from egide.members.services.holds import HoldRefused
from egide.members.services.tokens import token_ids
from tests.harness.canaries import Canary, entries, plant, seen_in_database

TODAY = date(2021, 5, 1)


@pytest.fixture(autouse=True)
def _the_machine_looks(small_society):
    """Rows behind the second wall are seen too."""
    with acting(CLOCK):
        yield


@pytest.fixture
def two_people(small_society) -> tuple[Person, Person]:
    """Two members who hold an office of nothing, each in a promotion."""
    found = (
        Person.objects.members_on(TODAY)
        .filter(data_status="ACTIVE", life_status="LIVING", schoolings__rank="PRINCIPAL")
        .order_by("-pk")
    )
    return found[0], found[1]


@pytest.fixture
def planted(two_people) -> tuple[list[Canary], list[Canary]]:
    """Words in every column of theirs, the words of their names in the lexicon too."""
    words = []
    for person, sign in zip(two_people, ("zyxa", "zyxb"), strict=True):
        words.append(plant(person, sign))
        person.refresh_from_db()
        [person.name_tokens] = token_ids(
            [(person.first_names, person.usage_name, person.birth_name)]
        )
        person.save(update_fields=["name_tokens"])
    return words[0], words[1]


def files_of(archive: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@pytest.mark.proves("G21", "G22")
def test_every_table_can_be_planted_and_every_kind_of_column_is(planted, two_people):
    mine, _others = planted
    person = two_people[0]

    bare = [e.model._meta.label for e in entries() if not rows_about(e, [person.pk]).exists()]

    assert bare == []
    assert {canary.entry.model for canary in mine} >= {Person, RollEntry}
    assert len(mine) > 30


@pytest.mark.proves("G22", "R-X-9")
def test_a_copy_holds_all_of_one_s_words_and_none_of_others(planted, two_people):
    mine, others = planted
    person, other = two_people

    archive = services.export_person(person=person, by=actor_of(person.pk, on=TODAY), on=TODAY)

    files = files_of(archive)
    assert sorted(files) == ["donnees.json", "lisez-moi.html"]
    for name, text in files.items():
        missing = [
            f"{c.entry.model._meta.label}.{c.column}"
            for c in mine
            if not c.withheld and c.word not in text
        ]
        assert missing == [], name
        assert [c.word for c in mine if c.withheld and c.word in text] == []
        assert [c.word for c in others if c.word in text] == []
    assert f'"person": {other.pk},' not in files["donnees.json"]


@pytest.mark.proves("G22")
def test_a_copy_says_every_column_of_every_row_as_it_is_kept(planted, two_people):
    person = two_people[0]
    archive = services.export_person(person=person, by=actor_of(person.pk, on=TODAY), on=TODAY)
    package = json.loads(files_of(archive)["donnees.json"])

    told = {holding["table"]: holding for holding in package["holdings"]}
    for entry in entries():
        holding = told[entry.model._meta.label_lower]
        fields = [f for f in entry.model._meta.concrete_fields if f.name not in entry.withheld]
        rows = [
            {f.name: getattr(row, f.attname) for f in fields}
            for row in rows_about(entry, [person.pk]).order_by("pk")
        ]
        assert holding["rows"] == json.loads(json.dumps(rows, cls=DjangoJSONEncoder))
        assert holding["not_shown"] == list(entry.withheld)


@pytest.mark.proves("G22", "R-REG-8", "AC-REG-4")
@pytest.mark.parametrize("strike", [False, True])
def test_nothing_of_an_erased_person_is_left_but_what_says_its_ground(
    planted, two_people, strike, settings, django_capture_on_commit_callbacks, tmp_path
):
    settings.JOURNAL = tmp_path / "journal.jsonl"
    mine, others = planted
    person = two_people[0]
    RollEntry.objects.filter(person__in=two_people).delete()
    # A planted word is no mark: the journal would tell it.
    ErasedMark.objects.filter(person=person).delete()
    FormerRecord.objects.filter(person__in=two_people).delete()
    mine = [canary for canary in mine if canary.entry.model is not ErasedMark]
    counted = Schooling.objects.filter(promotion__schoolings__person=person).count()
    may_stay = {c.entry.model._meta.db_table for c in mine if c.stays} | {
        "members_rollentry",
        "members_erasedmark",
    }
    kept = {c.word for c in mine if c.stays}
    kept |= set() if strike else {person.first_names, person.birth_name}
    before = seen_in_database("zyxb")

    with django_capture_on_commit_callbacks(execute=True):
        services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY, strike=strike)

    left = seen_in_database("zyxa")
    assert {table: words - kept for table, words in left.items() if words - kept} == {}
    assert set(left) <= may_stay
    assert RollEntry.objects.get(person=person).name == (
        "" if strike else f"{person.first_names} {person.birth_name}"
    )
    assert Schooling.objects.filter(promotion__schoolings__person=person).count() == counted
    assert all(
        str(one.entry.legal_basis) and str(one.entry.retention) for one in left_of(person.pk)
    )
    assert set(left) <= {one.entry.model._meta.db_table for one in left_of(person.pk)}
    assert seen_in_database("zyxb") == before
    assert [line["person"] for line in journal.read()] == [person.pk]
    assert "zyxa" not in settings.JOURNAL.read_text()
    told = journal.complete(by=CLOCK)
    assert [line["person"] for line in journal.read()].count(person.pk) == 1
    assert told == RegisterLine.objects.filter(action="members.person_erased").count() - 1
    assert [c.word for c in others] != []


@pytest.mark.proves("G22")
def test_the_commands_write_the_copy_and_print_what_stays(
    planted, two_people, tmp_path, capsys, settings
):
    settings.JOURNAL = tmp_path / "journal.jsonl"
    person = two_people[0]
    place = tmp_path / "copie.zip"
    RollEntry.objects.filter(person=person).delete()
    asked = {"person": str(person.pk), "output": str(place), "english": False}

    assert commands.export_person(argparse.Namespace(**asked)) == 0
    asked = {"person": person.readable_id, "reason": "demande", "strike": False, "json": True}
    assert commands.erase_person(argparse.Namespace(**asked)) == 0

    said = capsys.readouterr().out.splitlines()
    assert place.stat().st_mode & 0o777 == 0o600
    assert f'"person": {person.pk}' in files_of(place.read_bytes())["donnees.json"]
    stays = {line["table"]: line for line in json.loads(said[-1])["stays"]}
    assert stays["members.rollentry"]["columns"] == ["name"]
    assert stays["members.rollentry"]["ground"]


@pytest.mark.proves("G22")
def test_an_erasure_is_done_again_when_a_backup_brings_the_person_back(
    two_people, settings, tmp_path
):
    settings.JOURNAL = tmp_path / "journal.jsonl"
    person, other = two_people
    marks = sorted(marks_of(identity_of(person)))
    line = {
        "kind": ERASURE,
        "person": person.pk,
        "marks": marks,
        "struck": True,
        "on": "2021-03-10",
    }
    # To the other, the number of somebody who is no more was given since.
    journal.write([line, {**line, "person": other.pk}, {"kind": "autre.chose"}])

    done = journal.replay(by=command_actor("restore"))
    again = journal.replay(by=command_actor("restore"))

    person.refresh_from_db()
    other.refresh_from_db()
    assert (done.lines, done.done, done.unknown) == (3, 1, 1)
    assert again.done == 0
    assert (person.data_status, RollEntry.objects.get(person=person).name) == ("ANONYMISED", "")
    assert other.data_status == "ACTIVE"


@pytest.mark.proves("G22", "R-REG-8")
def test_an_import_knows_who_was_erased_however_the_file_writes_them(two_people):
    person, other = two_people
    of_person, of_other = identity_of(person), identity_of(other)
    written = replace(of_person, first_names=of_person.first_names.upper().replace("-", " "))
    asked = [
        written,
        replace(of_person, promotion="", emails=()),
        replace(of_person, promotion="", born_on=None),
        of_other,
        replace(of_person, promotion="", born_on=None, emails=()),
        replace(of_other, emails=of_person.emails, promotion="", born_on=None),
    ]
    assert were_erased(asked) == set()

    services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY)

    without_promotion = {1} if of_person.born_on else set()
    without_day = {2} if of_person.emails else set()
    assert were_erased(asked) == {0} | without_promotion | without_day


@pytest.mark.proves("G23")
def test_a_hold_forbids_to_erase_until_it_is_lifted(two_people):
    person = two_people[0]
    services.place_hold(person=person, reason="litige en cours", by=CLOCK, on=TODAY)

    with pytest.raises(HeldByLaw, match="litige en cours"):
        services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY)
    with pytest.raises(HoldRefused):
        services.place_hold(person=person, reason="encore", by=CLOCK, on=TODAY)

    services.lift_hold(person=person, by=CLOCK, on=TODAY)
    assert services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY) == 1


@pytest.mark.proves("G22")
def test_the_journal_gets_what_a_killed_process_could_not_write(two_people, settings, tmp_path):
    settings.JOURNAL = tmp_path / "journal.jsonl"
    person = two_people[0]
    marks = sorted(marks_of(identity_of(person)))
    services.erase_people(people=[person], reason="demande", by=CLOCK, on=TODAY, strike=True)
    assert list(journal.read()) == []

    assert journal.complete(by=CLOCK) > 0
    assert journal.complete(by=CLOCK) == 0

    written = [line for line in journal.read() if line["person"] == person.pk]
    assert written == [
        {
            "kind": ERASURE,
            "person": person.pk,
            "marks": marks,
            "struck": True,
            "on": TODAY.isoformat(),
        }
    ]
