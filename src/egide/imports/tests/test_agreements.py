"""Égide agreements come in from a file: tried, refused in words, taken over, taken back."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from egide.groups.enums import AgreementState, GroupKind, LegalForm
from egide.groups.models import EgideAgreement, EgideSignatory
from egide.groups.permissions import MANAGE_GROUPS, SIGN_AGREEMENT
from egide.groups.services import legal_form_of, suspend_agreement
from egide.groups.tests.factories import holder, make_group
from egide.imports import services
from egide.imports.models import Batch
from egide.imports.tests.files import CLERK, csv_of, enter, problems_of, run_import, take_in
from egide.kernel.errors import NotAllowed
from egide.kernel.models import RegisterLine
from egide.members.enums import LifeStatus
from egide.members.tests.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.proves("IMP-1", "R-GRP-2")]

HEADER = "Groupe;Charte;Signée le;Fin;Motif;Pour le groupe;Pour la Société"
ON = date(2020, 12, 31)
FOUNDED = date(2010, 1, 1)


@pytest.fixture
def bordeaux():
    return make_group(GroupKind.TERRITORIAL_FR, name="Bordeaux", created_on=FOUNDED)


@pytest.fixture
def signers():
    gone = make_person(
        first_names="Marc",
        usage_name="Ancelin",
        status=None,
        life_status=LifeStatus.DECEASED,
        died_on=date(2019, 3, 12),
        listed=False,
    )
    return f"{gone.society_no};{make_person().society_no}"


def file_of(*lines: str) -> bytes:
    return csv_of(*lines, header=HEADER)


def two(signers: str) -> bytes:
    return file_of(
        f"GT Bordeaux;2012;03/09/2012;02/09/2018;charte nouvelle;{signers}",
        f"bordeaux;2018;03/09/2018;;;{signers}",
    )


def test_a_dry_run_of_agreements_leaves_nothing(bordeaux, signers, tmp_path, capsys):
    code, answer = run_import(
        capsys, tmp_path / "a.csv", two(signers), dry_run=True, kind="agreements"
    )

    assert (code, answer["ready"], answer["wrong"]) == (0, 2, 0)
    assert EgideAgreement.objects.count() == Batch.objects.count() == 0


def test_agreements_enter_with_both_signatories_and_give_the_group_its_form(bordeaux, signers):
    enter(two(signers), kind="agreements", on=ON)

    rows = EgideAgreement.objects.order_by("starts_on")
    assert list(rows.values_list("state", "charter_version", "ends_on", "end_reason")) == [
        (AgreementState.ENDED, "2012", date(2018, 9, 2), "charte nouvelle"),
        (AgreementState.SIGNED, "2018", None, ""),
    ]
    assert EgideSignatory.objects.filter(agreement__in=rows).count() == 4
    assert legal_form_of(bordeaux, on=ON) == LegalForm.EGIDE
    line = RegisterLine.objects.get(action="groups.agreements_taken_over")
    assert line.facts["agreements"] == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Nulle part;2018;03/09/2018;;;{signers}", "n’est le nom d’aucun groupe"),
        ("Bordeaux;2018;03/09/2009;;;{signers}", "n’existait pas tous les jours"),
        ("Bordeaux;2018;03/09/2018;01/01/2018;;{signers}", "finit le jour où elle commence"),
        ("Bordeaux;2018;03/09/2032;;;{signers}", "n’est pas encore venu"),
        ("Bordeaux;;03/09/2018;;;{signers}", "nécessaire à une convention"),
        ("Bordeaux;2018;03/09/2018;;;{one};{one}", "ne signe pas des deux côtés"),
        ("Bordeaux;2018;03/09/2018;;;{one};999999", "n’est celui de personne"),
        ("Bordeaux;2018;31/02/2018;;;{signers}", "aucun calendrier"),
        ("Autre;2018;03/09/2018;;;{signers}", "réservée aux groupes territoriaux"),
        ("Bordeaux;2018;01/06/2012;;;{signers}", "déjà une convention d’égide"),
    ],
)
def test_a_wrong_line_is_refused_in_words_and_the_others_enter(bordeaux, signers, line, said):
    make_group(GroupKind.PROFESSIONAL, name="Autre", created_on=FOUNDED)
    wrong = line.format(signers=signers, one=signers.split(";")[0])

    batch = enter(
        file_of(f"Bordeaux;2012;03/09/2012;02/09/2016;;{signers}", wrong), kind="agreements", on=ON
    )

    assert said in problems_of(batch)[3]
    assert EgideAgreement.objects.count() == 1


def test_agreements_are_taken_back_but_for_those_that_somebody_touched(bordeaux, signers):
    batch = enter(two(signers), kind="agreements", on=ON)
    touched = EgideAgreement.objects.get(state=AgreementState.SIGNED)
    suspend_agreement(agreement=touched, reason="bilan manquant", on=ON, by=CLERK)

    staying = services.withdraw_batch(batch=batch, by=CLERK, on=ON, reason="mauvais fichier")

    assert staying == {touched.pk: "Un acte sur cette convention est au registre depuis."}
    assert list(EgideAgreement.objects.all()) == [touched]
    assert EgideSignatory.objects.count() == 2
    line = RegisterLine.objects.get(action="groups.agreements_withdrawn")
    assert (line.reason, line.facts["agreements"]) == ("mauvais fichier", 1)


def test_only_who_signs_agreements_brings_their_file(bordeaux, signers):
    with pytest.raises(NotAllowed):
        take_in(two(signers), kind="agreements", by=holder(MANAGE_GROUPS), on=ON)

    take_in(two(signers), kind="agreements", by=holder(SIGN_AGREEMENT), on=ON)


def test_a_hundred_agreements_cost_as_many_questions_as_two(bordeaux, signers):
    lines = [
        f"Bordeaux;v{n};{day:%d/%m/%Y};{day:%d/%m/%Y};;{signers}"
        for n in range(102)
        for day in [date.fromordinal(date(2012, 1, 1).toordinal() + n)]
    ]
    costs = []
    for some in (lines[:2], lines[2:]):
        with CaptureQueriesContext(connection) as asked:
            enter(file_of(*some), kind="agreements", on=ON)
        costs.append(len(asked))

    assert EgideAgreement.objects.count() == 102
    assert costs[1] <= costs[0] + 2
