"""Who holds a stolen mailbox cannot keep its owner out for ever: two people of the desk decide."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate

from egide.accounts import queries, services
from egide.accounts.enums import ChangeState, Evidence, RecoveryState
from egide.accounts.models import Account, AddressChange, Recovery, Session
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.accounts.services import ChangeOver, RecoveryRefused
from egide.accounts.tests.factors import with_app
from egide.accounts.tests.test_recovery import (
    NOW,
    accept,
    acts,
    asked,
    camille,
    keeper,
    opening,
)
from egide.kernel.access import CLOCK, VISITOR, Actor, StaleProof
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Letter, RegisterLine
from egide.members.tests.factories import make_person

__all__ = ["asked", "camille"]  # fixtures
pytestmark = [pytest.mark.django_db, pytest.mark.proves("G19", "R-X-8")]
STRONG = [Evidence.CALLED, Evidence.SEEN]
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def account(camille) -> Account:
    """An account into which the thief has come, with a password and a second factor of theirs."""
    account = Account.objects.create(person=camille, password=make_password("volée en entier"))
    with_app(account)
    Session.objects.create(
        key_hash="a" * 64, account=account, method="LINK", expires_at=NOW + timedelta(days=900)
    )
    return account


@pytest.fixture
def objected(asked, account) -> Recovery:
    """A request that was accepted, and that the mailbox of before has stopped."""
    accept(asked)
    services.object_to_change(
        change=AddressChange.objects.get(), at=NOW, on=localdate(), by=VISITOR
    )
    return Recovery.objects.get()


def propose(recovery: Recovery, *, by: Actor, evidence=STRONG) -> Recovery:
    return services.propose_overruling(
        recovery=recovery,
        evidence=evidence,
        sponsor=None,
        reason="Vue à l’écran, rappelée à son bureau.",
        at=LATER,
        by=by,
    )


def sign(recovery: Recovery, *, by: Actor) -> Recovery:
    return services.sign_overruling(
        recovery=recovery, reason="Rappelée aussi.", at=LATER, on=LATER.date(), by=by
    )


def fresh(person_id: int | None = None) -> Actor:
    return keeper(person_id, factor_at=LATER)


def hold_due(hours: int) -> None:
    services.hold_due_changes(at=LATER + timedelta(hours=hours), on=localdate(), by=CLOCK)


def test_two_people_give_the_way_in_after_the_delay_and_nothing_of_the_thief_is_left(
    objected, account, camille
):
    maker, checker = fresh(), fresh()
    propose(objected, by=maker)
    assert opening("camille@example.org") == [camille.pk]

    signed = sign(objected, by=checker)

    account.refresh_from_db()
    assert (signed.proposed_by_id, signed.decided_by_id) == (maker.person_id, checker.person_id)
    assert (account.is_active, Session.objects.count()) == (False, 0)
    hold_due(71)
    assert opening("neuve@example.net") == []
    hold_due(72)
    account.refresh_from_db()
    assert opening("neuve@example.net") == [camille.pk]
    assert opening("camille@example.org") == []
    assert (account.is_active, account.closed_at, account.password) == (True, None, "")
    assert not queries.has_second_factor(account)
    assert Recovery.objects.get().state == RecoveryState.DONE
    lines = {
        line.action: (line.actor, line.reason)
        for line in RegisterLine.objects.filter(action__startswith="accounts.overruling")
    }
    assert lines == {
        "accounts.overruling_proposed": (maker.name, "Vue à l’écran, rappelée à son bureau."),
        "accounts.overruling_signed": (checker.name, "Rappelée aussi."),
    }


def test_nobody_signs_what_they_proposed_and_the_database_holds_to_it(objected):
    maker = fresh()
    propose(objected, by=maker)

    with pytest.raises(NotAllowed, match="autre personne"):
        sign(objected, by=maker)
    with pytest.raises(RecoveryRefused, match="à deux"):
        accept(objected, by=fresh(), evidence=STRONG)
    sign(objected, by=fresh())
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        Recovery.objects.update(decided_by=maker.person_id)


@pytest.mark.parametrize(
    "evidence",
    [[], [Evidence.CALLED], [Evidence.CALLED, Evidence.BIRTH, Evidence.FORMER, Evidence.PROMOTION]],
)
def test_what_the_mailbox_may_have_told_is_no_proof(objected, evidence):
    with pytest.raises(RecoveryRefused, match="ne peut pas avoir lues"):
        propose(objected, by=fresh(), evidence=evidence)


def test_it_takes_the_right_a_fresh_proof_and_somebody_else_s_request(objected, camille):
    with pytest.raises(NotAllowed, match="Il vous manque"):
        propose(objected, by=Actor(name="person:1", person_id=1, factor_at=LATER))
    with pytest.raises(StaleProof):
        propose(objected, by=keeper(factor_at=LATER - timedelta(minutes=16)))
    with pytest.raises(NotAllowed, match="propre demande"):
        propose(objected, by=fresh(camille.pk))
    propose(objected, by=fresh())
    with pytest.raises(NotAllowed, match="propre demande"):
        sign(objected, by=fresh(camille.pk))
    with pytest.raises(RecoveryRefused, match="peut devenir"):
        propose(objected, by=fresh())


def test_nothing_is_overruled_where_nobody_objected(asked):
    with pytest.raises(RecoveryRefused, match="peut devenir"):
        propose(asked, by=fresh())
    with pytest.raises(RecoveryRefused, match="signature"):
        sign(asked, by=fresh())


def test_every_address_is_told_and_a_protest_is_noted_but_stops_nothing(
    objected, client: Client, run_jobs
):
    propose(objected, by=fresh())
    Letter.objects.all().delete()
    mail.outbox.clear()
    sign(objected, by=fresh())
    run_jobs()

    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert set(told) == {"camille@example.org", "neuve@example.net"}
    assert "passent outre" in told["camille@example.org"]
    change = AddressChange.objects.get(state=ChangeState.WAITING)
    path = f"/connexion/opposition/{queries.objection_token(change)}/"
    assert "prévenir le secrétariat" in client.get(path).content.decode()
    for _twice in range(2):
        client.post(path)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING
    assert Recovery.objects.get().protested_at is not None
    assert acts().count("accounts.recovery_protested") == 1
    assert "protestation est notée" in client.get(path).content.decode()


@pytest.mark.parametrize("ended", ["refused", "cancelled"])
def test_until_the_end_it_may_be_refused_or_taken_back_and_the_account_opens_again(
    objected, account, ended
):
    propose(objected, by=fresh())
    sign(objected, by=fresh())

    if ended == "refused":
        services.refuse_recovery(
            recovery=objected, reason="C’était un imposteur.", at=LATER, by=fresh()
        )
    else:
        services.cancel_recovery(recovery=objected, at=LATER, by=VISITOR)

    account.refresh_from_db()
    assert (account.is_active, account.closed_at) == (True, None)
    assert account.password
    assert opening("camille@example.org") != []
    hold_due(100)
    assert opening("neuve@example.net") == []


def test_an_account_that_was_suspended_for_another_reason_stays_so(objected, account):
    propose(objected, by=fresh())
    sign(objected, by=fresh())
    keeping = fresh()
    services.reopen_account(account=account, reason="erreur", at=LATER, by=keeping)
    services.suspend_account(
        account=account, reason="enquête", at=LATER + timedelta(minutes=5), by=keeping
    )

    hold_due(72)

    account.refresh_from_db()
    assert (account.is_active, account.closed_why) == (False, "enquête")


def test_what_nobody_signs_lapses(objected):
    propose(objected, by=fresh())

    services.expire_recoveries(at=LATER + timedelta(days=29), on=localdate(), by=CLOCK)
    assert Recovery.objects.get().state == RecoveryState.TO_SECOND
    services.expire_recoveries(at=LATER + timedelta(days=30), on=localdate(), by=CLOCK)

    assert Recovery.objects.get().state == RecoveryState.EXPIRED


def test_a_change_that_is_over_cannot_be_protested(objected):
    with pytest.raises(ChangeOver):
        services.object_to_change(
            change=AddressChange.objects.get(), at=LATER, on=localdate(), by=VISITOR
        )


def test_the_desk_offers_it_to_one_and_its_signature_to_another(objected, sign_in):
    page = f"/comptes/demandes/{objected.pk}/"

    first = sign_in(make_person(first_names="Zoé", usage_name="Valesquier"), KEEP_ACCOUNTS)
    assert "Proposer de passer outre" in first.get(page).content.decode()
    sent = {"evidence": ["CALLED", "SEEN"], "reason": "Vue et rappelée."}
    assert first.post(f"{page}opposition/", sent).status_code == 302
    assert "Un autre que celui qui propose" in first.get(page).content.decode()
    assert first.post(f"{page}contreseing/", {"reason": "moi aussi"}).status_code == 403

    second = sign_in(make_person(first_names="Élie", usage_name="Marsac"), KEEP_ACCOUNTS)
    assert "Contresigner et prévenir" in second.get(page).content.decode()
    assert second.post(f"{page}contreseing/", {"reason": "Rappelée."}).status_code == 302
    assert Recovery.objects.get().state == RecoveryState.ACCEPTED
