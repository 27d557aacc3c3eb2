"""Second promotions of people who are there already come in from a file (S00 imports, R-REG-4)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egide.imports import services
from egide.imports.tests.files import CLERK, csv_of, enter, problems_of, run_import, take_in
from egide.kernel.models import RegisterLine
from egide.members.enums import Cursus, SchoolingRank
from egide.members.models import Schooling
from egide.members.services import correct_schooling
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

HEADER = "Numéro;Nom et prénom;Promo;Seconde promotion;Cursus;Sortie de l'École;Diplôme"
ON = date(2020, 12, 31)


@pytest.fixture
def camille():
    make_promotion("An", 1990)
    make_promotion("An", 1991)
    return make_person(
        first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985)
    )


def schooling_file(*lines: str) -> bytes:
    return csv_of(*lines, header=HEADER)


def seconds():
    return Schooling.objects.filter(rank=SchoolingRank.SECONDARY).order_by("pk")


@pytest.mark.proves("IMP-1")
def test_a_dry_run_of_second_promotions_leaves_nothing(camille, tmp_path, capsys):
    content = schooling_file(f"{camille.society_no};;;An 190;doctorat;;")

    code, answer = run_import(capsys, tmp_path / "s.csv", content, dry_run=True, kind="schooling")

    assert (code, answer["ready"]) == (0, 1)
    assert seconds().count() == 0


@pytest.mark.proves("IMP-1", "R-REG-4")
def test_second_promotions_enter_and_are_taken_back_but_for_what_was_corrected(camille):
    batch = enter(
        schooling_file(
            f"{camille.society_no};;;An 190;doctorat;30/06/1993;Docteur",
            ";TORELISSE Camille;Bo 185;an1991;;;",
        ),
        kind="schooling",
    )

    first, second = seconds()
    assert (first.promotion.label, first.cursus, first.left_on) == (
        "An 190",
        Cursus.PHD,
        date(1993, 6, 30),
    )
    assert Schooling.objects.get(rank=SchoolingRank.PRINCIPAL).promotion.label == "Bo 185"
    correct_schooling(
        schooling=second,
        cursus=Cursus.MASTER,
        left_on=None,
        diploma_kind="",
        diploma_on=None,
        by=CLERK,
        on=ON,
    )

    staying = services.withdraw_batch(batch=batch, by=CLERK, on=ON)

    assert staying == {second.pk: "Cette scolarité a été corrigée depuis."}
    assert list(seconds()) == [second]
    line = RegisterLine.objects.get(action="members.secondary_promotions_withdrawn")
    assert line.facts["count"] == 1


def test_each_wrong_schooling_is_told_in_words_that_quote_it(camille):

    batch = take_in(
        schooling_file(
            f"{camille.society_no};;;Bo 185;;;",
            f"{camille.society_no};;;Zz 12;;;",
            f"{camille.society_no};;;;;;sans",
            f"{camille.society_no};;;An 190;alchimie;;",
            f"{camille.society_no};;;An 190;;01/01/1980;",
            f"{camille.society_no};;;An 192;;;",
            "987654;;;An 190;;;",
        ),
        kind="schooling",
    )

    said = problems_of(batch)
    wanted = {
        2: "Cette personne est déjà de la promotion Bo 185",
        3: "zz",
        4: "Dites quelle est la seconde promotion",
        5: "« alchimie » n’est pas un mot attendu ici",
        6: "On ne sort pas de l’École avant d’y être entré",
        7: "La promotion An 192 n’est pas ouverte",
        8: "« 987654 » n’est celui de personne",
    }
    assert said.keys() == wanted.keys()
    for line, words in wanted.items():
        assert words in said[line]


def test_many_second_promotions_cost_as_many_questions_as_two(camille):
    labels = [make_promotion("Li", 1920 + year).label for year in range(80)]
    costs = []
    for some in (labels[:2], labels[2:]):
        content = schooling_file(*(f"{camille.society_no};;;{label};;;" for label in some))
        with CaptureQueriesContext(connection) as asked:
            batch = enter(content, kind="schooling")
            services.withdraw_batch(batch=batch, by=CLERK, on=ON)
        assert problems_of(batch) == {}
        costs.append(len(asked))

    assert costs[1] <= costs[0] + 2
