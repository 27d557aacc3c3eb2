"""Égide agreements and associations: one legal form at a time (R-GRP-2, R-GRP-3, R-GRP-6)."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from egide.groups import services
from egide.groups.enums import AgreementState, GroupKind, LegalForm
from egide.groups.models import EgideAgreement, Group
from egide.groups.rules import allowed_by_form, obstacles_to_bank_account
from egide.groups.tests.factories import (
    desk,
    make_egide,
    make_group,
    make_leader,
    make_promotion_group,
    officer_of,
)
from egide.kernel.errors import NotAllowed
from egide.kernel.models import ParameterValue, RegisterLine
from egide.members.tests.factories import make_person, make_promotion

pytestmark = pytest.mark.django_db
DAY = date(2020, 6, 1)


@pytest.fixture
def group():
    return make_group(name="Gironde")


@pytest.fixture
def signed(group):
    leader = make_leader(group).person
    agreement = services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())
    return services.sign_agreement(
        agreement=agreement, for_group=leader, for_society=make_person(), on=DAY, by=desk()
    )


def under_egide(day):
    return list(Group.objects.under_egide_on(day).values_list("name", flat=True))


@pytest.mark.proves("R-GRP-3")
def test_a_signed_agreement_gives_its_legal_form_from_its_first_day(group, signed):
    assert (signed.state, signed.starts_on, signed.renew_by) == ("SIGNED", DAY, date(2023, 6, 1))
    assert signed.signatories.count() == 2
    assert services.legal_form_of(group, on=DAY) == LegalForm.EGIDE
    assert services.legal_form_of(group, on=date(2020, 5, 31)) == LegalForm.INFORMAL
    line = RegisterLine.objects.get(action="groups.agreement_signed")
    assert line.before_hash != line.after_hash


@pytest.mark.proves("R-GRP-2")
def test_egide_is_for_territorial_groups_and_promotions_only():
    trade = make_group(GroupKind.PROFESSIONAL, "Énergie")
    make_leader(trade)

    with pytest.raises(
        services.EgideRefused, match="réservée aux groupes territoriaux et aux promotions"
    ):
        services.draft_agreement(group=trade, charter_version="2020", on=DAY, by=desk())


def test_a_promotion_with_one_survivor_does_not_come_under_egide():
    promotion = make_promotion_group(make_promotion("Bo", 1963))
    person = make_person(promotion=promotion.promotion)
    services.align_default_groups(on=date(2019, 1, 1), by=desk(), people=[person.pk], tell=False)
    make_leader(promotion, person)

    with pytest.raises(services.EgideRefused, match="moins de deux survivants"):
        services.draft_agreement(group=promotion, charter_version="2020", on=DAY, by=desk())


def test_every_obstacle_to_a_draft_is_said(group):
    make_egide(group)

    with pytest.raises(services.EgideRefused) as refusal:
        services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())

    assert refusal.value.obstacles == [
        "Une convention d’égide est déjà en cours.",
        "Le groupe n’a pas de responsable pour signer.",
    ]


def test_somebody_who_does_not_lead_the_group_does_not_sign_for_it(group):
    make_leader(group)
    agreement = services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())

    with pytest.raises(services.EgideRefused, match="en est le responsable"):
        services.sign_agreement(
            agreement=agreement,
            for_group=make_person(),
            for_society=make_person(),
            on=DAY,
            by=desk(),
        )


def test_an_officer_may_not_sign_for_the_society(group):
    leader = make_leader(group).person
    agreement = services.draft_agreement(group=group, charter_version="2020", on=DAY, by=desk())

    with pytest.raises(NotAllowed):
        services.sign_agreement(
            agreement=agreement,
            for_group=leader,
            for_society=make_person(),
            on=DAY,
            by=officer_of(group, person_id=leader.pk),
        )


def test_a_suspension_is_honest_as_of_any_day(group, signed):
    services.suspend_agreement(
        agreement=signed, reason="Deux comptes rendus manquants", on=date(2020, 9, 1), by=desk()
    )
    services.resume_agreement(agreement=signed, on=date(2020, 11, 1), by=desk())

    assert under_egide(date(2020, 8, 31)) == ["Gironde"]
    assert under_egide(date(2020, 9, 1)) == []
    assert under_egide(date(2020, 10, 31)) == []
    assert under_egide(date(2020, 11, 1)) == ["Gironde"]
    assert services.legal_form_of(group, on=date(2020, 10, 1)) == LegalForm.EGIDE


@pytest.mark.proves("R-GRP-6")
def test_the_last_day_of_an_agreement_still_counts(group, signed):
    services.end_agreement(
        agreement=signed, reason="Choix du groupe", on=date(2020, 12, 31), by=desk()
    )

    assert under_egide(date(2020, 12, 31)) == ["Gironde"]
    assert under_egide(date(2021, 1, 1)) == []
    assert EgideAgreement.objects.get().state == AgreementState.ENDED


def test_an_ended_agreement_moves_no_more(signed):
    services.end_agreement(agreement=signed, reason="fin", on=date(2020, 12, 31), by=desk())

    with pytest.raises(services.ForbiddenMove, match="rien ne le suit"):
        services.suspend_agreement(agreement=signed, reason="x", on=date(2021, 1, 1), by=desk())


def test_an_agreement_is_suspended_and_ended_for_a_reason(signed):
    with pytest.raises(services.EgideRefused, match="pourquoi"):
        services.suspend_agreement(agreement=signed, reason=" ", on=date(2020, 9, 1), by=desk())
    with pytest.raises(services.EgideRefused, match="pour un motif"):
        services.end_agreement(agreement=signed, reason="", on=date(2020, 9, 1), by=desk())
    with pytest.raises(services.EgideRefused, match="ne prend effet que le 1er juin 2020"):
        services.end_agreement(agreement=signed, reason="x", on=date(2020, 5, 31), by=desk())


def test_the_database_refuses_two_agreements_at_a_time(group):
    make_egide(group)

    with pytest.raises(IntegrityError, match="one_egide_agreement"), transaction.atomic():
        EgideAgreement.objects.create(
            group=group,
            charter_version="2020",
            state=AgreementState.SIGNED,
            drafted_on=DAY,
            starts_on=DAY,
        )


@pytest.mark.proves("R-GRP-3")
def test_a_group_is_an_association_or_under_egide_never_both(group, signed):
    with pytest.raises(services.EgideRefused, match="doit d’abord prendre fin"):
        services.declare_association(group=group, registered_name="Amis", on=DAY, by=desk())


def test_an_association_begins_and_ends(group):
    association = services.declare_association(
        group=group, registered_name="Amis de la Gironde", on=DAY, by=desk()
    )
    services.end_association(association=association, on=date(2020, 8, 31), by=desk())

    assert services.legal_form_of(group, on=date(2020, 8, 31)) == LegalForm.OWN_ASSOCIATION
    assert services.legal_form_of(group, on=date(2020, 9, 1)) == LegalForm.INFORMAL
    with pytest.raises(services.EgideRefused, match="a pris fin le 31 août 2020"):
        services.end_association(association=association, on=date(2020, 10, 1), by=desk())


@pytest.mark.proves("AC-GRP-6")
def test_an_own_association_asking_for_tax_receipts_is_refused_with_the_reason(group):
    services.declare_association(group=group, registered_name="Amis", on=DAY, by=desk())

    with pytest.raises(services.TaxReceiptsRefused) as refusal:
        services.request_tax_receipts(group=group, on=DAY, by=officer_of(group))

    assert str(refusal.value).startswith("Le groupe est une association distincte :")
    assert not RegisterLine.objects.filter(action="groups.tax_receipts_requested").exists()


def test_receipts_are_off_until_an_entitlement_is_recorded(group, signed):
    with pytest.raises(services.TaxReceiptsRefused, match="pas enregistré d’habilitation"):
        services.request_tax_receipts(group=group, on=DAY, by=officer_of(group))
    ParameterValue.objects.create(
        code=services.TAX_RECEIPT_RULING, value="rescrit 2020-14", starts_on=DAY, source="DGFiP"
    )

    services.request_tax_receipts(group=group, on=DAY, by=officer_of(group))

    assert RegisterLine.objects.filter(action="groups.tax_receipts_requested").count() == 1


@pytest.mark.proves("R-GRP-3")
def test_a_group_under_egide_opens_no_bank_account_of_its_own():
    assert "sous-compte" in obstacles_to_bank_account(LegalForm.EGIDE)[0]
    assert obstacles_to_bank_account(LegalForm.OWN_ASSOCIATION) == []
    answers = allowed_by_form(LegalForm.OWN_ASSOCIATION, entitlement="rescrit 2020-14")
    assert [answer.allowed for answer in answers] == [True, False, True]


def test_agreements_of_a_group_that_is_an_association_are_not_taken_over(group):
    services.declare_association(
        group=group, registered_name="Amis", on=date(2018, 1, 1), by=desk()
    )

    with pytest.raises(services.FoundingRefused, match="association distincte à ces dates"):
        make_egide(group)
