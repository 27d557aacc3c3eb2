"""The routes of the accounts, for the access matrix: how one enters, and one's own account."""

from __future__ import annotations

from datetime import UTC, datetime

from django.contrib.auth import get_user_model

from egide.accounts.enums import SignInMethod
from egide.accounts.models import (
    Account,
    AddressChange,
    ApiToken,
    KnownDevice,
    Passkey,
    Recovery,
    Session,
)
from egide.accounts.permissions import KEEP_ACCOUNTS
from egide.members.models import ContactPoint, ContactPointChange, Person
from tests.matrix.declaring import Declared, Side, always, the

NOON = datetime(2021, 5, 1, 12, tzinfo=UTC)


def account(side: Side) -> Account:
    return get_user_model().objects.get_or_create(person=side.person)[0]


def device(side: Side) -> KnownDevice:
    return KnownDevice.objects.create(
        account=side.row(Account),
        token_hash=f"{side.person.pk:064}",
        first_seen_at=NOON,
        last_seen_at=NOON,
        trusted_until=NOON,
    )


def passkey(side: Side) -> Passkey:
    return Passkey.objects.create(
        account=side.row(Account),
        credential_id=f"zyx-{side.person.pk}",
        credential="zyx-cle",
        made_at=NOON,
    )


def token(side: Side) -> ApiToken:
    return ApiToken.objects.create(
        account=side.row(Account),
        token_hash=f"{side.person.pk:064}",
        name="zyx-jeton",
        scopes=[],
        made_at=NOON,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )


def session(side: Side) -> Session:
    return Session.objects.create(
        account=side.row(Account),
        key_hash=f"{side.person.pk:064}",
        method=SignInMethod.LINK,
        started_at=NOON,
        seen_at=NOON,
        proved_at=NOON,
        expires_at=datetime(2100, 1, 1, tzinfo=UTC),
    )


def change(side: Side) -> AddressChange:
    return AddressChange.objects.create(
        person=side.person,
        before=["zyx-avant@example.org"],
        after=["zyx-apres@example.org"],
        told=["zyx-avant@example.org"],
        begun_at=NOON,
        holds_at=datetime(2100, 1, 1, tzinfo=UTC),
    )


def recovery(side: Side) -> Recovery:
    return Recovery.objects.create(
        person=side.person,
        first_names="zyx",
        name="zyx-nom",
        address="zyx-recours@example.org",
        language="fr",
        state="TO_WEIGH",
        asked_at=NOON,
        confirmed_at=NOON,
    )


MATRIX = Declared(
    public=(
        "accounts:sign_in",
        "accounts:ask_for_link",
        "accounts:letter",
        "accounts:link",
        "accounts:password",
        "accounts:demo",
        "accounts:second_factor",
        "accounts:enter_by_passkey",
        "accounts:begin_passkey_proof",
        "accounts:signed_out",
        "accounts:ask_recovery",
        "accounts:recovery_asked",
        "accounts:recovery",
        "accounts:confirm_recovery",
        "accounts:cancel_recovery",
        "accounts:objection",
    ),
    signed_in=(
        "accounts:sign_out",
        "accounts:my_account",
        "accounts:set_password",
        "accounts:remove_password",
        "accounts:end_session",
        "accounts:end_other_sessions",
        "accounts:end_everything",
        "accounts:confirm",
        "accounts:second_factor_needed",
        "accounts:app",
        "accounts:begin_app",
        "accounts:remove_app",
        "accounts:recovery_codes",
        "accounts:end_trust",
        "accounts:tokens",
        "accounts:end_token",
        "accounts:add_passkey",
        "accounts:begin_passkey",
        "accounts:remove_passkey",
    ),
    rows={
        Account: account,
        AddressChange: change,
        ApiToken: token,
        KnownDevice: device,
        Passkey: passkey,
        Recovery: recovery,
        Session: session,
    },
    reads={
        KEEP_ACCOUNTS: {
            # What was told, weighed beside what is known: how somebody gets back in (R-REG-7).
            Recovery: (
                *("first_names", "name", "number", "promotion", "born_on", "former", "phone"),
                *("comrade", "words", "address", "reason"),
            ),
            Person: ("born_on",),
            ContactPoint: ("value",),
            ContactPointChange: ("value",),
        },
    },
    nobody_s=(
        "accounts:link",
        "accounts:recovery",
        "accounts:confirm_recovery",
        "accounts:cancel_recovery",
        "accounts:objection",
    ),
    things={
        "token": always("A" * 43),
        "device_id": the(KnownDevice),
        "passkey_id": the(Passkey),
        "token_id": the(ApiToken),
        "session_id": the(Session),
        "recovery_id": the(Recovery),
        "readable_id": lambda side: side.person.readable_id,
    },
)
