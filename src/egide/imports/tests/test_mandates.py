"""Mandates come in from a file: tried, refused in words, given, taken back (S00 imports)."""

from __future__ import annotations

import argparse
import json
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egide.imports import services
from egide.imports.commands import rollback
from egide.imports.enums import BatchState
from egide.imports.forms import ReceiveForm
from egide.imports.models import Batch
from egide.imports.tests.files import CLERK, csv_of, enter, problems_of, run_import, take_in
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.mandates.enums import BodyKind, Condition, EndReason, MandateState, OfficeCode, ScopeKind
from egide.mandates.models import Mandate
from egide.mandates.permissions import MANAGE_MANDATES
from egide.mandates.services import end_mandate
from egide.mandates.tests.factories import (
    holder_of,
    make_body,
    make_office,
    make_scope,
    make_seat,
)
from egide.members.enums import LifeStatus
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db

HEADER = "N° sociétaire;Nom;Prénom;Promo;Fonction;Groupe;Organe;Siège;Élu le;Début;Fin;Motif"
HEADER = HEADER.replace("N° sociétaire", "Numéro de sociétaire")
ON = date(2020, 12, 31)


@pytest.fixture
def people():
    bordeaux = make_promotion("Bo", 1985)
    return {
        "camille": make_person(
            first_names="Camille Anne", usage_name="Torelisse", promotion=bordeaux
        ),
        "paul": make_person(first_names="Paul", usage_name="Perebrune", promotion=bordeaux),
    }


@pytest.fixture
def statutes():
    make_office(
        OfficeCode.GROUP_TREASURER,
        name="trésorier de groupe",
        feminine="trésorière de groupe",
        scope_kinds=[ScopeKind.TERRITORIAL, ScopeKind.PROMOTION],
        term_years=3,
    )
    make_scope("GT Bordeaux")
    make_scope("Bo 185", kind=ScopeKind.PROMOTION)
    board = make_body(BodyKind.BOARD, code="CA")
    make_seat(board, 1)
    return board


def mandates_file(*lines: str) -> bytes:
    return csv_of(*lines, header=HEADER)


def line_of(person, rest: str) -> str:
    return f"{person.society_no};;;;{rest}"


@pytest.mark.proves("IMP-1")
def test_a_dry_run_of_mandates_says_what_would_enter_and_leaves_nothing(
    people, statutes, tmp_path, capsys
):
    content = mandates_file(
        line_of(people["paul"], "GROUP_TREASURER;GT Bordeaux;;;;01/09/2020;;"),
        line_of(people["camille"], "astrologue;;;;;01/09/2020;;"),
    )

    code, answer = run_import(capsys, tmp_path / "m.csv", content, dry_run=True, kind="mandates")

    assert code == 1
    assert (answer["lines"], answer["ready"], answer["wrong"]) == (2, 1, 1)
    [error] = answer["errors"]
    assert (error["line"], error["column"]) == (3, "Fonction")
    assert error["problem"] == "« astrologue » n’est pas une fonction de la société."
    assert Mandate.objects.count() == Batch.objects.count() == 0


@pytest.mark.proves("IMP-1")
def test_mandates_enter_by_office_by_seat_and_as_history(people, statutes):
    batch = enter(
        mandates_file(
            ";TORELISSE;camille;bo185;Trésorière de groupe;bordeaux;;;;01/09/2020;;",
            line_of(people["paul"], ";;Conseil d'administration;1;06/06/2020;;;"),
            line_of(people["paul"], "group_treasurer;Bo 1985;;;;01/09/2012;12/03/2014;démission"),
        ),
        kind="mandates",
    )

    assert problems_of(batch) == {}
    treasurer, seated, past = Mandate.objects.order_by("pk")
    assert treasurer.person == people["camille"]
    assert (treasurer.scope.label, treasurer.term_ends_on) == ("GT Bordeaux", date(2023, 8, 31))
    assert (seated.seat.number, seated.starts_on) == (1, date(2020, 6, 6))
    assert (past.scope.label, past.ends_on, past.end_reason) == (
        "Bo 185",
        date(2014, 3, 12),
        EndReason.RESIGNED,
    )
    assert RegisterLine.objects.filter(action="mandates.mandates_given").count() == 1


