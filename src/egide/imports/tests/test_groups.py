"""Groups come in from a file: tried, refused in words, founded, taken back (S00 imports)."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egide.groups.enums import GroupKind, LegalForm
from egide.groups.models import AreaRule, Group
from egide.groups.permissions import MANAGE_GROUPS
from egide.groups.services import join_group, legal_form_of
from egide.groups.tests.factories import desk, holder, make_group
from egide.imports import services
from egide.imports.commands import rollback
from egide.imports.tests.files import CLERK, csv_of, enter, problems_of, run_import, take_in
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.mandates.models import Scope
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

HEADER = "Type;Nom;Rattaché à;Départements;Date de création;Clos le;Association propre;Déclarée le"
ON = date(2020, 12, 31)
THREE = (
    "GT;Bordeaux;;33, 40;12/03/1901;;;",
    "Groupe territorial;Pays basque;GT Bordeaux;64000-64299;1/6/1950;;Gadzarts basques;2/2/1960",
    "étranger;Bénélux;;Belgique, Luxembourg;01/01/1920;;;",
)


def groups_file(*lines: str) -> bytes:
    return csv_of(*lines, header=HEADER)


@pytest.mark.proves("IMP-1")
def test_a_dry_run_of_groups_says_what_would_enter_and_leaves_nothing(tmp_path, capsys):
    content = groups_file(*THREE, "cercle;Les Amis;;;01/01/1999;;;")

    code, answer = run_import(capsys, tmp_path / "g.csv", content, dry_run=True, kind="groups")

    assert code == 1
    assert (answer["lines"], answer["ready"], answer["wrong"]) == (4, 3, 1)
    [error] = answer["errors"]
    assert (error["line"], error["column"]) == (5, "Type de groupe")
    assert error["problem"] == "« cercle » n’est pas un mot attendu ici."
    assert Group.objects.count() == Scope.objects.count() == 0


@pytest.mark.proves("IMP-1")
def test_groups_enter_with_their_parent_their_areas_and_their_form():
    make_promotion("Bo", 1985)

    batch = enter(groups_file(*THREE, "promotion;bo185;;;03/09/1985;;;"), kind="groups")

    assert problems_of(batch) == {}
    by_name = {group.name: group for group in Group.objects.all()}
    bordeaux, basque, benelux, promotion = (
        by_name[name] for name in ("Bordeaux", "Pays basque", "Bénélux", "Bo 185")
    )
    assert (bordeaux.kind, bordeaux.created_on) == (GroupKind.TERRITORIAL_FR, date(1901, 3, 12))
    assert (basque.parent, basque.scope.label) == (bordeaux, "GT Pays basque")
    assert legal_form_of(basque, on=date(1970, 1, 1)) == LegalForm.OWN_ASSOCIATION
    assert legal_form_of(basque, on=date(1955, 1, 1)) == LegalForm.INFORMAL
    assert (benelux.kind, benelux.region) == (GroupKind.TERRITORIAL_INTL, "EUROPE")
    assert promotion.promotion.label == "Bo 185"
    rules = AreaRule.objects.values_list("group__name", "country", "postcode_from", "postcode_to")
    assert set(rules) == {
        ("Bordeaux", "FR", "33000", "33999"),
        ("Bordeaux", "FR", "40000", "40999"),
        ("Pays basque", "FR", "64000", "64299"),
        ("Bénélux", "BE", "", ""),
        ("Bénélux", "LU", "", ""),
    }


def test_each_wrong_group_is_told_in_words_that_quote_it():
    make_promotion("Bo", 1990)
    make_group(name="Lyon", country="FR", postcodes=("69000", "69999"))

    batch = take_in(
        groups_file(
            "GT;LYON;;;01/01/1900;;;",
            "GT;Rhône;;69;01/01/1900;;;",
            "GT;Jura;Atlantide;;01/01/1900;;;",
            "GT;Vide;;Zone 51;01/01/1900;;;",
            "GP;Energie;;75;01/01/1900;;;",
            "étranger;Nulle part;;;01/01/1900;;;",
            "GT;Ancien;;;01/01/1900;01/01/1899;;",
            "GT;Demain;;;01/01/2031;;;",
            "promotion;Bo 185;;;03/09/1985;;;",
            "GT;Double;;;01/01/1900;;;",
            "GT;double;;;01/01/1900;;;",
        ),
        kind="groups",
    )

    said = problems_of(batch)
    wanted = {
        2: "Un groupe de ce type s’appelle déjà « LYON »",
        3: "Le territoire « FR 69000 69999 » est déjà celui de « Lyon »",
        4: "« Atlantide » n’est le nom d’aucun groupe",
        5: "« Zone 51 » n’est ni un département",
        6: "Seul un groupe territorial dessert un territoire",
        7: "Dites la région du monde",
        8: "« Ancien » est clos avant d’être créé",
        9: "« 01/01/2031 » n’est pas encore venu",
        10: "La promotion « Bo 185 » n’est pas ouverte",
        12: "s’appelle déjà « double »",
    }
    assert said.keys() == wanted.keys()
    for line, words in wanted.items():
        assert words in said[line]


def test_only_who_keeps_the_network_brings_its_groups():
    with pytest.raises(NotAllowed):
        take_in(groups_file(*THREE), kind="groups", by=holder())

    batch = take_in(groups_file(*THREE), kind="groups", by=holder(MANAGE_GROUPS))
    assert "le droit d’ouvrir les périmètres" in problems_of(batch)[2]
    assert enter(groups_file(*THREE), kind="groups", by=desk()).entered.count() == 3


@pytest.mark.proves("IMP-1")
def test_groups_are_taken_back_but_for_those_where_somebody_is(capsys):
    batch = enter(groups_file(*THREE, "club;Voile;;;01/01/1999;;;"), kind="groups")
    sailing = Group.objects.get(name="Voile")
    join_group(group=sailing, person=make_person(), on=ON, by=CLERK)

    code = rollback(argparse.Namespace(batch=batch.pk, reason="mauvais fichier", json=True))

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["withdrawn"]) == (1, 3)
    assert [one["record"] for one in answer["staying"]] == [sailing.pk]
    assert "s’appuie sur ce groupe" in answer["staying"][0]["why"]
    assert list(Group.objects.all()) == [sailing]
    assert list(Scope.objects.all()) == [sailing.scope]
    line = RegisterLine.objects.get(action="groups.groups_withdrawn")
    assert (line.reason, line.facts["groups"]) == ("mauvais fichier", 3)


def test_a_parent_stays_with_the_child_that_stays():
    batch = enter(groups_file(THREE[0], "club;Voile;GT Bordeaux;;01/01/1999;;;"), kind="groups")
    sailing = Group.objects.get(name="Voile")
    join_group(group=sailing, person=make_person(), on=ON, by=CLERK)

    with pytest.raises(services.NothingToWithdraw):
        services.withdraw_batch(batch=batch, by=CLERK, on=ON)

    assert sailing.parent.name == "Bordeaux"
    assert Group.objects.count() == 2


def test_two_thousand_groups_cost_as_many_questions_as_twenty():
    costs = []
    for first, last in ((0, 20), (20, 2_020)):
        lines = [
            f"club;Cercle {number};;;01/01/1950;;Amis {number};" for number in range(first, last)
        ]
        with CaptureQueriesContext(connection) as asked:
            batch = enter(groups_file(*lines), kind="groups")
            services.withdraw_batch(batch=batch, by=CLERK, on=ON)
        assert problems_of(batch) == {}
        costs.append(len(asked))

    assert Group.objects.count() == 0
    assert costs[1] <= costs[0] + 5
