"""Jobs of people who are there already come in from a file (S00 imports)."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egide.imports import services
from egide.imports.commands import rollback
from egide.imports.tests.files import CLERK, csv_of, enter, problems_of, run_import, take_in
from egide.kernel.access import Actor
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.enums import DataStatus, PositionStatus
from egide.members.models import Person, Position, PositionChange
from egide.members.rules.people import NewPosition, NewSchooling
from egide.members.rules.promotions import PromotionName
from egide.members.services import correct_position
from egide.members.services.positions import take_positions
from egide.members.services.profiles import ProfileClosed
from egide.members.services.schooling import add_secondary_promotions
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

HEADER = "Numéro;Nom et prénom;Promo;Entreprise;Poste;Secteur;Situation;Début;Fin"
ON = date(2020, 12, 31)


@pytest.fixture
def camille():
    return make_person(
        first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985)
    )


def jobs_file(*lines: str) -> bytes:
    return csv_of(*lines, header=HEADER)


def two_jobs(person: Person) -> bytes:
    return jobs_file(
        f"{person.society_no};;;Fonderies du Midi;Directrice;Métallurgie;dirigeant;01/09/2010;",
        ";TORELISSE Camille;bo185;Forges;Ingénieure;;;01/09/1990;31/08/2010",
    )


@pytest.mark.proves("IMP-1")
def test_a_dry_run_of_jobs_leaves_nothing(camille, tmp_path, capsys):
    code, answer = run_import(
        capsys, tmp_path / "p.csv", two_jobs(camille), dry_run=True, kind="positions"
    )

    assert (code, answer["ready"], answer["wrong"]) == (0, 2, 0)
    assert Position.objects.count() == 0


@pytest.mark.proves("IMP-1")
def test_jobs_enter_on_the_records_of_their_people(camille):
    enter(two_jobs(camille), kind="positions")

    now, before = Position.objects.order_by("pk")
    assert (now.person, now.company, now.status) == (
        camille,
        "Fonderies du Midi",
        PositionStatus.EXECUTIVE,
    )
    assert (before.person, before.status) == (camille, PositionStatus.EMPLOYEE)
    assert (before.starts_on, before.ends_on) == (date(1990, 9, 1), date(2010, 8, 31))
    assert Person.objects.get(pk=camille.pk).version == camille.version + 1
    line = RegisterLine.objects.get(action="members.positions_taken")
    assert line.facts["count"] == 2


def test_each_wrong_job_is_told_in_words_that_quote_it(camille):
    enter(two_jobs(camille), kind="positions")
    who = camille.society_no

    batch = take_in(
        jobs_file(
            f"{who};;;Forges;Ingénieure;;;01/09/1990;",
            "987654;;;Forges;Ingénieure;;;;",
            f"{who};;;;;;;01/09/1990;",
            f"{who};;;Forges;Ingénieure;;astronaute;;",
            f"{who};;;Forges;Chef;;;01/09/1990;01/09/1980",
            f"{who};;;{'F' * 121};Chef;;;;",
        ),
        kind="positions",
    )

    said = problems_of(batch)
    wanted = {
        2: "« Ingénieure, Forges » est déjà sur cette fiche",
        3: "« 987654 » n’est celui de personne",
        4: "Dites l’entreprise, le poste ou la situation",
        5: "« astronaute » n’est pas un mot attendu ici",
        6: "Un poste finit le jour où il commence",
        7: "est trop long",
    }
    assert said.keys() == wanted.keys()
    for line, words in wanted.items():
        assert words in said[line]


def test_only_the_clerk_brings_jobs(camille):
    with pytest.raises(NotAllowed):
        take_in(
            two_jobs(camille), kind="positions", by=Actor(name="person:1", person_id=camille.pk)
        )


@pytest.mark.proves("IMP-1")
def test_jobs_are_taken_back_but_for_those_that_somebody_changed(camille, capsys):
    batch = enter(two_jobs(camille), kind="positions")
    touched = Position.objects.get(company="Forges")
    correct_position(
        position=touched,
        correction=NewPosition(status=PositionStatus.EMPLOYEE, company="Forges de l’Est"),
        by=CLERK,
        on=ON,
    )

    code = rollback(argparse.Namespace(batch=batch.pk, reason="mauvais fichier", json=True))

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["withdrawn"]) == (1, 1)
    assert answer["staying"] == [
        {"record": touched.pk, "why": "Cette situation a été modifiée depuis."}
    ]
    assert list(Position.objects.all()) == [touched]
    assert set(PositionChange.objects.values_list("pgh_obj_id", flat=True)) == {touched.pk}
    assert RegisterLine.objects.get(action="members.positions_withdrawn").facts["count"] == 1


def test_two_thousand_jobs_cost_as_many_questions_as_twenty(camille):
    costs = []
    for first, last in ((0, 20), (20, 2_020)):
        lines = [f";Camille Torelisse;Bo 185;Usine {n};;;;;" for n in range(first, last)]
        with CaptureQueriesContext(connection) as asked:
            batch = enter(jobs_file(*lines), kind="positions")
            services.withdraw_batch(batch=batch, by=CLERK, on=ON)
        assert problems_of(batch) == {}
        costs.append(len(asked))

    assert Position.objects.count() == 0
    assert costs[1] <= costs[0] + 5


@pytest.mark.parametrize(
    ("verb", "given"),
    [
        (take_positions, {"positions": NewPosition(status=PositionStatus.EMPLOYEE, company="X")}),
        (
            add_secondary_promotions,
            {"schoolings": NewSchooling(promotion=PromotionName("Bo", 1985), rank="SECONDARY")},
        ),
    ],
)
def test_nothing_is_added_in_bulk_to_whom_is_erased_or_not_there(camille, verb, given):
    erased = make_person(data_status=DataStatus.ANONYMISED, listed=False)
    [(name, what)] = given.items()

    for person_id, why in ((erased.pk, "effacées"), (erased.pk + 1_000, "au registre")):
        with pytest.raises(ProfileClosed, match=why):
            verb(**{name: [(camille.pk, what), (person_id, what)]}, by=CLERK, on=ON)

    assert Position.objects.count() == 0
    camille.refresh_from_db()
    assert camille.version == 1