def test_each_wrong_line_is_told_in_words_that_quote_it(people, statutes):
    make_person(first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985))
    make_person(first_names="Camille", usage_name="Torelisse", promotion=make_promotion("Bo", 1985))
    office = "GROUP_TREASURER;GT Bordeaux;;;;01/09/2020;;"

    batch = take_in(
        mandates_file(
            f"987654;;;;{office}",
            f";Inconnue;Zoé;Bo 185;{office}",
            f";Torelisse;Camille;Bo 185;{office}",
            f"{people['paul'].society_no};Autrenom;;;{office}",
            f";;;;{office}",
            line_of(people["paul"], "GROUP_TREASURER;GT Atlantide;;;;01/09/2020;;"),
            line_of(people["paul"], "GROUP_TREASURER;;;;;01/09/2020;;"),
            line_of(people["paul"], ";;CA;9;;01/09/2020;;"),
            line_of(people["paul"], "GROUP_TREASURER;GT Bordeaux;;;;31/02/2020;;"),
            line_of(people["paul"], "GROUP_TREASURER;GT Bordeaux;;;;01/09/2019;02/09/2019;fatigue"),
            line_of(people["paul"], ";;CA;1;;01/01/2015;;"),
        ),
        kind="mandates",
    )

    said = problems_of(batch)
    wanted = {
        2: "« 987654 » n’est celui de personne",
        3: "Personne ne s’appelle « Zoé Inconnue » dans la promotion Bo 185",
        4: "Plusieurs personnes s’appellent « Camille Torelisse »",
        5: f"« {people['paul'].society_no} » n’est pas celui de « Autrenom »",
        6: "Dites de qui il s’agit",
        7: "« GT Atlantide » n’est le nom d’aucun périmètre",
        8: "s’exerce sur : groupe territorial et promotion",
        9: "« Conseil d’administration » n’a pas de siège n° 9",
        10: "31/02/2020",
        11: "« fatigue » n’est pas un mot attendu ici",
        12: "Ce siège n’existe qu’à partir du",
    }
    assert said.keys() == wanted.keys()
    for line, words in wanted.items():
        assert words in said[line]


def test_two_lines_for_one_seat_are_told_before_anything_enters(people, statutes):
    batch = take_in(
        mandates_file(
            line_of(people["paul"], ";;CA;1;;06/06/2020;;"),
            line_of(people["camille"], ";;CA;1;;01/09/2020;;"),
        ),
        kind="mandates",
    )

    assert "Ce siège est déjà pourvu jusqu’au" in problems_of(batch)[3]


def test_a_line_that_is_refused_stands_in_nobodys_way(people, statutes):
    treasurer = make_office("TREASURER", name="trésorier")
    ex_officio = make_body(BodyKind.COMMITTEE, code="COMITE")
    make_seat(statutes, 2, carries=treasurer)
    make_seat(ex_officio, 1, designation="EX_OFFICIO", follows=treasurer, term_years=None)
    make_seat(ex_officio, 2)

    batch = take_in(
        mandates_file(
            line_of(people["paul"], ";;COMITE;2;;06/06/2020;;"),
            line_of(people["paul"], ";;CA;2;;06/06/2020;;"),
            line_of(people["camille"], ";;CA;2;;06/06/2020;;"),
        ),
        kind="mandates",
    )

    assert list(problems_of(batch)) == [3]
    services.enter_batch(batch=batch, by=CLERK, on=ON)
    assert set(Mandate.objects.filter(body=ex_officio).values_list("person", "seat__number")) == {
        (people["paul"].pk, 2),
        (people["camille"].pk, 1),
    }


