"""People come in from a file: tried, entered, met again, taken back (S00 imports, R-X-11)."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest

from egide.groups.enums import GroupKind
from egide.groups.models import Unplaced
from egide.groups.services import join_group
from egide.groups.tests.factories import make_group
from egide.imports import services
from egide.imports.commands import rollback
from egide.imports.enums import BatchState, LineState
from egide.imports.models import Batch, Line
from egide.imports.tests.files import CLERK, HEADER, TODAY, csv_of, enter, run_import, take_in
from egide.kernel import audit
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members import services as members
from egide.members.enums import ContactKind
from egide.members.models import ContactPoint, Membership, Person, Promotion, Schooling
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

TWO = (
    "Torelisse;Camille;Bo 185;camille.torelisse@example.org;06 39 98 00 01",
    "PEREBRUNE;Paul;an190;paul@example.org.;0639980002",
)


@pytest.fixture(autouse=True)
def promotions():
    make_promotion("Bo", 1985)
    make_promotion("An", 1990)


@pytest.mark.proves("IMP-1")
def test_a_dry_run_says_what_would_enter_and_leaves_nothing(tmp_path, capsys):
    lines = RegisterLine.objects.count()

    code, answer = run_import(
        capsys, tmp_path / "gens.csv", csv_of(*TWO, "Sanspromo;Luc;Zz 12;;"), dry_run=True
    )

    assert code == 1
    assert (answer["lines"], answer["ready"], answer["wrong"], answer["entered"]) == (3, 2, 1, 0)
    assert answer["batch"] is None
    assert answer["columns"]["Prénom"] == "first_names"
    [error] = answer["errors"]
    assert (error["line"], error["column"]) == (4, "Promotion")
    assert "Zz" in error["problem"] or "zz" in error["problem"]
    assert Person.objects.count() == Batch.objects.count() == Line.objects.count() == 0
    assert RegisterLine.objects.count() == lines


@pytest.mark.proves("IMP-1")
def test_what_is_right_enters_and_the_rest_waits(tmp_path, capsys):
    code, answer = run_import(capsys, tmp_path / "gens.csv", csv_of(*TWO, "Sanspromo;Luc;Zz 12;;"))

    assert code == 1
    assert (answer["entered"], answer["wrong"]) == (2, 1)
    camille, paul = Person.objects.order_by("society_no")
    assert (camille.first_names, camille.usage_name) == ("Camille", "Torelisse")
    assert (paul.usage_name, paul.readable_id) == ("Perebrune", "paul.perebrune.1990")
    assert [s.promotion.label for s in Schooling.objects.order_by("person_id")] == [
        "Bo 185",
        "An 190",
    ]
    phones = ContactPoint.objects.filter(kind=ContactKind.PHONE)
    assert set(phones.values_list("value", flat=True)) == {"+33639980001", "+33639980002"}
    assert ContactPoint.objects.filter(value="paul@example.org").exists()
    assert Membership.objects.filter(status="CURRENT").count() == 2
    batch = Batch.objects.get(pk=answer["batch"])
    assert batch.state == BatchState.ENTERED
    assert [line.number for line in batch.lines.all()] == [4]
    entered = RegisterLine.objects.get(action="imports.batch_entered")
    assert entered.subject == f"imports.batch:{batch.pk}"
    assert (entered.facts["entered"], entered.facts["waiting"]) == (2, 1)
    assert audit.verify_chain().intact


@pytest.mark.proves("IMP-1", "R-X-11")
def test_who_is_there_already_is_set_aside_and_nothing_enters_twice(tmp_path, capsys):
    run_import(capsys, tmp_path / "gens.csv", csv_of(*TWO))

    again = csv_of(*TWO, "Nouveau;Luc;Bo 185;luc@example.org;")
    code, answer = run_import(capsys, tmp_path / "gens.csv", again)

    assert code == 1
    assert (answer["alike"], answer["entered"]) == (2, 1)
    assert {one["line"] for one in answer["duplicates"]} == {2, 3}
    assert answer["duplicates"][0]["alike"][0]["record"] == Person.objects.earliest("pk").pk
    assert Person.objects.count() == 3


def test_two_lines_of_one_person_are_set_aside(tmp_path, capsys):
    twice = (TWO[0], "torelisse;CAMILLE;BO185;camille.torelisse@example.org;")

    batch = take_in(csv_of(*twice))

    assert list(batch.lines.values_list("number", "state")) == [
        (2, LineState.READY),
        (3, LineState.ALIKE),
    ]
    assert batch.lines.get(number=3).alike[0]["earlier"] == 2


def test_only_who_may_enter_people_brings_a_file():
    stranger = Actor(name="person:1", person_id=1)

    with pytest.raises(NotAllowed):
        take_in(csv_of(*TWO), by=stranger)

    assert Batch.objects.count() == 0


@pytest.mark.proves("IMP-1")
def test_a_batch_is_taken_back_but_for_whom_somebody_touched(capsys):
    batch = enter(csv_of(*TWO, "Nouveau;Luc;Bo 185;luc@example.org;"))
    touched = Person.objects.get(usage_name="Perebrune")
    members.add_contact_point(
        person=touched, kind=ContactKind.EMAIL, value="neuf@example.org", by=CLERK, on=TODAY
    )
    highest = Person.objects.latest("society_no").society_no
    shown = Promotion.objects.get(label="Bo 185").shown_people

    code = rollback(argparse.Namespace(batch=batch.pk, reason="mauvais fichier", json=True))

    answer = json.loads(capsys.readouterr().out)
    assert code == 1
    assert answer["withdrawn"] == 2
    assert answer["staying"] == [{"record": touched.pk, "why": "La fiche a été modifiée depuis."}]
    assert list(Person.objects.values_list("usage_name", flat=True)) == ["Perebrune"]
    assert shown == 2
    assert Promotion.objects.get(label="Bo 185").shown_people == 0
    line = RegisterLine.objects.get(action="imports.batch_withdrawn")
    assert (line.reason, line.facts["withdrawn"], line.facts["staying"]) == (
        "mauvais fichier",
        2,
        1,
    )
    batch.refresh_from_db()
    assert batch.state == BatchState.WITHDRAWN
    [entered] = batch.entered.all()
    assert entered.stays == "La fiche a été modifiée depuis."
    newcomer = enter(csv_of(TWO[0])).entered.get()
    assert Person.objects.get(pk=newcomer.record_id).society_no == highest + 1


@pytest.mark.django_db(transaction=True)
def test_what_the_rules_wrote_of_people_goes_with_them_and_what_somebody_chose_stays():
    batch = enter(csv_of(*TWO))
    camille, paul = Person.objects.order_by("society_no")
    # What events asked for after the commit: nobody of these two lives in the area of a group.
    assert set(Unplaced.objects.values_list("person_id", flat=True)) == {camille.pk, paul.pk}
    group = make_group(GroupKind.PROFESSIONAL)
    join_group(person=paul, group=group, on=TODAY, by=CLERK)

    staying = services.withdraw_batch(batch=batch, by=CLERK, on=TODAY)

    assert list(staying) == [paul.pk]
    assert list(Unplaced.objects.values_list("person_id", flat=True)) == [paul.pk]
    assert not Person.objects.filter(pk=camille.pk).exists()


def test_a_batch_that_all_touched_stays_whole():
    batch = enter(csv_of(TWO[0]))
    [person] = Person.objects.all()
    members.report_death(
        person=person, source="RELATIVE", reported_by="sa famille", by=CLERK, on=TODAY
    )

    with pytest.raises(services.NothingToWithdraw):
        services.withdraw_batch(batch=batch, by=CLERK, on=TODAY)

    assert Person.objects.count() == 1


def test_the_dead_enter_as_dead_and_somebody_without_promotion_as_a_contact():
    header = HEADER + ";Date de décès;Qualité"

    enter(
        csv_of(
            "Torelisse;Camille;Bo 185;;;03/04/2019;",
            "Perebrune;Paul;;paul@example.org;;;",
            "Ancien;Marc;An 190;;;;démissionnaire",
            header=header,
        )
    )

    states = {
        person.usage_name: (person.life_status, person.registry_status)
        for person in Person.objects.all()
    }
    assert states == {
        "Torelisse": ("DECEASED", "GRADUATE"),
        "Perebrune": ("LIVING", "CONTACT"),
        "Ancien": ("LIVING", "GRADUATE"),
    }
    assert Person.objects.members_on(date(2020, 12, 31)).count() == 0


def test_a_homonym_of_another_promotion_is_no_duplicate():
    make_person(first_names="Camille", usage_name="Torelisse", promotion=make_promotion("An", 1950))

    batch = take_in(csv_of(TWO[0]))

    assert batch.lines.get().state == LineState.READY


def test_the_dead_keep_the_standing_that_they_had_until_their_death():
    enter(
        csv_of(
            "Torelisse;Camille;Bo 185;;;03/04/2019;01/09/1988",
            header=HEADER + ";Date de décès;Sociétaire depuis",
        )
    )

    standings = Person.objects.get().memberships.order_by("starts_on")
    assert list(standings.values_list("status", "starts_on", "ends_on")) == [
        ("CURRENT", date(1988, 9, 1), date(2019, 4, 2)),
        ("DECEASED", date(2019, 4, 3), None),
    ]
