"""The secrets of applications of codes: the database itself shows them to their person alone."""

from __future__ import annotations

import psycopg
import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from egide.accounts import queries, services
from egide.accounts.models import Account, AuthenticatorApp
from egide.accounts.tests.factors import app_behind_the_wall, as_oneself, current_code, with_app
from egide.kernel import wall
from egide.kernel.access import CLOCK, VISITOR, Actor, Grant
from egide.kernel.errors import Refused
from egide.kernel.identity import acting
from egide.members import services as members
from egide.members.permissions import ANSWER_RIGHTS
from tests.harness.identities import SIGN

pytestmark = [pytest.mark.proves("G5", "R-X-2"), pytest.mark.django_db]

TABLE = "accounts_authenticatorapp"
OFFICE = Actor(
    name="person:99",
    person_id=99,
    factor_at=timezone.now(),
    grants=(Grant(permission=ANSWER_RIGHTS, scope_ids=None, reason="bureau"),),
)


@pytest.fixture
def account(camille) -> Account:
    made = Account.objects.create(person=camille)
    with_app(made)
    return made


def seen() -> int:
    return AuthenticatorApp.objects.count()


def test_the_data_map_says_it_and_the_database_does_it():
    assert TABLE in wall.secret_tables()


def test_each_sees_their_own_and_the_office_sees_none(account, couple):
    other = Account.objects.create(person=couple[0])
    with_app(other)

    for by, count in (
        (as_oneself(account), 1),
        (as_oneself(other), 1),
        (OFFICE, 0),
        (VISITOR, 0),
        (CLOCK, 2),
    ):
        with acting(by):
            assert seen() == count


def test_nobody_takes_changes_or_adds_that_of_somebody_else(account, couple):
    stranger = as_oneself(Account.objects.create(person=couple[0]))

    with acting(stranger):
        assert AuthenticatorApp.objects.update(last_step=0) == 0
        assert AuthenticatorApp.objects.all().delete()[0] == 0
        with (
            pytest.raises(ProgrammingError, match="row-level security"),
            transaction.atomic(),
        ):
            AuthenticatorApp.objects.create(
                account=Account.objects.create(person=couple[1]),
                secret="ESSAI",
                begun_at=timezone.now(),
            )


@pytest.mark.parametrize(
    "statement",
    [
        f"SELECT count(*) FROM {TABLE}",  # noqa: S608 - a name of ours
        f"UPDATE {TABLE} SET last_step = 0",  # noqa: S608
        f"DELETE FROM {TABLE}",  # noqa: S608
    ],
)
@pytest.mark.django_db(transaction=True)
def test_no_role_that_serves_passes_without_an_identity_or_with_a_forged_one(
    account, connect_as, statement
):
    for role in ("app", "worker", "owner"):
        with connect_as(role) as plain:
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="no identity"):
                plain.execute(statement)
            plain.execute(SIGN.replace("true", "false"), ["clock", "*", "9999999999.ff"])
            with pytest.raises(psycopg.errors.InsufficientPrivilege, match="not signed"):
                plain.execute(statement)


def test_a_code_opens_at_the_door_where_nobody_is_known_yet(account):
    entered = services.check_second_factor(
        account=account,
        method="LINK",
        code=current_code(account),
        at=timezone.now(),
        by=VISITOR,
    )

    assert entered.second_factor == "APP"
    assert app_behind_the_wall(account).last_used_at is not None


def test_an_erasure_by_the_office_leaves_no_secret_that_it_cannot_see(account, camille):
    members.erase_people(people=[camille], reason="demande", by=OFFICE, on=timezone.localdate())

    with acting(CLOCK):
        assert seen() == 0
    assert not queries.has_second_factor(account)


def test_two_records_are_united_though_the_clerk_sees_no_secret(account, couple):
    gone = Account.objects.create(person=couple[0])
    with_app(gone)
    clerk = Actor(
        name="person:98",
        person_id=98,
        factor_at=timezone.now(),
        grants=(Grant(permission="members.manage_registry", scope_ids=None, reason="secrétariat"),),
    )

    union = members.unite_records(
        kept=account.person,
        gone=couple[0],
        believed=(),
        versions=(account.person.version, couple[0].version),
        reason="même personne",
        by=clerk,
        on=timezone.localdate(),
    )

    with acting(CLOCK):
        assert [app.account_id for app in AuthenticatorApp.objects.all()] == [account.pk]
    members.part_records(union=union, by=clerk, on=timezone.localdate())
    assert app_behind_the_wall(gone).secret
    with pytest.raises(Refused):
        services.confirm_by_code(
            account=gone, code="000000", at=timezone.now(), by=as_oneself(gone)
        )