def test_an_office_of_one_name_is_told_by_the_scope_of_the_line(people, statutes):
    make_office("TREASURER", name="trésorier de groupe")

    batch = enter(
        mandates_file(
            line_of(people["paul"], "trésorier de groupe;;;;;01/09/2020;;"),
            line_of(people["camille"], "trésorière de groupe;GT Bordeaux;;;;01/09/2020;;"),
            line_of(people["camille"], "trésorier du groupe;GT Bordeaux;;;;01/09/2010;;"),
        ),
        kind="mandates",
    )

    held = Mandate.objects.order_by("pk").values_list("person", "office__code")
    assert list(held) == [
        (people["paul"].pk, "TREASURER"),
        (people["camille"].pk, "GROUP_TREASURER"),
    ]
    assert "trésorier de groupe (GROUP_TREASURER)" in problems_of(batch)[4]


@pytest.mark.proves("R-X-8")
def test_nobody_brings_their_own_mandate_in_a_file(people, statutes):
    paul = holder_of(MANAGE_MANDATES, person_id=people["paul"].pk)
    office = "GROUP_TREASURER;{};;;;01/09/2020;;"

    batch = take_in(
        mandates_file(
            line_of(people["paul"], office.format("Bo 185")),
            line_of(people["camille"], office.format("GT Bordeaux")),
        ),
        kind="mandates",
        by=paul,
    )

    assert "Nul n’ouvre ni ne clôt son propre mandat" in problems_of(batch)[2]
    services.enter_batch(batch=batch, by=paul, on=ON)
    assert Mandate.objects.get().person == people["camille"]


def test_the_page_offers_the_kinds_that_its_reader_may_bring():
    keeper = ReceiveForm(actor=holder_of(MANAGE_MANDATES))

    assert list(dict(keeper.fields["kind"].choices)) == ["mandates"]


def test_only_who_keeps_mandates_brings_them(people, statutes):
    with pytest.raises(NotAllowed):
        take_in(mandates_file("1;;;;;;;;;;;"), kind="mandates", by=holder_of())


def test_somebody_whom_the_directory_hides_is_found_by_who_keeps_mandates(people, statutes):
    hidden = make_person(
        first_names="Luce", usage_name="Ombrage", promotion=make_promotion("An", 1990)
    )
    type(hidden).objects.filter(pk=hidden.pk).update(listed=False)

    enter(
        mandates_file(";Ombrage;Luce;An 190;GROUP_TREASURER;GT Bordeaux;;;;01/09/2020;;"),
        kind="mandates",
        by=holder_of(MANAGE_MANDATES),
    )

    assert Mandate.objects.get().person == hidden


@pytest.mark.proves("IMP-1")
def test_mandates_are_taken_back_but_for_those_that_somebody_touched(people, statutes, capsys):
    batch = enter(
        mandates_file(
            line_of(people["paul"], "GROUP_TREASURER;GT Bordeaux;;;;01/09/2020;;"),
            line_of(people["camille"], ";;CA;1;;06/06/2020;;"),
        ),
        kind="mandates",
    )
    touched = Mandate.objects.get(seat__isnull=False)
    end_mandate(mandate=touched, reason=EndReason.RESIGNED, on=ON, by=CLERK)

    code = rollback(argparse.Namespace(batch=batch.pk, reason="mauvais fichier", json=True))

    answer = json.loads(capsys.readouterr().out)
    assert (code, answer["withdrawn"]) == (1, 1)
    assert answer["staying"] == [
        {"record": touched.pk, "why": "Un acte sur ce mandat est au registre depuis."}
    ]
    gone = Mandate.objects.get(office__code=OfficeCode.GROUP_TREASURER)
    assert gone.state_on(ON) == MandateState.CANCELLED
    line = RegisterLine.objects.get(action="mandates.mandates_cancelled")
    assert (line.reason, line.facts["mandates"]) == ("mauvais fichier", 1)
    batch.refresh_from_db()
    assert batch.state == BatchState.WITHDRAWN


def test_what_only_came_to_its_term_is_taken_back(people, statutes):
    batch = enter(
        mandates_file(line_of(people["paul"], "GROUP_TREASURER;GT Bordeaux;;;;01/09/2010;;")),
        kind="mandates",
    )

    staying = services.withdraw_batch(batch=batch, by=CLERK, on=ON)

    assert staying == {}
    assert Mandate.objects.get().end_reason == EndReason.CANCELLED


def test_two_thousand_mandates_cost_as_many_questions_as_twenty(statutes):
    promotion = make_promotion("Bo", 1985)
    people = [
        make_person(first_names="Jean", usage_name=f"Nom{letters(number)}", promotion=promotion)
        for number in range(20)
    ]
    make_office("MEMBER_OF_ALL", name="référent", single=False)
    days = [date(1900, 1, 1).toordinal() + 400 * number for number in range(100)]

    def lines(of: list[int]) -> list[str]:
        return [
            f";{one.usage_name};Jean;Bo 185;référent;;;;;"
            f"{date.fromordinal(day):%d/%m/%Y};{date.fromordinal(day + 399):%d/%m/%Y};échéance"
            for day in of
            for one in people
        ]

    costs = []
    for of in (days[:1], days[1:]):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            batch = enter(mandates_file(*lines(of)), kind="mandates")
            services.withdraw_batch(batch=batch, by=CLERK, on=ON)
        assert problems_of(batch) == {}
        costs.append(len(asked))

    assert Mandate.objects.count() == 2_000
    assert costs[1] <= costs[0] + 5


def letters(number: int) -> str:
    """Return a number as the letters of a name."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:03d}")


@pytest.mark.proves("IMP-1")
def test_what_somebody_did_who_died_since_is_told_and_nothing_after_their_death(statutes):
    dead = make_person(
        first_names="Marc",
        usage_name="Ancelin",
        promotion=make_promotion("An", 1950),
        status=None,
        life_status=LifeStatus.DECEASED,
        died_on=date(2014, 3, 12),
        listed=False,
    )

    batch = enter(
        mandates_file(
            line_of(dead, "GROUP_TREASURER;GT Bordeaux;;;;01/09/2001;31/08/2004;échéance"),
            line_of(dead, "GROUP_TREASURER;GT Bordeaux;;;;01/09/2012;12/03/2014;décès"),
            line_of(dead, "GROUP_TREASURER;Bo 185;;;;01/09/2012;13/03/2014;décès"),
            line_of(dead, "GROUP_TREASURER;Bo 185;;;;01/09/2020;;"),
        ),
        kind="mandates",
    )

    assert set(Mandate.objects.values_list("person", "ends_on")) == {
        (dead.pk, date(2004, 8, 31)),
        (dead.pk, date(2014, 3, 12)),
    }
    why = (
        "Cette personne est décédée le 12\u00a0mars 2014\u00a0: d’elle ne s’écrit plus qu’un mandat"
        " clos ce jour-là, ou avant."
    )
    assert problems_of(batch) == {4: why, 5: why}


def test_the_conditions_of_an_office_are_not_asked_of_the_dead_but_the_seat_is_still_theirs_alone(
    people, statutes
):
    seat = make_seat(statutes, 2, conditions=[Condition.MEMBER])
    dead = make_person(
        first_names="Marc",
        usage_name="Ancelin",
        status=None,
        life_status=LifeStatus.DECEASED,
        died_on=date(2020, 3, 12),
        listed=False,
    )

    batch = enter(
        mandates_file(
            line_of(dead, f";;CA;{seat.number};;06/06/2018;05/06/2019;démission"),
            line_of(people["paul"], f";;CA;{seat.number};;01/06/2019;01/06/2020;démission"),
        ),
        kind="mandates",
    )

    assert list(problems_of(batch)) == [3], problems_of(batch)
    assert "déjà pourvu" in problems_of(batch)[3]
    assert Mandate.objects.get().person == dead
